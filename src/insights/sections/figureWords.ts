import * as l10n from '@vscode/l10n';
import { decimal } from '../../platform/displayLanguage.ts';
import type { Interval } from '../../stats/base/figure.ts';

/** Points, as `4.8`. */
export function points(value: number): string {
  return decimal(value === 0 ? 0 : value, 1);
}

/** A difference, as `+0.8`, `−1.2` or `0.0`. */
export function signed(value: number, digits = 1): string {
  const size = decimal(Math.abs(value), digits);
  if (Number(Math.abs(value).toFixed(digits)) === 0) return size;
  return `${value > 0 ? '+' : '−'}${size}`;
}

export function percent(share: number): string {
  return l10n.t('{0} %', decimal(100 * share, 0));
}

/** A figure with its interval; none: the figure alone. */
export function withInterval(
  value: number,
  interval: Interval | undefined,
  word: (value: number) => string,
): string {
  if (!interval) return word(value);
  return l10n.t('{0} ({1} to {2})', word(value), word(interval.low), word(interval.high));
}

/** The chance of a test, as `0.03` or `< 0.001`. */
export function chance(p: number): string {
  return p < 0.001 ? `< ${decimal(0.001, 3)}` : decimal(p, 3);
}

export function tasksCounted(n: number): string {
  return n === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', n);
}

export function answersCounted(n: number): string {
  return n === 1 ? l10n.t('1 answer') : l10n.t('{0} answers', n);
}

export function annotatorsCounted(n: number): string {
  return n === 1 ? l10n.t('1 annotator') : l10n.t('{0} annotators', n);
}
