import { fromView, toView } from '../../annotation/answerView.ts';
import { fitToRubric } from '../../annotation/fitToRubric.ts';
import { asItWas, withFields } from '../../annotation/mergeViews.ts';
import { ownAnswer } from '../../answers/shownAnswer.ts';
import type { AnnotationStatus, ShownOrder } from '../../domain/annotation.ts';
import type { Act, AnswerField } from '../../domain/annotationHistory.ts';
import type { SentAnswer } from '../../protocol/reviewState.ts';
import type { AnswerView } from '../../protocol/reviewViews.ts';
import { takenFields } from '../../review/suggestionViews.ts';
import type { Session } from '../session/session.ts';
import type { Revisions } from './answerRevisions.ts';

/** `answer`: what is stored, where others had changed other fields of it. */
export interface SavedAnswer {
  revision: number;
  updatedAt?: string;
  answer?: AnswerView;
  /** Texts that it is not about, though they are there: its scores were given for former ones. */
  exchanged?: 'task' | 'responses';
}

/**
 * Stores what a page sent, as a change of fields on the answer that it was made on. `keep` decides where another window changed the same
 * ones. Errors: those of `AnswerService`.
 */
export async function storeSent(
  session: Pick<Session, 'answers' | 'known' | 'look'> & { project: Pick<Session['project'], 'config'> },
  revisions: Revisions,
  { taskId, revision, answer: view, was, texts }: SentAnswer,
  status: AnnotationStatus,
  keep?: 'mine' | 'theirs',
): Promise<SavedAnswer> {
  const look = await session.known(taskId);
  const { config } = session.project;
  const { shownOrder } = look;
  const base = was && revisions.madeOn(taskId, revision, asItWas(view, was));
  // The rubric may have been edited since the page heard of it.
  const answer = fitToRubric(config.rubric, fromView(view, shownOrder));
  const edit = {
    status,
    answer,
    taken: takenFields(config, look, view.taken),
    ...shownOf(texts, shownOrder),
  };
  const on = { expect: revision, base: base && fromView(base, shownOrder) };
  const stored = await (keep
    ? // Theirs stays, whatever it is by now.
      session.answers.resolve(taskId, edit, keep, keep === 'theirs' ? undefined : on)
    : session.answers.change(taskId, edit, on));
  const own = base && keep !== 'theirs' ? { answer: view, base } : undefined;
  if (stored) revisions.wrote(taskId, stored.revision, own);
  const foreign = inView(stored?.theirs ?? [], shownOrder);
  return {
    revision: stored?.revision ?? 0,
    updatedAt: stored?.updatedAt,
    exchanged: stored?.judgedOther?.[0],
    ...(foreign.length > 0 && {
      answer: withFields(view, foreign, toView(ownAnswer(await session.look(taskId)), shownOrder)),
    }),
  };
}

/** The texts that an answer is about, by the responses' numbers. A page of before told none. */
function shownOf(texts: SentAnswer['texts'], [first]: ShownOrder): Pick<Act, 'shown'> {
  if (!texts) return {};
  const { task, A, B } = texts;
  return { shown: { task, responses: first === 1 ? [A, B] : [B, A] } };
}

/** A page's fields are called after the sides: A stands in the place of Response 1. */
function inView(fields: readonly AnswerField[], [first]: ShownOrder): AnswerField[] {
  const other = { points1: 'points2', points2: 'points1' } as const;
  return fields.map((field) =>
    first === 2 && (field === 'points1' || field === 'points2') ? other[field] : field,
  );
}
