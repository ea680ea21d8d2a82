import { answerFields, type AnswerField } from '../domain/annotationHistory.ts';
import type { AnswerView } from '../protocol/reviewViews.ts';
import { mergeAnswers, type Mergeable, type Merged, type MergeOptions } from './mergeAnswers.ts';

/** Merges answers as the page has them (see `mergeAnswers`): A stands in the place of Response 1. */
export function mergeViews(
  base: AnswerView,
  mine: AnswerView,
  theirs: AnswerView,
  { criteria, own = [] }: MergeOptions<AnswerView> = {},
): Merged<AnswerView> {
  const sent = own.map((one) => ({ base: plain(one.base), answer: plain(one.answer) }));
  const merged = mergeAnswers(plain(base), plain(mine), plain(theirs), { criteria, own: sent });
  const { points1, points2, score1, score2, ...rest } = merged.answer;
  const answer: AnswerView = {
    ...mine,
    ...(rest as Pick<AnswerView, 'corrected' | 'flag' | 'skipped'>),
    correction: rest.correction ?? '',
    comments: rest.comments ?? '',
    points: { A: { ...points1 }, B: { ...points2 } },
    scores: { ...(score1 !== undefined && { A: score1 }), ...(score2 !== undefined && { B: score2 }) },
  };
  return { ...merged, answer };
}

/** The view with the given fields of another. */
export function withFields(view: AnswerView, fields: readonly AnswerField[], other: AnswerView): AnswerView {
  const result: AnswerView = { ...view, points: { ...view.points }, scores: { ...view.scores } };
  for (const field of fields)
    if (field === 'points1' || field === 'points2') {
      const side = field === 'points1' ? 'A' : 'B';
      result.points[side] = { ...other.points[side] };
      result.scores[side] = other.scores[side];
    } else Object.assign(result, { [field]: other[field] });
  return result;
}

function plain({ points, scores, taken: _, ...rest }: AnswerView): Mergeable {
  return { ...rest, points1: points.A, points2: points.B, score1: scores.A, score2: scores.B };
}

/** What an answer was in the fields that were changed since: the others stand in the answer itself. */
export interface Was {
  fields: AnswerField[];
  answer: AnswerView;
}

/** As it is sent beside `answer`, without what both have. */
export function whatWas(base: AnswerView, answer: AnswerView): Was {
  const fields = answerFields.filter((field) => valueOf(base, field) !== valueOf(answer, field));
  const nothing: AnswerView = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' };
  return { fields, answer: withFields(nothing, fields, base) };
}

/** The answer from which `answer` was made. */
export function asItWas(answer: AnswerView, { fields, answer: former }: Was): AnswerView {
  return withFields(answer, fields, former);
}

function valueOf(view: AnswerView, field: AnswerField): string {
  if (field !== 'points1' && field !== 'points2') return view[field] ?? '';
  const side = field === 'points1' ? 'A' : 'B';
  const points = Object.entries(view.points[side]).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([points, view.scores[side]]);
}
