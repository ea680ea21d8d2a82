import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { signFlipTest } from '../../stats/flipTest.ts';
import { meanOverTasks, taskMeans } from '../../stats/means.ts';
import { ConfidenceSequence } from '../../stats/sequence/confidenceSequence.ts';
import { tasksUntilDecided } from '../../stats/sequence/tasksUntilDecided.ts';
import { differencesOf } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { differenceAxis, intervalOf, meanRow, rowsChart, scoreAxis } from './dotRows.ts';
import { chance, points, signed, tasksCounted, withInterval } from './figureWords.ts';
import { fewest, flipsOf, resamplingOf, type View } from './view.ts';

/** Values that are looked at one by one; of more, as many moments. */
const mostMoments = 200;

export interface Followed {
  points: { n: number; value: number; low: number; high: number }[];
  side?: 'above' | 'below';
  decidedAt?: number;
  /** The mean has moved while tasks came: the sequence says nothing. */
  isMoved: boolean;
}

/** The confidence sequence of differences between −reach and reach, looked at after each (of many, now and then). */
export function follow(differences: readonly number[], reach: number): Followed {
  const sequence = new ConfidenceSequence({ low: -reach, high: reach });
  const step = Math.max(1, Math.ceil(differences.length / mostMoments));
  const followed: Followed = { points: [], isMoved: false };
  let sum = 0;
  for (const [i, difference] of differences.entries()) {
    const n = i + 1;
    const looks = n % step === 0 || n === differences.length;
    sequence.add(difference, looks);
    sum += difference;
    if (!looks) continue;
    const { interval } = sequence;
    followed.isMoved = isMissing(interval);
    if (isMissing(interval)) break;
    followed.points.push({ n, value: sum / n, ...interval });
    if (followed.decidedAt === undefined && sequence.sideOf(0) !== undefined) followed.decidedAt = n;
  }
  if (!followed.isMoved) followed.side = sequence.sideOf(0);
  return followed;
}

/** The band begins as wide as the scale: what is drawn is where it has come to after a quarter of the tasks. */
function settled({ points }: Followed): Followed['points'] {
  return points.slice(Math.floor(points.length / 4));
}

/** Which model is better, by how much, and whether one may stop. */
export function better(view: View): InsightsSection {
  const { tasks, models, links, rubric } = view;
  const differences = tasks.map(differencesOf);
  const means = taskMeans(differences);
  const reach = Math.max(maxScore(rubric), ...means.map(Math.abs));
  const followed = follow(means, reach);
  const link = links.add('better.all', l10n.t('tasks counted'), tasks);
  const of = (model: 0 | 1) =>
    meanRow(
      tasks.map(({ rows }) => rows.map(({ scores }) => scores[model])),
      { label: models[model], mark: model === 0 ? 'model1' : 'model2', word: points, link },
    );
  const difference = meanOverTasks(differences, resamplingOf(means.length));
  const flips = signFlipTest(means, flipsOf(means.length));
  const more = [
    [
      l10n.t('Difference ({0} less {1})', ...models),
      isMissing(difference)
        ? '–'
        : withInterval(difference.value, intervalOf(difference), (x) => signed(x, 2)),
      l10n.t('bootstrap by task'),
    ],
    [
      l10n.t('Sign-flip test'),
      isMissing(flips) ? '–' : chance(flips.p),
      isMissing(flips) ? '' : l10n.t('p, two-sided'),
    ],
  ];
  const charts = [charted(rowsChart(l10n.t('Mean score'), scoreAxis(reach), [of(0), of(1)]), more)];
  if (means.length >= fewest && !view.byAnswers && !followed.isMoved)
    charts.push(
      charted({
        kind: 'band',
        title: l10n.t('Difference, task by task'),
        axis: differenceAxis(settled(followed), { models }),
        label: l10n.t('Tasks judged'),
        points: followed.points,
        ...(followed.decidedAt !== undefined && { decidedAt: followed.decidedAt }),
      }),
    );
  return {
    id: 'better',
    title: l10n.t('Which model is better?'),
    ...answer(view, means, followed, reach),
    method: l10n.t(
      'The mean over {0} of the score of {1} less that of {2}, each task once. The band is a 95 % confidence sequence by betting (Waudby-Smith & Ramdas 2024): one may look after every task. It assumes that the order of tasks has nothing to do with how they turn out. Means: bootstrap by task, {3} draws.',
      tasksCounted(means.length),
      models[0],
      models[1],
      resamplingOf(means.length).draws,
    ),
    charts,
    links: gapLinks(view),
  };
}

type Answer = Pick<InsightsSection, 'verdict' | 'sentence' | 'advice'>;

function answer(
  { byAnswers, models }: View,
  means: readonly number[],
  followed: Followed,
  reach: number,
): Answer {
  const now = followed.points.at(-1);
  if (byAnswers)
    return {
      verdict: { mark: 'none', text: l10n.t('Chosen by answers') },
      sentence: l10n.t(
        'These tasks were chosen by how they were answered: they do not tell which model is better.',
      ),
      advice: l10n.t('Choose all answers to see the verdict.'),
    };
  if (followed.isMoved || !now)
    return {
      verdict: { mark: 'look', text: l10n.t('The difference has moved') },
      sentence: l10n.t(
        'The difference changed while tasks were judged, more than chance explains: there is no one figure for all.',
      ),
      advice: l10n.t('See how it went on over time, and under each version of the guidelines.'),
    };
  if (means.length < fewest)
    return {
      verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
      sentence: l10n.t('{0} judged: too few to tell.', tasksCounted(means.length)),
      advice: l10n.t('Judge {0} at least.', tasksCounted(fewest)),
    };
  const interval = l10n.t('{0} to {1}', signed(now.low), signed(now.high));
  if (followed.side)
    return {
      verdict: { mark: 'decided', text: l10n.t('Decided') },
      sentence: l10n.t(
        '{0} is better, by {1} points on average ({2}, whenever one looks).',
        models[followed.side === 'above' ? 0 : 1],
        points(Math.abs(now.value)),
        interval,
      ),
      advice: l10n.t('You may stop: for which is better, no more tasks are needed.'),
    };
  const left = tasksUntilDecided(means, { low: -reach, high: reach });
  const sentence = l10n.t('No difference is still possible: {0} points ({1}).', signed(now.value), interval);
  if (!isMissing(left))
    return {
      verdict: { mark: 'wait', text: l10n.t('Not decided, about {0} more', left.value) },
      sentence,
      advice: l10n.t('About {0} more tasks, if what was seen so far goes on.', left.value),
    };
  return {
    verdict: { mark: 'wait', text: l10n.t('Not decided') },
    sentence,
    advice:
      left.reason === 'beyond-limit'
        ? l10n.t('More than 1,000 further tasks would be needed: the models hardly differ.')
        : l10n.t('No task tells them apart yet.'),
  };
}

const atOnce = 20;

/** Titles of queues name no model: the panel shows them while one judges. */
function gapLinks({ tasks, links, models }: View): InsightsSection['links'] {
  const leads = tasks.map((task) => ({ id: task.id, lead: taskMeans([differencesOf(task)])[0] ?? 0 }));
  return ([1, 2] as const).flatMap((response) => {
    const sign = response === 1 ? 1 : -1;
    const largest = leads
      .filter(({ lead }) => sign * lead > 0)
      .sort((a, b) => sign * (b.lead - a.lead))
      .slice(0, atOnce);
    const link = links.add(
      `better.lead${response}`,
      l10n.t('largest lead of Response {0}', response),
      largest,
    );
    return link === undefined
      ? []
      : [{ text: l10n.t('Largest lead of {0}', models[response - 1] ?? ''), link }];
  });
}
