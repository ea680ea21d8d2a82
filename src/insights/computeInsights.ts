import * as l10n from '@vscode/l10n';
import type { InsightsState } from '../protocol/insightsMessages.ts';
import type { Insights, InsightsJob } from './insightsJob.ts';
import {
  chooseRows,
  everything,
  groupingColumns,
  isByAnswers,
  largeGap,
  type Choices,
} from './rows/chooseRows.ts';
import type { InsightRow } from './rows/insightRow.ts';
import { annotators } from './sections/annotators.ts';
import { better } from './sections/better.ts';
import { criteria } from './sections/criteria.ts';
import { fairness } from './sections/fairness.ts';
import { annotatorsCounted, answersCounted, tasksCounted } from './sections/figureWords.ts';
import { contradicts, pointsAndRuns, worksCriterion } from './sections/pointsAndRuns.ts';
import { progressOverTime } from './sections/progressOverTime.ts';
import { scores } from './sections/scores.ts';
import { timeSpent } from './sections/timeForTasks.ts';
import { fewInAll, Links, type SectionOf, type View } from './sections/view.ts';
import { winsTiesLosses } from './sections/winsTiesLosses.ts';

/** In the order in which they stand. */
const sectionsOf: readonly SectionOf[] = [
  better,
  criteria,
  scores,
  winsTiesLosses,
  pointsAndRuns,
  annotators,
  fairness,
  timeSpent,
  progressOverTime,
];

/** What the thread knows of a project. */
export interface Known {
  rows: readonly InsightRow[];
  /** What annotators are told as. */
  people: ReadonlyMap<string, string>;
}

/**
 * Every figure of the insights, worded. `between` is awaited before each section: what it throws ends the counting.
 * Nothing is drawn by lot that another call would draw otherwise.
 */
export async function computeInsights(
  { rows, people }: Known,
  job: InsightsJob,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<{ insights: Insights; links: Links }> {
  const { rubric, models, me } = job;
  const links = new Links();
  const nameOf = (annotator: string): string =>
    annotator === me ? l10n.t('You') : (people.get(annotator) ?? annotator);
  const filters = filtersOf(rows, job.choices, nameOf);
  const choices = Object.fromEntries(filters.map(({ id, value }) => [id, value]));
  const works = worksCriterion(rubric);
  const isAgainst = (row: InsightRow): boolean =>
    works !== undefined && ([0, 1] as const).some((response) => contradicts(row, response, works));
  const tasks = chooseRows(rows, choices, isAgainst);
  const byAnswers = isByAnswers(choices);
  const counted = tasks.flatMap((task) => task.rows);
  const base = {
    counts: [
      l10n.t('{0} judged', tasksCounted(tasks.length)),
      answersCounted(counted.length),
      annotatorsCounted(new Set(counted.map(({ annotator }) => annotator)).size),
    ].join(' · '),
    filters,
    warnings: warningsOf(tasks.length, byAnswers),
    sections: [],
  };
  if (tasks.length === 0)
    return { insights: { ...base, warnings: [], empty: emptyText(rows.length > 0) }, links };
  const view: View = { tasks, rubric, models, nameOf, byAnswers, links };
  const sections: InsightsState['sections'] = [];
  for (const sectionOf of sectionsOf) {
    await between();
    const section = sectionOf(view);
    if (section) sections.push(section);
  }
  return { insights: { ...base, sections }, links };
}

function emptyText(isFiltered: boolean): string {
  return isFiltered
    ? l10n.t('No submitted answer is left by what you chose. Choose all again.')
    : l10n.t(
        'No answer is submitted yet. Open a task, score both responses and press Submit: figures begin with the first one, intervals with the eighth.',
      );
}

function warningsOf(tasks: number, byAnswers: boolean): string[] {
  const warnings: string[] = [];
  if (byAnswers)
    warnings.push(
      l10n.t('These tasks were chosen by how they were answered: they say nothing of the others.'),
    );
  if (tasks < fewInAll)
    warnings.push(l10n.t('{0} in all: everything here may still change a lot.', tasksCounted(tasks)));
  return warnings;
}

/** What can be chosen, with what is: a choice that is not there any more is none. */
function filtersOf(
  rows: readonly InsightRow[],
  choices: Choices,
  nameOf: (annotator: string) => string,
): InsightsState['filters'] {
  const values = (of: (row: InsightRow) => string | undefined): string[] =>
    [...new Set(rows.map(of))].filter((value) => value !== undefined).sort();
  const filter = (
    id: string,
    label: string,
    options: { value: string; text: string }[],
    all = l10n.t('All'),
  ) => ({
    id,
    label,
    options: [{ value: everything, text: all }, ...options],
    value: options.some(({ value }) => value === choices[id]) ? (choices[id] ?? everything) : everything,
  });
  const same = (value: string) => ({ value, text: value });
  const ofData = [
    filter(
      'annotator',
      l10n.t('Annotator'),
      values(({ annotator }) => annotator).map((value) => ({ value, text: nameOf(value) })),
      l10n.t('Everybody'),
    ),
    filter('language', l10n.t('Language'), values(({ language }) => language).map(same)),
    filter('version', l10n.t('Guidelines'), values(({ guidelinesVersion }) => guidelinesVersion).map(same)),
    ...[...groupingColumns(rows)].map(([column, own]) => filter(`column:${column}`, column, own.map(same))),
  ].filter(({ options }) => options.length > 2);
  if (rows.length === 0) return ofData;
  const answers = [
    { value: 'gap', text: l10n.t('Gap of {0} or more', largeGap) },
    { value: 'corrected', text: l10n.t('Corrected') },
    { value: 'against', text: l10n.t('Points against runs') },
  ];
  return [...ofData, filter('answers', l10n.t('Answers'), answers)];
}
