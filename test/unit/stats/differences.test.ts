import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { signFlipTest } from '../../../src/stats/flipTest.ts';
import { holm } from '../../../src/stats/holm.ts';
import { pairedDifference } from '../../../src/stats/pairedDifference.ts';
import { shareOf, signTest, winsOf } from '../../../src/stats/wins.ts';
import { known, near, valueWithout } from './support.ts';

describe('wins, ties and losses', () => {
  test('are counted by the sign of the difference', () => {
    assert.deepEqual(winsOf([2, 0, -0.5, 1, 0]), { won: 2, tied: 2, lost: 1 });
    assert.deepEqual(winsOf([]), { won: 0, tied: 0, lost: 0 });
    assert.throws(() => winsOf([Number.NaN]), RangeError);
  });

  test('the sign test counts throws of a coin', () => {
    // 2·(1 + 10 + 45)/1024
    near(known(signTest({ won: 8, tied: 3, lost: 2 })).p, 112 / 1024);
    near(known(signTest({ won: 2, tied: 0, lost: 8 })).p, 112 / 1024);
    near(known(signTest({ won: 1, tied: 9, lost: 0 })).p, 1);
    near(known(signTest({ won: 3, tied: 0, lost: 3 })).p, 1);
    near(known(signTest({ won: 1000, tied: 0, lost: 1100 })).p, 0.030722, 1e-4);
    assert.deepEqual(signTest({ won: 0, tied: 4, lost: 0 }), { reason: 'all-ties' });
    assert.deepEqual(signTest({ won: 0, tied: 0, lost: 0 }), { reason: 'no-data' });
  });
});

describe('shares', () => {
  const z2 = 1.959963984540054 ** 2;

  test('have Wilson’s interval, also for none and for all', () => {
    const none = known(known(shareOf(0, 10)).interval);
    assert.equal(none.low, 0);
    near(none.high, z2 / (10 + z2));
    const all = known(known(shareOf(10, 10)).interval);
    near(all.low, 10 / (10 + z2));
    assert.equal(all.high, 1);
    const half = known(known(shareOf(1, 2)).interval);
    near((half.low + half.high) / 2, 0.5);
    near(half.high - half.low, (2 * Math.sqrt(z2 * (1 / 8 + z2 / 16))) / (1 + z2 / 2));
  });

  test('one task has one too; none has no share', () => {
    assert.equal(known(shareOf(1, 1)).value, 1);
    near(known(known(shareOf(1, 1)).interval).low, 1 / (1 + z2));
    assert.deepEqual(shareOf(0, 0), { reason: 'no-data' });
    for (const [k, n] of [
      [2, 1],
      [-1, 3],
      [0.5, 3],
    ] as const)
      assert.throws(() => shareOf(k, n), RangeError);
  });
});

describe('the sign-flip test', () => {
  test('counts the ways to choose signs', () => {
    // ±1 ±2 ±3: 6, 4, 2, 0 and their mirrors.
    assert.deepEqual(signFlipTest([1, 2, 3]), { p: 2 / 8, n: 3, method: 'exact' });
    assert.deepEqual(signFlipTest([1, -2, 3]), { p: 6 / 8, n: 3, method: 'exact' });
    assert.deepEqual(signFlipTest([0.5, -1, 1.5, 0]), { p: 6 / 8, n: 3, method: 'exact' });
    assert.deepEqual(signFlipTest([-1, 1]), { p: 1, n: 2, method: 'exact' });
  });

  test('gives the same by sums, one by one and by lot', () => {
    const random = new SeededRandom(11);
    const bySums = Array.from({ length: 16 }, () => (random.below(13) - 5) / 3);
    // A hair off the grid: they are counted one by one.
    const byEach = bySums.map((d) => (d === 0 ? 0 : d + Math.SQRT2 * 1e-12 * Math.sign(d)));
    const off = byEach.map((d) => d * Math.PI);
    const exact = known(signFlipTest(bySums));
    assert.equal(exact.method, 'exact');
    near(known(signFlipTest(off)).p, exact.p);
    const many = [...off, ...Array.from({ length: 10 }, () => Math.PI * (random.unit() - 0.5))];
    const drawn = known(signFlipTest(many));
    assert.equal(drawn.method, 'drawn');
    assert.deepEqual(signFlipTest(many), drawn);
    near(known(signFlipTest(many, { seed: 2 })).p, drawn.p, 0.03);
  });

  test('is exact for a long project of whole scores', () => {
    const random = new SeededRandom(4);
    const scores = Array.from({ length: 300 }, () => (random.below(29) - 14) / 2);
    const test = known(signFlipTest(scores));
    assert.equal(test.method, 'exact');
    const off = scores.map((d) => d * Math.PI);
    near(test.p, known(signFlipTest(off)).p, 0.02);
  });

  test('lacks without tasks, with one, and with ties alone', () => {
    assert.deepEqual(signFlipTest([]), { reason: 'no-data' });
    assert.deepEqual(signFlipTest([3]), { reason: 'one-task' });
    assert.deepEqual(signFlipTest([0, 0, 0]), { reason: 'all-ties' });
    assert.throws(() => signFlipTest([1, Number.NaN]), RangeError);
  });
});

describe('Holm’s correction', () => {
  test('weighs the smallest by the number of tests, and never falls', () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, expected] of [0.03, 0.06, 0.06, 0.02].entries()) near(corrected[i] as number, expected);
    assert.equal(corrected.length, 4);
  });

  test('ends at 1, and takes one test as it is', () => {
    assert.deepEqual(holm([0.6, 0.7]), [1, 1]);
    assert.deepEqual(holm([0.2]), [0.2]);
    assert.deepEqual(holm([]), []);
    assert.throws(() => holm([1.1]), RangeError);
    assert.throws(() => holm([Number.NaN]), RangeError);
  });
});

describe('two models on the same tasks', () => {
  test('are told by the mean of each task’s annotators', () => {
    const { mean, flips, wins, signs } = pairedDifference([[1, 3], [], [-1], [2, -2], [3]]);
    assert.equal(known(mean).value, 1);
    assert.equal(known(mean).n, 4);
    assert.deepEqual(wins, { won: 2, tied: 1, lost: 1 });
    // ±1 ±2 ±3 come to 4 or more in 4 of 8 ways.
    assert.deepEqual(flips, { p: 4 / 8, n: 3, method: 'exact' });
    assert.deepEqual(signs, { p: 1 });
  });

  test('each figure lacks by itself', () => {
    const tied = pairedDifference([[0], [1, -1]]);
    assert.equal(valueWithout(tied.mean, 'constant'), 0);
    assert.deepEqual(tied.flips, { reason: 'all-ties' });
    assert.deepEqual(tied.signs, { reason: 'all-ties' });
    const one = pairedDifference([[2, 3]]);
    assert.equal(valueWithout(one.mean, 'one-task'), 2.5);
    assert.deepEqual(one.flips, { reason: 'one-task' });
    assert.deepEqual(one.signs, { p: 1 });
    const none = pairedDifference([]);
    for (const figure of [none.mean, none.flips, none.signs]) assert.deepEqual(figure, { reason: 'no-data' });
  });
});
