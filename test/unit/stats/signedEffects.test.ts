import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMissing } from '../../../src/stats/base/figure.ts';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { studentChance, studentQuantile } from '../../../src/stats/base/studentQuantile.ts';
import { signedEffects, type SignedValue } from '../../../src/stats/signedEffects.ts';
import { each } from '../../each.ts';

test('both effects, each without the other', () => {
  // 1 for the constant, 2 for the side, on two of three tasks of one side; rest that is orthogonal to both.
  const tasks: SignedValue[] = [
    { value: 1 + 2 + 0.5, sign: 1 },
    { value: 1 + 2 - 0.5, sign: 1 },
    { value: 1 + 2, sign: 1 },
    { value: 1 - 2 + 0.25, sign: -1 },
    { value: 1 - 2 - 0.25, sign: -1 },
  ];
  const { constant, side } = signedEffects(tasks);
  assert.ok(!isMissing(constant) && !isMissing(side));
  assert.ok(Math.abs(constant.value - 1) < 1e-12 && Math.abs(side.value - 2) < 1e-12);
  // By hand: two groups with means 3 and −1; HC3 of a mean of k values is Σr²/(k − 1)², here 0.5/4 and 0.125/1.
  const error = Math.sqrt((0.5 / 4 + 0.125 / 1) / 4);
  assert.ok(Math.abs(side.p - studentChance(2 / error, 3)) < 1e-12);
  assert.ok(!isMissing(side.interval));
  assert.ok(Math.abs(side.interval.high - 2 - studentQuantile(0.975, 3) * error) < 1e-9);
});

test('what cannot be told is not told', () => {
  const same = signedEffects([1, 2, 3, 2].map((value) => ({ value, sign: 1 })));
  assert.ok(isMissing(same.side) && same.side.reason === 'constant');
  assert.ok(!isMissing(same.constant) && same.constant.value === 2);
  assert.deepEqual(signedEffects([]).constant, { reason: 'no-data' });
  assert.deepEqual(signedEffects([{ value: 1, sign: 1 }]).side, { reason: 'too-few' });
  assert.throws(() => signedEffects([{ value: NaN, sign: 0 }]), RangeError);
  const alone = signedEffects([1, 5, 2, 3].map((value, i) => ({ value, sign: i === 1 ? -1 : 1 })));
  assert.ok(!isMissing(alone.side) && alone.side.p === 1 && isMissing(alone.side.interval));
  const always = signedEffects(Array.from({ length: 10 }, (_, i) => ({ value: 1, sign: i % 2 ? 1 : -1 })));
  assert.ok(!isMissing(always.constant) && always.constant.p === 2 ** -9, 'always a point more is no chance');
  assert.ok(!isMissing(always.side) && always.side.p === 1);
});

test('chances are those of Student’s distribution', () => {
  // SciPy: 2*t.sf(2, 10), 2*t.sf(1, 1), 2*t.sf(5, 30)
  const known: [t: number, freedom: number, p: number][] = [
    [2, 10, 0.0733880347707404],
    [1, 1, 0.5],
    [5, 30, 2.3296685467007786e-5],
  ];
  for (const [t, freedom, p] of each(known))
    assert.ok(Math.abs(studentChance(t, freedom) / p - 1) < 1e-8, `${studentChance(t, freedom)} for ${t}`);
});

test('without an effect few of many made projects show one', () => {
  const random = new SeededRandom(5);
  let found = [0, 0];
  for (let project = 0; project < 1000; project++) {
    const tasks = Array.from({ length: 30 }, (): SignedValue => {
      const sign = random.below(10) < 7 ? 1 : -1;
      // More spread where the sign is rare.
      return { value: (random.below(7) - 3) * (sign === 1 ? 1 : 2), sign };
    });
    const { constant, side } = signedEffects(tasks);
    found = [constant, side].map((one, i) => (found[i] ?? 0) + (!isMissing(one) && one.p < 0.05 ? 1 : 0));
  }
  for (const count of each(found)) assert.ok(count <= 70, `${count} of 1,000`);
});
