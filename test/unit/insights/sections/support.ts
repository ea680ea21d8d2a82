import assert from 'node:assert/strict';
import { computeInsights } from '../../../../src/insights/computeInsights.ts';
import type { Insights, InsightsJob } from '../../../../src/insights/insightsJob.ts';
import type { InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import type { JudgedRow } from '../../../../src/insights/rows/judgedRow.ts';
import type { LinkedTasks } from '../../../../src/insights/sections/view.ts';
import type { InsightsChart, InsightsSection } from '../../../../src/protocol/insightsMessages.ts';

/** The default scale: 2 + 2 + 3 points. */
export const rubric = {
  criteria: [
    { id: 'style', title: 'Style', max: 2 },
    { id: 'docs', title: 'Docs', max: 2 },
    { id: 'works', title: 'Works', max: 3 },
  ],
  correctAtOrBelow: 4,
};

/** A submitted answer; the n-th was given n minutes after the first. */
export function answer(n: number, scores: [number, number], more: Partial<InsightRow> = {}): InsightRow {
  return {
    taskId: `t${n}`,
    position: n,
    annotator: 'ada',
    scores,
    points: [undefined, undefined],
    shownOrder: [1, 2],
    submittedAt: new Date(Date.UTC(2026, 2, 14, 12, n)).toISOString(),
    spentMs: 0,
    guidelinesVersion: 'v1',
    columns: {},
    runs: [undefined, undefined],
    ...more,
  };
}

export async function insightsOf(
  rows: readonly InsightRow[],
  more: Partial<InsightsJob> = {},
  judged: readonly JudgedRow[] = [],
): Promise<{ insights: Insights; links: Record<string, LinkedTasks> }> {
  const job: InsightsJob = {
    rubric,
    models: ['One', 'Two'],
    choices: {},
    me: 'ada',
    blind: false,
    ...more,
  };
  const { insights, links } = await computeInsights({ rows, judged, people: new Map([['bob', 'Bob']]) }, job);
  const linked = links.ids.map((id) => [id, links.tasksOf(id)] as const);
  return { insights, links: Object.fromEntries(linked) as Record<string, LinkedTasks> };
}

export function sectionOf({ sections }: Insights, id: string): InsightsSection {
  const section = sections.find((one) => one.id === id);
  assert.ok(section, `no section ${id}`);
  return section;
}

/** The n-th chart of a section, which must be of this kind. */
export function chartOf<K extends InsightsChart['kind']>(
  section: InsightsSection,
  n: number,
  kind: K,
): Extract<InsightsChart, { kind: K }> {
  const chart = section.charts[n]?.chart;
  assert.equal(chart?.kind, kind);
  return chart as Extract<InsightsChart, { kind: K }>;
}
