import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { signFlipTest } from '../../stats/flipTest.ts';
import { meanOverTasks, taskMeans } from '../../stats/means.ts';
import { decisionOf, type Decision } from '../../stats/sequence/decision.ts';
import { FollowedDifferences, type FollowedPoint } from '../../stats/sequence/followedDifferences.ts';
import { differencesOf } from '../rows/insightRow.ts';
import { betterByDraws } from './betterByDraws.ts';
import { charted } from '../sections/chartTable.ts';
import { differenceAxis, intervalOf, meanRow, rowsChart, scoreAxis } from '../sections/dotRows.ts';
import { chance, points, signed, tasksCounted, withInterval } from '../sections/figureWords.ts';
import { gapLinks } from '../sections/gapLinks.ts';
import { fewest, flipsOf, resamplingOf, type View } from '../sections/view.ts';

/** The band begins as wide as the scale: what is drawn is where it has come to after a quarter of the tasks. */
function settled(points: readonly FollowedPoint[]): readonly FollowedPoint[] {
  return points.slice(Math.floor(points.length / 4));
}

/** Points of a band that are drawn and listed; of more, as many of them, with the last and that at which it was decided. */
const mostPoints = 200;

function thinned(points: readonly FollowedPoint[], decidedAt: number | undefined): FollowedPoint[] {
  const step = Math.ceil(points.length / mostPoints);
  return points.filter(({ n }, i) => (points.length - 1 - i) % step === 0 || n === decidedAt);
}

/** Which model is better, by how much, and whether one may stop. */
export function better(view: View): InsightsSection {
  const { tasks, models, links, rubric } = view;
  if (!view.byAnswers && view.weights.drawn(tasks) > 0) return betterByDraws(view);
  const differences = tasks.map(differencesOf);
  const means = taskMeans(differences);
  const reach = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), maxScore(rubric));
  const followed = new FollowedDifferences(reach);
  for (const mean of means) followed.add(mean);
  const { points: followedPoints, decidedAt } = followed;
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
        axis: differenceAxis(settled(followedPoints), { models }),
        label: l10n.t('Tasks judged'),
        points: thinned(followedPoints, decidedAt),
        ...(decidedAt !== undefined && { decidedAt }),
      }),
    );
  return {
    id: 'better',
    title: l10n.t('Which model is better?'),
    ...answer(view, followed),
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

function answer({ byAnswers, models }: View, followed: FollowedDifferences): Answer {
  const now = followed.points.at(-1);
  if (byAnswers)
    return {
      verdict: { mark: 'none', text: l10n.t('Chosen by answers') },
      sentence: l10n.t(
        'These tasks were chosen by how they were answered: they do not tell which model is better.',
      ),
      advice: l10n.t('Choose all answers to see the verdict.'),
    };
  const decision = decisionOf(followed);
  if (decision.is === 'moved' || !now)
    return {
      verdict: { mark: 'look', text: l10n.t('The difference has moved') },
      sentence: l10n.t(
        'The difference changed while tasks were judged, more than chance explains: there is no one figure for all.',
      ),
      advice: l10n.t('See how it went on over time, and under each version of the guidelines.'),
    };
  if (decision.is !== 'decided' && decision.is !== 'open')
    return {
      verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
      sentence: l10n.t('{0} judged: too few to tell.', tasksCounted(now.n)),
      advice: l10n.t('Judge {0} at least.', tasksCounted(fewest)),
    };
  const interval = l10n.t('{0} to {1}', signed(now.low), signed(now.high));
  if (decision.is === 'decided')
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
  return {
    ...stillOpen(decision),
    sentence: l10n.t('No difference is still possible: {0} points ({1}).', signed(now.value), interval),
  };
}

function stillOpen({ about, reason }: Extract<Decision, { is: 'open' }>): Omit<Answer, 'sentence'> {
  if (about !== undefined)
    return {
      verdict: { mark: 'wait', text: l10n.t('Not decided, about {0} more', about) },
      advice: l10n.t('About {0} more tasks, if what was seen so far goes on.', about),
    };
  return {
    verdict: { mark: 'wait', text: l10n.t('Not decided') },
    advice:
      reason === 'beyond-limit'
        ? l10n.t('More than 1,000 further tasks would be needed: the models hardly differ.')
        : l10n.t('No task tells them apart yet.'),
  };
}
