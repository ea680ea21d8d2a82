import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { charted } from './chartTable.ts';
import { answersCounted } from './figureWords.ts';
import type { View } from './view.ts';

/** How often each score was given. */
export function scores({ tasks, models, links, rubric }: View): InsightsSection {
  const rows = tasks.flatMap((task) => task.rows);
  const max = Math.max(maxScore(rubric), ...rows.flatMap((row) => row.scores));
  const categories = Array.from({ length: max + 1 }, (_, score) => String(score));
  const { correctAtOrBelow: limit } = rubric;
  const series = ([0, 1] as const).map((model) => ({
    name: models[model],
    mark: model === 0 ? ('model1' as const) : ('model2' as const),
    bars: categories.map((name, score) => {
      const own = rows.filter((row) => row.scores[model] === score);
      const link = links.add(
        `scores.${model + 1}.${score}`,
        l10n.t('Response {0} scored {1}', model + 1, name),
        own.map(({ taskId: id }) => ({ id })),
      );
      return {
        count: own.length,
        text: l10n.t('{0}: score {1}, {2}', models[model], name, answersCounted(own.length)),
        ...(link !== undefined && { link }),
      };
    }),
  }));
  const low =
    limit === undefined ? 0 : rows.filter((row) => row.scores.every((score) => score <= limit)).length;
  const top = rows.filter((row) => row.scores.some((score) => score === max)).length;
  return {
    id: 'scores',
    title: l10n.t('Which scores are given?'),
    verdict: { mark: 'none', text: answersCounted(rows.length) },
    sentence:
      limit === undefined
        ? l10n.t('In {0} of {1} answers a response has the highest score.', top, rows.length)
        : l10n.t(
            'In {0} of {1} answers a response has the highest score; in {2} both are at or below {3}, where a correction is asked for.',
            top,
            rows.length,
            low,
            limit,
          ),
    method: l10n.t('Submitted answers, each counted once for each response.'),
    charts: [
      charted({
        kind: 'bars',
        title: l10n.t('Answers by score'),
        label: l10n.t('Score'),
        categories,
        ...(limit !== undefined &&
          limit < max && { line: { before: limit + 1, text: l10n.t('a correction is asked for') } }),
        series,
      }),
    ],
    links: [],
  };
}
