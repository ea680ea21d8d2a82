import type { Answer } from '../domain/annotation.ts';
import type { AnswerField } from '../domain/annotationHistory.ts';
import type { Points } from '../domain/rubric.ts';
import { withoutLineComments } from './commentsSection.ts';

/** An answer, whatever the choice of a correction is called. */
export type Mergeable = Omit<Answer, 'corrected'> & { corrected?: string };

export interface Merged<T> {
  /** In the fields that both changed it is mine. */
  answer: T;
  /** The fields that are theirs. */
  theirs: AnswerField[];
  /** The fields to which both gave another value. */
  clashes: AnswerField[];
}

export interface MergeOptions<T> {
  /** The ids of the rubric's criteria: points of all of them make a score. */
  criteria?: readonly string[];
  /** What this writer itself has sent, and not heard of: what it changed with that, nobody else has. */
  own?: readonly Sent<T>[];
}

/** An answer that was sent, and the one that it was made from. */
export interface Sent<T> {
  base: T;
  answer: T;
}

const plainFields = ['corrected', 'correction', 'comments', 'flag', 'skipped'] as const;

/**
 * Two answers that were both made from `base`, field by field: what one of them changed is taken from that one. The points of each
 * criterion stand for themselves; a score without points is one value with them.
 */
export function mergeAnswers<T extends Mergeable>(
  base: T,
  mine: T,
  theirs: T,
  { criteria, own = [] }: MergeOptions<T> = {},
): Merged<T> {
  const merged: Merged<T> = { answer: { ...mine }, theirs: [], clashes: [] };
  for (const field of plainFields) {
    const of = (one: T): string => canonical(field, one[field]);
    if (!isForeign(of, { base, theirs, own }) || of(mine) === of(theirs)) continue;
    if (of(mine) !== of(base)) merged.clashes.push(field);
    else {
      merged.theirs.push(field);
      merged.answer[field] = theirs[field];
    }
  }
  for (const response of [1, 2] as const)
    mergePoints(merged, response, { base, mine, theirs }, criteria, own);
  return merged;
}

/** Whether somebody else has changed a value. */
function isForeign<T, V>(
  of: (one: T) => V,
  { base, theirs, own }: { base: T; theirs: T; own: readonly Sent<T>[] },
): boolean {
  const now = of(theirs);
  return now !== of(base) && !own.some((sent) => of(sent.answer) === now && of(sent.base) !== now);
}

/** Blanks at the ends, and the comments on lines (which have rows of their own), make no other text. */
function canonical(field: (typeof plainFields)[number], value = ''): string {
  return (field === 'comments' ? withoutLineComments(value) : value.replace(/\r\n?/g, '\n')).trim();
}

/** What stands for a response: its points, or a score alone. */
interface Judged {
  points: Points;
  bare?: number;
}

function judged(answer: Mergeable, response: 1 | 2): Judged {
  const points = answer[`points${response}`] ?? {};
  return Object.keys(points).length > 0 ? { points } : { points, bare: answer[`score${response}`] };
}

function mergePoints<T extends Mergeable>(
  merged: Merged<T>,
  response: 1 | 2,
  given: Record<'base' | 'mine' | 'theirs', T>,
  criteria: readonly string[] | undefined,
  own: readonly Sent<T>[],
): void {
  const field = `points${response}` as const;
  const [base, mine, theirs] = [given.base, given.mine, given.theirs].map((one) => judged(one, response)) as [
    Judged,
    Judged,
    Judged,
  ];
  const sent = own.map((one) => ({ base: judged(one.base, response), answer: judged(one.answer, response) }));
  let [taken, clash] = [false, false];
  const pick = (of: (one: Judged) => number | undefined): number | undefined => {
    if (!isForeign(of, { base, theirs, own: sent }) || of(mine) === of(theirs)) return of(mine);
    if (of(mine) === of(base)) taken = true;
    else clash = true;
    return of(mine) === of(base) ? of(theirs) : of(mine);
  };
  const points: Points = {};
  const ids = new Set([
    ...Object.keys(mine.points),
    ...Object.keys(theirs.points),
    ...Object.keys(base.points),
  ]);
  for (const id of ids) {
    const value = pick((one) => one.points[id]);
    if (value !== undefined) points[id] = value;
  }
  const bare = pick((one) => one.bare);
  const some = Object.keys(points).length > 0;
  // One gave points where the other gave a score alone.
  if (some && bare !== undefined) clash = true;
  if (clash) merged.clashes.push(field);
  if (!taken || (some && bare !== undefined)) return;
  merged.theirs.push(field);
  const { answer } = merged;
  answer[field] = some ? points : undefined;
  answer[`score${response}`] = some ? scoreOf(points, response, given, criteria) : bare;
}

/** Points of all criteria make a score; where the criteria are not known, only those that one of the writers had are known to be all. */
function scoreOf(
  points: Points,
  response: 1 | 2,
  { mine, theirs }: Record<'mine' | 'theirs', Mergeable>,
  criteria: readonly string[] | undefined,
): number | undefined {
  if (criteria)
    return criteria.every((id) => points[id] !== undefined)
      ? criteria.reduce((sum, id) => sum + (points[id] ?? 0), 0)
      : undefined;
  const same = [mine, theirs].find((one) => {
    const others = one[`points${response}`] ?? {};
    const ids = Object.keys(points);
    return ids.length === Object.keys(others).length && ids.every((id) => others[id] === points[id]);
  });
  return same?.[`score${response}`];
}

/** Whether two answers say the same, blanks at the ends aside. */
export function saysTheSame(a: Mergeable, b: Mergeable): boolean {
  return (
    plainFields.every((field) => canonical(field, a[field]) === canonical(field, b[field])) &&
    ([1, 2] as const).every((response) => {
      const [one, other] = [judged(a, response), judged(b, response)];
      const ids = new Set([...Object.keys(one.points), ...Object.keys(other.points)]);
      return one.bare === other.bare && [...ids].every((id) => one.points[id] === other.points[id]);
    })
  );
}
