import { fitsRubric } from '../../annotation/fitToRubric.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { Answer } from '../../domain/annotation.ts';
import type { ExportRow } from '../../store/api/store.ts';

/**
 * Whether an answer was given by this rubric: its version of the guidelines had the same criteria with the same points. Of a version that
 * the store does not have, whether this rubric could have given the answer.
 */
export function isOfRubric(
  { rubric: given, annotation }: Pick<ExportRow, 'rubric'> & { annotation: Answer },
  rubric: Rubric,
): boolean {
  return given ? scaleOf(given) === scaleOf(rubric) : fitsRubric(rubric, annotation);
}

/** Titles and descriptions may change: a point stays a point. */
function scaleOf({ criteria }: Rubric): string {
  return JSON.stringify(criteria.map(({ id, max }) => [id, max]).sort());
}
