import * as l10n from '@vscode/l10n';
import type { InsightsChart, InsightsSection } from '../../protocol/insightsMessages.ts';
import { points, signed } from './figureWords.ts';
import type { View } from './view.ts';

type Charts = InsightsSection['charts'];
type Table = Charts[number]['table'];

/**
 * A chart with the same figures as a table; `more` are rows that only the table has. `models`: rows are told apart by their marks alone, for
 * which the table has the names.
 */
export function charted(
  chart: InsightsChart,
  more: readonly string[][] = [],
  models?: View['models'],
): Charts[number] {
  const { columns, rows } = tableOf(models ? named(chart, models) : chart);
  const filled = more.map((row) => columns.map((_, i) => row[i] ?? ''));
  return { chart, table: { columns, rows: [...rows, ...filled] } };
}

function named(chart: InsightsChart, models: View['models']): InsightsChart {
  if (chart.kind !== 'rows') return chart;
  const nameOf = { model1: models[0], model2: models[1] } as Partial<Record<string, string>>;
  const rows = chart.rows.map((row) => ({
    ...row,
    label: [row.label, nameOf[row.mark]].filter(Boolean).join(': '),
  }));
  return { ...chart, rows };
}

function tableOf(chart: InsightsChart): Table {
  switch (chart.kind) {
    case 'rows':
      return {
        columns: [chart.title, chart.axis.label, l10n.t('Note')],
        rows: chart.rows.map(({ label, text, note = '' }) => [label, text, note]),
      };
    case 'bars':
      return {
        columns: [chart.label, ...chart.series.map(({ name }) => name)],
        rows: chart.categories.map((category, i) => [
          category,
          ...chart.series.map(({ bars }) => String(bars[i]?.count ?? 0)),
        ]),
      };
    case 'parts':
      return {
        columns: [chart.title, l10n.t('Tasks'), l10n.t('Share')],
        rows: chart.parts.map(({ label, count, text }) => [label, String(count), text]),
      };
    case 'band':
      return {
        columns: [chart.label, l10n.t('Difference'), l10n.t('From'), l10n.t('To')],
        rows: chart.points.map(({ n, value, low, high }) => [
          String(n),
          signed(value, 2),
          signed(low, 2),
          signed(high, 2),
        ]),
      };
    case 'grid':
      return {
        columns: [chart.rowLabel, ...chart.columns],
        rows: chart.rows.map((row, i) => [row, ...(chart.cells[i] ?? []).map(({ count }) => String(count))]),
      };
    case 'dots':
      return {
        columns: [chart.title, chart.x.label, chart.y.label],
        rows: chart.dots.map(({ text, x, y }) => [text, points(x), points(y)]),
      };
  }
}
