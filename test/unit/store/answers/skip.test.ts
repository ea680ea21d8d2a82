import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../support.ts';

const skip = (store: Store, taskId: string, reason = 'later'): Promise<unknown> =>
  store.act(act(taskId, 'draft', { skipped: reason }, { entry: 'step' }));

test('next comes to skipped tasks when there is no other', async () => {
  const store = await openWithTasks(4);
  await skip(store, 't1');
  const next = (from: string, direction: 'next' | 'previous' = 'next'): Promise<string | undefined> =>
    store.nextTask(me, from, direction);
  assert.equal(await next('t0'), 't2');
  assert.equal(await next('t2', 'previous'), 't0');
  assert.equal(await next('t1'), 't2');
  await store.act(act('t2', 'submitted', { score1: 1, score2: 1 }));
  await store.act(act('t3', 'discarded'));
  assert.equal(await next('t3'), 't0');
  assert.equal(await next('t0'), 't1', 'the only other one');
  await skip(store, 't0');
  assert.equal(await next('t0'), 't1');
  assert.equal(await next('t1'), 't0');
  assert.equal(await store.nextTask(me, 't0', 'next', { sort: { by: 'gap' } }), 't1');
});

test('skipped tasks are drafts that can be listed, and scoring ends it', async () => {
  const store = await openWithTasks(3);
  await skip(store, 't1', 'I do not know this library');
  assert.deepEqual(
    (await store.listTasks(me, { skipped: true })).map(({ id, state, skipped }) => [id, state, skipped]),
    [['t1', 'draft', 'I do not know this library']],
  );
  assert.equal(await store.countTasks(me, { skipped: false }), 2);
  await store.act(act('t1', 'draft', { score1: 2 }));
  assert.equal(await store.countTasks(me, { skipped: true }), 0);
});

test('a skip is one step: undo takes it back, redo does it again, typing before and after is kept', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'draft', { comments: 'typed before' }));
  await store.act(act('t0', 'draft', { comments: 'typed before', skipped: 'later' }, { entry: 'step' }));
  assert.deepEqual((await store.overview(me)).offers, {
    undo: { what: 'skipped', taskId: 't0', instruction: 'Instruction of t0', count: 1 },
    redo: undefined,
  });
  assert.equal((await store.undo(me, false))?.what, 'skipped');
  const now = async () => (await store.taskDetail('t0', me)).annotation;
  assert.deepEqual([(await now())?.comments, (await now())?.skipped], ['typed before', undefined]);
  assert.equal((await store.redo(me, false))?.what, 'skipped');
  assert.equal((await now())?.skipped, 'later');
  await store.act(act('t0', 'draft', { comments: 'typed after' }));
  assert.deepEqual(
    (await store.history('t0')).map(({ answer }) => answer.comments),
    ['typed before', 'typed before', 'typed before', 'typed before', 'typed after'],
  );
});

test('what an undo or redo would do is told, of many as well', async () => {
  const store = await openWithTasks(3);
  assert.deepEqual((await store.overview(me)).offers, { undo: undefined, redo: undefined });
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  const bulk = { annotator: me, guidelinesVersion: 'g1', send: false } as const;
  await store.actMany(['t0'], { ...bulk, action: 'reopen' });
  await store.actMany(['t1', 't2'], { ...bulk, action: 'discard' });
  const { offers } = await store.overview(me);
  assert.deepEqual([offers.undo?.what, offers.undo?.count], ['discarded', 2]);
  assert.equal((await store.undo(me, false))?.what, 'discarded');
  assert.equal((await store.overview(me)).offers.redo?.count, 2);
  assert.equal((await store.undo(me, false))?.what, 'reopened');
  assert.equal((await store.redo(me, false))?.what, 'reopened');
  assert.equal((await store.undo(me, false))?.what, 'reopened', 'by its own name, though it was done again');
  assert.equal((await store.undo(me, false))?.what, 'submitted');
  await store.redo(me, false);
  const [submitted] = await store.history('t0');
  await store.revert('t0', me, submitted?.seq ?? 0, false);
  assert.equal((await store.undo(me, false))?.what, 'restored');
});
