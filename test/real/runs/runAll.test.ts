import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { summaryOf } from '../../../src/insights/projectRuns.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { runAll, taskIdsOf, type RunAllCounts, type RunAllOptions } from '../../../src/runs/runAll.ts';
import { RunService } from '../../../src/runs/runService.ts';
import type { Store } from '../../../src/store/api/store.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { open } from '../../unit/store/support.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';

const me = 'local:me';
const folder = temporaryFolder('run-all');
const python = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;
const right = python('def add(a, b):\n    return a + b');
const wrong = python('def add(a, b):\n    return a - b');
const test2 = 'assert add(1, 2) == 3';

function task(id: string, one: string, two: string): TaskInput {
  return {
    id,
    instruction: `Add two numbers (${id}).`,
    language: 'python',
    tests: [test2, 'assert add(0, 0) == 0'],
    entryPoint: 'add',
    source: 'test',
    generations: [one, two],
  };
}

async function project(
  tasks: TaskInput[],
  limits = wide,
): Promise<{ store: Store; run: (o?: Partial<RunAllOptions>) => Promise<RunAllCounts> }> {
  const store = await open();
  await store.upsertTasks(tasks, ['model one', 'model two']);
  const settings = (): { sandbox: 'off'; limits: typeof wide } => ({ sandbox: 'off', limits });
  const service = new RunService({ store, folder, start: startRun, settings });
  const taskIds = await taskIdsOf(store, me);
  return {
    store,
    run: (more) => runAll({ store, service, annotator: me, taskIds, concurrency: 2, ...more }),
  };
}

describe('runAll', () => {
  test('runs every generation with its inputs, and sums up per model', async () => {
    const { store, run } = await project([
      task('a', right, wrong),
      task('b', right, 'I cannot do that.'),
      task('c', python('def add(a, b:'), right),
    ]);
    const progress: string[] = [];
    const counts = await run({ onProgress: ({ done, total }) => progress.push(`${done}/${total}`) });
    assert.deepEqual(counts, { made: 15, kept: 0, withoutCode: 1, problems: [] });
    assert.deepEqual(progress, ['0/6', '1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
    const [one, two] = await summaryOf(store, ['a', 'b', 'c'], ['Response 1', 'Response 2']);
    assert.deepEqual(
      [
        one.generations,
        one.withCode,
        one.ran,
        one.tested,
        one.passed,
        one.crashed,
        one.notRun,
        one.sandboxes,
      ],
      [3, 3, 2, 6, 4, 3, 0, { none: 9 }],
    );
    assert.deepEqual(one.passAt, [{ k: 1, value: 2 / 3, tasks: 3 }]);
    assert.deepEqual([two.withCode, two.ran, two.tested, two.passed], [2, 2, 4, 3]);
    assert.deepEqual(two.passAt, [{ k: 1, value: 1 / 3, tasks: 3 }]);
  });

  test('a second call runs what is missing alone, unless it is told to run all again', async () => {
    const { store, run } = await project([task('a', right, right)]);
    await run();
    assert.deepEqual(await run(), { made: 0, kept: 6, withoutCode: 0, problems: [] });
    // Another program has no runs yet.
    const { generations } = await store.taskDetail('a', me);
    const text = `${wrong}\nOr so.`;
    await store.putGeneration({ ...generations[1]!, text, hash: sha256(text) });
    const again = await run();
    assert.deepEqual([again.made, again.kept], [3, 3]);
    const all = await run({ again: true });
    assert.deepEqual([all.made, all.kept], [6, 0]);
    // The former text is a second sample of the model.
    const [, two] = await summaryOf(store, ['a'], ['1', '2']);
    assert.deepEqual(two.passAt, [
      { k: 1, value: 0.5, tasks: 1 },
      { k: 2, value: 1, tasks: 1 },
    ]);
  });

  test('cancelled, it stores nothing half done and goes on where it was', async () => {
    const slow = python('import time\ndef add(a, b):\n    time.sleep(30)');
    const { store, run } = await project([task('a', right, right), task('b', slow, slow)]);
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => void (done === 2 && stop.abort());
    await assert.rejects(run({ signal: stop.signal, onProgress }), { code: 'cancelled' });
    const stored = async (id: string): Promise<string[]> =>
      (await store.taskDetail(id, me)).runs.map((r) => r.verdict);
    assert.equal((await stored('a')).length, 6);
    assert.ok(!(await stored('b')).includes('stopped'));
    const text = `${right}\n`;
    const { generations } = await store.taskDetail('b', me);
    for (const generation of generations)
      await store.putGeneration({ ...generation, text, hash: sha256(text) });
    const counts = await run();
    assert.deepEqual([counts.made, counts.kept], [6, 6]);
  });

  test('after two checks that ran out of time the others of a response are not run, which is told, until somebody wants it', async () => {
    const slow = python('def add(a, b):\n    while a > 0: pass\n    return a + b');
    const tests = [
      'assert add(1, 2) == 3',
      'assert add(2, 2) == 4',
      'assert add(0, 0) == 0',
      'assert add(0, 1) == 1',
    ];
    const limits = { ...wide, timeoutMs: 1_500 };
    const { store, run } = await project([{ ...task('a', slow, right), tests }], limits);
    const told = ({ problems }: RunAllCounts): [boolean, number][] =>
      problems.map(({ message, count }) => [/ran out of time/.test(message), count]);
    const first = await run();
    assert.deepEqual([first.made, told(first)], [3 + 5, [[true, 1]]]);
    const again = await run();
    assert.deepEqual([again.made, again.kept, told(again)], [0, 8, [[true, 1]]], 'they wait on');
    const rest = await run({ rest: true });
    assert.deepEqual([rest.made, rest.kept, told(rest)], [2, 8, []]);
    const { runs } = await store.taskDetail('a', me);
    assert.deepEqual(
      runs.filter(({ response }) => response === 1).map(({ verdict }) => verdict),
      ['ran', 'timed-out', 'timed-out', 'passed', 'passed'],
    );
    assert.deepEqual(told(await run()), []);
  });

  test('what cannot be run is told once, and ends nothing', async () => {
    const haskell = '```haskell\nmain = print 1\n```';
    const { run } = await project([
      { ...task('a', haskell, haskell), language: undefined },
      task('b', right, right),
    ]);
    const counts = await run();
    assert.equal(counts.made, 6);
    assert.deepEqual(
      counts.problems.map(({ message, count }) => [/no runner for haskell/.test(message), count]),
      [[true, 2]],
    );
  });

  test('without a sandbox where one is required nothing runs, and that is said', async () => {
    const { store } = await project([task('a', right, right)]);
    const service = new RunService({
      store,
      folder,
      start: startRun,
      settings: () => ({ sandbox: 'required', limits: wide }),
      findSandbox: () => Promise.resolve({ reason: 'None.' }),
    });
    const options = { store, service, annotator: me, taskIds: ['a'], concurrency: 2 };
    await assert.rejects(runAll(options), { code: 'run-no-sandbox' });
    assert.deepEqual((await store.taskDetail('a', me)).runs, []);
  });
});
