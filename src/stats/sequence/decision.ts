import { isMissing } from '../base/figure.ts';
import type { FollowedDifferences } from './followedDifferences.ts';

/**
 * Whether a difference of 0 is out, and if not, about how many more tasks that takes. It does not say on which side the mean lies: who judges
 * may be told.
 */
export type Decision =
  | { readonly is: 'too-few' }
  /** The mean has moved while tasks came: there is no one figure for all. */
  | { readonly is: 'moved' }
  /** Tasks came by unequal chances: a sequence says nothing of all of them. */
  | { readonly is: 'drawn' }
  | { readonly is: 'decided' }
  /** `about`: missing where more than 1,000 tasks would be needed (`beyond-limit`), or nothing differs yet (`all-ties`). */
  | { readonly is: 'open'; readonly about?: number; readonly reason?: 'beyond-limit' | 'all-ties' };

/** Under so many tasks there is no verdict. */
export const fewestForDecision = 8;

export function decisionOf(followed: FollowedDifferences): Decision {
  if (followed.isMoved) return { is: 'moved' };
  if (followed.differences.length < fewestForDecision) return { is: 'too-few' };
  if (followed.side !== undefined) return { is: 'decided' };
  const { more } = followed;
  if (!isMissing(more)) return { is: 'open', about: roughly(more.value) };
  return { is: 'open', reason: more.reason === 'beyond-limit' ? 'beyond-limit' : 'all-ties' };
}

/**
 * As exact as such a plan is, rounded up: by fives up to 50, by tens up to 100, by fifties beyond. A figure that fell or rose with each single
 * answer would also tell whom that answer was for.
 */
export function roughly(tasks: number): number {
  const step = tasks <= 50 ? 5 : tasks <= 100 ? 10 : 50;
  return Math.max(1, Math.ceil(tasks / step)) * step;
}
