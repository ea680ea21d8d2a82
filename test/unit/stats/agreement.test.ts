import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Pair, pearson, ranksOf, spearman } from '../../../src/stats/agreement/correlation.ts';
import { agreementWithin, weightedKappa } from '../../../src/stats/agreement/kappa.ts';
import { krippendorff, type Ratings } from '../../../src/stats/agreement/krippendorff.ts';
import { alphaOverTasks, pairAgreement } from '../../../src/stats/agreement/pairsByTask.ts';
import { each } from '../../each.ts';
import { known, near, valueWithout } from './support.ts';

describe('two annotators', () => {
  const pairs: Pair[] = [
    [1, 1],
    [2, 3],
    [4, 6],
    [5, 5],
  ];

  test('agree in a share of their pairs', () => {
    assert.equal(agreementWithin(pairs, 0), 0.5);
    assert.equal(agreementWithin(pairs, 1), 0.75);
    assert.deepEqual(agreementWithin([], 1), { reason: 'no-data' });
  });

  test('correlate by values and by ranks', () => {
    near(
      pearson([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
      1,
    );
    near(
      pearson([
        [0, 2],
        [1, 0],
        [2, 1],
      ]),
      -0.5,
    );
    assert.deepEqual(ranksOf([20, 10, 30, 20]), [2.5, 1, 4, 2.5]);
    near(
      spearman([
        [1, 10],
        [2, 100],
        [3, 1000],
      ]),
      1,
    );
    // Ranks 1, 2, 3 and 1, 2.5, 2.5: √3/2.
    near(
      spearman([
        [1, 0],
        [2, 5],
        [3, 5],
      ]),
      Math.sqrt(3) / 2,
    );
  });

  test('have kappa by the distance of their scores', () => {
    const even: Pair[] = [
      [0, 0],
      [2, 2],
      [0, 2],
      [2, 0],
    ];
    near(weightedKappa(even, 'linear'), 0);
    near(weightedKappa(even, 'quadratic'), 0);
    const three: Pair[] = [
      [0, 0],
      [1, 2],
      [2, 2],
    ];
    // Distances 1/3; by chance (0 + 2 + 2 + 1 + 1 + 1 + 2 + 0 + 0)/9 = 1, squared (0 + 4 + 4 + 1 + 1 + 1 + 4)/9.
    near(weightedKappa(three, 'linear'), 2 / 3);
    near(weightedKappa(three, 'quadratic'), 1 - 3 / 15);
    near(
      weightedKappa(
        [
          [0, 1],
          [1, 0],
        ],
        'linear',
      ),
      -1,
    );
  });

  test('have no figure for constant scores, and say so', () => {
    const same: Pair[] = [
      [3, 3],
      [3, 3],
    ];
    const one: Pair[] = [
      [3, 1],
      [3, 2],
    ];
    for (const figure of [pearson, spearman]) {
      assert.deepEqual(figure([]), { reason: 'no-data' });
      assert.deepEqual(figure([[1, 2]]), { reason: 'one-task' });
      assert.deepEqual(figure(one), { reason: 'constant' });
    }
    for (const weights of ['linear', 'quadratic'] as const) {
      assert.deepEqual(weightedKappa([], weights), { reason: 'no-data' });
      assert.deepEqual(weightedKappa(same, weights), { reason: 'constant' });
      // One of the two varies: no better than chance.
      near(weightedKappa(one, weights), 0);
    }
    assert.throws(() => weightedKappa([[1, Number.NaN]], 'linear'), RangeError);
    assert.throws(() => pearson([[1, Number.NaN]]), RangeError);
  });
});

describe('any number of annotators', () => {
  /** The example of Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, C: four observers, twelve units. */
  const rows = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
  ];
  const units: Ratings[] = (rows[0] ?? []).map((_, unit) => rows.map((row) => row[unit] || undefined));

  test('have the alpha of the published example', () => {
    near(krippendorff(units, 'nominal'), 0.743, 5e-4);
    near(krippendorff(units, 'ordinal'), 0.815, 5e-4);
    near(krippendorff(units, 'interval'), 0.849, 5e-4);
  });

  test('whoever rated alone changes nothing', () => {
    for (const scale of ['nominal', 'ordinal', 'interval'] as const)
      near(
        krippendorff([...units, [5, undefined], [undefined], []], scale),
        known(krippendorff(units, scale)),
      );
  });

  test('lack it with one annotator, without ratings, and where all are the same', () => {
    assert.deepEqual(krippendorff([], 'nominal'), { reason: 'no-data' });
    assert.deepEqual(krippendorff([[undefined, undefined]], 'ordinal'), { reason: 'no-data' });
    assert.deepEqual(krippendorff([[1], [2], [3, undefined]], 'interval'), { reason: 'no-pairs' });
    assert.deepEqual(
      krippendorff(
        [
          [2, 2],
          [2, 2, 2],
        ],
        'ordinal',
      ),
      { reason: 'constant' },
    );
  });
});

describe('agreement over tasks', () => {
  test('draws the pairs of a task together', () => {
    const tasks: Pair[][] = [
      [
        [0, 0],
        [5, 6],
      ],
      [
        [1, 1],
        [4, 6],
      ],
      [],
    ];
    const figures = pairAgreement(tasks);
    // Half of the pairs of each task.
    assert.equal(valueWithout(figures.exact, 'constant'), 0.5);
    const { value, n, interval } = known(figures.withinOne);
    assert.deepEqual({ value, n, interval }, { value: 0.75, n: 2, interval: { low: 0.5, high: 1 } });
  });

  test('gives a reason for each figure that lacks', () => {
    const none = each(Object.entries(pairAgreement([])));
    assert.equal(none.length, 6);
    for (const [name, figure] of none) assert.deepEqual(figure, { reason: 'no-data' }, name);
    const same = pairAgreement([[[2, 2]], [[2, 2]]]);
    assert.equal(valueWithout(same.exact, 'constant'), 1);
    assert.deepEqual(same.quadraticKappa, { reason: 'constant' });
    assert.deepEqual(same.spearman, { reason: 'constant' });
    const oneTask = pairAgreement([
      [
        [2, 2],
        [5, 6],
      ],
    ]);
    assert.equal(valueWithout(oneTask.pearson, 'one-task'), 1);
  });

  test('perfect agreement has no interval', () => {
    const tasks = [0, 3, 5, 7, 1, 2].map((score): Pair[] => [[score, score]]);
    assert.equal(valueWithout(pairAgreement(tasks).linearKappa, 'constant'), 1);
  });

  test('alpha counts the tasks that two have rated', () => {
    const tasks: Ratings[][] = [[[1, 2]], [[3, 3]], [[5, undefined]], [[6, 5]], [[0, 1]]];
    const alpha = known(alphaOverTasks(tasks, 'interval'));
    assert.equal(alpha.n, 4);
    near(alpha.value, known(krippendorff(tasks.flat(), 'interval')));
    assert.deepEqual(alphaOverTasks([[[1]], [[2]]], 'ordinal'), { reason: 'no-pairs' });
    assert.deepEqual(alphaOverTasks([], 'ordinal'), { reason: 'no-data' });
    valueWithout(alphaOverTasks([[[1, 2]], [[3]]], 'nominal'), 'one-task');
  });
});
