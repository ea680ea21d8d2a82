import type { Merged, Sent } from '../../../src/annotation/mergeAnswers.ts';
import { mergeViews } from '../../../src/annotation/mergeViews.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { goesOnFrom, isJudged, sameAnswer } from './model.ts';

/** An answer that is not on disk: as it is, and what was stored when it was made. */
export interface Unsaved {
  answer: AnswerView;
  base: AnswerView;
  revision: number;
  /** What the page itself has sent of it, and not heard of. */
  flying: readonly Sent<AnswerView>[];
  /** Times in a row that it was refused. */
  refusals: number;
}

/** What was written here beside what the host says is stored, field by field. */
export function mergedWith(
  { base, flying }: Pick<Unsaved, 'base' | 'flying'>,
  { answer: stored, rubric }: ReviewState,
  mine: AnswerView,
): Merged<AnswerView> {
  const criteria = rubric.criteria.map(({ id }) => id);
  return mergeViews(base, mine, stored, { criteria, own: flying });
}

/** Others have submitted, discarded or taken back what is being written on: no draft goes over that unasked. */
export function isFlipped(
  { revision }: Pick<Unsaved, 'revision'>,
  { status, revision: now }: ReviewState,
): boolean {
  return now === 0 ? revision > 0 : isJudged(status) && now > revision;
}

/**
 * How one goes on with what an earlier page, or this one before it showed another task, did not get saved. `clashes`: the host is to be
 * asked with the old revision, which makes a choice of it. Undefined: what is stored says all of it, or is newer.
 */
export function goOn(
  kept: Unsaved,
  state: ReviewState,
): { answer: AnswerView; clashes: boolean } | undefined {
  const { answer: mine, revision, refusals } = kept;
  const { answer: stored } = state;
  if (sameAnswer(mine, stored)) return undefined;
  const { answer, clashes } = mergedWith(kept, state, mine);
  const flipped = isFlipped(kept, state);
  if (clashes.length === 0 && sameAnswer(answer, stored)) return undefined;
  if (clashes.length === 0 && !flipped) return { answer, clashes: false };
  if (!flipped && (revision >= state.revision || goesOnFrom(mine, stored)))
    return { answer: mine, clashes: false };
  // VS Code may have kept this page's state a moment before the store got its last drafts: then no text is in it that is not there.
  const texts = (['correction', 'comments'] as const).every((field) => stored[field].startsWith(mine[field]));
  return refusals === 0 && texts ? undefined : { answer, clashes: true };
}
