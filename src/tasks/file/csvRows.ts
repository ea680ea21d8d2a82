import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SourceRow } from '../mapping/taskSource.ts';
import { columnNames, dialectLength, dialectOf, type CsvDialect } from './csvDialect.ts';
import { maxRowLength } from './textPieces.ts';

export interface CsvOptions {
  /** Names of the columns that are mapped. */
  wanted?: readonly string[];
  /** The file's name says that tabs part its cells. */
  isTsv?: boolean;
  /** Longest row, in UTF-16 units. */
  limit?: number;
}

/**
 * CSV after RFC 4180: double quotes, line breaks within quotes, a header, and what spreadsheets and pandas write beside it: commas,
 * semicolons, tabs or `|` between cells, a first line `sep=;`, LF, CRLF or CR, nameless and double columns that nobody maps, empty cells
 * beyond the header. Rows with a quote out of place or another number of cells than the header are told and left out; those of empty cells
 * alone are none.
 *
 * A reader of our own, since `csv-parse` counts a CRLF within quotes as two lines and does not find the next row after a
 * misplaced quote: the line numbers and the rows that are kept are the point here.
 */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  name: string,
  { wanted = [], isTsv = false, limit = maxRowLength }: CsvOptions = {},
): AsyncGenerator<SourceRow, void, undefined> {
  const { head, rest } = await withHead(pieces);
  const dialect = dialectOf(head, wanted, isTsv);
  let header: Header | undefined;
  let index = 0;
  for await (const record of recordsOf(rest, limit, dialect)) {
    if (record.line <= dialect.skipLines) continue;
    const isEmpty = record.problem === undefined && record.cells.every((cell) => cell.trim() === '');
    if (isEmpty) continue;
    if (header) yield rowOf(record, header, index++);
    else header = headerOf(record, name, wanted);
  }
}

/** The beginning of a text, and all of it. */
async function withHead(
  pieces: AsyncIterable<string>,
): Promise<{ head: string; rest: AsyncIterable<string> }> {
  const held: string[] = [];
  let length = 0;
  const more = pieces[Symbol.asyncIterator]();
  while (length < dialectLength) {
    const next = await more.next();
    if (next.done) break;
    held.push(next.value);
    length += next.value.length;
  }
  const rest = async function* (): AsyncGenerator<string, void, undefined> {
    try {
      yield* held;
      for (let next = await more.next(); !next.done; next = await more.next()) yield next.value;
    } finally {
      await more.return?.();
    }
  };
  return { head: held.join('').slice(0, dialectLength), rest: rest() };
}

async function* recordsOf(
  pieces: AsyncIterable<string>,
  limit: number,
  dialect: CsvDialect,
): AsyncGenerator<CsvRecord, void, undefined> {
  const reader = new CsvReader(limit, dialect);
  for await (const piece of pieces)
    yield* reader.push(dialect.returns ? piece.replaceAll('\r', '\n') : piece);
  yield* reader.end();
}

interface Header {
  names: (string | undefined)[];
  /** Cells that a row has at least. */
  least: number;
}

function rowOf({ line, cells, problem }: CsvRecord, { names, least }: Header, index: number): SourceRow {
  if (problem !== undefined) return { index, line, field: names[cells.length - 1] ?? '', problem };
  const surplus = cells.slice(names.length).some((cell) => cell.trim() !== '');
  if (cells.length < least || surplus) {
    const differs = l10n.t('Expected {0} cells, found {1}.', names.length, cells.length);
    return { index, line, field: '', problem: differs };
  }
  const named = names.flatMap((name, i) => (name === undefined ? [] : [[name, cells[i] ?? ''] as const]));
  return { index, line, values: Object.fromEntries(named) };
}

function headerOf(record: CsvRecord, name: string, wanted: readonly string[]): Header {
  if (record.problem !== undefined)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0}, line {1}, header: {2}', name, record.line, record.problem),
    );
  const names = columnNames(record.cells, wanted, l10n.t('{0}, line {1}, header', name, record.line));
  return { names, least: names.findLastIndex((one) => one !== undefined) + 1 };
}

export interface CsvRecord {
  /** Line at which the record begins, from 1. */
  line: number;
  cells: string[];
  problem?: string;
}

/** Where the reader is: before a cell, in a bare or a quoted one, after a quote within one, or in a line that is given up. */
type State = 'start' | 'bare' | 'quoted' | 'quote' | 'skip';
const quote = 34;
const blank = 32;
const newline = 10;
const carriageReturn = 13;

/** Text in pieces goes in, whole records come out. */
export class CsvReader {
  readonly #limit: number;
  readonly #separator: number;
  readonly #skipBlanks: boolean;
  #state: State = 'start';
  #line = 1;
  #recordLine = 1;
  #cells: string[] = [];
  /** The pieces of the current cell. */
  #held: string[] = [];
  /** Length of the record so far. */
  #length = 0;
  #problem: string | undefined;
  #records: CsvRecord[] = [];

  constructor(limit: number, { separator, skipBlanks }: Pick<CsvDialect, 'separator' | 'skipBlanks'>) {
    this.#limit = limit;
    this.#separator = separator.charCodeAt(0);
    this.#skipBlanks = skipBlanks;
  }

  push(piece: string): CsvRecord[] {
    // Where the text begins that belongs to the current cell and is not held yet.
    let start = 0;
    const separator = this.#separator;
    for (let i = 0; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (this.#state === 'start') {
        if (c === blank && this.#skipBlanks) continue;
        this.#state = c === quote ? 'quoted' : 'bare';
        start = c === quote ? i + 1 : i;
        if (c === quote) continue;
      }
      if (this.#state === 'quoted') {
        if (c === newline) this.#line++;
        if (c !== quote) continue;
        this.#hold(piece.slice(start, i));
        this.#state = 'quote';
      } else if (this.#state === 'quote') {
        // The quote before this character ended the cell, or is the first of two that mean one.
        if (c === quote) {
          start = i;
          this.#state = 'quoted';
        } else if (c === separator || c === newline) this.#endCell(c);
        else if (c !== carriageReturn)
          this.#giveUp(l10n.t('There is text after the closing quote of this cell.'));
      } else if (c === separator || c === newline) {
        if (this.#state === 'bare') this.#hold(piece.slice(start, i));
        if (this.#state === 'bare' || c === newline) this.#endCell(c);
      }
    }
    if (this.#state === 'bare' || this.#state === 'quoted') this.#hold(piece.slice(start));
    return this.#taken();
  }

  /** The last record, where the file does not end with a line break. */
  end(): CsvRecord[] {
    if (this.#state === 'quoted') this.#giveUp(l10n.t('The quote that opens this cell is never closed.'));
    if (this.#state !== 'start' || this.#cells.length > 0) this.#endCell(newline);
    return this.#taken();
  }

  #hold(text: string): void {
    this.#length += text.length;
    if (this.#length <= this.#limit) this.#held.push(text);
    else {
      this.#held = [];
      this.#problem ??= l10n.t('The row is longer than {0} characters.', this.#limit);
    }
  }

  #giveUp(problem: string): void {
    this.#problem ??= problem;
    this.#state = 'skip';
  }

  #endCell(by: number): void {
    const text = this.#held.join('');
    this.#cells.push(this.#state === 'bare' ? withoutReturn(text, by) : text);
    this.#held = [];
    this.#state = 'start';
    if (by !== newline) return;
    const isBlank = this.#cells.length === 1 && this.#cells[0] === '' && this.#problem === undefined;
    const problem = this.#problem;
    if (!isBlank)
      this.#records.push({ line: this.#recordLine, cells: this.#cells, ...(problem ? { problem } : {}) });
    this.#recordLine = ++this.#line;
    this.#cells = [];
    this.#length = 0;
    this.#problem = undefined;
  }

  #taken(): CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

function withoutReturn(text: string, endedBy: number): string {
  return endedBy === newline && text.endsWith('\r') ? text.slice(0, -1) : text;
}
