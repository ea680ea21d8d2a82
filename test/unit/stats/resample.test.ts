import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missing } from '../../../src/stats/base/figure.ts';
import { meanOf, quantileOf, varianceOf } from '../../../src/stats/base/moments.ts';
import { normalQuantile } from '../../../src/stats/base/normalQuantile.ts';
import { studentQuantile } from '../../../src/stats/base/studentQuantile.ts';
import {
  resampledBy,
  resampledIndices,
  resampledMean,
  resampledSums,
} from '../../../src/stats/base/resample.ts';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { known, near, valueWithout } from './support.ts';

describe('numbers drawn from a seed', () => {
  test('are those of the published generator', () => {
    const first = (seed: number, count: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: count }, () => random.next());
    };
    assert.deepEqual(first(1, 4), [1695105466, 1423115009, 634581793, 1068227753]);
    assert.deepEqual(first(Number.MAX_SAFE_INTEGER, 3), [1233166643, 1287031142, 661813442]);
  });

  test('lie below their limit, and reach all below it', () => {
    const random = new SeededRandom(3);
    const found = new Set(Array.from({ length: 1000 }, () => random.below(7)));
    assert.deepEqual([...found].sort(), [0, 1, 2, 3, 4, 5, 6]);
  });

  test('a seed is a whole number', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53])
      assert.throws(() => new SeededRandom(seed), RangeError, String(seed));
  });

  test('tasks are drawn again position by position', () => {
    assert.deepEqual(
      [...resampledIndices(5, { draws: 3, seed: 7 })],
      [
        [2, 1, 3, 4, 2],
        [1, 3, 0, 0, 1],
        [3, 4, 0, 4, 2],
      ],
    );
  });
});

describe('quantiles', () => {
  test('lie between the two values around them', () => {
    assert.equal(quantileOf([1, 2, 4], 0.5), 2);
    assert.equal(quantileOf([1, 2, 4], 0.75), 3);
    assert.equal(quantileOf([5], 0.975), 5);
  });

  test('of the normal distribution are those of its tables', () => {
    near(normalQuantile(0.5), 0);
    near(normalQuantile(0.975), 1.959963984540054, 1e-14);
    near(normalQuantile(0.025), -1.959963984540054, 1e-14);
    near(normalQuantile(1e-20), -9.262340089798409, 1e-13);
    assert.throws(() => normalQuantile(1), RangeError);
  });

  test('of Student’s distribution are wider, the more so the less freedom there is', () => {
    // For one and two degrees there are formulas: tan(π(p − 1/2)), and (2p − 1)·√(2/(4p(1 − p))).
    near(studentQuantile(0.975, 1), Math.tan(Math.PI * 0.475), 1e-8);
    near(studentQuantile(0.975, 2), 0.95 * Math.sqrt(2 / (4 * 0.975 * 0.025)), 1e-9);
    near(studentQuantile(0.025, 2), -studentQuantile(0.975, 2));
    near(studentQuantile(0.5, 3), 0);
    near(studentQuantile(0.975, 1e9), normalQuantile(0.975), 1e-8);
    assert.throws(() => studentQuantile(0.9, 0), RangeError);
    assert.throws(() => studentQuantile(0, 3), RangeError);
  });

  test('variances divide by one less, or by all', () => {
    assert.equal(varianceOf([1, 3], 1), 2);
    assert.equal(varianceOf([1, 3], 0), 1);
  });
});

describe('intervals by drawing tasks again', () => {
  test('of two tasks reach from one to the other', () => {
    const { value, n, interval } = known(resampledBy([0, 1], meanOf));
    assert.deepEqual({ value, n, interval }, { value: 0.5, n: 2, interval: { low: 0, high: 1 } });
  });

  test('are the same for the same seed, others for another', () => {
    const scores = [1, 4, 4, 6, 7, 2, 3];
    const of = (seed: number) => resampledBy(scores, meanOf, { seed });
    assert.deepEqual(of(5), of(5));
    assert.notDeepEqual(of(5), of(6));
  });

  test('are wider for a higher level', () => {
    const scores = [1, 4, 4, 6, 7, 2, 3];
    const width = (level: number): number => {
      const { low, high } = known(known(resampledBy(scores, meanOf, { level })).interval);
      return high - low;
    };
    assert.ok(width(0.5) < width(0.9) && width(0.9) < width(0.99));
  });

  test('lack for none, one and constant tasks, each with its reason', () => {
    assert.deepEqual(resampledBy([], meanOf), { reason: 'no-data' });
    assert.equal(valueWithout(resampledBy([3], meanOf), 'one-task'), 3);
    assert.equal(valueWithout(resampledBy([3, 3, 3], meanOf), 'constant'), 3);
  });

  test('lack where the figure is undefined for many of the draws', () => {
    const noOnes = (tasks: readonly number[]) => (tasks.includes(1) ? meanOf(tasks) : missing('constant'));
    valueWithout(resampledBy([1, 0, 0], noOnes), 'unstable');
    assert.deepEqual(resampledBy([0, 0], noOnes), { reason: 'constant' });
  });
});

describe('figures that are drawn without lists', () => {
  const random = new SeededRandom(8);
  const values = Array.from({ length: 37 }, () => random.below(100) / 7);
  const weights = values.map(() => 1 + random.below(3));
  const resampling = { draws: 300, seed: 5 };

  test('are those of the same samples: the mean', () => {
    assert.deepEqual(resampledMean(values, resampling), resampledBy(values, meanOf, resampling));
    assert.deepEqual(resampledMean([], resampling), missing('no-data'));
    assert.equal(valueWithout(resampledMean([3], resampling), 'one-task'), 3);
    assert.equal(valueWithout(resampledMean([3, 3], resampling), 'constant'), 3);
  });

  test('and what follows from sums', () => {
    const pairs = values.map((value, i) => [value, weights[i] as number] as const);
    const ratio = resampledBy(
      pairs,
      (drawn) => {
        const [top, bottom] = [0, 1].map((n) => drawn.reduce((sum, pair) => sum + (pair[n] as number), 0));
        return (top as number) / (bottom as number);
      },
      resampling,
    );
    assert.deepEqual(
      resampledSums([values, weights], ([top = 0, bottom = 0]) => top / bottom, resampling),
      ratio,
    );
    assert.deepEqual(
      resampledSums([[]], () => 0, resampling),
      missing('no-data'),
    );
    assert.deepEqual(
      resampledSums([[1, 2]], () => missing('no-pairs'), resampling),
      missing('no-pairs'),
    );
    assert.equal(
      valueWithout(
        resampledSums([[4]], ([sum = 0]) => sum, resampling),
        'one-task',
      ),
      4,
    );
  });

  test('another seed, and another number of tasks, are other samples', () => {
    const one = known(resampledMean(values, resampling));
    assert.notDeepEqual(known(resampledMean(values, { ...resampling, seed: 6 })), one);
    known(resampledMean(values.slice(1), resampling));
    assert.deepEqual(known(resampledMean(values, resampling)), one);
  });
});
