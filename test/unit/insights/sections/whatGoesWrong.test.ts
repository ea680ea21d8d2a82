import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import { holm } from '../../../../src/stats/holm.ts';
import { isMissing } from '../../../../src/stats/base/figure.ts';
import { shareOf, signTest } from '../../../../src/stats/wins.ts';
import { answer, chartOf, insightsOf, sectionOf } from './support.ts';

/** "Slow" of Response 1 in 12 of 20 tasks, of Response 2 in 2 of these; "wrong" of either once, by two people. */
const rows: InsightRow[] = [
  ...Array.from({ length: 20 }, (_, n) =>
    answer(n, [3, 4], {
      tags: [n < 12 ? ['slow'] : [], n < 2 ? ['slow'] : n === 19 ? ['wrong'] : []],
      runs: [n % 3 === 0 ? 'failed' : n % 3 === 1 ? 'passed' : undefined, undefined],
    }),
  ),
  answer(0, [3, 4], { annotator: 'bob', tags: [['slow', 'wrong'], []], runs: ['failed', undefined] }),
];

test('a project in which nothing was named is not asked what goes wrong', async () => {
  const { insights } = await insightsOf([answer(0, [1, 2])]);
  assert.ok(!insights.sections.some(({ id }) => id === 'failures'));
});

test('each failure mode is counted by tasks, for each model, with intervals and corrected tests', async () => {
  const { insights, links } = await insightsOf(rows);
  const section = sectionOf(insights, 'failures');
  const shares = chartOf(section, 0, 'rows').rows;
  assert.deepEqual(
    shares.map(({ label, mark, value }) => [label, mark, value]),
    [
      ['slow', 'model1', 0.6],
      ['slow', 'model2', 0.1],
      ['wrong', 'model1', 0.05],
      ['wrong', 'model2', 0.05],
    ],
  );
  const counted = shareOf(12, 20);
  assert.ok(!isMissing(counted) && !isMissing(counted.interval));
  assert.deepEqual([shares[0]?.low, shares[0]?.high], [counted.interval.low, counted.interval.high]);
  const [slow, wrong] = chartOf(section, 1, 'rows').rows;
  assert.deepEqual([slow?.value, slow?.state, wrong?.value], [0.5, 'found', 0]);
  const signs = [signTest({ won: 10, tied: 10, lost: 0 }), signTest({ won: 1, tied: 18, lost: 1 })];
  const [p = NaN] = holm(signs.map((one) => (isMissing(one) ? NaN : one.p)));
  assert.equal(p.toFixed(3), '0.004');
  assert.match(slow?.note ?? '', /p 0\.004, corrected/);
  assert.equal(
    section.sentence,
    `Most often: “slow”, in 12 of 20 tasks. “slow” is named more often of One: ${slow?.text ?? ''}.`,
  );
  assert.deepEqual(
    links['failures.1.slow']?.ids,
    Array.from({ length: 12 }, (_, n) => `t${n}`),
  );
  assert.deepEqual(links['failures.2.slow'], { title: '# slow', ids: ['t0', 't1'] });
  assert.equal(links['failures.any']?.ids.length, 13);
});

test('beside it stands what the runs of those responses showed', async () => {
  const { insights, links } = await insightsOf(rows);
  const grid = chartOf(sectionOf(insights, 'failures'), 2, 'grid');
  assert.deepEqual(grid.columns, ['All checks pass', 'A check fails', 'No check ran']);
  // Response 1 of t0 … t11 by their runs, and Response 2 of t0 and t1 without any; a response that two people named counts once.
  assert.deepEqual(
    grid.cells.map((cells) => cells.map(({ count }) => count)),
    [
      [4, 4, 6],
      [0, 1, 1],
    ],
  );
  assert.equal(grid.cells[0]?.[0]?.text, '# slow, All checks pass: 4 responses (50 % of those with checks)');
  assert.deepEqual(links['failures.runs.failed.slow']?.ids, ['t0', 't3', 't6', 't9']);
});

test('tasks that were chosen by their answers say nothing of a difference', async () => {
  const { insights } = await insightsOf(rows, { choices: { answers: 'gap' } });
  assert.ok(!insights.sections.some(({ id }) => id === 'failures'), 'no such gap');
  const far = rows.map((row) => ({ ...row, scores: [1, 7] as [number, number] }));
  const chosen = sectionOf((await insightsOf(far, { choices: { answers: 'gap' } })).insights, 'failures');
  assert.equal(chosen.verdict.text, 'Chosen by answers');
  assert.match(chosen.sentence, /says nothing of the others/);
});
