import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExportPlace } from '../../../../src/store/api/store.ts';
import { act, generation, input, me, openWithTasks, run } from '../support.ts';

test('pages give each task once for one annotator', async () => {
  const store = await openWithTasks(5);
  await store.act(act('t1', 'submitted', { score1: 1, score2: 2 }));
  await store.act({ ...act('t1', 'submitted', { score1: 3, score2: 4 }), annotator: 'local:other' });
  await store.act(act('t2', 'submitted', {}));
  await store.act(act('t2', 'pending'));
  const pages = [];
  for (let after: ExportPlace | undefined; ;) {
    const page = await store.exportPage(me, after, 2);
    pages.push(page);
    const last = page.at(-1);
    if (!last) break;
    after = { position: last.task.position, annotator: last.annotation?.annotator };
  }
  assert.deepEqual(
    pages.map((page) => page.map((row) => [row.task.id, row.annotation?.score1])),
    [
      [
        ['t0', undefined],
        ['t1', 1],
      ],
      [
        ['t2', undefined],
        ['t3', undefined],
      ],
      [['t4', undefined]],
      [],
    ],
  );
  assert.deepEqual(
    pages[0]?.[0]?.generations.map((g) => g?.text),
    ['first of t0', 'second of t0'],
  );
});

test('without an annotator there is a row for each answer', async () => {
  const store = await openWithTasks(2);
  await store.act({ ...act('t0', 'submitted', { score1: 3 }), annotator: 'local:b' });
  await store.act({ ...act('t0', 'discarded'), annotator: 'local:a' });
  assert.deepEqual(
    (await store.exportPage(undefined, undefined, 10)).map((row) => [row.task.id, row.annotation?.annotator]),
    [
      ['t0', 'local:a'],
      ['t0', 'local:b'],
      ['t1', undefined],
    ],
  );
});

test('who is no user of Argilla is called as they want to be, whichever of their names that was said of', async () => {
  const store = await openWithTasks(1);
  const user = 'argilla:http://127.0.0.1:1/someone';
  for (const annotator of ['local:a', 'local:b', 'local:c', user])
    await store.act({ ...act('t0', 'submitted', { score1: 3 }), annotator });
  await store.introduce('local:a', 'Ada');
  await store.introduce(user, 'user');
  const called = async (): Promise<unknown> =>
    (await store.exportPage(undefined, undefined, 10)).map(({ annotation, annotatorName }) => [
      annotation?.annotator,
      annotatorName,
    ]);
  const others = [
    ['local:b', undefined],
    ['local:c', undefined],
  ];
  assert.deepEqual(await called(), [[user, undefined], ['local:a', 'Ada'], ...others]);
  await store.introduce('local:a', '');
  assert.deepEqual(await called(), [[user, undefined], ['local:a', undefined], ...others]);
  await store.introduce('local:a', 'Ada');
  await store.adopt('local:a', 'local:b', false);
  await store.adopt('local:c', user, false);
  assert.deepEqual(await called(), [
    [user, undefined],
    ['local:b', 'Ada'],
  ]);
});

test('an answer is exported with the texts that were judged', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  await store.putGeneration(generation('t0', 1, 'newer'));
  await store.putGeneration(generation('t0', 1, 'newest'));
  const texts = async (annotator: string) =>
    (await store.exportPage(annotator, undefined, 1))[0]?.generations.map((g) => g?.text);
  assert.deepEqual(await texts(me), ['first of t0', 'second of t0']);
  assert.deepEqual(await texts('local:other'), ['newest', 'second of t0']);
});

test('a page may end between two answers to one task', async () => {
  const store = await openWithTasks(2);
  for (const annotator of ['local:b', 'local:a', 'local:c'])
    await store.act({ ...act('t0', 'submitted', { score1: 3 }), annotator });
  const one = await store.exportPage(undefined, undefined, 2);
  const two = await store.exportPage(undefined, { position: 0, annotator: 'local:b' }, 2);
  assert.deepEqual(
    [...one, ...two].map((row) => [row.task.id, row.annotation?.annotator]),
    [
      ['t0', 'local:a'],
      ['t0', 'local:b'],
      ['t0', 'local:c'],
      ['t1', undefined],
    ],
  );
});

test('of the runs the newest for each response, input and program is exported, its output clipped', async () => {
  const store = await openWithTasks(1);
  await store.putRun(run('t0', 'a'));
  await store.putRun(run('t0', 'b', { response: 2 }));
  await store.putRun(run('t0', 'c', { input: input({ code: 'f(1)' }) }));
  await store.putRun(run('t0', 'd', { stdout: 'é'.repeat(10_001), truncatedBytes: 3 }));
  await store.putRun(run('t0', 'e', { codeHash: 'other' }));
  const [row] = await store.exportPage(me, undefined, 1);
  assert.deepEqual(
    row?.runs.map((r) => [r.id, r.stdout.length, r.truncatedBytes]),
    [
      ['b', 0, 0],
      ['c', 0, 0],
      ['d', 10_000, 5],
      ['e', 0, 0],
    ],
  );
});

test('each row of a page has the responses, the runs and the answer of its own task', async () => {
  const store = await openWithTasks(4);
  await store.putRun(run('t2', 'a'));
  await store.putRun(run('t0', 'b'));
  await store.putRun(run('t2', 'c', { response: 2 }));
  await store.act({ ...act('t2', 'submitted', { score1: 2 }), annotator: 'local:b' });
  await store.act({ ...act('t2', 'submitted', { score1: 1 }), annotator: 'local:a' });
  await store.act(act('t3', 'submitted', { score1: 3 }));
  await store.putGeneration(generation('t3', 2, 'newer'));
  const page = await store.exportPage(undefined, undefined, 10);
  assert.deepEqual(
    page.map(({ task, generations, runs, annotation }) => [
      task.id,
      generations.map((g) => `${g?.taskId} ${g?.text}`),
      runs.map((r) => `${r.taskId} ${r.id}`),
      annotation?.score1,
    ]),
    [
      ['t0', ['t0 first of t0', 't0 second of t0'], ['t0 b'], undefined],
      ['t1', ['t1 first of t1', 't1 second of t1'], [], undefined],
      ['t2', ['t2 first of t2', 't2 second of t2'], ['t2 a', 't2 c'], 1],
      ['t2', ['t2 first of t2', 't2 second of t2'], ['t2 a', 't2 c'], 2],
      ['t3', ['t3 first of t3', 't3 second of t3'], [], 3],
    ],
  );
});
