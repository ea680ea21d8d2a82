import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseJsonText } from '../../file/jsonText.ts';
import { lines, maxRowLength, textPieces } from '../../file/textPieces.ts';
import { JsonSkimmer, type Choice, type JsonPath } from '../reading/jsonSkim.ts';
import type { LogFile, LogItem } from './logSample.ts';

/** Texts of logs as values: each that cannot be read is told, and costs itself alone. */

export type FoundValue = { path: JsonPath; line: number; value: unknown };
type Bad = Extract<LogItem, { problem: string }>;

/** The values of a JSON file that are wanted, in the order of the file. */
export async function* valuesOf(
  file: LogFile,
  choose: (path: JsonPath) => Choice,
): AsyncGenerator<FoundValue | Bad, void, undefined> {
  const skimmer = new JsonSkimmer(choose);
  for await (const piece of textPieces(file.path, basename(file.path), { signal: file.signal }))
    for (const { path, line, text } of skimmer.push(piece)) {
      const read = parsedText(text);
      yield 'problem' in read ? { line, ...read } : { path, line, value: read.value };
    }
  const problem = skimmer.end();
  if (problem) yield restIsLost(problem);
}

export function restIsLost({ line, message }: { line: number; message: string }): Bad {
  return { line, problem: l10n.t('Not valid JSON: {0}. What follows could not be read.', message) };
}

/** The objects of JSON Lines. */
export async function* objectsOf(file: LogFile): AsyncGenerator<FoundValue | Bad, void, undefined> {
  const pieces = textPieces(file.path, basename(file.path), { signal: file.signal });
  for await (const { line, text } of lines(pieces)) {
    if (text?.trim() === '') continue;
    const read = parsedText(text);
    yield 'problem' in read ? { line, ...read } : { path: [], line, value: read.value };
  }
}

/** The objects of a JSON list, or of JSON Lines, whatever the file is called. */
export async function* rowsOf(file: LogFile): AsyncGenerator<FoundValue | Bad, void, undefined> {
  for await (const piece of textPieces(file.path, basename(file.path), { signal: file.signal })) {
    const first = /\S/.exec(piece)?.[0];
    if (first === '[') return yield* valuesOf(file, (path) => (path.length === 0 ? 'enter' : 'take'));
    if (first !== undefined) break;
  }
  yield* objectsOf(file);
}

export function parsedText(text: string | undefined): { value: unknown } | { problem: string } {
  if (text === undefined) return { problem: l10n.t('The row is longer than {0} characters.', maxRowLength) };
  try {
    return { value: parseJsonText(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: l10n.t('Not valid JSON: {0}.', reason.slice(0, 200)) };
  }
}

export function isBad(found: FoundValue | Bad): found is Bad {
  return 'problem' in found;
}
