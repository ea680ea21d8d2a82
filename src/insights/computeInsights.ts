import * as l10n from '@vscode/l10n';
import { countable, fewestUnseen } from '../domain/unseenTasks.ts';
import { worksCriterion } from '../project/rubricRules.ts';
import type { InsightsState } from '../protocol/insightsMessages.ts';
import type { Insights, InsightsJob } from './insightsJob.ts';
import {
  chooseJudged,
  chooseRows,
  everything,
  groupingColumns,
  isByAnswers,
  largeGap,
  type Choices,
} from './rows/chooseRows.ts';
import { DrawWeights } from './rows/drawWeights.ts';
import { judgeAgreement } from './judges/judgeAgreement.ts';
import { judgeBias } from './judges/judgeBias.ts';
import { judgeMeans } from './judges/judgeMeans.ts';
import { shownJudges } from './judges/shownJudges.ts';
import type { InsightRow } from './rows/insightRow.ts';
import type { JudgedRow } from './rows/judgedRow.ts';
import { bestModel, type Several } from './several/bestModel.ts';
import { annotators } from './sections/annotators.ts';
import { better } from './better/better.ts';
import { criteria } from './sections/criteria.ts';
import { failureModes } from './sections/whatGoesWrong.ts';
import { fairness } from './sections/fairness.ts';
import { annotatorsCounted, answersCounted, tasksCounted } from './sections/figureWords.ts';
import { contradicts, pointsAndRuns } from './sections/pointsAndRuns.ts';
import { progressOverTime } from './sections/progressOverTime.ts';
import { scores } from './sections/scores.ts';
import { timeSpent } from './sections/timeForTasks.ts';
import { fewInAll, Links, type SectionOf, type View } from './sections/view.ts';
import { winsTiesLosses } from './sections/winsTiesLosses.ts';

/** In the order in which they stand. */
const furtherSections: readonly SectionOf[] = [
  criteria,
  scores,
  winsTiesLosses,
  failureModes,
  pointsAndRuns,
  annotators,
  judgeAgreement,
  judgeBias,
  judgeMeans,
  fairness,
  timeSpent,
  progressOverTime,
];

/** What the thread knows of a project. */
export interface Known {
  rows: readonly InsightRow[];
  /** What judges say. */
  judged?: readonly JudgedRow[];
  /** What annotators are told as. */
  people: ReadonlyMap<string, string>;
  /** This project and others beside it, where any are compared. */
  several?: Omit<Several, 'links'>;
  /** What the first answer does without: it adds to the rows all but the scores, and gives what else there is. Called once at most. */
  rest?: () => Pick<Known, 'judged' | 'several'>;
}

/**
 * Every figure of the insights, worded. `between` is awaited before each section, with what is known so far: what it throws ends the counting.
 * Nothing is drawn by lot that another call would draw otherwise.
 */
export async function computeInsights(
  { rows, people, rest = () => ({}), ...more }: Known,
  job: InsightsJob,
  between: (soFar: Insights, links: Links) => Promise<void> = () => Promise.resolve(),
): Promise<{ insights: Insights; links: Links }> {
  const { rubric, models, me } = job;
  const unseen = new Set(job.blind ? rows.map(({ taskId }) => taskId) : []);
  for (const { annotator, taskId } of rows) if (annotator === me) unseen.delete(taskId);
  const isUnseen = ({ id }: { id: string }): boolean => unseen.has(id);
  const links = new Links((id) => !isUnseen({ id }));
  const nameOf = (annotator: string): string =>
    annotator === me ? l10n.t('You') : (people.get(annotator) ?? annotator);
  const filters = filtersOf(rows, job.choices, nameOf);
  const choices = Object.fromEntries(filters.map(({ id, value }) => [id, value]));
  const works = worksCriterion(rubric);
  // Which tasks are chosen may follow from their runs.
  const others: Pick<Known, 'judged' | 'several'> | undefined = isByAnswers(choices) ? rest() : undefined;
  const isAgainst = (row: InsightRow): boolean =>
    works !== undefined && ([0, 1] as const).some((response) => contradicts(row, response, works));
  const chosen = chooseRows(rows, choices, isAgainst);
  const tasks = countable(chosen, isUnseen);
  const byAnswers = isByAnswers(choices);
  const weights = new DrawWeights(rows);
  const counted = tasks.flatMap((task) => task.rows);
  const base = {
    counts: [
      l10n.t('{0} judged', tasksCounted(tasks.length)),
      answersCounted(counted.length),
      annotatorsCounted(new Set(counted.map(({ annotator }) => annotator)).size),
    ].join(' · '),
    filters,
    warnings: [
      ...warningsOf(tasks.length, byAnswers),
      ...drawnWarning(weights.drawn(tasks), tasks.length),
      ...unseenWarning(chosen.filter(isUnseen).length, tasks.length < chosen.length),
    ],
    sections: [],
  };
  if (tasks.length === 0)
    return {
      insights: { ...base, warnings: [], empty: emptyText(rows.length > 0, chosen.length > 0) },
      links,
    };
  const view: View = {
    tasks,
    judges: [],
    rubric,
    models,
    nameOf,
    byAnswers,
    links,
    weights,
    countable: (group) => countable(group, isUnseen, ({ id }) => id),
  };
  const sections: InsightsState['sections'] = [better(view)];
  await between({ ...base, sections: [...sections] }, links);
  const { judged = [], several } = { ...more, ...(others ?? rest()) };
  if (several) sections.push(bestModel({ ...several, links }));
  const judges = shownJudges(chooseJudged(judged, choices), job.judges ?? [], job.hidden ?? []);
  for (const sectionOf of furtherSections) {
    await between({ ...base, sections }, links);
    const section = sectionOf({ ...view, judges });
    if (section) sections.push(section);
  }
  return { insights: { ...base, sections }, links };
}

function emptyText(isFiltered: boolean, isUnseen: boolean): string {
  if (isUnseen)
    return l10n.t(
      'This project is blind: others have judged {0} tasks at most here that you have not submitted. Submit your own answers to see figures.',
      fewestUnseen - 1,
    );
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

function drawnWarning(drawn: number, tasks: number): string[] {
  if (drawn === 0) return [];
  return [
    l10n.t(
      '{0} of {1} tasks were drawn by unequal chances: the first answer is weighed by them, all other figures speak of the tasks that were judged.',
      drawn,
      tasks,
    ),
  ];
}

function unseenWarning(unseen: number, isLeftOut: boolean): string[] {
  if (unseen === 0) return [];
  return isLeftOut
    ? [
        l10n.t(
          'Blind: others judged {0} that you have not submitted. They count once they are {1}, so that no figure is the score of one.',
          tasksCounted(unseen),
          fewestUnseen,
        ),
      ]
    : [
        l10n.t(
          'Blind: others judged {0} that you have not submitted. They count in figures of {1} or more of them alone, and no mark opens them.',
          tasksCounted(unseen),
          fewestUnseen,
        ),
      ];
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
