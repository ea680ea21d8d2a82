import { stringify } from 'csv-stringify/sync';
import type { InsightsSection } from '../protocol/insightsMessages.ts';

/** A section as text: the question, the answer, every table, what the figures rest on. */
export function sectionMarkdown({
  title,
  verdict,
  sentence,
  advice,
  method,
  charts,
}: InsightsSection): string {
  const tables = charts.map(({ chart, table }) => {
    const lines = [table.columns, table.columns.map(() => '---'), ...table.rows];
    return [
      `### ${inLine(chart.title)}`,
      lines.map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n'),
    ].join('\n\n');
  });
  const words = [
    `## ${inLine(title)}`,
    `**${inLine(verdict.text)}**`,
    inLine(sentence),
    advice && inLine(advice),
  ];
  return [...words, ...tables, `*${inLine(method)}*`].filter(Boolean).join('\n\n') + '\n';
}

/** The tables below each other, each behind its title. */
export function sectionCsv({ charts }: InsightsSection): string {
  return charts
    .map(({ chart, table }) =>
      stringify([[chart.title], table.columns, ...table.rows].map((row) => row.map(notFormula))),
    )
    .join('\n');
}

/** A label is a task's or a model's: a spreadsheet must not take it for a formula. */
export function notFormula(cell: string): string {
  return /^[=@\t\r]/.test(cell) || (/^[+-]/.test(cell) && !/^[+-]\d/.test(cell)) ? `'${cell}` : cell;
}

function inLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_<>[\]#]/g, '\\$&');
}

function inCell(text: string): string {
  return inLine(text).replaceAll('|', '\\|');
}
