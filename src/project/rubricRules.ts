import * as l10n from '@vscode/l10n';
import type { Criterion, Points, Rubric } from '../domain/rubric.ts';
import { TouchstoneError } from '../platform/errors.ts';

/** The highest score: the sum of the maxima (7 by default). */
export function maxScore(rubric: Rubric): number {
  return rubric.criteria.reduce((sum, criterion) => sum + criterion.max, 0);
}

/** The score, when every criterion has its points; `undefined` while one is open. */
export function scoreOf(rubric: Rubric, points: Points | undefined): number | undefined {
  if (!points) return undefined;
  let sum = 0;
  for (const criterion of rubric.criteria) {
    const p = points[criterion.id];
    if (p === undefined) return undefined;
    sum += p;
  }
  return sum;
}

/** Throws `answer-invalid` naming the criterion and the range. */
export function checkPoints(rubric: Rubric, points: Points, where: string): void {
  for (const [id, value] of Object.entries(points)) {
    const criterion = rubric.criteria.find((c) => c.id === id);
    if (!criterion)
      throw new TouchstoneError(
        'answer-invalid',
        l10n.t('{0}: the rubric has no criterion "{1}".', where, id),
        l10n.t('Use one of: {0}.', rubric.criteria.map((c) => c.id).join(', ')),
      );
    if (!Number.isInteger(value) || value < 0 || value > criterion.max)
      throw new TouchstoneError(
        'answer-invalid',
        l10n.t('{0}: "{1}" takes whole points from 0 to {2}, not {3}.', where, id, criterion.max, value),
      );
  }
}

/** Throws `answer-invalid` when the score is no whole number within the rubric. */
export function checkScore(rubric: Rubric, score: number, where: string): void {
  const max = maxScore(rubric);
  if (!Number.isInteger(score) || score < 0 || score > max)
    throw new TouchstoneError(
      'answer-invalid',
      l10n.t('{0}: the score is a whole number from 0 to {1}, not {2}.', where, max, score),
    );
}

/** The criterion that runs are evidence for: as the rubric says, else the last. */
export function worksCriterion({ criteria }: Rubric): Criterion | undefined {
  return criteria.find(({ evidence }) => evidence === 'runs') ?? criteria.at(-1);
}
