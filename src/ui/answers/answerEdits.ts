import * as vscode from 'vscode';
import { checkAnswer } from '../../annotation/checkAnswer.ts';
import { commentsText, withoutLineComments } from '../../annotation/commentsSection.ts';
import { sideOf } from '../../domain/sides.ts';
import type { AnnotationStatus, Answer } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Rubric } from '../../project/config.ts';
import { conflictOf } from '../../store/api/answerConflict.ts';
import type { Act, StoredAnnotation, TakenFields } from '../../store/api/store.ts';
import type { Look, Session } from '../session/session.ts';

export type { Look };

/**
 * Checks an answer to a task as it is shown: messages say Response A and B, a submit needs both responses, and the comments hold
 * those on lines.
 * Errors: `answer-invalid`, `generation-missing`.
 */
export function checkShown(
  rubric: Rubric,
  answer: Answer,
  status: AnnotationStatus,
  look: Pick<Look, 'generations' | 'lineComments' | 'shownOrder'>,
): Answer {
  if (status === 'submitted' && look.generations.length < 2)
    throw new TouchstoneError('generation-missing', vscode.l10n.t('This task has not both responses yet.'), {
      action: vscode.l10n.t('Generate them first, or discard the task.'),
    });
  return checkAnswer(rubric, gathered(answer, look), status, [
    vscode.l10n.t('Response {0}', sideOf(look.shownOrder, 1)),
    vscode.l10n.t('Response {0}', sideOf(look.shownOrder, 2)),
  ]);
}

/** The answer alone, without who and when. */
export function answerOf(annotation: Answer | undefined): Answer {
  const { score1, score2, points1, points2, corrected, correction, comments, flag, skipped } =
    annotation ?? {};
  return { score1, score2, points1, points2, corrected, correction, comments, flag, skipped };
}

/** With the comments on lines as part of the comments; where there are none here, those that came from elsewhere stay. */
function gathered(
  answer: Answer,
  { lineComments, shownOrder }: Pick<Look, 'lineComments' | 'shownOrder'>,
): Answer {
  if (lineComments.length === 0) return answer;
  return { ...answer, comments: commentsText(lineComments, answer.comments, shownOrder) };
}

/** What the annotator wrote, as the panel shows it: the comments on lines stand apart. */
export function ownAnswer({ annotation, lineComments }: Look): Answer {
  const answer = answerOf(annotation);
  if (lineComments.length === 0 || answer.comments === undefined) return answer;
  return { ...answer, comments: withoutLineComments(answer.comments) };
}

/** The act that stores an answer as a draft, unless the task was changed since it was looked at. */
export function draftOf(session: Session, look: Look, answer: Answer, taken?: TakenFields): Act {
  return {
    taskId: look.task.id,
    annotator: session.annotator,
    status: 'draft',
    answer: checkShown(session.project.config.rubric, answer, 'draft', look),
    guidelinesVersion: session.project.guidelines.version,
    send: false,
    expectedRevision: look.annotation?.revision ?? 0,
    ...(taken && { taken }),
  };
}

/** Does something on top of what is stored, and again where another window was faster. */
export async function onNewest<T>(
  session: Session,
  taskId: string,
  work: (look: Look) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const look = await session.look(taskId);
    try {
      return await work(look);
    } catch (error) {
      if (!conflictOf(error) || attempt === 5) throw error;
    }
  }
}

/** Changes the stored answer; it is a draft then. */
export function changeAnswer(
  session: Session,
  taskId: string,
  change: (answer: Answer, look: Look) => { answer: Answer; taken?: TakenFields },
): Promise<StoredAnnotation | undefined> {
  return onNewest(session, taskId, (look) => {
    const { answer, taken } = change(answerOf(look.annotation), look);
    return session.store.act(draftOf(session, look, answer, taken));
  });
}
