import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DrawWeights } from '../../../../src/insights/rows/drawWeights.ts';
import { judgedTasks, type InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import { isMissing, type Estimate, type Missing } from '../../../../src/stats/base/figure.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import { each } from '../../../each.ts';
import { answer, insightsOf, sectionOf } from '../sections/support.ts';

const difference = ({ scores: [a, b] }: InsightRow): number => a - b;
const valueOf = (figure: Estimate | Missing): number => (isMissing(figure) ? NaN : figure.value);

/** Of N tasks, the later of which the first model does better at, some judged in the order of loading and m drawn, the later ones oftener. */
function project(random: SeededRandom, { tasks = 40, before = 5, draws = 15, annotator = 'ada' } = {}) {
  const leads = Array.from({ length: tasks }, (_, n) => (n < tasks / 2 ? -1 : 3) + random.below(3) - 1);
  const left = leads.map((_, n) => n);
  const rows: InsightRow[] = [];
  const judge = (n: number, draw?: InsightRow['draw']): void => {
    const lead = leads[n] ?? 0;
    rows.push(
      answer(n, [3 + Math.max(0, lead), 3 + Math.max(0, -lead)], { annotator, ...(draw && { draw }) }),
    );
  };
  for (const n of left.splice(0, before)) judge(n);
  for (let m = 1; m <= draws; m++) {
    const told = left.map((n) => 1 + (9 * n) / tasks);
    const sum = told.reduce((a, b) => a + b, 0);
    const chances = told.map((one) => 0.9 * (one / sum) + 0.1 / left.length);
    let at = random.unit();
    const place = Math.max(
      0,
      chances.findIndex((chance) => (at -= chance) < 0),
    );
    judge(left[place] ?? 0, { n: m, chance: chances[place] ?? 1, tasks: left.length });
    left.splice(place, 1);
  }
  return { rows, mean: leads.reduce((a, b) => a + b, 0) / tasks };
}

test('weighed, the mean of all tasks is found without bias, and its interval holds', () => {
  const random = new SeededRandom(8);
  const [errors, plain]: [number[], number[]] = [[], []];
  let held = 0;
  for (let i = 0; i < 1500; i++) {
    const { rows, mean } = project(random, { before: 2 });
    const figure = new DrawWeights(rows).mean(judgedTasks(rows), difference);
    assert.ok(!isMissing(figure) && !isMissing(figure.interval));
    errors.push(figure.value - mean);
    plain.push(rows.reduce((sum, row) => sum + difference(row), 0) / rows.length - mean);
    if (figure.interval.low <= mean && mean <= figure.interval.high) held++;
  }
  const meanOf = (list: number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  const spread = Math.sqrt(meanOf(errors.map((error) => error ** 2)) / errors.length);
  assert.ok(Math.abs(meanOf(errors)) < 3 * spread, `off by ${meanOf(errors)}`);
  assert.ok(meanOf(plain) > 10 * spread, `without weights it is far off: ${meanOf(plain)} by ${spread}`);
  assert.ok(held / errors.length > 0.92, `${held} of ${errors.length}`);
});

test('of some of the tasks, and of several annotators, the mean is near it', () => {
  const random = new SeededRandom(2);
  const errors: number[] = [];
  for (let i = 0; i < 300; i++) {
    const one = project(random, { tasks: 200, draws: 60 });
    const two = project(random, { tasks: 200, draws: 60, annotator: 'bob' });
    const rows = [...one.rows, ...two.rows.map((row) => ({ ...row, taskId: `b${row.taskId}` }))];
    const figure = new DrawWeights(rows).mean(judgedTasks(rows), difference);
    errors.push(valueOf(figure) - (one.mean + two.mean) / 2);
  }
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  assert.ok(Math.abs(mean) < 0.1, `off by ${mean}`);
});

test('all drawn with equal chances, or all in the end: the plain mean', () => {
  const alike = Array.from({ length: 12 }, (_, n) =>
    answer(n, [n % 4, 2], { draw: { n: n + 1, chance: 1 / (30 - n), tasks: 30 - n } }),
  );
  const plain = alike.reduce((sum, row) => sum + difference(row), 0) / alike.length;
  assert.ok(Math.abs(valueOf(new DrawWeights(alike).mean(judgedTasks(alike), difference)) - plain) < 1e-12);
  const all = project(new SeededRandom(1), { tasks: 20, before: 4, draws: 16 });
  const figure = new DrawWeights(all.rows).mean(judgedTasks(all.rows), difference);
  assert.ok(Math.abs(valueOf(figure) - all.mean) < 1e-12);
});

test('insights weigh what was drawn, say so, and tell no verdict that would hold after each task', async () => {
  const { rows } = project(new SeededRandom(3), { tasks: 60, draws: 30 });
  const { insights, links } = await insightsOf(rows);
  const better = sectionOf(insights, 'better');
  assert.deepEqual(better.verdict, { mark: 'wait', text: 'No verdict in this order' });
  assert.match(better.advice ?? '', /one look/);
  assert.ok(each(better.charts).every(({ chart }) => chart.kind !== 'band'));
  assert.ok(
    insights.warnings.some((text) => text.startsWith('30 of 35 tasks were drawn by unequal chances')),
  );
  assert.equal(links['better.all']?.ids.length, 35);
  const weighed = valueOf(new DrawWeights(rows).mean(judgedTasks(rows), difference));
  const [row] = better.charts[1]?.chart.kind === 'rows' ? better.charts[1].chart.rows : [];
  assert.equal(row?.value, weighed);
  const chosen = await insightsOf(rows, { choices: { answers: 'gap' } });
  assert.equal(sectionOf(chosen.insights, 'better').verdict.text, 'Chosen by answers');
});
