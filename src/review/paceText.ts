import * as l10n from '@vscode/l10n';
import type { Pace } from '../domain/annotationHistory.ts';

/**
 * In calm words: "Judged today: 12, in all 40"; `times`: also how long tasks take, where they are wanted; `verdict`: whether one may stop, if
 * that can be said.
 */
export function paceLines(pace: Pace, times: boolean, verdict = ''): string[] {
  const lines = [l10n.t('Judged today: {0}, in all: {1}', pace.today, pace.judged)];
  if (verdict) lines.push(l10n.t('Which model is better: {0}', verdict));
  if (!times || pace.medianMs === undefined) return lines;
  lines.push(l10n.t('Usual time for a task: {0}', duration(pace.medianMs)));
  if (pace.left > 0 && pace.leftMs !== undefined)
    lines.push(l10n.t('About {0} for the {1} that are left', duration(pace.leftMs), pace.left));
  return lines;
}

/** As exact as it is of use. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return l10n.t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
