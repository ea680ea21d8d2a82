import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { meanOf, sumOf } from '../../stats/base/moments.ts';
import { type Estimate, isMissing, type Missing, missing } from '../../stats/base/figure.ts';
import { resampledSums } from '../../stats/base/resample.ts';
import { type InsightRow, type JudgedTask, placesInSession } from '../rows/insightRow.ts';
import { biasWords } from './biasWords.ts';
import { charted } from './chartTable.ts';
import { differenceAxis, estimateRow, rowsChart } from './dotRows.ts';
import { signed } from './figureWords.ts';
import { fewInAll, resamplingOf, type View } from './view.ts';

/** Answers of a session that are early ones. */
const early = 8;

/** One value of an answer, and the group that it belongs to. */
interface Grouped {
  value: number;
  isFirst: boolean;
}

/**
 * The mean of the first group less that of the second, with tasks drawn again whole. `half`: of it, so that a difference that is turned
 * round between the groups counts once.
 */
export function betweenGroups(
  tasks: readonly (readonly Grouped[])[],
  level: number,
  half = false,
): Estimate | Missing {
  const full = tasks.filter(({ length }) => length > 0);
  const sides = [true, false].map((isFirst) =>
    full.map((rows) => rows.filter((row) => row.isFirst === isFirst).map(({ value }) => value)),
  );
  const columns = sides.flatMap((side) => [side.map(sumOf), side.map(({ length }) => length)]);
  return resampledSums(
    columns,
    ([first = 0, firsts, second = 0, seconds]) =>
      firsts && seconds ? (first / firsts - second / seconds) / (half ? 2 : 1) : missing('no-data'),
    resamplingOf(full.length, level),
  );
}

/** Whether something else than the responses moves the scores: side, place in the session, length. */
export function fairness(view: View): InsightsSection {
  const { tasks, links } = view;
  const places = placesInSession(tasks.flatMap(({ rows }) => rows));
  const grouped = (of: (row: InsightRow) => Grouped | undefined) =>
    tasks.map(({ rows }) => rows.map(of).filter((value) => value !== undefined));
  const questions = [
    {
      id: 'side',
      label: l10n.t('Left less right'),
      note: l10n.t('more for what stood left'),
      half: true,
      values: grouped(
        ({ shownOrder, scores: [a, b] }) => shownOrder && { value: a - b, isFirst: shownOrder[0] === 1 },
      ),
    },
    {
      id: 'late',
      label: l10n.t('Late less early'),
      note: l10n.t('late: from the ninth on'),
      half: false,
      values: grouped((row) => ({ value: meanOf(row.scores), isFirst: (places.get(row) ?? 1) > early })),
    },
    {
      id: 'length',
      label: l10n.t('Longer less shorter'),
      note: l10n.t('more for the longer one'),
      half: true,
      values: grouped(({ lengths, scores: [a, b] }) =>
        !lengths || lengths[0] === lengths[1]
          ? undefined
          : { value: a - b, isFirst: lengths[0] > lengths[1] },
      ),
    },
  ];
  const isEnough = tasks.length >= fewInAll;
  const rows: InsightsRow[] = [];
  for (const { id, label, note, half, values: all } of questions) {
    const values = countableSides(view, all);
    const figure = betweenGroups(values, 0.95, half);
    const link = links.add(`fair.${id}`, label, behind(tasks, values));
    const row = estimateRow(figure, {
      label,
      mark: 'plain',
      word: (x) => signed(x, 2),
      isDifference: true,
      note,
      link,
    });
    // One by itself errs in one of twenty projects; all three together in no more.
    const strict = 1 - 0.05 / questions.length;
    const isFound = row.state === 'found' && isEnough && leavesOut0(betweenGroups(values, strict, half));
    rows.push({ ...row, state: row.state !== 'found' || isFound ? row.state : 'open' });
  }
  const found = rows.filter(({ state }) => state === 'found');
  const isShown = tasks.some((task) => task.rows.some(({ shownOrder }) => shownOrder?.[0] === 2));
  return {
    id: 'fair',
    title: l10n.t('Is the judging fair?'),
    ...biasWords(
      isEnough,
      found.map(({ label, text }) => l10n.t('{0}: {1}.', label, text)),
    ),
    ...(!isShown && {
      advice: l10n.t(
        'All were shown in the same order, so nothing is known of the side. A blind project draws it by lot.',
      ),
    }),
    method: l10n.t(
      'Left less right, and longer less shorter: half the gap of the models’ difference between both cases, so that the models themselves drop out. Bootstrap by task; found where 0 is out of the interval at the level that holds for all three (Bonferroni). The longer response may be the better one.',
    ),
    charts: [
      charted(
        rowsChart(
          l10n.t('Points that have another reason'),
          differenceAxis(rows, { word: (x) => signed(x, 2) }),
          rows,
        ),
      ),
    ],
    links: [],
  };
}

/** Which side an answer is on may be known to whoever has not answered. */
function countableSides({ tasks, countable }: View, values: readonly (readonly Grouped[])[]): Grouped[][] {
  const [firsts, seconds] = [true, false].map((isFirst) => {
    const own = tasks.filter((_, i) => values[i]?.some((value) => value.isFirst === isFirst));
    return new Set(countable(own));
  });
  return tasks.map((task, i) =>
    (values[i] ?? []).filter(({ isFirst }) => (isFirst ? firsts : seconds)?.has(task)),
  );
}

function leavesOut0(figure: Estimate | Missing): boolean {
  if (isMissing(figure) || isMissing(figure.interval)) return false;
  return figure.interval.low > 0 || figure.interval.high < 0;
}

function behind(tasks: readonly JudgedTask[], values: readonly (readonly unknown[])[]): JudgedTask[] {
  return tasks.filter((_, i) => (values[i]?.length ?? 0) > 0);
}
