import { isDeepStrictEqual } from 'node:util';
import { commentsText } from '../../annotation/commentsSection.ts';
import { fitToRubric } from '../../annotation/fitToRubric.ts';
import { mergeAnswers, saysTheSame } from '../../annotation/mergeAnswers.ts';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import type { Act, AnswerField, StoredAnnotation } from '../../domain/annotationHistory.ts';
import { conflict } from '../api/answerConflict.ts';
import type { Database } from '../sqlite/database.ts';
import { lineCommentsOf } from './lineCommentQuery.ts';

/** What an act comes to beside what is stored. */
export interface Reconciled {
  answer: Answer;
  /** Fields that another writer changed since the one that the act was made on. */
  theirs?: AnswerField[];
  /** What is stored says it already: nothing is to be written. */
  idle?: boolean;
}

/**
 * The answer to be stored, where it was made on a revision that others have changed since: field by field (see `Act.base`). What was
 * submitted or discarded meanwhile is no draft again without a question. `ofLines`: it comes with a comment on lines that was just put or
 * removed, and the answer's comments are to say so. Errors: `argilla-conflict`.
 */
export function reconcile(
  db: Database,
  act: Act,
  stored: { position: number; annotation?: StoredAnnotation; revision: number; order?: ShownOrder },
  ofLines = false,
): Reconciled {
  const { taskId, annotator, status, answer, expectedRevision, base, rubric } = act;
  const { position, annotation: theirs, revision, order } = stored;
  if (expectedRevision === undefined || expectedRevision === revision) return { answer };
  const refused = (fields?: AnswerField[]): Error =>
    conflict({ taskId, mine: { status, answer }, theirs, revision, ...(fields && { fields }) });
  if (!base || !theirs || status === 'pending') throw refused();
  // As the writer saw them: what no longer fits the rubric was left out there, and nobody has changed it.
  const fit = (one: Answer): Answer => (rubric ? fitToRubric(rubric, one) : one);
  const fitted = fit(theirs);
  const criteria = rubric?.criteria.map(({ id }) => id);
  const merged = mergeAnswers<Answer>(fit(base), answer, fitted, { criteria });
  const lines = lineCommentsOf(db, position, taskId, annotator);
  const withLines = (own: string | undefined): string | undefined =>
    ofLines || lines.length > 0 ? commentsText(lines, own, order ?? [1, 2]) : own;
  const saysLines = !ofLines || withLines(theirs.comments) === theirs.comments;
  // A draft that brings nothing new, as one that is sent again since its answer got lost.
  if (
    !act.tags &&
    status === 'draft' &&
    merged.clashes.length === 0 &&
    saysTheSame(merged.answer, fitted) &&
    saysLines
  )
    return { answer: theirs, theirs: merged.theirs, idle: true };
  if (merged.clashes.length > 0) throw refused(merged.clashes);
  if (theirs.status !== 'draft') throw refused();
  const whole = merged.answer;
  if (status === 'submitted' && (whole.score1 === undefined || whole.score2 === undefined))
    throw refused(merged.theirs);
  whole.comments = withLines(whole.comments);
  return { answer: withoutNothing(whole), theirs: merged.theirs };
}

function withoutNothing(answer: Answer): Answer {
  const { score1, score2, points1, points2, corrected, correction, comments, flag, skipped } = answer;
  const all = { score1, score2, points1, points2, corrected, correction, comments, flag, skipped };
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) => value !== undefined && value !== '' && !isDeepStrictEqual(value, {}),
    ),
  );
}
