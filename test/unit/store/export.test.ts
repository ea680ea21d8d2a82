import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act, generation, me, openWithTasks, run } from './support.ts';

test('pages give each task once for one annotator', async () => {
  const store = await openWithTasks(5);
  await store.act(act('t1', 'submitted', { score1: 1, score2: 2 }));
  await store.act({ ...act('t1', 'submitted', { score1: 3, score2: 4 }), annotator: 'local:other' });
  await store.act(act('t2', 'submitted', {}));
  await store.act(act('t2', 'pending'));
  const pages = await Promise.all([0, 2, 4, 6].map((offset) => store.exportPage(me, offset, 2)));
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
    (await store.exportPage(undefined, 0, 10)).map((row) => [row.task.id, row.annotation?.annotator]),
    [
      ['t0', 'local:a'],
      ['t0', 'local:b'],
      ['t1', undefined],
    ],
  );
});

test('an answer is exported with the texts that were judged', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  await store.putGeneration(generation('t0', 1, 'newer'));
  await store.putGeneration(generation('t0', 1, 'newest'));
  const texts = async (annotator: string) =>
    (await store.exportPage(annotator, 0, 1))[0]?.generations.map((g) => g?.text);
  assert.deepEqual(await texts(me), ['first of t0', 'second of t0']);
  assert.deepEqual(await texts('local:other'), ['newest', 'second of t0']);
});

test('of the runs the newest for each response and input is exported', async () => {
  const store = await openWithTasks(1);
  await store.putRun(run('t0', 'a'));
  await store.putRun(run('t0', 'b', { response: 2 }));
  await store.putRun(run('t0', 'c', { input: 'f(1)' }));
  await store.putRun(run('t0', 'd', { stdout: 'new' }));
  assert.deepEqual(
    (await store.exportPage(me, 0, 1))[0]?.runs.map((r) => r.id),
    ['c', 'd', 'b'],
  );
});
