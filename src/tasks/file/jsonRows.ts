import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Row, SourceRow } from '../mapping/taskSource.ts';
import { isRow, rowsOfObject } from './jsonShapes.ts';
import { parseJsonText } from './jsonText.ts';
import { lines, maxRowLength } from './textPieces.ts';

/**
 * Largest JSON object, in UTF-16 units: it is parsed in one go, which holds the thread. Lists are read row by row and may be as
 * large as any text file.
 */
export const maxObjectLength = 8 * 1024 * 1024;

/**
 * A JSON file: a list of objects; one object with a table in it, in any of the shapes of `rowsOfObject`; or JSON Lines under another name,
 * as `Dataset.to_json` writes them. `wanted`: names of the mapped columns, the instruction's first. Errors: `file-malformed`.
 */
export async function* jsonRows(
  pieces: AsyncIterable<string>,
  name: string,
  wanted: readonly string[] = [],
): AsyncGenerator<SourceRow, void, undefined> {
  const splitter = new ListSplitter();
  const more = pieces[Symbol.asyncIterator]();
  const held: string[] = [];
  let kind: 'list' | 'object' | undefined;
  let length = 0;
  let index = 0;
  let firstLine: 'open' | 'seen' = 'open';
  try {
    for (let next = await more.next(); !next.done; next = await more.next()) {
      const piece = next.value;
      kind ??= kindOf(piece, name);
      if (kind !== 'object')
        for (const item of splitter.push(piece)) yield { line: item.line, ...parseRow(item.text, index++) };
      if (kind === 'list') continue;
      held.push(piece);
      length += piece.length;
      if (firstLine === 'open' && kind !== undefined && piece.includes('\n')) {
        const text = held.join('');
        const start = /\S/.exec(text)?.index ?? 0;
        const end = text.indexOf('\n', start);
        if (end === -1) continue;
        firstLine = 'seen';
        // The first line is a whole object: there are more of them, or nothing.
        if (isObject(text.slice(start, end)) && !isTableLine(text.slice(start, end), wanted))
          return yield* jsonlRows(joined(held, more));
      }
      if (length > maxObjectLength)
        throw new TouchstoneError(
          'file-malformed',
          l10n.t('{0} is a JSON object of more than {1} characters.', name, maxObjectLength),
          l10n.t('Save it as JSON Lines, CSV or Parquet.'),
        );
    }
  } finally {
    await more.return?.();
  }
  if (kind === undefined) return;
  if (kind === 'object') yield* wholeText(held.join(''), name, wanted);
  else splitter.end(name);
}

/** A text that was held, and what follows it. */
async function* joined(held: string[], more: AsyncIterator<string>): AsyncGenerator<string, void, undefined> {
  yield* held;
  for (let next = await more.next(); !next.done; next = await more.next()) yield next.value;
}

function isObject(text: string): boolean {
  try {
    return isRow(parseJsonText(text));
  } catch {
    return false;
  }
}

/** Whether a line is a whole table: then it is no row of JSON Lines. */
function isTableLine(text: string, wanted: readonly string[]): boolean {
  const value = parseJsonText(text) as Row;
  const rows = rowsOfObject(value, wanted);
  return rows !== undefined && !(rows.length === 1 && rows[0]?.value === value);
}

function kindOf(piece: string, name: string): 'list' | 'object' | undefined {
  const first = /\S/.exec(piece)?.[0];
  if (first === undefined) return undefined;
  if (first === '[') return 'list';
  if (first === '{') return 'object';
  throw new TouchstoneError('file-malformed', l10n.t('{0}, line 1: expected a list or an object.', name));
}

async function* wholeText(
  text: string,
  name: string,
  wanted: readonly string[],
): AsyncGenerator<SourceRow, void, undefined> {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    // Lines of which one is damaged, if another is whole.
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 1 && lines.some((line) => line.startsWith('{') && isObject(line)))
      return yield* jsonlRows([text]);
    const objects = concatenated(text);
    if (objects) {
      for (const [index, { line, text: one }] of objects.entries()) yield { line, ...parseRow(one, index) };
      return;
    }
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0} is not valid JSON: {1}', name, (error as Error).message.slice(0, 300)),
      { cause: error, action: l10n.t('If it has one object per line, name it .jsonl.') },
    );
  }
  const rows = rowsOfObject(value as Row, wanted);
  if (rows === undefined)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t(
        '{0} is neither a list of rows, nor an object with rows in it, nor columns of equal length.',
        name,
      ),
      l10n.t('Save it as a list of objects, or as JSON Lines.'),
    );
  for (const [index, { value: row, split }] of rows.entries())
    yield { ...toRow(row, index), ...(split === undefined ? {} : { split }) };
}

/** Objects one after the other, over several lines each, as `jq` prints them; `undefined` where the text is not that. */
function concatenated(text: string): { line: number; text: string }[] | undefined {
  const found: { line: number; text: string }[] = [];
  let [depth, start, line, first] = [0, 0, 1, 1];
  const tokens = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]\n]|[^\s{}[\]"]+/gs;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '\n') line++;
    else if (token === '{' || token === '[') {
      if (depth++ > 0) continue;
      [start, first] = [index, line];
    } else if (token === '}' || token === ']') {
      if (--depth < 0) return undefined;
      if (depth === 0) found.push({ line: first, text: text.slice(start, index + 1) });
    } else if (depth === 0) return undefined;
  }
  return depth === 0 && found.length > 1 && found.every((one) => isObject(one.text)) ? found : undefined;
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
  pieces: AsyncIterable<string> | Iterable<string>,
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
    value = parseJsonText(text);
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
