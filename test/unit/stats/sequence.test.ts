import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMissing } from '../../../src/stats/base/figure.ts';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { mostStaked, PlugInBets } from '../../../src/stats/sequence/bets.ts';
import { ConfidenceSequence } from '../../../src/stats/sequence/confidenceSequence.ts';
import { tasksUntilDecided } from '../../../src/stats/sequence/tasksUntilDecided.ts';
import { each } from '../../each.ts';
import { known, near } from './support.ts';

const range = { low: -7, high: 7 };

function sequenceOf(values: readonly number[]): ConfidenceSequence {
  const sequence = new ConfidenceSequence(range);
  for (const value of values) sequence.add(value);
  return sequence;
}

/** Differences on half steps around a mean. */
function differences(count: number, mean: number, seed: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => mean + (random.below(9) + random.below(9) - 8) / 2);
}

describe('bets', () => {
  test('follow the published formula', () => {
    const bets = new PlugInBets(0.05);
    near(bets.next(), Math.sqrt((2 * Math.log(40)) / (0.25 * Math.log(2))));
    bets.add(1);
    // μ̂ = 3/4, σ̂² = (1/4 + 1/16)/2.
    near(bets.next(), Math.sqrt((2 * Math.log(40)) / ((5 / 32) * 2 * Math.log(3))));
    bets.add(0);
    // μ̂ = 1/2, σ̂² = (5/16 + 1/4)/3.
    near(bets.next(), Math.sqrt((2 * Math.log(40)) / ((9 / 48) * 3 * Math.log(4))));
  });

  test('a copy learns by itself', () => {
    const bets = new PlugInBets(0.05);
    const next = bets.next();
    const copy = bets.copy();
    copy.add(1);
    assert.equal(bets.next(), next);
    assert.notEqual(copy.next(), next);
  });
});

describe('a confidence sequence', () => {
  test('begins with the whole range, and one value moves neither end', () => {
    assert.deepEqual(sequenceOf([]).interval, range);
    assert.deepEqual(sequenceOf([7]).interval, range);
    assert.equal(sequenceOf([7]).sideOf(-7), undefined);
  });

  test('after three times the greatest value the end is where 1 + λ(1 − m) comes to 40', () => {
    const sequence = sequenceOf([7, 7, 7]);
    const { low, high } = known(sequence.interval);
    assert.equal(high, 7);
    const m = (low + 7) / 14;
    const bets = new PlugInBets(0.05);
    let owned = 1;
    for (let i = 0; i < 3; i++) {
      owned *= 1 + Math.min(bets.next(), mostStaked / m) * (1 - m);
      bets.add(1);
    }
    near(owned, 40, 1e-8);
  });

  test('holds what the definition holds, at each step, and only narrows', () => {
    const values = differences(80, 1, 3);
    const grid = Array.from({ length: 1401 }, (_, i) => i / 1400);
    const possible = new Set(grid);
    const stakes = new Map(grid.map((m) => [m, [1, 1] as [number, number]]));
    const bets = new PlugInBets(0.05);
    const sequence = new ConfidenceSequence(range);
    let before: { low: number; high: number } = range;
    for (const value of each(values)) {
      sequence.add(value);
      const x = (value + 7) / 14;
      const bet = bets.next();
      bets.add(x);
      for (const [m, stake] of stakes) {
        stake[0] *= 1 + Math.min(bet, 0.9 / m) * (x - m);
        stake[1] *= 1 - Math.min(bet, 0.9 / (1 - m)) * (x - m);
        if (Math.max(...stake) / 2 >= 20) possible.delete(m);
      }
      const { low, high } = known(sequence.interval);
      const left = [...possible];
      assert.ok(Math.abs(low - (left[0]! * 14 - 7)) <= 0.01, `${low}, ${left[0]! * 14 - 7}`);
      assert.ok(Math.abs(high - (left.at(-1)! * 14 - 7)) <= 0.01, `${high}, ${left.at(-1)! * 14 - 7}`);
      assert.ok(low >= before.low && high <= before.high);
      before = { low, high };
    }
    assert.ok(before.high - before.low < 4, 'it narrowed');
  });

  test('is mirrored by values of the other sign', () => {
    const values = differences(60, 1.5, 5);
    const one = known(sequenceOf(values).interval);
    const other = known(sequenceOf(values.map((value) => -value)).interval);
    near(one.low, -other.high, 1e-10);
    near(one.high, -other.low, 1e-10);
  });

  test('tells on which side of 0 the mean lies once it is out', () => {
    const sequence = new ConfidenceSequence(range);
    let decided = 0;
    for (const [i, value] of each(differences(100, 2, 8).entries())) {
      sequence.add(value);
      const { low } = known(sequence.interval);
      assert.equal(sequence.sideOf(0), low > 0 ? 'above' : undefined);
      if (low > 0) decided ||= i + 1;
    }
    assert.ok(decided > 3 && decided < 60, `after ${decided}`);
    assert.equal(sequence.sideOf(6.9), 'below');
  });

  test('is wider for a smaller chance to err', () => {
    const width = (alpha: number): number => {
      const sequence = new ConfidenceSequence({ ...range, alpha });
      for (const value of differences(50, 0, 2)) sequence.add(value);
      const { low, high } = known(sequence.interval);
      return high - low;
    };
    assert.ok(width(0.2) < width(0.05) && width(0.05) < width(0.001));
  });

  test('stays open for constant values, and narrows around them', () => {
    const { low, high } = known(sequenceOf(Array.from({ length: 100 }, () => 0)).interval);
    near(low, -high, 1e-10);
    assert.ok(low < 0 && low > -1.5, `${low}`);
  });

  test('says so when the mean has moved and nothing is left', () => {
    const sequence = sequenceOf([
      ...Array.from({ length: 100 }, () => 7),
      ...Array.from({ length: 300 }, () => -7),
    ]);
    assert.deepEqual(sequence.interval, { reason: 'contradiction' });
  });

  test('takes nothing from outside the range', () => {
    assert.throws(() => sequenceOf([7.5]), RangeError);
    assert.throws(() => sequenceOf([Number.NaN]), RangeError);
    assert.throws(() => new ConfidenceSequence({ low: 1, high: 1 }), RangeError);
    assert.throws(() => new ConfidenceSequence({ ...range, alpha: 1 }), RangeError);
  });
});

describe('how many more tasks', () => {
  test('of constant differences are those that it really takes', () => {
    const seen = [2, 2, 2, 2];
    const sequence = sequenceOf(seen);
    let more = 0;
    for (; sequence.sideOf(0) === undefined; more++) sequence.add(2);
    assert.deepEqual(tasksUntilDecided(seen, range), { value: more });
  });

  test('fall to 0 once it is decided', () => {
    const seen = differences(60, 2, 8);
    assert.deepEqual(tasksUntilDecided(seen, range), { value: 0 });
    const early = tasksUntilDecided(seen.slice(0, 6), range);
    assert.ok(known(early).value > 0);
    assert.deepEqual(tasksUntilDecided(seen.slice(0, 6), range), early);
  });

  test('are more for a smaller difference', () => {
    const of = (mean: number) =>
      known(tasksUntilDecided(differences(10, mean, 4), { ...range, most: 5000 })).value;
    assert.ok(of(1) > of(2) && of(2) > of(4), `${of(1)}, ${of(2)}, ${of(4)}`);
  });

  test('lack with a reason', () => {
    assert.deepEqual(tasksUntilDecided([], range), { reason: 'no-data' });
    assert.deepEqual(tasksUntilDecided([3], range), { reason: 'one-task' });
    assert.deepEqual(tasksUntilDecided([0, 0, 0], range), { reason: 'all-ties' });
    const even = [1, -1, 1, -1, 1, -1];
    assert.ok(isMissing(tasksUntilDecided(even, { ...range, most: 50 })));
    assert.deepEqual(tasksUntilDecided(even, { ...range, most: 50 }), { reason: 'beyond-limit' });
  });
});

test('looked at now and then it holds as much, and never more than looked at each time', () => {
  const values = differences(300, 0.5, 4);
  const [each_, some] = [new ConfidenceSequence(range), new ConfidenceSequence(range)];
  for (const [i, value] of values.entries()) {
    each_.add(value);
    const looks = (i + 1) % 50 === 0;
    const before = some.interval;
    some.add(value, looks);
    if (!looks) {
      assert.deepEqual(some.interval, before, 'it stays where nobody looks');
      continue;
    }
    const [narrow, wide] = [known(each_.interval), known(some.interval)];
    assert.ok(wide.low <= narrow.low + 1e-9 && wide.high >= narrow.high - 1e-9);
  }
  assert.equal(some.count, 300);
  assert.equal(some.sideOf(0), 'above');
});
