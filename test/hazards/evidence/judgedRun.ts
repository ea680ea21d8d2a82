import { after } from 'node:test';
import { inputId } from '../../../src/inputs/inputId.ts';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import type { Evidence, InputContent, RunInput, Verdict } from '../../../src/domain/run.ts';
import { temporaryFolder } from '../../unit/runs/tools.ts';

/** As a batch runs, as one run in the sandbox, and without one. */
export const ways = ['waiting interpreter', 'sandbox', 'no sandbox'] as const;
export type Way = (typeof ways)[number];

const folder = temporaryFolder('evidence');
const pool = new WarmPool();
after(() => pool.dispose());
const runner = await findRunner('python');
const { sandbox = noSandbox } = await probeSandbox();

const limits = {
  timeoutMs: 8_000,
  memoryBytes: 2 ** 30,
  processes: 256,
  diskBytes: 2 ** 26,
  outputBytes: 1_000_000,
};

export interface JudgedRun {
  verdict: Verdict;
  evidence?: Evidence;
  value?: string;
  stdout: string;
  stderr: string;
}

/** Runs a Python program with an input of the data set, and judges it as the product does. */
export async function judgeIn(
  way: Way,
  code: string,
  content: InputContent & Pick<RunInput, 'checks' | 'fromJson'>,
  instruction?: string,
): Promise<JudgedRun> {
  const input: RunInput = { ...content, id: inputId(content), origin: 'dataset' };
  const assembled = assemble({ language: 'python', code, blocks: [] }, input, instruction);
  const place = {
    'waiting interpreter': { sandbox, pool },
    sandbox: { sandbox },
    'no sandbox': { sandbox: noSandbox },
  }[way];
  const outcome = await startRun({ assembled, runner, folder, limits, stdin: content.stdin ?? '', ...place })
    .done;
  const { stdout, stderr, report } = outcome;
  const verdict = verdictOf(outcome, input, assembled);
  return { verdict, evidence: report?.evidence, value: report?.value, stdout, stderr };
}
