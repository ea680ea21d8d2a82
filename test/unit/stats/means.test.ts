import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meanOverTasks, medianWithInterval, taskMeans } from '../../../src/stats/means.ts';
import { known, near, valueWithout } from './support.ts';

describe('the mean over tasks', () => {
  test('counts each task once, however many judged it', () => {
    assert.deepEqual(taskMeans([[4, 6], [7], [], [1]]), [5, 7, 1]);
    const mean = known(meanOverTasks([[4, 6], [7], [], [1]]));
    near(mean.value, 13 / 3);
    assert.equal(mean.n, 3);
  });

  test('keeps the annotators of a task together', () => {
    // Whatever is drawn, each task gives 3.
    assert.equal(
      valueWithout(
        meanOverTasks([
          [0, 6],
          [3, 3],
          [1, 5],
        ]),
        'constant',
      ),
      3,
    );
  });

  test('lacks without scores, its interval with one task', () => {
    assert.deepEqual(meanOverTasks([]), { reason: 'no-data' });
    assert.deepEqual(meanOverTasks([[], []]), { reason: 'no-data' });
    assert.equal(valueWithout(meanOverTasks([[2, 5]]), 'one-task'), 3.5);
  });

  test('does not count what is no number', () => {
    assert.throws(() => meanOverTasks([[1], [Number.NaN]]), RangeError);
    assert.throws(() => meanOverTasks([[1], [Number.POSITIVE_INFINITY]]), RangeError);
  });
});

describe('the median', () => {
  test('of six has all of them as its interval: both lie on one side with a chance of 2/64', () => {
    const median = medianWithInterval([30, 10, 60, 20, 50, 40]);
    assert.deepEqual(median, { value: 35, n: 6, interval: { low: 10, high: 60 } });
  });

  test('of nine has the second and the eighth: (1 + 9)/512 is below 2.5 %, (1 + 9 + 36)/512 above it', () => {
    const median = medianWithInterval([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(median, { value: 5, n: 9, interval: { low: 2, high: 8 } });
  });

  test('lacks an interval under six, and under four at 80 %', () => {
    assert.deepEqual(medianWithInterval([]), { reason: 'no-data' });
    assert.equal(valueWithout(medianWithInterval([7]), 'one-task'), 7);
    assert.equal(valueWithout(medianWithInterval([1, 2, 3, 4, 5]), 'too-few'), 3);
    assert.equal(valueWithout(medianWithInterval([1, 2, 3], 0.8), 'too-few'), 2);
    assert.deepEqual(known(medianWithInterval([1, 2, 3, 4], 0.8)).interval, { low: 1, high: 4 });
  });

  test('does not lose its chances to rounding in a long project', () => {
    const { low, high } = known(
      known(medianWithInterval(Array.from({ length: 10_001 }, (_, i) => i))).interval,
    );
    // 5000 ± 1.96·√10001/2, to the next value.
    assert.ok(Math.abs(low - 4902) <= 1 && Math.abs(high - 5098) <= 1, `${low} to ${high}`);
  });
});
