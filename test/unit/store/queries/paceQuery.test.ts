import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act, me, openWithTasks } from '../support.ts';

const longAgo = '2000-01-01T00:00:00.000Z';
const tomorrow = '2999-01-01T00:00:00.000Z';

test('time adds up for each task and annotator', async () => {
  const store = await openWithTasks(2);
  await store.addTime('t0', me, 1000.4);
  await store.addTime('t0', me, 500);
  await store.addTime('t0', 'local:other', 7);
  assert.equal((await store.taskDetail('t0', me)).spentMs, 1500);
  assert.equal((await store.taskDetail('t1', me)).spentMs, 0);
  for (const wrong of [-1, NaN, Infinity]) await assert.rejects(store.addTime('t0', me, wrong));
  await assert.rejects(store.addTime('gone', me, 1), { code: 'task-missing' });
  await store.act(act('t0', 'draft', { score1: 1 }));
  await store.addTime('t0', 'argilla:http://x/u', 1);
  await store.adopt(me, 'argilla:http://x/u', false);
  assert.equal((await store.taskDetail('t0', 'argilla:http://x/u')).spentMs, 1501);
  assert.equal((await store.taskDetail('t0', me)).spentMs, 1501, 'of the same person');
});

test('the pace: today, in all, what is left and how long that takes', async () => {
  const store = await openWithTasks(6);
  assert.deepEqual(await store.pace(me, longAgo), {
    today: 0,
    judged: 0,
    left: 6,
    medianMs: undefined,
    leftMs: undefined,
  });
  for (const [i, ms] of [3000, 1000, 9000].entries()) {
    await store.act(act(`t${i}`, i === 1 ? 'discarded' : 'submitted', { score1: 1, score2: 1 }));
    await store.addTime(`t${i}`, me, ms);
  }
  await store.addTime('t3', me, 1);
  await store.act(act('t3', 'draft'));
  const expected = { today: 3, judged: 3, left: 3, medianMs: 3000, leftMs: 9000 };
  assert.deepEqual(await store.pace(me, longAgo), expected);
  assert.deepEqual(await store.pace(me, tomorrow), { ...expected, today: 0 });
  const queue = { sample: { n: 6, seed: '' }, states: ['draft' as const], text: 't3' };
  assert.deepEqual(await store.pace(me, longAgo, queue), { ...expected, left: 1, leftMs: 3000 });
  await store.undo(me, false);
  assert.deepEqual(await store.pace(me, longAgo), {
    today: 2,
    judged: 2,
    left: 4,
    medianMs: 2000,
    leftMs: 8000,
  });
});

test('only the last fifty count for the pace', async () => {
  const store = await openWithTasks(60);
  for (let i = 0; i < 60; i++) {
    await store.addTime(`t${i}`, me, i < 10 ? 1_000_000 : 20);
    await store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 1 }));
  }
  assert.equal((await store.pace(me, longAgo)).medianMs, 20);
});
