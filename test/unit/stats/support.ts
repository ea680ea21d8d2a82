import assert from 'node:assert/strict';
import type { Estimate, Missing, Reason } from '../../../src/stats/base/figure.ts';
import { isMissing } from '../../../src/stats/base/figure.ts';

/** The figure, which must be there. */
export function known<T>(figure: T | Missing): T {
  if (isMissing(figure)) assert.fail(`no figure: ${figure.reason}`);
  return figure;
}

export function near(found: number | Missing, expected: number, within = 1e-12): void {
  const value = known(found);
  assert.ok(Math.abs(value - expected) <= within, `${value} is not ${expected}`);
}

/** The value of an estimate of which the interval lacks for this reason. */
export function valueWithout(estimate: Estimate | Missing, reason: Reason): number {
  const { value, interval } = known(estimate);
  assert.deepEqual(interval, { reason });
  return value;
}
