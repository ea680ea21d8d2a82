import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { decimal } from '../../platform/displayLanguage.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { medianWithInterval } from '../../stats/means.ts';
import { type InsightRow, placesInSession } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { estimateRow, intervalOf, niceReach, rowsChart } from './dotRows.ts';
import { withInterval } from './figureWords.ts';
import type { View } from './view.ts';

const minuteMs = 60_000;
/** Answers drawn one by one; of more, as many of them. */
const mostDots = 300;

function minutes(value: number): string {
  return l10n.t('{0} min', decimal(value, 1));
}

/** How long a task takes, in all and as a session goes on. */
export function timeSpent({ tasks, links }: View): InsightsSection | undefined {
  const all = tasks.flatMap(({ rows }) => rows);
  const places = placesInSession(all);
  const timed = all.filter(({ spentMs }) => spentMs > 0);
  if (timed.length === 0) return undefined;
  const median = medianWithInterval(timed.map(({ spentMs }) => spentMs / minuteMs));
  if (isMissing(median)) return undefined;
  const placeOf = (row: InsightRow): number => places.get(row) ?? 1;
  const groups = [
    { label: l10n.t('1st to 8th of a session'), is: (place: number) => place <= 8 },
    { label: l10n.t('9th to 16th'), is: (place: number) => place > 8 && place <= 16 },
    { label: l10n.t('17th and later'), is: (place: number) => place > 16 },
  ];
  const rows = groups.flatMap(({ label, is }, i): InsightsRow[] => {
    const own = timed.filter((row) => is(placeOf(row)));
    if (own.length === 0) return [];
    const values = own.map(({ spentMs }) => spentMs / minuteMs);
    const link = links.add(
      `time.${i}`,
      label,
      own.map(({ taskId: id }) => ({ id })),
    );
    return [
      estimateRow(
        medianWithInterval(values),
        { label, mark: 'people', word: minutes, link },
        values.map((value) => [value]),
      ),
    ];
  });
  const step = Math.ceil(timed.length / mostDots);
  const shown = timed.filter((_, i) => i % step === 0);
  const longest = Math.max(...timed.map(({ spentMs }) => spentMs / minuteMs));
  const last = timed.reduce((most, row) => Math.max(most, placeOf(row)), 1);
  const slowest = [...timed].sort((a, b) => b.spentMs - a.spentMs).slice(0, 20);
  const link = links.add(
    'time.slowest',
    l10n.t('took longest'),
    slowest.map(({ taskId: id }) => ({ id })),
  );
  const told = withInterval(median.value, intervalOf(median), minutes);
  return {
    id: 'time',
    title: l10n.t('How long does a task take?'),
    verdict: { mark: 'none', text: minutes(median.value) },
    sentence: l10n.t('Half of the answers took less than {0}.', told),
    method: l10n.t(
      'Time while a task is in front and somebody is there; answers without a counted time are left out ({0} of {1}). Median with an interval between two of the values (Conover 1999). A session ends with half an hour without an answer.',
      all.length - timed.length,
      all.length,
    ),
    charts: [
      charted({
        kind: 'dots',
        title: l10n.t('Each answer'),
        x: scale(last, l10n.t('Place in the session'), 0),
        y: scale(longest, l10n.t('Minutes'), 1),
        dots: shown.map((row) => {
          const own = links.add(`time.task.${row.taskId}`, row.taskId, [{ id: row.taskId }]);
          return {
            x: placeOf(row),
            y: row.spentMs / minuteMs,
            mark: 'people' as const,
            text: `${row.taskId}: ${minutes(row.spentMs / minuteMs)}`,
            ...(own !== undefined && { link: own }),
          };
        }),
        line: { at: median.value, ...intervalOf(median), text: l10n.t('median {0}', told) },
      }),
      charted(
        rowsChart(l10n.t('Median by place in the session'), scale(longest, l10n.t('Minutes'), 1), rows),
      ),
    ],
    links: link === undefined ? [] : [{ text: l10n.t('The slowest'), link }],
  };
}

/** From 0 to a round figure. */
function scale(size: number, label: string, digits: number) {
  const max = niceReach(Math.max(size, 1));
  const ticks = [0, 0.5, 1].map((part) => ({ at: part * max, text: decimal(part * max, digits) }));
  return { min: 0, max, ticks, label };
}
