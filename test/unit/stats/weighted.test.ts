import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activeMean } from '../../../src/stats/activeMean.ts';
import { predictionPowered } from '../../../src/stats/predictionPowered.ts';
import { studentQuantile } from '../../../src/stats/base/studentQuantile.ts';
import { type Drawn, weightedMean } from '../../../src/stats/weightedMean.ts';
import { known, near, valueWithout } from './support.ts';

const z = 1.959963984540054;

describe('prediction-powered means', () => {
  const labelled = [
    { label: 1, prediction: 1 },
    { label: 3, prediction: 2 },
  ];

  test('put the predictions of the others right by what they err', () => {
    const { value, n, trust, interval } = known(
      predictionPowered(labelled, [2, 4], { method: 'ppi', quantiles: 'normal' }),
    );
    // 3 + (0 + 1)/2; the variances 1 and 1/4, by two each.
    near(value, 3.5);
    assert.deepEqual({ n, trust }, { n: 2, trust: 1 });
    const reach = z * Math.sqrt(1 / 2 + 0.25 / 2);
    near(known(interval).low, 3.5 - reach);
    near(known(interval).high, 3.5 + reach);
  });

  test('trust them as far as they go with the labels', () => {
    // cov 1/2, variance of 1, 2, 2, 4: (25 − 81/4)/3 = 19/12, twice that for n = N.
    const { value, trust } = known(predictionPowered(labelled, [2, 4]));
    near(trust, 0.5 / (2 * (19 / 12)));
    near(value, trust * 3 + 2 - trust * 1.5);
  });

  test('do not trust a judge that says the opposite, or always the same', () => {
    const against = labelled.map(({ label }) => ({ label, prediction: -label }));
    const { value, trust } = known(predictionPowered(against, [5, 6]));
    assert.deepEqual({ value, trust }, { value: 2, trust: 0 });
    const same = labelled.map(({ label }) => ({ label, prediction: 4 }));
    assert.equal(known(predictionPowered(same, [4, 4])).trust, 0);
  });

  test('allow for spreads that are estimated: two values of each kind have two degrees of freedom at most', () => {
    const { value, interval } = known(predictionPowered(labelled, [2, 4], { method: 'ppi' }));
    // Unbiased variances 2 and 1/2, by two each; (1 + 1/4)²/(1 + 1/16) degrees.
    const freedom = 1.25 ** 2 / (1 + 1 / 16);
    near(known(interval).high - value, studentQuantile(0.975, freedom) * Math.sqrt(1.25));
  });

  test('lack with a reason', () => {
    assert.deepEqual(predictionPowered([], [1]), { reason: 'no-data' });
    assert.deepEqual(predictionPowered(labelled.slice(1), [1]), { reason: 'one-task' });
    assert.deepEqual(predictionPowered(labelled, []), { reason: 'no-unlabelled' });
    const constant = labelled.map(({ prediction }) => ({ label: 4, prediction }));
    assert.equal(valueWithout(predictionPowered(constant, [1, 2]), 'constant'), 4);
    valueWithout(predictionPowered(labelled, [1, 2]), 'too-few');
    valueWithout(predictionPowered(labelled, [1], { method: 'ppi' }), 'too-few');
    const exact = [1, 3].map((label) => ({ label, prediction: label }));
    assert.equal(valueWithout(predictionPowered(exact, [4, 4], { method: 'ppi' }), 'constant'), 4);
    assert.throws(() => predictionPowered(labelled, [Number.NaN]), RangeError);
  });
});

describe('means of tasks drawn by known chances', () => {
  test('weigh by one over the chance', () => {
    const drawn = [
      { value: 1, chance: 0.5 },
      { value: 4, chance: 0.25 },
    ];
    // (2·1 + 4·4)/6; (2 + 4)²/(4 + 16).
    const mean = known(weightedMean(drawn));
    assert.equal(valueWithout(mean, 'too-few'), 3);
    near(mean.effective, 1.8);
  });

  test('with equal chances are plain means with their standard error', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 0, 3, 4];
    const { value, effective, interval } = known(
      weightedMean(values.map((v) => ({ value: v, chance: 0.2 }))),
    );
    near(value, 3.5);
    near(effective, 10);
    // Σ(x − 3.5)² = 42.5.
    // n − 1 in the sandwich, n − 1 degrees of freedom.
    near(known(interval).high - value, studentQuantile(0.975, 9) * Math.sqrt(42.5 / 9 / 10));
  });

  test('lack with a reason', () => {
    assert.deepEqual(weightedMean([]), { reason: 'no-data' });
    for (const chance of [0, -0.1, 1.1, Number.NaN])
      assert.deepEqual(weightedMean([{ value: 1, chance }]), { reason: 'no-chance' }, String(chance));
    assert.equal(valueWithout(weightedMean([{ value: 3, chance: 0.1 }]), 'one-task'), 3);
    const same = Array.from({ length: 20 }, (_, i) => ({ value: 2, chance: (i + 1) / 20 }));
    near(valueWithout(weightedMean(same), 'constant'), 2);
    // One heavy weight among twenty.
    const heavy = Array.from({ length: 20 }, (_, i) => ({ value: i % 7, chance: i === 0 ? 0.001 : 1 }));
    valueWithout(weightedMean(heavy), 'too-few');
  });
});

describe('means of tasks drawn one by one from those that are left', () => {
  const pool = [1, 5, 6];

  test('are right on average, whatever the chances follow', () => {
    // Each second draw prefers what is near to the first answer.
    let expected = 0;
    const first = [0.2, 0.5, 0.3];
    for (const [i, chance] of first.entries()) {
      const left = pool.filter((_, j) => j !== i);
      const weights = left.map((value) => 1 / Math.abs(value - pool[i]!));
      const whole = weights.reduce((a, b) => a + b, 0);
      for (const [j, value] of left.entries()) {
        const next = weights[j]! / whole;
        const drawn = [
          { value: pool[i]!, chance },
          { value, chance: next },
        ];
        expected += chance * next * valueWithout(activeMean(drawn, 3), 'too-few');
      }
    }
    near(expected, 4);
  });

  test('by lot are plain means, and all of them have no error left', () => {
    const byLot = (values: number[], tasks: number): Drawn[] =>
      values.map((value, m) => ({ value, chance: 1 / (tasks - m) }));
    near(valueWithout(activeMean(byLot([1, 6], 3), 3), 'too-few'), 3.5);
    assert.deepEqual(activeMean(byLot(pool, 3), 3), { value: 4, n: 3, interval: { low: 4, high: 4 } });
  });

  test('have an interval from ten on, which closes', () => {
    const width = (n: number): number => {
      const drawn = Array.from({ length: n }, (_, m) => ({ value: (m * 5) % 8, chance: 1 / (100 - m) }));
      const { low, high } = known(known(activeMean(drawn, 100)).interval);
      return high - low;
    };
    assert.ok(width(10) > width(40) && width(40) > width(90) && width(99) < 0.5, String(width(99)));
  });

  test('lack with a reason', () => {
    assert.deepEqual(activeMean([], 5), { reason: 'no-data' });
    assert.deepEqual(activeMean([{ value: 1, chance: 0 }], 5), { reason: 'no-chance' });
    near(valueWithout(activeMean([{ value: 3, chance: 0.2 }], 5), 'one-task'), 3);
    const same = [0, 1].map((m) => ({ value: 2, chance: 1 / (5 - m) }));
    near(valueWithout(activeMean(same, 5), 'constant'), 2);
    assert.throws(() => activeMean([{ value: 1, chance: 1 }], 0), RangeError);
    assert.throws(() => activeMean([{ value: 1, chance: 1 }], 2.5), RangeError);
  });
});
