import * as vscode from 'vscode';
import { checkAnswer } from '../annotation/answer.ts';
import { sideOf } from '../annotation/sides.ts';
import type { AnnotationStatus, Answer, ShownOrder } from '../annotation/types.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { Rubric } from '../project/config.ts';
import type { TaskDetail } from '../store/types.ts';

/**
 * Checks an answer to a task as it is shown: messages say Response A and B, and a submit needs both responses.
 * Errors: `answer-invalid`, `generation-missing`.
 */
export function checkShown(
  rubric: Rubric,
  answer: Answer,
  status: AnnotationStatus,
  look: Pick<TaskDetail, 'generations'> & { shownOrder: ShownOrder },
): Answer {
  if (status === 'submitted' && look.generations.length < 2)
    throw new TouchstoneError('generation-missing', vscode.l10n.t('This task has not both responses yet.'), {
      action: vscode.l10n.t('Generate them first, or discard the task.'),
    });
  return checkAnswer(rubric, answer, status, [
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
