import type { ReviewState } from '../../protocol/reviewState.ts';
import type { AnswerView } from '../../protocol/reviewViews.ts';

const sides = ['A', 'B'] as const;

/**
 * Whether a stored draft changes more of what a page shows than the answer, which the page has typed itself: then it needs a new
 * snapshot. `suggested`: the task has suggestions, seen by now or not; `counted`: how far one is with the queue depends on what is begun.
 */
export function changesMore(
  { state, suggested }: { state: ReviewState; suggested: boolean },
  answer: AnswerView,
  counted: boolean,
): boolean {
  const { status, older, answer: before } = state;
  const begins = status !== 'draft' && (status !== 'none' || counted);
  const hadCorrection = before.correction.trim() !== '';
  const hasCorrection = answer.correction.trim() !== '';
  const outdates = state.correctionRuns !== undefined && before.correction !== answer.correction;
  const reveals = suggested && isScored(state, before) !== isScored(state, answer);
  return begins || older !== undefined || hadCorrection !== hasCorrection || outdates || reveals;
}

/** Whether both responses have their scores. */
function isScored({ rubric }: ReviewState, { points, scores }: AnswerView): boolean {
  return sides.every(
    (side) => scores[side] !== undefined || rubric.criteria.every(({ id }) => points[side][id] !== undefined),
  );
}
