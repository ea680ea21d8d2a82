import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { RunInput } from '../../../src/domain/run.ts';
import type { Run } from '../../../src/domain/task.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { generation, me, models, newFolder, open, run, task } from '../../unit/store/support.ts';

/** The size of the database as it lies there when nobody has it open. */
async function closedSize(store: Store): Promise<number> {
  await store.close();
  return statSync(store.path).size;
}

/** The same numbers on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

/** An output of 1 to 100 kB, most of them short. */
function output(next: () => number): string {
  const line = `${next()} ${next()} ${next()}\n`;
  return line.repeat(Math.ceil((1_000 * 100 ** next()) / line.length));
}

const tasks = 164;
const inputs = 3;

/** What *Run All* of a project stores. */
async function runAll(store: Store, round: number, text: (next: () => number) => string): Promise<void> {
  const next = numbers(round + 1);
  for (let i = 0; i < tasks; i++) {
    const runs: Run[] = [];
    for (const response of [1, 2] as const)
      for (let n = 0; n < inputs; n++) {
        const input: RunInput = {
          id: sha256(`${n}`, 16),
          origin: 'dataset',
          code: `assert candidate(${n}) == ${'x'.repeat(600)}`,
        };
        const id = `${round}-${i}-${response}-${n}`;
        const more = {
          input,
          codeHash: sha256(`${i} ${response}`),
          stdout: text(next),
          sandbox: 'bubblewrap',
        };
        runs.push(run(`HumanEval/${i}`, id, { response, ...more }));
      }
    await store.putRun(...runs);
  }
}

async function humanEval(folder: string): Promise<Store> {
  const store = await open(folder);
  const all = [...Array(tasks).keys()].map((i) =>
    task(`HumanEval/${i}`, {
      instruction: `${'word '.repeat(90)}${i}`,
      tests: `assert ${i} ${'t'.repeat(800)}`,
    }),
  );
  await store.upsertTasks(all, models);
  for (const { id } of all)
    for (const response of [1, 2] as const)
      await store.putGeneration({
        ...generation(id, response, `${'def f(): pass\n'.repeat(60)}${id} ${response}`),
        prompt: 'p'.repeat(500),
      });
  return store;
}

for (const [what, text] of [
  ['outputs of 1 to 100 kB', output],
  ['outputs of a few words', (next: () => number) => `${next()}\n`],
] as const)
  test(`Run All twenty times with ${what} makes a database at most three times as large as once`, async (t) => {
    const folder = await newFolder();
    const store = await humanEval(folder);
    await runAll(store, 0, text);
    const first = await closedSize(store);
    const again = await open(folder);
    for (let round = 1; round < 20; round++) await runAll(again, round, text);
    const shown = await again.taskDetail('HumanEval/7', me);
    assert.deepEqual(
      shown.runs.map(({ id }) => id.split('-')[0]),
      Array(2 * inputs).fill('19'),
    );
    const [newest] = shown.runs;
    assert.equal((await again.run(newest?.id ?? ''))?.truncatedBytes, 0, 'the newest is whole');
    const last = await closedSize(again);
    t.diagnostic(
      `${(first / 1e6).toFixed(1)} MB after the first, ${(last / 1e6).toFixed(1)} MB after the last`,
    );
    assert.ok(last <= 3 * first, `${last} bytes, ${first} after the first`);
  });

test('a hundred runs of one input with 2 MB of output: one is whole, three keep their heads', async (t) => {
  const folder = await newFolder();
  const store = await open(folder);
  await store.upsertTasks([task('a')], models);
  const megabyte = `${'ü'.repeat(511)}\n`.repeat(1_000).slice(0, 500_000);
  const input: RunInput = { id: sha256('in', 16), origin: 'annotator', code: 'f(1)', expectedValue: '2' };
  for (let i = 0; i < 100; i++)
    await store.putRun(
      run('a', `run ${i}`, {
        input,
        verdict: 'differs',
        value: String(i),
        stdout: megabyte,
        stderr: megabyte,
      }),
    );
  const whole = await store.run('run 99');
  assert.deepEqual([whole?.stdout, whole?.stderr, whole?.truncatedBytes], [megabyte, megabyte, 0]);
  const former = await store.run('run 98');
  assert.ok(former);
  assert.deepEqual([former.verdict, former.value, former.input], ['differs', '98', input]);
  assert.ok(former.stdout.length > 500 && megabyte.startsWith(former.stdout), 'the head, no half character');
  const bytes = Buffer.byteLength(megabyte);
  assert.equal(former.truncatedBytes, 2 * (bytes - Buffer.byteLength(former.stdout)));
  assert.deepEqual([(await store.run('run 96'))?.verdict, await store.run('run 95')], ['differs', undefined]);
  assert.equal((await store.listTasks(me))[0]?.runs, 100, 'as many were made');
  const size = await closedSize(store);
  t.diagnostic(`${(size / 1e6).toFixed(1)} MB`);
  assert.ok(size < 6e6, `${size} bytes`);
});

test('what an export shows of runs of earlier programs stays', async () => {
  const store = await open();
  await store.upsertTasks([task('a')], models);
  const text = '日'.repeat(30_000);
  for (const [i, codeHash] of ['a', 'b', 'a', 'c', 'b'].entries())
    await store.putRun(run('a', `run ${i}`, { codeHash, stdout: text, stderr: `${i}` }));
  const [row] = await store.exportPage(undefined, undefined, 1);
  assert.deepEqual(
    row?.runs.map(({ id, stdout, truncatedBytes }) => [id, stdout === '日'.repeat(10_000), truncatedBytes]),
    [
      ['run 2', true, 60_000],
      ['run 3', true, 60_000],
      ['run 4', true, 60_000],
    ],
  );
});

test('a database of before gives its space back once, and holds nobody for long', async (t) => {
  const folder = await newFolder();
  const made = await open(folder);
  await made.upsertTasks([task('a')], models);
  await made.close();
  const db = new DatabaseSync(made.path);
  // As versions before this one made it: no way to give pages back, and many that are free.
  db.exec('PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM; CREATE TABLE big (a)');
  const insert = db.prepare('INSERT INTO big VALUES (zeroblob(1000000))');
  for (let i = 0; i < 60; i++) insert.run();
  db.exec('DROP TABLE big; PRAGMA journal_mode = WAL');
  db.close();
  const before = statSync(made.path).size;
  const store = await open(folder);
  const start = performance.now();
  const after = await closedSize(store);
  t.diagnostic(`${before} bytes before, ${after} after, ${(performance.now() - start).toFixed(0)} ms`);
  assert.ok(before > 50e6 && after < 1e6);
});
