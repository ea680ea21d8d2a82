import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meanPassAtK, passAtK } from '../../../src/insights/runSummary.ts';

function choose(n: bigint, k: bigint): bigint {
  if (k > n) return 0n;
  let result = 1n;
  for (let i = 1n; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

/** 1 - C(n-c, k) / C(n, k) with whole numbers of any size; only the last division is inexact. */
function exact(n: number, c: number, k: number): number {
  const all = choose(BigInt(n), BigInt(k));
  const none = choose(BigInt(n - c), BigInt(k));
  const digits = 10n ** 30n;
  return Number(((all - none) * digits) / all) / 1e30;
}

describe('passAtK', () => {
  test('equals the exact fraction', () => {
    for (const n of [1, 2, 3, 5, 10, 20, 100, 200, 1000])
      for (const k of [1, 2, 5, 10, 100])
        for (const c of new Set([0, 1, 2, Math.floor(n / 3), n - 1, n])) {
          if (c < 0 || c > n || k > n) continue;
          const found = passAtK(n, c, k);
          assert.ok(found !== undefined);
          assert.ok(Math.abs(found - exact(n, c, k)) < 1e-12, `n ${n}, c ${c}, k ${k}: ${found}`);
        }
  });

  test('is the share of passing samples for k = 1', () => {
    assert.ok(Math.abs((passAtK(7, 3, 1) ?? 0) - 3 / 7) < 1e-15);
    assert.equal(passAtK(4, 0, 1), 0);
    assert.equal(passAtK(4, 4, 1), 1);
  });

  test('is certain when fewer fail than are drawn', () => {
    assert.equal(passAtK(5, 3, 3), 1);
  });

  test('is not defined for more than there are', () => {
    assert.equal(passAtK(2, 1, 3), undefined);
    assert.equal(passAtK(0, 0, 1), undefined);
    assert.equal(passAtK(2, 1, 0), undefined);
  });

  test('the mean counts the tasks with enough samples', () => {
    const tasks = [
      { samples: 2, passed: 1 },
      { samples: 1, passed: 1 },
      { samples: 4, passed: 0 },
    ];
    assert.deepEqual(meanPassAtK(tasks, 1), { value: 0.5, tasks: 3 });
    assert.deepEqual(meanPassAtK(tasks, 2), { value: 0.5, tasks: 2 });
    assert.equal(meanPassAtK(tasks, 5), undefined);
  });
});
