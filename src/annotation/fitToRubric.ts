import type { Rubric, Points } from '../domain/rubric.ts';
import { maxScore, scoreOf } from '../project/rubricRules.ts';
import type { Answer } from '../domain/annotation.ts';

/**
 * What of an answer still holds under a rubric that was edited since: points of criteria that are gone or above a new maximum are
 * left out, and a sum that its points do not give any more. What was given before stays in the history.
 */
export function fitToRubric(rubric: Rubric, answer: Answer): Answer {
  const first = fitResponse(rubric, answer.points1, answer.score1);
  const second = fitResponse(rubric, answer.points2, answer.score2);
  return {
    ...answer,
    points1: first.points,
    score1: first.score,
    points2: second.points,
    score2: second.score,
  };
}

function fitResponse(
  rubric: Rubric,
  points: Points | undefined,
  score: number | undefined,
): { points?: Points; score?: number } {
  if (!points || Object.keys(points).length === 0)
    return score === undefined || score > maxScore(rubric) ? {} : { score };
  const fitting = Object.fromEntries(
    rubric.criteria.flatMap(({ id, max }) => {
      const given = points[id];
      return given === undefined || given > max ? [] : [[id, given]];
    }),
  );
  const sum = scoreOf(rubric, fitting);
  return {
    ...(Object.keys(fitting).length > 0 && { points: fitting }),
    ...(sum !== undefined && { score: sum }),
  };
}

/** Whether an answer is one that the rubric as it is now could have got: nothing of it would be left out. */
export function fitsRubric(rubric: Rubric, answer: Answer): boolean {
  const fitted = fitToRubric(rubric, answer);
  return ([1, 2] as const).every((n) => {
    const before = Object.keys(answer[`points${n}`] ?? {}).length;
    const after = Object.keys(fitted[`points${n}`] ?? {}).length;
    const score = answer[`score${n}`];
    return before === after && (score === undefined || score === fitted[`score${n}`]);
  });
}
