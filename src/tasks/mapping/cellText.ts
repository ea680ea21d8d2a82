import * as l10n from '@vscode/l10n';
/** What is in a cell, made into text for a person. Pure. */

/** A cell without anything in it; pandas writes `NaN` into those. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    Number.isNaN(value) ||
    (typeof value === 'string' && value.trim() === '')
  );
}

/** A word for messages: what was found where text was expected. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return l10n.t('nothing');
  if (Array.isArray(value)) return l10n.t('a list');
  if (value instanceof Date) return l10n.t('a date');
  if (value instanceof Uint8Array) return l10n.t('binary data');
  if (typeof value === 'string') return value.trim() === '' ? l10n.t('empty text') : l10n.t('text');
  if (typeof value === 'bigint') return l10n.t('a number');
  if (typeof value === 'object') return l10n.t('an object');
  return typeof value === 'number' ? l10n.t('a number') : l10n.t('a boolean');
}

/** NUL and lone surrogates cannot be stored by SQLite's text functions or Argilla's database: each becomes U+FFFD. */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}

/**
 * Any cell as text: lists of short words as `a, b`, other lists and objects as JSON, dates as ISO 8601; `undefined` for an
 * empty cell. Throws a RangeError for what is nested too deeply to print.
 */
export function readable(value: unknown): string | undefined {
  if (isBlank(value)) return undefined;
  if (typeof value === 'string') return cleanText(value);
  if (value instanceof Date) return isoDate(value);
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    if (value.every(isWord)) return cleanText(value.map(String).join(', '));
  }
  if (typeof value === 'object' && value !== null) return cleanText(toJson(value));
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? value.toString()
    : undefined;
}

/** Code: text, or a list of lines or statements. `undefined` for an empty cell or another kind. */
export function codeText(value: unknown): string | undefined {
  const text = Array.isArray(value) && value.every((v) => typeof v === 'string') ? value.join('\n') : value;
  return typeof text === 'string' && !isBlank(text) ? cleanText(text) : undefined;
}

function isWord(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 80 && !/[\n,]/.test(value);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function isoDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? l10n.t('invalid date') : date.toISOString();
}

function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, v: unknown) => {
      if (typeof v === 'bigint') return Number.isSafeInteger(Number(v)) ? Number(v) : v.toString();
      if (v instanceof Uint8Array) return `(${v.byteLength} bytes)`;
      return v;
    },
    2,
  );
}
