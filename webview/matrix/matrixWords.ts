import type { TaskState } from '../../src/domain/annotation.ts';
import type { Outcome } from '../../src/domain/matrix.ts';
import type { MatrixRow, MatrixSide } from '../../src/protocol/matrixMessages.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { gapOf } from './shownRows.ts';

/** What the signs of the table mean, in words. */

export const outcomeWords: Record<Outcome, { word: string; icon: string; kind: 'good' | 'bad' | 'plain' }> = {
  passed: { word: strings.matrixPassed, icon: 'check', kind: 'good' },
  ran: { word: strings.matrixNoTests, icon: 'dash', kind: 'plain' },
  'not-run': { word: strings.matrixNotRun, icon: 'circle-outline', kind: 'plain' },
  failed: { word: strings.matrixFailed, icon: 'close', kind: 'bad' },
  'timed-out': { word: strings.matrixTimedOut, icon: 'watch', kind: 'bad' },
  crashed: { word: strings.matrixCrashed, icon: 'zap', kind: 'bad' },
  missing: { word: strings.matrixMissing, icon: 'circle-slash', kind: 'plain' },
  'gone-wrong': { word: strings.matrixGoneWrong, icon: 'warning', kind: 'bad' },
};

export const stateWords: Record<TaskState, { word: string; icon: string }> = {
  'to-score': { word: strings.matrixToScore, icon: 'circle-large-outline' },
  draft: { word: strings.matrixDraft, icon: 'edit' },
  failed: { word: strings.matrixGoneWrong, icon: 'error' },
  submitted: { word: strings.matrixSubmitted, icon: 'pass' },
  discarded: { word: strings.matrixDiscarded, icon: 'trash' },
  'to-generate': { word: strings.matrixToGenerate, icon: 'sparkle' },
  withdrawn: { word: strings.matrixWithdrawn, icon: 'archive' },
};

export function checkedWords({ passed, judged }: MatrixSide['tests']): string {
  return judged > 0 ? format('matrixOf', passed, judged) : strings.matrixNone;
}

/** What is to be seen of a cell in a sign and a figure, in a sentence. */
export function testsWords(side: MatrixSide, isRunning: boolean): string {
  if (isRunning) return strings.matrixRunning;
  if (side.failure !== undefined) return `${outcomeWords[side.outcome].word}: ${side.failure}`;
  const { word } = outcomeWords[side.outcome];
  return side.tests.judged > 0 ? `${word}, ${checkedWords(side.tests)}` : word;
}

export function pointsWords({ score, odd }: MatrixSide): string {
  if (score === undefined) return strings.matrixNoPoints;
  return odd ? `${figure(score)}, ${strings.matrixAgainst}` : figure(score);
}

export function gapWords(row: MatrixRow, byModel: boolean, heads: readonly [string, string]): string {
  const gap = gapOf(row, byModel);
  if (gap === undefined) return strings.matrixNoPoints;
  if (gap === 0) return strings.matrixTied;
  return format('matrixLeads', heads[gap > 0 ? 0 : 1], figure(Math.abs(gap)));
}

export function figure(value: number): string {
  return decimal(value, Number.isInteger(value) ? 0 : 1);
}

export function tagWords(sides: readonly MatrixSide[], heads: readonly [string, string]): string {
  return sides
    .map(({ tags = [] }, i) => (tags.length > 0 ? `${heads[i] ?? ''}: ${tags.join(', ')}` : ''))
    .filter(Boolean)
    .join(' · ');
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in one word and a figure. */
export function agoWords(changed: number, now: number): string {
  const seconds = Math.max(0, (now - changed) / 1000);
  const lang = document.documentElement.lang || undefined;
  const told = new Intl.RelativeTimeFormat(lang, { numeric: 'always', style: 'narrow' });
  if (seconds < hour) return told.format(-Math.round(seconds / minute), 'minute');
  if (seconds < day) return told.format(-Math.round(seconds / hour), 'hour');
  return told.format(-Math.round(seconds / day), 'day');
}

export function durationWords(seconds: number): string {
  if (seconds < 90) return format('matrixSeconds', decimal(Math.max(1, Math.round(seconds))));
  if (seconds < 90 * minute) return format('matrixMinutes', decimal(Math.round(seconds / minute)));
  return format('matrixHours', decimal(seconds / hour, 1));
}
