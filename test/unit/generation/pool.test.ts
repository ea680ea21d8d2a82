import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from '../../../src/generation/pool.ts';

test('the limits hold in all and for each key, no key waits while it has room, and a failure frees its place', async () => {
  const pool = new Pool(3, 2);
  const now = new Map<string, number>();
  let most = 0;
  const work = (key: string, fails: boolean) => async (): Promise<string> => {
    now.set(key, (now.get(key) ?? 0) + 1);
    most = Math.max(
      most,
      [...now.values()].reduce((a, b) => a + b),
    );
    assert.ok((now.get(key) ?? 0) <= 2);
    await new Promise((resolve) => setImmediate(resolve));
    now.set(key, (now.get(key) ?? 0) - 1);
    if (fails) throw new Error('no');
    return key;
  };
  const order: string[] = [];
  const all = Array.from({ length: 30 }, (_, i) => {
    const key = i < 20 ? 'a' : 'b';
    return pool.run(key, work(key, i % 5 === 0)).finally(() => order.push(key));
  });
  const results = await Promise.allSettled(all);
  assert.equal(results.filter((r) => r.status === 'rejected').length, 6);
  assert.equal(most, 3);
  assert.ok(order.slice(0, 6).includes('b'), 'the second key does not wait for the first one’s queue');
});
