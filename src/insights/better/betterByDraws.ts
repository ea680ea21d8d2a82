import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { charted } from '../sections/chartTable.ts';
import { differenceAxis, estimateRow, intervalOf, rowsChart, scoreAxis } from '../sections/dotRows.ts';
import { points, signed, tasksCounted, withInterval } from '../sections/figureWords.ts';
import { gapLinks } from '../sections/gapLinks.ts';
import type { View } from '../sections/view.ts';

/** Which model is better, where tasks came by unequal chances: weighed by them, without a verdict that holds after each task. */
export function betterByDraws(view: View): InsightsSection {
  const { tasks, models, links, rubric, weights } = view;
  const link = links.add('better.all', l10n.t('tasks counted'), tasks);
  const rows = ([0, 1] as const).map((model) =>
    estimateRow(
      weights.mean(tasks, ({ scores }) => scores[model]),
      {
        label: models[model],
        mark: model === 0 ? 'model1' : 'model2',
        word: points,
        ...(link !== undefined && { link }),
      },
    ),
  );
  const difference = weights.mean(tasks, ({ scores: [first, second] }) => first - second);
  const row = estimateRow(difference, {
    label: l10n.t('{0} less {1}', ...models),
    mark: 'difference',
    word: (value) => signed(value, 2),
    isDifference: true,
    ...(link !== undefined && { link }),
  });
  const interval = intervalOf(difference);
  const value = isMissing(difference) ? 0 : difference.value;
  const told = withInterval(value, interval, (x) => signed(x));
  const isFound = interval !== undefined && (interval.low > 0 || interval.high < 0);
  return {
    id: 'better',
    title: l10n.t('Which model is better?'),
    verdict: { mark: 'wait', text: l10n.t('No verdict in this order') },
    sentence: isFound
      ? l10n.t('{0} is better: {1} points, for one look.', models[value > 0 ? 0 : 1], told)
      : l10n.t('No difference is still possible: {0} points.', told),
    advice: l10n.t(
      'The interval holds for one look after a number of tasks that was fixed before, not after each task: nothing says here when to stop.',
    ),
    method: l10n.t(
      '{0} of {1} were drawn by chances that were kept, and are weighed by them (LURE; Farquhar, Gal & Rainforth 2021), so that the figures speak of all tasks they were drawn from. The confidence sequence needs an order that has nothing to do with the tasks, and is left out.',
      weights.drawn(tasks),
      tasksCounted(tasks.length),
    ),
    charts: [
      charted(rowsChart(l10n.t('Mean score'), scoreAxis(maxScore(rubric)), rows)),
      charted(
        rowsChart(l10n.t('Difference'), differenceAxis([row], { models, word: (x) => signed(x, 2) }), [row]),
      ),
    ],
    links: gapLinks(view),
  };
}
