// Answers as models give them, with the verdict that each deserves: each program is found in its text, run and judged as Run All does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import type { Task } from '../../../src/domain/task.ts';
import { asTouchstoneError } from '../../../src/platform/errors.ts';
import { findSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { RunService, type PreparedRun } from '../../../src/runs/runService.ts';
import { RunWorker } from '../../../src/runs/worker/runWorkerClient.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';
import { warmToolChains } from '../runs/toolChains.ts';
import { drawnAnswers, type DrawnAnswer } from './drawnAnswers.ts';

/** At least; each kind is there in each language that it is for. */
const many = 500;
/** Part of a name: for a look at some of them. */
const only = process.env.TOUCHSTONE_ANSWERS ?? '';

const worker = new RunWorker(new URL('../../../src/runs/worker/runWorker.ts', import.meta.url));
after(() => worker.dispose());
before(warmToolChains);

const service = new RunService({
  store: { putRun: () => Promise.resolve() },
  folder: temporaryFolder('corpus'),
  start: (options) => worker.startRun(options),
  settings: async () => ({
    sandbox: (await findSandbox()) ? 'auto' : 'off',
    limits: { ...wide, processes: 512 },
  }),
});

const order = ['timed-out', 'crashed', 'differs', 'stopped', 'cut', 'ran', 'passed'];

interface Seen {
  verdict: string;
  program?: string;
  told?: unknown;
}

/** Answers with the same program have the same verdict: compilers are slow. */
const known = new Map<string, Promise<Seen>>();

async function judged({ problem, text, instruction = problem.asks }: DrawnAnswer): Promise<Seen> {
  const { language, name, tests } = problem;
  const entryPoint = language === 'java' || tests.includes('check(') === false ? undefined : name;
  const task: Task = { id: name, position: 0, source: 'corpus', instruction, language, tests, entryPoint };
  let prepared: PreparedRun;
  try {
    prepared = service.prepare(name, 1, text, task);
  } catch (error) {
    return { verdict: asTouchstoneError(error).code };
  }
  const key = `${language}\n${tests}\n${prepared.instruction ?? ''}\n${prepared.codeHash}`;
  const run = known.get(key) ?? runOnce(prepared, task);
  known.set(key, run);
  return run;
}

async function runOnce(prepared: PreparedRun, task: Task): Promise<Seen> {
  const program = prepared.program.code;
  const runs = await service.runInputs(prepared, datasetInputs(task), {
    asWritten: false,
    batch: true,
    place: await service.place(prepared.program.language),
  });
  const verdict = order.find((word) => runs.some((run) => run.verdict === word)) ?? 'not run';
  const told = runs.map(({ evidence, stderr }) => ({ evidence, stderr: stderr.slice(0, 2_000) }));
  return { verdict, program, told };
}

test('answers have the verdict that they deserve', async () => {
  const answers = drawnAnswers(many, 7);
  assert.ok(answers.length >= many);
  const chosen = answers.filter(({ name }) => name.includes(only));
  const misjudged: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < chosen.length) {
      const answer = chosen[next++]!;
      const { verdict, program = '', told } = await judged(answer);
      const holds = answer.verdict === 'none' ? verdict !== 'passed' : verdict === answer.verdict;
      if (holds) continue;
      const { name, text, instruction } = answer;
      const said = JSON.stringify(told, undefined, 1);
      misjudged.push(
        `${name}: read ${verdict}\n--- answer\n${text}\n--- instruction\n${instruction ?? ''}\n--- program\n${program}\n--- told\n${said}`,
      );
    }
  };
  await Promise.all([work(), work()]);
  assert.deepEqual(misjudged.length, 0, misjudged.join('\n\n==========\n'));
});

describe('the draw', () => {
  test('is the same for the same seed, and has all languages', () => {
    const names = drawnAnswers(many, 7).map(({ name }) => name);
    assert.deepEqual(
      drawnAnswers(many, 7).map(({ name }) => name),
      names,
    );
    assert.equal(new Set(names.map((name) => name.split(' ')[1])).size, 9);
  });
});
