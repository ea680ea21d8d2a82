import * as l10n from '@vscode/l10n';
import type { Criterion } from '../../domain/rubric.ts';
import { worksCriterion } from '../../project/rubricRules.ts';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { shareOf } from '../../stats/wins.ts';
import type { InsightRow } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { intervalOf } from './dotRows.ts';
import { percent, withInterval } from './figureWords.ts';
import type { View } from './view.ts';

/** Whether points and runs contradict: all points though a check fails, or less than half of them though all pass. */
export function contradicts({ points, runs }: InsightRow, response: 0 | 1, { id, max }: Criterion): boolean {
  const given = points[response]?.[id];
  if (given === undefined) return false;
  return (given >= max && runs[response] === 'failed') || (given < max / 2 && runs[response] === 'passed');
}

const both = [0, 1] as const;

/** Points for "it works", against what the runs showed. */
export function pointsAndRuns({ tasks, links, rubric, countable }: View): InsightsSection | undefined {
  const criterion = worksCriterion(rubric);
  if (!criterion) return undefined;
  const { id, max, title } = criterion;
  const judged = tasks.flatMap(({ rows }) =>
    rows.flatMap((row) => both.map((response) => ({ row, response, id: row.taskId }))),
  );
  const given = judged.filter(({ row, response }) => row.points[response]?.[id] !== undefined);
  // What ran is seen by everybody who opens a task.
  const scored = (['passed', 'failed', undefined] as const).flatMap((checked) =>
    countable(given.filter(({ row, response }) => row.runs[response] === checked)),
  );
  const checked = scored.filter(({ row, response }) => row.runs[response] !== undefined);
  if (checked.length === 0) return undefined;
  const steps = Array.from({ length: max + 1 }, (_, i) => max - i);
  const columns = [
    { text: l10n.t('All checks pass'), key: 'passed' },
    { text: l10n.t('A check fails'), key: 'failed' },
    { text: l10n.t('No check ran'), key: 'none' },
  ] as const;
  const cells = steps.map((points) =>
    columns.map(({ key, text }) => {
      const own = scored.filter(
        ({ row, response }) =>
          row.points[response]?.[id] === points && (row.runs[response] ?? 'none') === key,
      );
      const isAgainst = own.some(({ row, response }) => contradicts(row, response, criterion));
      const isSame = (points >= max && key === 'passed') || (points < max / 2 && key === 'failed');
      const words = l10n.t('“{0}” {1} of {2}, {3}', title, points, max, text);
      const link = links.add(`runs.${points}.${key}`, words, own);
      return {
        count: own.length,
        text: l10n.t('{0}: {1} responses', words, own.length),
        state: isAgainst ? ('against' as const) : isSame ? ('same' as const) : ('plain' as const),
        ...(link !== undefined && { link }),
      };
    }),
  );
  const against = checked.filter(({ row, response }) => contradicts(row, response, criterion));
  const withChecks = new Set(checked.map((each) => each.id)).size;
  const odd = new Set(against.map((each) => each.id)).size;
  const share = shareOf(odd, withChecks);
  const link = links.add('runs.against', l10n.t('points against runs'), against);
  const told = isMissing(share) ? '–' : withInterval(share.value, intervalOf(share), percent);
  return {
    id: 'runs',
    title: l10n.t('Do points and runs agree?'),
    verdict:
      odd > 0 ? { mark: 'look', text: l10n.t('{0} to look at', odd) } : { mark: 'fine', text: l10n.t('Yes') },
    sentence:
      odd > 0
        ? l10n.t(
            'In {0} of {1} tasks with checks the points for “{2}” contradict what ran: {3}.',
            odd,
            withChecks,
            title,
            told,
          )
        : l10n.t(
            'In none of {0} tasks with checks do the points for “{1}” contradict what ran.',
            withChecks,
            title,
          ),
    ...(odd > 0 && { advice: l10n.t('Look at these first: either the points or the checks are wrong.') }),
    method: l10n.t(
      'A contradiction: all points though a check fails, or less than half of them though all pass. Share of tasks with Wilson’s interval. Checks are inputs that say what is expected; examples out of the responses do not count.',
    ),
    charts: [
      charted({
        kind: 'grid',
        title: l10n.t('Responses by points and runs'),
        rowLabel: l10n.t('Points for “{0}”', title),
        columnLabel: l10n.t('Runs'),
        rows: steps.map(String),
        columns: columns.map(({ text }) => text),
        cells,
      }),
    ],
    links: link === undefined ? [] : [{ text: l10n.t('All as a review pass'), link }],
  };
}
