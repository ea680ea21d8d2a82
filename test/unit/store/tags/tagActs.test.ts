import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../support.ts';

const other = 'local:other';

function name(store: Store, taskId: string, names: string[], annotator = me) {
  const add = names.map((one) => ({ response: 1 as const, name: one }));
  return store.act(act(taskId, 'draft', {}, { annotator, tags: { add }, entry: 'step' }));
}

async function tagsOf(store: Store, taskId: string, annotator = me): Promise<string[]> {
  return ((await store.taskDetail(taskId, annotator)).annotation?.tags ?? []).map((use) => use.name ?? '?');
}

async function listed(store: Store): Promise<string[]> {
  return (await store.tags(me)).map((tag) => `${tag.name} ${tag.uses}/${tag.all}`);
}

test('merged failure modes are one, of everybody, and one undo takes them apart', async () => {
  const store = await openWithTasks(3);
  await name(store, 't0', ['off by one', 'edge case']);
  await name(store, 't1', ['fencepost']);
  await name(store, 't1', ['edge case'], other);
  await store.changeTags(me, { merge: ['fencepost'], into: 'off by one' });
  assert.deepEqual(await tagsOf(store, 't1'), ['off by one']);
  await store.changeTags(me, { merge: ['off by one'], into: 'edge case' });
  // Twice in one place is once.
  assert.deepEqual(await tagsOf(store, 't0'), ['edge case']);
  assert.deepEqual(await listed(store), ['edge case 2/3']);
  assert.deepEqual((await store.tags(me))[0]?.former.toSorted(), ['fencepost', 'off by one']);
  // Who names it by a former name names what it is now.
  await name(store, 't2', ['Fencepost']);
  assert.deepEqual(await tagsOf(store, 't2'), ['edge case']);
  await store.undo(me, false);
  const offer = (await store.overview(me)).offers.undo;
  assert.deepEqual([offer?.what, offer?.tags, offer?.taskId], ['tag-merged', 'off by one', undefined]);
  assert.deepEqual(await store.undo(me, false), { taskIds: [], what: 'tag-merged', tags: 'off by one' });
  assert.deepEqual(await tagsOf(store, 't0'), ['off by one', 'edge case']);
  assert.deepEqual(await tagsOf(store, 't1'), ['off by one']);
  await store.undo(me, false);
  assert.deepEqual(await tagsOf(store, 't1'), ['fencepost']);
  assert.deepEqual(await tagsOf(store, 't1', other), ['edge case']);
  assert.equal((await store.redo(me, false))?.what, 'tag-merged');
  assert.equal((await store.redo(me, false))?.what, 'tag-merged');
  assert.deepEqual(await tagsOf(store, 't1'), ['edge case']);
});

test('a removed one goes from sight, and what is named so afterwards is another', async () => {
  const store = await openWithTasks(2);
  await name(store, 't0', ['slow', 'wrong']);
  await store.changeTags(me, { remove: 'slow' });
  assert.deepEqual([await tagsOf(store, 't0'), await listed(store)], [['wrong'], ['wrong 1/1']]);
  await name(store, 't1', ['Slow']);
  assert.deepEqual(await listed(store), ['Slow 1/1', 'wrong 1/1']);
  assert.deepEqual(await tagsOf(store, 't0'), ['wrong']);
  // The newest first; then the removed one is there again, and the name is taken.
  await store.act(act('t1', 'submitted', { score1: 1, score2: 1 }));
  assert.equal((await store.undo(me, false))?.what, 'submitted');
  assert.equal((await store.undo(me, false))?.what, 'tagged');
  assert.equal((await store.undo(me, false))?.what, 'tag-removed');
  assert.deepEqual(await tagsOf(store, 't0'), ['slow (2)', 'wrong']);
});

test('a renamed one keeps its uses, and no name is there twice', async () => {
  const store = await openWithTasks(2);
  await name(store, 't0', ['slow', 'wrong']);
  await store.changeTags(me, { rename: 'slow', to: 'Takes too long' });
  assert.deepEqual(await tagsOf(store, 't0'), ['Takes too long', 'wrong']);
  await assert.rejects(store.changeTags(me, { rename: 'slow', to: 'WRONG' }), /already/);
  await assert.rejects(store.changeTags(me, { rename: 'nothing', to: 'x' }), /no longer exists/);
  // Its case alone.
  await store.changeTags(me, { rename: 'wrong', to: 'Wrong' });
  assert.deepEqual(await tagsOf(store, 't0'), ['Takes too long', 'Wrong']);
  // The former name is free, and another failure mode.
  await name(store, 't1', ['slow']);
  assert.deepEqual(await tagsOf(store, 't1'), ['slow']);
  assert.deepEqual(await tagsOf(store, 't0'), ['Takes too long', 'Wrong']);
});

test('chosen uses become another failure mode in one step, and come back in one', async () => {
  const store = await openWithTasks(4);
  for (const id of ['t0', 't1', 't2']) await name(store, id, ['wrong', 'slow']);
  await store.act(act('t1', 'submitted', { score1: 1, score2: 1 }));
  const uses = await store.tagUses(me, 'wrong', 10);
  assert.deepEqual(
    uses.map(({ taskId, response, instruction }) => [taskId, response, instruction]),
    ['t0', 't1', 't2'].map((id) => [id, 1, `Instruction of ${id}`]),
  );
  assert.equal(await store.moveTagUses(me, uses.slice(0, 2), 'Wrong type', { send: false, batch: 'b' }), 2);
  assert.deepEqual(await listed(store), ['slow 3/3', 'Wrong type 2/2', 'wrong 1/1']);
  assert.deepEqual(await tagsOf(store, 't1'), ['Wrong type', 'slow']);
  assert.equal((await store.taskDetail('t1', me)).annotation?.status, 'submitted');
  assert.deepEqual((await store.overview(me)).offers.undo, {
    what: 'tagged',
    taskId: 't1',
    instruction: 'Instruction of t1',
    count: 2,
  });
  assert.deepEqual((await store.undo(me, false))?.taskIds, ['t0', 't1']);
  assert.deepEqual(await listed(store), ['slow 3/3', 'wrong 3/3']);
  assert.deepEqual((await store.redo(me, false))?.taskIds, ['t0', 't1']);
  assert.deepEqual(await tagsOf(store, 't0'), ['slow', 'Wrong type']);
});
