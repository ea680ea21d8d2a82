import { inputId } from '../../../../src/inputs/inputId.ts';
import { assemble } from '../../../../src/runs/harness/assemble.ts';
import { startRun } from '../../../../src/runs/startRun.ts';
import type { RunOutcome } from '../../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../../src/runs/runners/findRunner.ts';
import type { InputContent, RunInput, Verdict } from '../../../../src/domain/run.ts';
import { verdictOf } from '../../../../src/runs/verdict.ts';
import { temporaryFolder } from '../../../unit/runs/tools.ts';

const folder = temporaryFolder('harness');

export const limits = {
  timeoutMs: 60_000,
  memoryBytes: 2 ** 31,
  processes: 512,
  diskBytes: 2 ** 29,
  outputBytes: 1_000_000,
};

export function inputOf(content: InputContent, checks = false): RunInput {
  return { ...content, id: inputId(content), origin: 'annotator', ...(checks ? { checks } : {}) };
}

export interface Judged {
  verdict: Verdict;
  value?: string;
  stdout: string;
  stderr: string;
  outcome: RunOutcome;
}

/** Runs a program with an input, in the language's real interpreter or compiler, and judges what came of it. */
export async function judge(
  language: string,
  code: string,
  content: InputContent = {},
  checks = false,
): Promise<Judged> {
  const input = inputOf(content, checks);
  const assembled = assemble({ language, code, blocks: [] }, input);
  const runner = await findRunner(language);
  const handle = startRun({
    assembled,
    runner,
    folder,
    limits,
    stdin: content.stdin ?? '',
    args: content.args,
  });
  const outcome = await handle.done;
  const { stdout, stderr, report } = outcome;
  return { verdict: verdictOf(outcome, input, assembled), value: report?.value, stdout, stderr, outcome };
}
