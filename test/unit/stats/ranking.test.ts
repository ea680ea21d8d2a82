import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bradleyTerry, type Ranking } from '../../../src/stats/ranking/bradleyTerry.ts';
import type { Comparison } from '../../../src/stats/ranking/comparisons.ts';
import { each } from '../../each.ts';
import { known, near, valueWithout } from './support.ts';

/** A task for each word: "ab" a beats b, "a=b" a tie. */
function tasksOf(words: string): Comparison[][] {
  return words.split(' ').map((word) => [comparison(word)]);
}

function comparison(word: string): Comparison {
  return { first: word.at(0) as string, second: word.at(-1) as string, score: word.includes('=') ? 0.5 : 1 };
}

function rankingOf(words: string): Ranking {
  return known(bradleyTerry(tasksOf(words))) as Ranking;
}

describe('models on one scale', () => {
  test('three wins of four are odds of 3 to 1', () => {
    const { models, pairs } = rankingOf('ab ab ab ba');
    assert.deepEqual(
      models.map(({ model }) => model),
      ['a', 'b'],
    );
    near(models[0]!.strength.value, Math.log(3) / 2);
    near(models[1]!.strength.value, -Math.log(3) / 2);
    near(pairs[0]!.chance.value, 0.75);
  });

  test('a tie is half a win for each', () => {
    const { models, pairs } = rankingOf('b=a ab ab a=b');
    near(models[0]!.strength.value, Math.log(3) / 2);
    near(pairs[0]!.chance.value, 0.75);
    const even = rankingOf('a=b a=b');
    assert.equal(valueWithout(even.models[0]!.strength, 'constant'), 0);
  });

  test('models that never met are compared by way of a third', () => {
    // a beats b 2 to 1, b beats c 4 to 1: a beats c 8 to 1.
    const { models, pairs } = rankingOf('ab ab ba bc bc bc bc cb');
    assert.deepEqual(
      models.map(({ model }) => model),
      ['a', 'b', 'c'],
    );
    const met = pairs.find(({ first, second }) => first === 'a' && second === 'c');
    near(met!.chance.value, 8 / 9);
    near(
      models.reduce((sum, { strength }) => sum + strength.value, 0),
      0,
    );
  });

  test('at the top nobody has won more or less than is expected', () => {
    const words = 'ab ba ac ac a=c bc cb b=c ca bd db db d=a';
    const { models } = rankingOf(words);
    const strength = new Map(models.map((ranked) => [ranked.model, ranked.strength.value]));
    for (const [model, own] of each(strength)) {
      let [won, expected] = [0, 0];
      for (const { first, second, score } of tasksOf(words).flat()) {
        if (first !== model && second !== model) continue;
        won += first === model ? score : 1 - score;
        const other = strength.get(first === model ? second : first)!;
        expected += 1 / (1 + Math.exp(other - own));
      }
      near(won, expected, 1e-9);
    }
  });

  test('intervals draw all comparisons of a task together', () => {
    const words = 'ab ab ab ba ab ba a=b ab ba ab ab ba';
    const alone = rankingOf(words).pairs[0]!.chance;
    const { low, high } = known(alone.interval);
    assert.ok(low < alone.value && alone.value < high && low > 0 && high < 1, `${low} to ${high}`);
    const twice = tasksOf(words).map((task) => [...task, ...task]);
    assert.deepEqual((known(bradleyTerry(twice)) as Ranking).pairs[0]!.chance.interval, { low, high });
  });
});

describe('models that have no common scale', () => {
  test('were never compared: the groups are named', () => {
    assert.deepEqual(bradleyTerry(tasksOf('ab ba cd dc c=e')), {
      reason: 'disconnected',
      groups: [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
    });
  });

  test('won all: who is above whom is named', () => {
    assert.deepEqual(bradleyTerry(tasksOf('ab ab')), { reason: 'never-beaten', above: ['a'], below: ['b'] });
    assert.deepEqual(bradleyTerry(tasksOf('ab ba ac bc cd dc')), {
      reason: 'never-beaten',
      above: ['a', 'b'],
      below: ['c', 'd'],
    });
    // In the middle of a chain nobody is at the top.
    assert.deepEqual(bradleyTerry(tasksOf('cb ba')), {
      reason: 'never-beaten',
      above: ['c'],
      below: ['b', 'a'],
    });
  });

  test('a single tie is enough to have one', () => {
    const { models } = rankingOf('ab ab ab a=b');
    near(models[0]!.strength.value, Math.log(7) / 2);
  });

  test('nothing was compared, or one task alone', () => {
    assert.deepEqual(bradleyTerry([]), { reason: 'no-data' });
    assert.deepEqual(bradleyTerry([[]]), { reason: 'no-data' });
    const one = known(bradleyTerry([['ab', 'ba', 'ab'].map(comparison)])) as Ranking;
    near(valueWithout(one.models[0]!.strength, 'one-task'), Math.log(2) / 2);
  });

  test('too many draws in which somebody is unbeaten leave no interval', () => {
    valueWithout(rankingOf('ab ab ab ba').models[0]!.strength, 'unstable');
  });
});
