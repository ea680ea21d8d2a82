import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { limited } from '../../../src/platform/limited.ts';

test('never more at once than asked for, and the results in the items’ order', async () => {
  let now = 0;
  let most = 0;
  const results = await limited([5, 1, 4, 2, 3], 2, async (n) => {
    most = Math.max(most, ++now);
    for (let turn = 0; turn < n; turn++) await setImmediate();
    now--;
    return n * 10;
  });
  assert.deepEqual([results, most], [[50, 10, 40, 20, 30], 2]);
  assert.deepEqual(await limited([], 3, async () => 1), []);
});

test('a failure begins nothing more, and is thrown when what was begun is over', async () => {
  const over: number[] = [];
  const work = async (n: number): Promise<void> => {
    await setImmediate();
    if (n === 2) throw new Error('two');
    await setImmediate();
    over.push(n);
    if (n === 3) throw new Error('three');
  };
  await assert.rejects(limited([1, 2, 3, 4, 5, 6], 3, work), { message: 'two' });
  assert.deepEqual(over, [1, 3]);
});
