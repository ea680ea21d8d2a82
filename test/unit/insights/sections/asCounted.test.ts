import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import { once } from '../../../../src/stats/agreement/countedPairs.ts';
import { weightedKappa } from '../../../../src/stats/agreement/kappa.ts';
import { isMissing } from '../../../../src/stats/base/figure.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import { signFlipTest } from '../../../../src/stats/flipTest.ts';
import { holm } from '../../../../src/stats/holm.ts';
import { meanOverTasks } from '../../../../src/stats/means.ts';
import { pairedDifference } from '../../../../src/stats/pairedDifference.ts';
import { ConfidenceSequence } from '../../../../src/stats/sequence/confidenceSequence.ts';
import { tasksUntilDecided } from '../../../../src/stats/sequence/tasksUntilDecided.ts';
import { roughly } from '../../../../src/stats/sequence/decision.ts';
import { shareOf } from '../../../../src/stats/wins.ts';
import { each } from '../../../each.ts';
import { answer, chartOf, insightsOf, rubric, sectionOf } from './support.ts';

/** 60 tasks, the first 40 of which a second person judged too. */
function made(): InsightRow[] {
  const random = new SeededRandom(11);
  const draw = () => ({ style: random.below(3), docs: random.below(3), works: random.below(4) });
  return Array.from({ length: 100 }, (_, n) => {
    const [one, two] = [draw(), draw()];
    const sum = (points: typeof one): number => points.style + points.docs + points.works;
    const isSecond = n >= 60;
    return answer(isSecond ? n - 60 : n, [sum(one), sum(two)], {
      points: [one, two],
      annotator: isSecond ? 'bob' : 'ada',
      language: n % 2 ? 'go' : 'python',
    });
  });
}

const rows = made();

/** The long way from the rows: task by task, whoever judged it. */
function byTask(of: (row: InsightRow) => number): number[][] {
  return Array.from({ length: 60 }, (_, n) => rows.filter(({ taskId }) => taskId === `t${n}`).map(of));
}

const difference = ({ scores: [a, b] }: InsightRow): number => a - b;

test('means and their intervals are those of src/stats', async () => {
  const { insights } = await insightsOf(rows);
  const shown = chartOf(sectionOf(insights, 'better'), 0, 'rows').rows;
  for (const [model, row] of each(shown, 'model').entries()) {
    const counted = meanOverTasks(byTask(({ scores }) => scores[model as 0 | 1]));
    assert.ok(!isMissing(counted) && !isMissing(counted.interval));
    assert.deepEqual(
      [row.value, row.low, row.high],
      [counted.value, counted.interval.low, counted.interval.high],
    );
  }
});

test('the difference, its tests, its sequence and what is left are those of src/stats', async () => {
  const { insights } = await insightsOf(rows);
  const better = sectionOf(insights, 'better');
  const { mean, flips } = pairedDifference(byTask(difference));
  assert.ok(!isMissing(mean) && !isMissing(flips));
  const [, , told, test_] = better.charts[0]?.table.rows ?? [];
  const size = Math.abs(mean.value).toFixed(2);
  assert.ok(told?.[1]?.includes(size), `${told?.[1]} tells ${size}`);
  assert.equal(test_?.[1], flips.p.toFixed(3));

  const sequence = new ConfidenceSequence({ low: -7, high: 7 });
  const means = byTask(difference).map((own) => own.reduce((sum, d) => sum + d, 0) / own.length);
  for (const value of means) sequence.add(value);
  const { interval } = sequence;
  assert.ok(!isMissing(interval));
  const last = chartOf(better, 1, 'band').points.at(-1);
  assert.deepEqual([last?.n, last?.low, last?.high], [60, interval.low, interval.high]);
  const left = tasksUntilDecided(means, { low: -7, high: 7 });
  assert.ok(!isMissing(left));
  assert.equal(better.verdict.text, `Not decided, about ${roughly(left.value)} more`);
});

test('criteria: differences and corrected tests are those of src/stats', async () => {
  const { insights } = await insightsOf(rows);
  const shown = chartOf(sectionOf(insights, 'criteria'), 1, 'rows').rows;
  const tasks = rubric.criteria.map(({ id }) =>
    byTask(({ points: [a, b] }) => (a?.[id] ?? NaN) - (b?.[id] ?? NaN)),
  );
  const ps = holm(
    tasks.map((own) => {
      const flips = signFlipTest(own.map((each_) => each_.reduce((sum, d) => sum + d, 0) / each_.length));
      assert.ok(!isMissing(flips));
      return flips.p;
    }),
  );
  for (const [i, row] of each(shown, 'criterion').entries()) {
    const counted = meanOverTasks(tasks[i] ?? []);
    assert.ok(!isMissing(counted) && !isMissing(counted.interval));
    assert.deepEqual(
      [row.value, row.low, row.high],
      [counted.value, counted.interval.low, counted.interval.high],
    );
    assert.ok(row.note?.endsWith(`p ${(ps[i] ?? NaN).toFixed(3)}, corrected`), row.note);
  }
});

test('agreement is that of src/stats', async () => {
  const { insights } = await insightsOf(rows);
  const annotators = sectionOf(insights, 'annotators');
  const pairs = Array.from({ length: 40 }, (_, n) => {
    const [one, two] = rows.filter(({ taskId }) => taskId === `t${n}`);
    return ([0, 1] as const).map((m) => [one?.scores[m] ?? NaN, two?.scores[m] ?? NaN] as const);
  }).flat();
  const [kappa] = chartOf(annotators, 1, 'rows').rows;
  assert.equal(kappa?.value, weightedKappa(once(pairs), 'quadratic'));
  const [same] = chartOf(annotators, 0, 'rows').rows;
  assert.equal(same?.value, pairs.filter(([a, b]) => a === b).length / pairs.length);
});

test('shares of won tasks are Wilson’s', async () => {
  const { insights } = await insightsOf(rows);
  const won = byTask(difference).filter((own) => own.reduce((sum, d) => sum + d, 0) > 0).length;
  const share = shareOf(won, 60);
  assert.ok(!isMissing(share) && !isMissing(share.interval));
  const [part] = chartOf(sectionOf(insights, 'wins'), 0, 'parts').parts;
  const percent = (x: number): string => `${Math.round(100 * x)} %`;
  assert.equal(part?.count, won);
  assert.equal(
    part?.text,
    `${percent(share.value)} (${percent(share.interval.low)} to ${percent(share.interval.high)})`,
  );
});
