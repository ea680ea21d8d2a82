import type { Rubric } from '../domain/rubric.ts';
import * as l10n from '@vscode/l10n';
import { checkAnswer } from '../annotation/checkAnswer.ts';
import { commentsText, withoutLineComments } from '../annotation/commentsSection.ts';
import type { ActStatus } from '../domain/annotationHistory.ts';
import type { Answer } from '../domain/annotation.ts';
import { sideOf } from '../domain/sides.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { ReviewTask } from './reviewTask.ts';

/**
 * Checks an answer to a task as it is shown: messages say Response A and B, a submit needs both responses, and the comments hold
 * those on lines. Errors: `answer-invalid`, `generation-missing`.
 */
export function checkShown(
  rubric: Rubric,
  answer: Answer,
  status: ActStatus,
  task: Pick<ReviewTask, 'generations' | 'lineComments' | 'shownOrder'>,
): Answer {
  if (status === 'pending') return {};
  if (status === 'submitted' && task.generations.length < 2)
    throw new TouchstoneError('generation-missing', l10n.t('This task doesn’t have both responses yet.'), {
      action: l10n.t('Generate them first, or discard the task.'),
    });
  return checkAnswer(rubric, gathered(answer, task), status, [
    l10n.t('Response {0}', sideOf(task.shownOrder, 1)),
    l10n.t('Response {0}', sideOf(task.shownOrder, 2)),
  ]);
}

/** The answer alone, without who and when. */
export function answerOf(annotation: Answer | undefined): Answer {
  const { score1, score2, points1, points2, corrected, correction, comments, flag, skipped } =
    annotation ?? {};
  return { score1, score2, points1, points2, corrected, correction, comments, flag, skipped };
}

/**
 * An answer with the given fields in the place of its own; an empty text, or no points, takes one away. Points and score of a response
 * are one: a score alone takes the place of points.
 */
export function withGiven(former: Answer, given: Answer): Answer {
  const result = { ...former, ...given };
  for (const response of [1, 2] as const) {
    const [points, score] = [`points${response}`, `score${response}`] as const;
    if (given[points] !== undefined) result[score] = given[score];
    else if (given[score] !== undefined) result[points] = undefined;
  }
  return result;
}

/** With the comments on lines as part of the comments; where there are none here, those that came from elsewhere stay. */
function gathered(
  answer: Answer,
  { lineComments, shownOrder }: Pick<ReviewTask, 'lineComments' | 'shownOrder'>,
): Answer {
  if (lineComments.length === 0) return answer;
  return { ...answer, comments: commentsText(lineComments, answer.comments, shownOrder) };
}

/** What the annotator wrote, as the panel shows it: the comments on lines stand apart. */
export function ownAnswer({ annotation, lineComments }: ReviewTask): Answer {
  const answer = answerOf(annotation);
  if (lineComments.length === 0 || answer.comments === undefined) return answer;
  return { ...answer, comments: withoutLineComments(answer.comments) };
}
