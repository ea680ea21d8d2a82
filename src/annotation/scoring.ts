/** What is given to one response: points, or a score that stands alone (as from Argilla's page). Pure: host and page count alike. */
export interface Given {
  points?: Readonly<Record<string, number | undefined>>;
  score?: number;
}

/** The criteria that have no points yet; none when there is a score alone. */
export function openCriteria<C extends { id: string }>(
  criteria: readonly C[],
  { points = {}, score }: Given,
): C[] {
  const open = criteria.filter(({ id }) => points[id] === undefined);
  return open.length > 0 && score !== undefined ? [] : open;
}

/** The sum so far; undefined while nothing is given. */
export function sumOf(
  criteria: readonly { id: string }[],
  { points = {}, score }: Given,
): number | undefined {
  const given = criteria.map(({ id }) => points[id]).filter((value) => value !== undefined);
  if (given.length === 0 || (given.length < criteria.length && score !== undefined)) return score;
  return given.reduce((sum, value) => sum + value, 0);
}

/** Whether all scores are complete and so low that the rubric asks for a correction. */
export function wantsCorrection(
  { criteria, correctAtOrBelow: limit }: { criteria: readonly { id: string }[]; correctAtOrBelow?: number },
  responses: readonly Given[],
): boolean {
  return (
    limit !== undefined &&
    responses.every(
      (given) => openCriteria(criteria, given).length === 0 && (sumOf(criteria, given) ?? 0) <= limit,
    )
  );
}
