import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/** How a table is written, found from its beginning. Pure. */
export interface CsvDialect {
  separator: string;
  /** Lines before the header: one that only names the separator. */
  skipLines: 0 | 1;
  /** A blank behind each separator is no part of a cell, as pandas' `skipinitialspace`. */
  skipBlanks: boolean;
  /** Lines end with a carriage return alone. */
  returns: boolean;
}

/** Of the beginning of a table, this much (UTF-16 units) is looked at. */
export const dialectLength = 64 * 1024;
const separators = [',', ';', '\t', '|'];
/** Records that are compared. */
const mostRecords = 20;

/** `wanted`: names of columns that are mapped; `isTsv`: the file's name says tabs. */
export function dialectOf(head: string, wanted: readonly string[] = [], isTsv = false): CsvDialect {
  const returns = head.includes('\r') && !head.includes('\n');
  const text = returns ? head.replaceAll('\r', '\n') : head;
  const named = /^"?sep=([^\r\n])"?\r?(?:\n|$)/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const likely = isTsv ? ['\t', ...separators.filter((one) => one !== '\t')] : separators;
  const separator = named?.[1] ?? best(body, likely, wanted);
  const [header = []] = recordsOf(body, separator, 1);
  return {
    separator,
    skipLines: named ? 1 : 0,
    skipBlanks: header.length > 1 && header.slice(1).every((cell) => cell.startsWith(' ')),
    returns,
  };
}

/** The separator that finds the mapped columns; else that by which the rows are as wide as the header; else the commonest. */
function best(text: string, likely: readonly string[], wanted: readonly string[]): string {
  const scores = likely.map((separator) => {
    const [header = [], ...rows] = recordsOf(text, separator, mostRecords);
    const names = header.map(nameOf);
    const found = wanted.filter((name) => names.includes(name)).length;
    const even = header.length > 1 ? rows.filter((row) => row.length === header.length).length : 0;
    return { separator, score: [found, even, header.length] };
  });
  const [first] = scores.toSorted((a, b) => {
    const at = a.score.findIndex((value, i) => value !== b.score[i]);
    return at === -1 ? 0 : (b.score[at] ?? 0) - (a.score[at] ?? 0);
  });
  return first?.separator ?? ',';
}

/** The first records, roughly: quotes that open a cell hide separators and line breaks. Blanks may stand before them. */
function recordsOf(text: string, separator: string, most: number): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let start = 0;
  let state: 'start' | 'bare' | 'quoted' | 'closed' = 'start';
  for (let i = 0; i <= text.length && records.length < most; i++) {
    const c = text[i];
    if (state === 'quoted' && c !== undefined) {
      if (c === '"') state = 'closed';
    } else if (c === separator || c === '\n' || c === undefined) {
      cells.push(text.slice(start, i));
      start = i + 1;
      state = 'start';
      if (c === separator) continue;
      if (cells.some((cell) => cell.trim() !== '')) records.push(cells);
      cells = [];
    } else if (c === '"') {
      // A quote within a quoted cell is two of them.
      if (state !== 'bare') state = 'quoted';
    } else if (state === 'start' && c !== ' ') state = 'bare';
  }
  return records;
}

function nameOf(cell: string): string {
  const text = cell.trim();
  return (text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).trim();
}

/**
 * The names of a table's columns, as many as it has cells; `undefined` for one without a name. One that nobody maps and that is there
 * twice is called as pandas calls it: `note.1`. Errors: `file-malformed` for one that is mapped and there twice.
 */
export function columnNames(
  cells: readonly string[],
  wanted: readonly string[],
  where: string,
): (string | undefined)[] {
  const trimmed = cells.map((cell) => cell.trim());
  const twice = wanted.find((name) => trimmed.indexOf(name) !== trimmed.lastIndexOf(name));
  if (twice !== undefined)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0}: the column {1} is there twice.', where, JSON.stringify(twice)),
      l10n.t('Rename one of the two columns, or map another one.'),
    );
  const taken = new Set(trimmed);
  const seen = new Map<string, number>();
  return trimmed.map((name) => {
    if (name === '') return undefined;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    if (times === 0) return name;
    let number = times;
    while (taken.has(`${name}.${number}`)) number++;
    taken.add(`${name}.${number}`);
    return `${name}.${number}`;
  });
}
