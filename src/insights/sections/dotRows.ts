import * as l10n from '@vscode/l10n';
import type { InsightsChart, InsightsRow } from '../../protocol/insightsMessages.ts';
import { type Estimate, type Interval, isMissing, type Missing } from '../../stats/base/figure.ts';
import { meanOverTasks } from '../../stats/means.ts';
import { decimal } from '../../platform/displayLanguage.ts';
import { percent, signed, tasksCounted, withInterval } from './figureWords.ts';
import { fewest, resamplingOf, small, type View } from './view.ts';

export type Axis = Extract<InsightsChart, { kind: 'rows' }>['axis'];
export type Mark = InsightsRow['mark'];

export interface RowOf {
  label: string;
  mark: Mark;
  link?: string;
  word: (value: number) => string;
  /** 0 means that there is no difference. */
  isDifference?: boolean;
  /** Where several tests are told together: of this one, corrected for all. Without it the interval decides. */
  p?: number;
  /** Said after the row's own. */
  note?: string;
}

/** A row of the mean over tasks; each task has the values of its annotators. */
export function meanRow(tasks: readonly (readonly number[])[], row: RowOf): InsightsRow {
  const full = tasks.filter((values) => values.length > 0);
  return estimateRow(meanOverTasks(full, resamplingOf(full.length)), row, full);
}

/** A row of a figure. `tasks`: the values behind it, which stand in its place where they are few. */
export function estimateRow(
  figure: Estimate | Missing,
  row: RowOf,
  tasks: readonly (readonly number[])[] = [],
): InsightsRow {
  const { label, mark, link, word, isDifference = false } = row;
  const base = { label, mark, ...(link !== undefined && { link }) };
  if (isMissing(figure))
    return { ...base, text: l10n.t('no tasks'), state: 'small', ...(row.note && { note: row.note }) };
  const { value, n } = figure;
  if (n < fewest) {
    const values = tasks.map((own) => own.reduce((sum, each) => sum + each, 0) / own.length);
    return {
      ...base,
      value,
      ...(values.length > 0 && { values }),
      text: word(value),
      state: 'small',
      note: joined(l10n.t('{0}: too few for an interval', tasksCounted(n)), row.note),
    };
  }
  const interval = intervalOf(figure);
  const isFound = interval !== undefined && (interval.low > 0 || interval.high < 0) && (row.p ?? 0) < 0.05;
  const note = joined(n < small ? l10n.t('small: {0}', tasksCounted(n)) : tasksCounted(n), row.note);
  return {
    ...base,
    value,
    ...interval,
    text: withInterval(value, interval, word),
    state: !isDifference ? 'plain' : isFound ? 'found' : n < small ? 'small' : 'open',
    note,
  };
}

export function intervalOf(figure: Estimate | Missing): Interval | undefined {
  return isMissing(figure) || isMissing(figure.interval) ? undefined : figure.interval;
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}

/** From 0 to the highest score. */
export function scoreAxis(max: number): Axis {
  const step = Math.max(1, Math.ceil(max / 8));
  const ticks = Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => i * step);
  return { min: 0, max, ticks: ticks.map((at) => ({ at, text: decimal(at, 0) })), label: l10n.t('Points') };
}

export function shareAxis(label: string): Axis {
  return { min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: percent(at) })), label };
}

/** Around 0, wide enough for all rows. `models`: it is of the first less the second, so that each end is one of them better. */
export function differenceAxis(
  rows: readonly Partial<Pick<InsightsRow, 'value' | 'low' | 'high' | 'values'>>[],
  {
    models,
    word = (value) => signed(value),
  }: { models?: View['models']; word?: (value: number) => string } = {},
): Axis {
  const ends = rows.flatMap(({ value = 0, low = 0, high = 0, values = [] }) => [value, low, high, ...values]);
  const reach = niceReach(Math.max(...ends.map(Math.abs), 0.2));
  const ticks = [-1, -0.5, 0, 0.5, 1].map((part) => ({ at: part * reach, text: word(part * reach) }));
  return {
    min: -reach,
    max: reach,
    zero: 0,
    ticks,
    label: l10n.t('Difference in points'),
    ...(models && {
      ends: [
        { text: l10n.t('{0} better', models[1]), mark: 'model2' },
        { text: l10n.t('{0} better', models[0]), mark: 'model1' },
      ],
    }),
  };
}

/** The next of 0.2, 0.4, 1, 2, 4, 10 … so that half of it is short to write. */
export function niceReach(size: number): number {
  const whole = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 4, 10].map((part) => part * whole).find((reach) => reach >= size - 1e-12) ?? 10 * whole;
}

export function rowsChart(
  title: string,
  axis: Axis,
  rows: InsightsRow[],
): Extract<InsightsChart, { kind: 'rows' }> {
  return { kind: 'rows', title, axis, rows };
}
