import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generation, openWithTasks, run } from '../support.ts';

test('a chosen block is told with its task, belongs to the text, and goes when it is taken back', async () => {
  const store = await openWithTasks(2);
  const [one, other] = ['one', 'other'].map((text) => generation('t0', 1, text));
  await store.putGeneration(one!);
  const chosen = async (id = 't0') => (await store.taskDetail(id, 'local:a')).task.chosenBlocks;
  assert.equal(await chosen(), undefined);
  assert.equal(await store.chooseBlock('t0', one!.hash, 1), true);
  assert.deepEqual([await chosen(), await chosen('t1')], [{ [one!.hash]: 1 }, undefined]);
  await store.chooseBlock('t0', one!.hash, 2);
  assert.deepEqual(await chosen(), { [one!.hash]: 2 });
  const [row] = await store.exportPage('local:a', undefined, 1);
  assert.deepEqual(row?.task.chosenBlocks, { [one!.hash]: 2 });
  // Another text has no choice; nor can one be made for a text that is not there.
  await store.putGeneration(other!);
  assert.equal(Object.hasOwn((await chosen()) ?? {}, other!.hash), false);
  assert.equal(await store.chooseBlock('t0', one!.hash, 0), false);
  assert.deepEqual(await chosen(), { [one!.hash]: 2 });
  await store.chooseBlock('t0', other!.hash, 0);
  await store.chooseBlock('t0', other!.hash, undefined);
  assert.deepEqual(await chosen(), { [one!.hash]: 2 });
});

test('a block that is none, or of no task, is refused', async () => {
  const store = await openWithTasks(1);
  const one = generation('t0', 1, 'one');
  await store.putGeneration(one);
  for (const block of [-1, 0.5, 1e9, '0' as never])
    await assert.rejects(store.chooseBlock('t0', one.hash, block), { code: 'internal' });
  await assert.rejects(store.chooseBlock('x', one.hash, 0), { code: 'task-missing' });
  assert.equal((await store.taskDetail('t0', 'local:a')).task.chosenBlocks, undefined);
});

test('a run keeps which block ran', async () => {
  const store = await openWithTasks(1);
  await store.putRun(run('t0', 'a', { block: 2 }), run('t0', 'b'));
  assert.deepEqual([(await store.run('a'))?.block, (await store.run('b'))?.block], [2, undefined]);
});
