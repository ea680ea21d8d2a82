import { decimal } from '../platform/displayLanguage.ts';
import type { ModelScore } from '../domain/task.ts';

/** A mean score with the number of answers behind it, as `4.8 (n = 12)`; `– (n = 0)` where there is none. */
export function formatScore({ mean, count }: Pick<ModelScore, 'mean' | 'count'>): string {
  return `${mean === undefined ? '–' : decimal(mean, 1)} (n = ${count})`;
}
