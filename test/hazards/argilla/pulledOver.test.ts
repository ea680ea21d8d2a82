import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textsOf } from '../../../src/store/api/shownTexts.ts';
import type { OutboxRow, RemoteRecord, Store } from '../../../src/store/api/store.ts';
import { act, generation, me, models, openWithTasks, task } from '../../unit/store/support.ts';

/** An answer of Argilla's that takes the place of one that waits here. */

const remote: RemoteRecord = {
  ...{ dataset: 'd', taskId: 't0', recordId: 'r', responseId: 'x', seenUpdatedAt: '2026-01-01T00:00:00' },
};
const theirs = { score1: 0, score2: 7 };
const seenOf = async (store: Store) => (await store.remotes('d', me))[0]?.seenUpdatedAt;

async function waitingFor(store: Store): Promise<OutboxRow> {
  const [row] = await store.outbox(me, 1);
  assert.ok(row);
  return row;
}

test('where a load exchanged the texts meanwhile nothing is written, and the one here waits on', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }, { send: true }));
  const row = await waitingFor(store);
  const shown = textsOf(await store.taskDetail('t0', me));
  const others = task('t0', { instruction: 'another', generations: ['n1', 'n2'] });
  await store.upsertTasks([others], models);
  const how = { overHere: true, shown, waiting: row.seq };
  assert.equal(await store.putPulled('t0', me, 'submitted', theirs, 'g1', remote, how), false);
  assert.deepEqual(await waitingFor(store), row);
  assert.equal(await seenOf(store), undefined);
});

test('an act of this very moment waits on, and nothing of Argilla’s is taken for seen', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }, { send: true }));
  const { seq: waiting } = await waitingFor(store);
  await store.act(act('t0', 'submitted', { score1: 5, score2: 0 }, { send: true }));
  const newer = await waitingFor(store);
  const how = { overHere: true, waiting };
  assert.equal(await store.putPulled('t0', me, 'submitted', theirs, 'g1', remote, how), false);
  assert.deepEqual(await waitingFor(store), newer);
  assert.equal(await seenOf(store), undefined);
  assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 5);
});

test('where it is written, what waited goes in the same act', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }, { send: true }));
  const how = { overHere: true, waiting: (await waitingFor(store)).seq };
  assert.equal(await store.putPulled('t0', me, 'submitted', theirs, 'g1', remote, how), true);
  assert.deepEqual(await store.outbox(me, 1), []);
  assert.equal(await seenOf(store), remote.seenUpdatedAt);
  assert.equal((await store.taskDetail('t0', me)).annotation?.score2, 7);
});

test('points and a flag that were given for former texts do not come to stand beside new ones', async () => {
  const store = await openWithTasks(1);
  const points = { points1: { works: 7 }, points2: { works: 0 }, score1: 7, score2: 0 };
  await store.act(act('t0', 'submitted', { ...points, flag: 'Ambiguous' }));
  await store.upsertTasks([task('t0', { instruction: 'another', generations: ['n1', 'n2'] })], models);
  const pulled = { score1: 7, score2: 0 };
  assert.equal(await store.putPulled('t0', me, 'submitted', pulled, 'g1', remote), true);
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual(
    [annotation?.judgedOther, annotation?.points1, annotation?.points2, annotation?.flag],
    [undefined, undefined, undefined, undefined],
  );
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, 'another');
});

test('a flag is about the task, and stays where a response alone is another', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { points1: { works: 7 }, score1: 7, score2: 0, flag: 'Ambiguous' }));
  await store.putGeneration(generation('t0', 1, 'another'));
  await store.putPulled('t0', me, 'submitted', { score1: 7, score2: 0 }, 'g1', remote);
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual(
    [annotation?.judgedOther, annotation?.points1, annotation?.flag],
    [undefined, undefined, 'Ambiguous'],
  );
});
