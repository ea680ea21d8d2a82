import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Row, SourceRow } from '../mapping/taskSource.ts';
import { lines, maxRowLength } from './textPieces.ts';

/**
 * Largest JSON object, in UTF-16 units: it is parsed in one go, which holds the thread. Lists are read row by row and may be as
 * large as any text file.
 */
export const maxObjectLength = 8 * 1024 * 1024;

/**
 * A JSON file: a list of objects; an object with one list of objects (`{"data": [...]}`, beside single values); or columns, each a
 * list (`{"a": [...]}`) or an object by row (`{"a": {"0": ...}}`, as pandas writes). Errors: `file-malformed`.
 */
export async function* jsonRows(
  pieces: AsyncIterable<string>,
  name: string,
): AsyncGenerator<SourceRow, void, undefined> {
  const splitter = new ListSplitter();
  const whole: string[] = [];
  let kind: 'list' | 'object' | undefined;
  let length = 0;
  let index = 0;
  for await (const piece of pieces) {
    kind ??= kindOf(piece, name);
    if (kind !== 'object') {
      for (const item of splitter.push(piece)) yield { line: item.line, ...parseRow(item.text, index++) };
      continue;
    }
    length += piece.length;
    if (length > maxObjectLength)
      throw new TouchstoneError(
        'file-malformed',
        l10n.t('{0} is a JSON object of more than {1} characters.', name, maxObjectLength),
        l10n.t('Save it as JSON Lines, CSV or Parquet.'),
      );
    whole.push(piece);
  }
  if (kind === undefined) return;
  if (kind === 'object') yield* objectRows(whole.join(''), name);
  else splitter.end(name);
}

function kindOf(piece: string, name: string): 'list' | 'object' | undefined {
  const first = /\S/.exec(piece)?.[0];
  if (first === undefined) return undefined;
  if (first === '[') return 'list';
  if (first === '{') return 'object';
  throw new TouchstoneError('file-malformed', l10n.t('{0}, line 1: expected a list or an object.', name));
}

function* objectRows(text: string, name: string): Generator<SourceRow, void, undefined> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0} is not valid JSON: {1}', name, (error as Error).message),
      { cause: error, action: l10n.t('If it has one object per line, name it .jsonl.') },
    );
  }
  const columns = Object.entries(value as Row);
  const lists = columns.filter(([, v]) => Array.isArray(v) && v.some(isRow));
  const only = lists[0]?.[1];
  const scalars = columns.filter(([, v]) => typeof v !== 'object' || v === null);
  if (Array.isArray(only) && scalars.length === columns.length - 1) {
    for (const [index, item] of only.entries()) yield toRow(item, index);
    return;
  }
  const lengths = columns.map(([, v]) =>
    Array.isArray(v) ? v.length : isRow(v) ? Object.keys(v).length : -1,
  );
  const rows = lengths[0] ?? 0;
  if (columns.length === 0 || rows < 0 || lengths.some((n) => n !== rows))
    throw new TouchstoneError(
      'file-malformed',
      l10n.t(
        '{0} is neither a list of rows, nor an object with one such list, nor columns of equal length.',
        name,
      ),
      l10n.t('Save it as a list of objects, or as JSON Lines.'),
    );
  const keys = Object.keys(columns[0]?.[1] as object);
  for (let index = 0; index < rows; index++) {
    const key = keys[index] ?? String(index);
    const cells = columns.map(([column, cells]): [string, unknown] => [
      column,
      Array.isArray(cells)
        ? (cells[index] as unknown)
        : Object.hasOwn(cells as Row, key)
          ? (cells as Row)[key]
          : null,
    ]);
    yield { index, values: Object.fromEntries(cells) };
  }
}

interface Item {
  line: number;
  /** `undefined` when it was too long to be kept. */
  text: string | undefined;
}

/**
 * Cuts a JSON list into the texts of its items, as they come, without parsing them: it follows strings and brackets alone.
 * So a large file needs no large parse, and an item that is no valid JSON costs one row.
 */
export class ListSplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 1;
  #itemLine = 1;
  #started = false;
  #closed = false;
  #more = false;
  #held: string[] = [];
  #length = 0;

  *push(piece: string): Generator<Item, void, undefined> {
    let start = 0; // of what belongs to the current item
    for (let i = 0; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (c === 10) this.#line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (c === 92) this.#escaped = true;
        else if (c === 34) this.#inString = false;
        continue;
      }
      if (this.#depth === 0) {
        if (this.#closed) this.#more ||= c > 32;
        else if (c === 91) {
          this.#depth = 1;
          start = i + 1;
        }
        continue;
      }
      const ends = this.#depth === 1 && (c === 44 || c === 93);
      if (ends) {
        this.#hold(piece.slice(start, i));
        const item = this.#take();
        // An empty item before the closing bracket is an empty list (or a trailing comma, which costs nothing).
        if (item && !(c === 93 && item.text?.trim() === '')) yield item;
        start = i + 1;
        if (c === 93) {
          this.#depth = 0;
          this.#closed = true;
        }
        continue;
      }
      if (!this.#started && c > 32) {
        this.#started = true;
        this.#itemLine = this.#line;
      }
      if (c === 34) this.#inString = true;
      else if (c === 91 || c === 123) this.#depth++;
      else if (c === 93 || c === 125) this.#depth = Math.max(1, this.#depth - 1);
    }
    if (this.#depth > 0) this.#hold(piece.slice(start));
  }

  /** Throws `file-malformed` when the list was never closed, or is not all that there is. */
  end(name: string): void {
    if (this.#more)
      throw new TouchstoneError(
        'file-malformed',
        l10n.t('{0}: there is something after the end of the list.', name),
        l10n.t('If it has one object per line, name it .jsonl.'),
      );
    if (this.#closed) return;
    throw new TouchstoneError(
      'file-malformed',
      l10n.t(
        '{0}, line {1}: the item that begins here, and so the list, is not closed.',
        name,
        this.#itemLine,
      ),
      l10n.t(
        'The file is cut off or has a bracket or quote too few; JSON Lines loses one row in such a case.',
      ),
    );
  }

  #hold(text: string): void {
    this.#length += text.length;
    if (this.#length > maxRowLength) this.#held = [];
    else this.#held.push(text);
  }

  #take(): Item {
    const item: Item = {
      line: this.#started ? this.#itemLine : this.#line,
      text: this.#length > maxRowLength ? undefined : this.#held.join(''),
    };
    this.#held = [];
    this.#length = 0;
    this.#started = false;
    return item;
  }
}

/** JSON Lines: every line is parsed on its own, so that a bad one costs one row. https://jsonlines.org */
export async function* jsonlRows(
  pieces: AsyncIterable<string>,
  limit = maxRowLength,
): AsyncGenerator<SourceRow, void, undefined> {
  let index = 0;
  for await (const { line, text } of lines(pieces, limit)) {
    if (text !== undefined && text.trim() === '') continue;
    yield { line, ...parseRow(text, index++, limit) };
  }
}

/** One JSON object as a row; `text` is `undefined` where it was too long to be kept. */
function parseRow(text: string | undefined, index: number, limit = maxRowLength): SourceRow {
  if (text === undefined)
    return { index, field: '', problem: l10n.t('The row is longer than {0} characters.', limit) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { index, field: '', problem: l10n.t('Not valid JSON: {0}.', reason.slice(0, 200)) };
  }
  return toRow(value, index);
}

/** A parsed value as a row: objects alone are rows. */
function toRow(value: unknown, index: number): SourceRow {
  if (!isRow(value))
    return { index, field: '', problem: l10n.t('Expected an object with a field for each column.') };
  return { index, values: value };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
