import * as l10n from '@vscode/l10n';
import type { Row, SourceRow } from '../mapping/taskSource.ts';
import { lines, maxRowLength } from './textPieces.ts';

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
export function parseRow(text: string | undefined, index: number, limit = maxRowLength): SourceRow {
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
export function toRow(value: unknown, index: number): SourceRow {
  if (!isRow(value))
    return { index, field: '', problem: l10n.t('Expected an object with a field for each column.') };
  return { index, values: value };
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
