import type { LogVerdict } from '../../../domain/task.ts';
import { parseJson } from '../../../platform/errors.ts';
import { cleanText, readable } from '../../mapping/cellText.ts';
import type { Row } from '../../mapping/taskSource.ts';

/** Values of logs, of which nobody knows whether they are what they should be. Pure. */

export function asRow(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : undefined;
}

/** A member of its own: never what `Object.prototype` has under that name. */
export function member(value: unknown, ...keys: string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Row)[key];
  }
  return found;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A name or number that stands for a task or a model. */
export function nameOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? cleanText(text.trim()).slice(0, 500) : undefined;
}

/** Members with something in them. */
export function fieldsOf(value: unknown, without: readonly string[] = []): Row {
  const entries = Object.entries(asRow(value) ?? {}).filter(
    ([key, cell]) => !without.includes(key) && cell !== null && cell !== undefined,
  );
  return Object.fromEntries(entries);
}

const longestWords = 300;
const longestReason = 1000;

/** A verdict from the value that a scorer or metric gave: letters of Inspect, booleans, 0 and 1, words. */
export function verdictOf(
  tool: string,
  by: string | undefined,
  value: unknown,
  reason?: unknown,
): LogVerdict | undefined {
  const passed = passedBy(value);
  const said = wordsOf(value);
  if (passed === undefined && said === undefined) return undefined;
  const why = textOf(reason)?.trim() ?? '';
  return {
    tool,
    ...(passed === undefined ? {} : { passed }),
    ...(by === undefined ? {} : { by: cut(by, longestWords) }),
    ...(said === undefined ? {} : { value: cut(said, longestWords) }),
    ...(why === '' ? {} : { reason: cut(why, longestReason) }),
  };
}

export function passedBy(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (['c', 'pass', 'passed', 'success', 'correct', 'true', 'yes', '1', '1.0'].includes(word)) return true;
  if (['i', 'n', 'fail', 'failed', 'incorrect', 'false', 'no', '0', '0.0', 'timeout'].includes(word))
    return false;
  return undefined;
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  try {
    return readable(value)?.replaceAll(/\s+/g, ' ').trim();
  } catch {
    return undefined;
  }
}

function cut(text: string, most: number): string {
  const clean = cleanText(text);
  return clean.length > most ? `${clean.slice(0, most - 1).toWellFormed()}…` : clean;
}

/** What was asked, where a log writes a conversation as text of JSON. */
export function parsed(text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
}
