import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../support.ts';

function name(store: Store, taskId: string, names: string[], annotator = me) {
  const add = names.map((one) => ({ response: 1 as const, name: one }));
  return store.act(act(taskId, 'draft', {}, { annotator, tags: { add }, entry: 'step' }));
}

test('a failure mode is a queue, which follows what is named, merged and removed', async () => {
  const store = await openWithTasks(6);
  await name(store, 't1', ['Slow']);
  await name(store, 't2', ['wrong', 'slow']);
  await name(store, 't3', ['wrong']);
  await name(store, 't4', ['wrong'], 'local:other');
  const listed = async (...tags: string[]) =>
    (await store.listTasks(me, { tags })).map(({ id }) => id).join(' ');
  const counted = async (...tags: string[]) => (await store.queueCounts(me, { tags })).total;
  assert.deepEqual(
    [await listed('SLOW'), await listed('wrong', 'slow'), await listed('no')],
    ['t1 t2', 't1 t2 t3', ''],
  );
  assert.equal(await counted('slow'), 2);
  await name(store, 't5', ['slow']);
  assert.equal(await counted('slow'), 3);
  await store.changeTags(me, { merge: ['slow'], into: 'wrong' });
  // Also by the name that it had.
  assert.deepEqual([await listed('wrong'), await listed('slow')], ['t1 t2 t3 t5', 't1 t2 t3 t5']);
  assert.equal(await counted('slow'), 4);
  await store.undo(me, false);
  assert.deepEqual([await counted('slow'), await counted('wrong')], [3, 2]);
  await store.changeTags(me, { remove: 'wrong' });
  assert.equal(await counted('wrong'), 0);
  assert.equal(await store.nextTask(me, undefined, 'next', { tags: ['slow'], states: ['draft'] }), 't1');
});
