import * as l10n from '@vscode/l10n';
import { decimal } from '../../platform/displayLanguage.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { meanOf } from '../../stats/base/moments.ts';
import { isMissing, type Missing } from '../../stats/base/figure.ts';
import { predictionPowered, type PredictionPowered } from '../../stats/predictionPowered.ts';
import { charted } from '../sections/chartTable.ts';
import { differenceAxis, estimateRow, intervalOf, rowsChart, scoreAxis } from '../sections/dotRows.ts';
import { percent, points, signed, tasksCounted, withInterval } from '../sections/figureWords.ts';
import type { View } from '../sections/view.ts';
import { labelledBy } from './labelledTasks.ts';
import { mainJudge } from './shownJudges.ts';

/** From so many tasks of people on the intervals hold what they promise. */
const fewestLabelled = 12;

type Of = (scores: readonly [number, number]) => number;

/** What people would say of all tasks, from those that they judged and the judge's scores of all. */
export function judgeMeans(view: View): InsightsSection | undefined {
  const { judges, tasks, links, models, rubric, byAnswers, weights } = view;
  const main = mainJudge(judges);
  // What people judged has to be a sample by lot of all.
  if (!main || byAnswers || weights.drawn(tasks) > 0) return undefined;
  const labelled = labelledBy(view, main);
  const known = new Set(tasks.map(({ id }) => id));
  const others = main.rows.flatMap(({ taskId, scores }) =>
    scores && !known.has(taskId) ? [{ id: taskId, scores }] : [],
  );
  if (labelled.length === 0 || others.length === 0) return undefined;
  const isEnough = labelled.length >= fewestLabelled;
  const alone = (of: Of): PredictionPowered | Missing =>
    predictionPowered(
      labelled.map((task) => ({ label: peopleOf(task.people, of), prediction: 0 })),
      others.map(() => 0),
    );
  const powered = (of: Of): PredictionPowered | Missing =>
    predictionPowered(
      labelled.map((task) => ({ label: peopleOf(task.people, of), prediction: of(task.judged.scores) })),
      others.map(({ scores }) => of(scores)),
    );
  const byPeople = links.add('judgeMeans.people', l10n.t('scored by people and {0}', main.label), labelled);
  const byJudge = links.add('judgeMeans.judge', l10n.t('scored by {0} alone', main.label), others);
  const rows = (
    label: string,
    of: Of,
    mark: InsightsRow['mark'],
    word: (x: number) => string,
    isDifference = false,
  ): InsightsRow[] => {
    const [without, withJudge] = [alone(of), powered(of)];
    const trust = isMissing(withJudge)
      ? undefined
      : l10n.t('trust in the judge: {0}', percent(withJudge.trust));
    return [
      estimateRow(without, {
        label: l10n.t('{0}, people alone', label),
        mark: 'people',
        word,
        isDifference,
        link: byPeople,
      }),
      estimateRow(withJudge, {
        label: l10n.t('{0}, with the judge', label),
        mark,
        word,
        isDifference,
        link: byJudge,
        note: trust,
      }),
    ];
  };
  const means = ([0, 1] as const).flatMap((i) =>
    rows(models[i], (scores) => scores[i], i === 0 ? 'model1' : 'model2', points),
  );
  const difference: Of = ([one, two]) => one - two;
  const gaps = rows(l10n.t('{0} less {1}', ...models), difference, 'difference', (x) => signed(x, 2), true);
  return {
    id: 'judgeMeans',
    title: l10n.t('What would people say of all tasks?'),
    ...answer(alone(difference), powered(difference), {
      isEnough,
      n: labelled.length,
      others: others.length,
      label: main.label,
      models,
    }),
    method: l10n.t(
      'Prediction-powered means: the judge’s mean over the tasks that no person judged, set right by what people gave more or less on {0} that both scored; how far the judge is trusted is found from the data, so that a bad one does no harm (PPI++: Angelopoulos, Duchi & Zrnic 2023, after Angelopoulos et al. 2023). Student’s quantiles. It assumes that the tasks that people judged are a sample by lot of all.',
      tasksCounted(labelled.length),
    ),
    charts: [
      charted(rowsChart(l10n.t('Mean score'), scoreAxis(maxScore(rubric)), means)),
      charted(
        rowsChart(l10n.t('Difference'), differenceAxis(gaps, { models, word: (x) => signed(x, 2) }), gaps),
      ),
    ],
    links: [],
  };
}

function peopleOf(people: readonly { scores: [number, number] }[], of: Of): number {
  return meanOf(people.map(({ scores }) => of(scores)));
}

function answer(
  alone: PredictionPowered | Missing,
  powered: PredictionPowered | Missing,
  {
    isEnough,
    n,
    others,
    label,
    models,
  }: { isEnough: boolean; n: number; others: number; label: string; models: View['models'] },
): Pick<InsightsSection, 'verdict' | 'sentence' | 'advice'> {
  const [before, after] = [intervalOf(alone), intervalOf(powered)];
  if (!isEnough || isMissing(powered) || !before || !after)
    return {
      verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
      sentence: l10n.t(
        'People have judged {0} that {1} has scored, too: intervals hold from {2} on.',
        tasksCounted(n),
        label,
        fewestLabelled,
      ),
    };
  const half = ({ low, high }: { low: number; high: number }): number => (high - low) / 2;
  const worth = Math.round(n * (half(before) / half(after)) ** 2) - n;
  return {
    verdict: {
      mark: 'none',
      text: l10n.t('±{0} instead of ±{1}', decimal(half(after), 2), decimal(half(before), 2)),
    },
    sentence: l10n.t(
      'With the scores of {0} of {1} more, the difference of {2} less {3} is {4}.',
      ...[label, tasksCounted(others), ...models, withInterval(powered.value, after, (x) => signed(x, 2))],
    ),
    advice:
      worth > 0
        ? l10n.t('That is as exact as if people had judged about {0} more.', tasksCounted(worth))
        : l10n.t('The judge says too little of what people say to help: its scores change nothing.'),
  };
}
