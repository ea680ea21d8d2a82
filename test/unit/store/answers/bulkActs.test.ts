import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import type { BulkAct } from '../../../../src/domain/annotationHistory.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { undo } from '../../../../src/store/answers/undo.ts';
import { act, me, nextChange, openWithTasks } from '../support.ts';

const bulk = (action: BulkAct['action'], send = false): BulkAct => ({
  action,
  annotator: me,
  guidelinesVersion: 'g2',
  send,
});

async function states(store: Store): Promise<string> {
  return (await store.listTasks(me)).map(({ state, score1 }) => `${state} ${score1 ?? '-'}`).join(', ');
}

/** `t0` submitted, `t1` a draft, `t2` discarded, `t3` to be scored. */
async function filled(): Promise<Store> {
  const store = await openWithTasks(4);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }, { send: true }));
  await store.act(act('t1', 'draft', { score1: 2 }));
  await store.act(act('t2', 'discarded', { score1: 3 }));
  return store;
}
const before = 'submitted 1, draft 2, discarded 3, to-score -';

test('discarding keeps what was answered, and is one step', async () => {
  const store = await filled();
  const changed = nextChange(store);
  const results = await store.actMany(['t3', 't0', 't1', 't2', 'gone', 't0'], bulk('discard', true));
  assert.deepEqual(results, [
    { taskId: 't3', done: true },
    { taskId: 't0', done: true },
    { taskId: 't1', done: true },
    { taskId: 't2', done: false, reason: 'nothing-to-do' },
    { taskId: 'gone', done: false, reason: 'missing' },
  ]);
  assert.deepEqual((await changed).toSorted(), ['t0', 't1', 't3']);
  assert.equal(await states(store), 'discarded 1, discarded 2, discarded 3, discarded -');
  assert.deepEqual(
    (await store.outbox(me, 10)).map(({ taskId, status }) => `${taskId} ${status}`).toSorted(),
    ['t0 discarded', 't1 discarded', 't3 discarded'],
  );
  assert.equal((await store.taskDetail('t0', me)).annotation?.guidelinesVersion, 'g2');
  const entries = await Promise.all(['t0', 't1', 't3'].map(async (id) => (await store.history(id)).at(-1)));
  assert.equal(new Set(entries.map((entry) => entry?.batch)).size, 1);
  assert.ok(entries[0]?.batch);
  assert.deepEqual(await store.undo(me, true), {
    taskId: 't3',
    taskIds: ['t3', 't0', 't1'],
    what: 'discarded',
    undone: 'discarded',
  });
  assert.equal(await states(store), before);
  assert.equal((await store.redo(me, true))?.taskIds.length, 3);
  assert.equal(await states(store), 'discarded 1, discarded 2, discarded 3, discarded -');
  assert.equal((await store.undo(me, true))?.taskIds.length, 3);
  assert.equal(await states(store), before);
  assert.equal((await store.undo(me, true))?.undone, 'discarded', 'the single act before it');
});

test('reopening makes drafts with their answers and versions, and takes back what was sent', async () => {
  const store = await filled();
  const results = await store.actMany(['t0', 't1', 't2', 't3'], bulk('reopen', true));
  assert.deepEqual(
    results.map(({ done }) => done),
    [true, false, true, false],
  );
  assert.equal(await states(store), 'draft 1, draft 2, draft 3, to-score -');
  assert.equal((await store.taskDetail('t0', me)).annotation?.guidelinesVersion, 'g1');
  assert.deepEqual(
    (await store.outbox(me, 10)).map(({ taskId, status }) => `${taskId} ${status}`),
    ['t0 pending', 't2 pending'],
  );
  // What is typed since stays when the rest goes back.
  await store.act(act('t2', 'draft', { score1: 7 }));
  assert.deepEqual((await store.undo(me, true))?.taskIds, ['t0', 't2']);
  assert.equal(await states(store), 'submitted 1, draft 2, draft 7, to-score -');
});

test('nothing done is no step, and ends no redo', async () => {
  const store = await filled();
  await store.undo(me, false);
  await store.actMany(['gone', 't3'], bulk('reopen'));
  assert.equal((await store.redo(me, false))?.taskId, 't2');
  assert.deepEqual(await store.actMany([], bulk('discard')), []);
  await store.undo(me, false);
  await store.actMany(['t3'], bulk('discard'));
  assert.equal(await store.redo(me, false), undefined);
});

test('a wrong action changes nothing', async () => {
  const store = await filled();
  await assert.rejects(store.actMany(['t0'], bulk('delete' as 'discard')), { code: 'internal' });
  assert.equal(await states(store), before);
});

test('calls of one batch are one step, also with other acts between them', async () => {
  const store = await filled();
  const part = { ...bulk('discard'), batch: 'b' };
  await store.actMany(['t0'], part);
  await store.act(act('t3', 'draft', { score1: 5 }));
  await store.actMany(['t1'], part);
  assert.deepEqual((await store.undo(me, false))?.taskIds, ['t0', 't1']);
  assert.equal(await states(store), 'submitted 1, draft 2, discarded 3, draft 5');
  assert.equal((await store.redo(me, false))?.taskIds.length, 2);
});

test('a step of very many goes part by part: what is typed meanwhile comes between and stays', async () => {
  const store = await openWithTasks(450);
  const ids = Array.from({ length: 450 }, (_, i) => `t${i}`);
  await store.actMany(ids, bulk('discard'));
  const order: string[] = [];
  const undoing = store.undo(me, false).finally(() => order.push('undone'));
  const { annotation } = await store.taskDetail('t449', me);
  const typed = act('t449', 'draft', { score1: 7 }, { expectedRevision: annotation?.revision ?? 0 });
  await store.act(typed).finally(() => order.push('typed'));
  assert.equal((await undoing)?.taskIds.length, 450);
  assert.deepEqual(order, ['typed', 'undone']);
  assert.deepEqual(
    (await store.listTasks(me))
      .filter(({ state }) => state !== 'to-score')
      .map(({ id, score1 }) => [id, score1]),
    [['t449', 7]],
  );
  assert.equal((await store.redo(me, false))?.taskIds.length, 450);
});

test('after an act in the middle of it nothing of it is done again', async () => {
  const store = await openWithTasks(450);
  const ids = Array.from({ length: 450 }, (_, i) => `t${i}`);
  await store.actMany(ids.slice(0, 400), bulk('discard'));
  const undoing = store.undo(me, false);
  await store.act(act('t449', 'submitted', { score1: 7, score2: 1 }));
  await undoing;
  assert.equal(await store.countTasks(me, { states: ['discarded'] }), 0);
  assert.equal(await store.redo(me, false), undefined);
});

test('a step of very many that was broken off goes on with the next, and is one again', async () => {
  const store = await openWithTasks(250);
  const ids = Array.from({ length: 250 }, (_, i) => `t${i}`);
  await store.actMany(ids, bulk('discard'));
  const window = new Database(store.path);
  assert.ok(window.write(() => undo(window, me, false))?.rest);
  window.close();
  assert.equal(await store.countTasks(me, { states: ['discarded'] }), 150);
  assert.equal((await store.undo(me, false))?.taskIds.length, 150);
  assert.equal(await store.countTasks(me, { states: ['discarded'] }), 0);
  assert.equal((await store.redo(me, false))?.taskIds.length, 150);
  assert.equal((await store.redo(me, false))?.taskIds.length, 100);
  assert.equal((await store.undo(me, false))?.taskIds.length, 100);
});
