import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SourceRow } from '../mapping/taskSource.ts';
import { maxRowLength } from './textPieces.ts';

/**
 * CSV after RFC 4180: comma, double quotes, line breaks within quotes, LF or CRLF, a header. Rows with a quote out of place
 * or another number of cells than the header are told and left out.
 *
 * A reader of our own, since `csv-parse` counts a CRLF within quotes as two lines and does not find the next row after a
 * misplaced quote: the line numbers and the rows that are kept are the point here.
 */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  name: string,
  limit = maxRowLength,
): AsyncGenerator<SourceRow, void, undefined> {
  let header: string[] | undefined;
  let index = 0;
  for await (const record of recordsOf(pieces, limit))
    if (header) yield rowOf(record, header, index++);
    else header = headerOf(record, name);
}

async function* recordsOf(
  pieces: AsyncIterable<string>,
  limit: number,
): AsyncGenerator<CsvRecord, void, undefined> {
  const reader = new CsvReader(limit);
  for await (const piece of pieces) yield* reader.push(piece);
  yield* reader.end();
}

function rowOf({ line, cells, problem }: CsvRecord, header: string[], index: number): SourceRow {
  if (problem !== undefined) return { index, line, field: header[cells.length - 1] ?? '', problem };
  if (cells.length !== header.length) {
    const differs = l10n.t('Expected {0} cells, found {1}.', header.length, cells.length);
    return { index, line, field: '', problem: differs };
  }
  return { index, line, values: Object.fromEntries(header.map((column, i) => [column, cells[i]])) };
}

function headerOf(record: CsvRecord, name: string): string[] {
  const twice = record.cells.find((cell, i) => record.cells.indexOf(cell) !== i);
  const problem =
    record.problem ??
    (twice === undefined ? undefined : l10n.t('the column {0} is there twice.', JSON.stringify(twice)));
  if (problem !== undefined)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0}, line {1}, header: {2}', name, record.line, problem),
    );
  return record.cells;
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
const comma = 44;
const newline = 10;
const carriageReturn = 13;

/** Text in pieces goes in, whole records come out. */
export class CsvReader {
  readonly #limit: number;
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

  constructor(limit = maxRowLength) {
    this.#limit = limit;
  }

  push(piece: string): CsvRecord[] {
    // Where the text begins that belongs to the current cell and is not held yet.
    let start = 0;
    for (let i = 0; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (this.#state === 'start') {
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
        } else if (c === comma || c === newline) this.#endCell(c);
        else if (c !== carriageReturn)
          this.#giveUp(l10n.t('There is text after the closing quote of this cell.'));
      } else if (c === comma || c === newline) {
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
    const blank = this.#cells.length === 1 && this.#cells[0] === '' && this.#problem === undefined;
    const problem = this.#problem;
    if (!blank)
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
