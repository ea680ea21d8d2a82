import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Insights } from '../../../../src/insights/insightsJob.ts';
import type { Choices } from '../../../../src/insights/rows/chooseRows.ts';
import type { InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import { each } from '../../../each.ts';
import { answer, chartOf, insightsOf, sectionOf } from './support.ts';

const languages = ['python', 'go', 'rust'];

/** `own` tasks that Ada judged, the first ten of them with Bob, and `others` that Bob judged alone. */
function made(own: number, others: number): InsightRow[] {
  const random = new SeededRandom(3);
  const draw = () => ({ style: random.below(3), docs: random.below(3), works: random.below(4) });
  const row = (n: number, annotator: string): InsightRow => {
    const [one, two] = [draw(), draw()];
    const sum = (points: typeof one): number => points.style + points.docs + points.works;
    return answer(n, [sum(one), sum(two)], {
      points: [one, two],
      annotator,
      language: languages[n % 3],
      lengths: [10 + n, 20],
      runs: [n % 4 === 0 ? 'failed' : 'passed', n % 5 === 0 ? undefined : 'passed'],
      spentMs: 60_000,
      guidelinesVersion: n % 7 === 0 ? 'v2' : 'v1',
    });
  };
  return [
    ...Array.from({ length: own }, (_, n) => row(n, 'ada')),
    ...Array.from({ length: Math.min(10, own) }, (_, n) => row(n, 'bob')),
    ...Array.from({ length: others }, (_, n) => row(own + n, 'bob')),
  ];
}

const figures = ({ sections, counts }: Insights) => ({ sections, counts });

test('up to seven tasks that only others judged change no figure, however one chooses', async () => {
  const chosen: Choices[] = [
    {},
    { language: 'go' },
    { annotator: 'bob' },
    { version: 'v2' },
    { answers: 'gap' },
  ];
  for (const choices of each(chosen, 'choice'))
    for (const others of [1, 7]) {
      const shown = await insightsOf(made(30, others), { blind: true, choices });
      const without = await insightsOf(made(30, 0), { blind: true, choices });
      assert.deepEqual(figures(shown.insights), figures(without.insights), JSON.stringify(choices));
      assert.deepEqual(shown.links, without.links);
    }
});

test('where they are more they count, in groups of eight or more alone, and no mark opens them', async () => {
  const rows = made(30, 12);
  const { insights, links } = await insightsOf(rows, { blind: true });
  assert.match(insights.counts, /^42 tasks judged/);
  assert.ok(insights.warnings.some((text) => text.includes('12 tasks that you have not submitted')));
  const all = chartOf(sectionOf(insights, 'better'), 0, 'rows').rows[0]?.value ?? NaN;
  const own = await insightsOf(made(30, 0), { blind: true });
  assert.notEqual(all, chartOf(sectionOf(own.insights, 'better'), 0, 'rows').rows[0]?.value);
  // Four of each language: those groups are the own tasks alone.
  const byLanguage = chartOf(sectionOf(insights, 'wins'), 1, 'rows');
  assert.deepEqual(byLanguage.rows, chartOf(sectionOf(own.insights, 'wins'), 1, 'rows').rows);
  for (const [id, { ids }] of each(Object.entries(links), 'mark'))
    for (const task of each(ids, 'task')) assert.ok(Number(task.slice(1)) < 30, `${id} opens ${task}`);
});

test('who has judged nothing sees no single values of others', async () => {
  const rows = made(0, 7);
  const { insights, links } = await insightsOf(rows, { blind: true });
  assert.match(insights.empty ?? '', /blind/);
  assert.deepEqual([insights.sections, links], [[], {}]);
  const eight = await insightsOf(made(0, 8), { blind: true });
  assert.ok(eight.insights.sections.length > 0);
  assert.deepEqual(eight.links, {});
  for (const section of each(eight.insights.sections))
    for (const { chart } of section.charts)
      if (chart.kind === 'rows')
        for (const row of each(chart.rows, 'row')) assert.equal(row.values, undefined, row.label);
});

test('where the project is not blind all count, and marks open them', async () => {
  const { insights, links } = await insightsOf(made(30, 3));
  assert.match(insights.counts, /^33 tasks judged/);
  assert.ok(links['better.all']?.ids.includes('t32'));
});
