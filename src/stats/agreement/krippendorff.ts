import { type Missing, missing } from '../base/figure.ts';
import { type Counted, countsOf, pairKinds, pairsIn, ranksOf } from './countedPairs.ts';

/** How far two values are apart: `nominal` the same or not, `ordinal` by what lies between them, `interval` by their distance. */
export type Scale = 'nominal' | 'ordinal' | 'interval';

/** The values that one response was given, one for each annotator; undefined where somebody gave none. */
export type Ratings = readonly (number | undefined)[];

/**
 * Krippendorff's alpha: 1 − D_o/D_e over the values that can be paired within a response; D_o the mean squared distance of two values of
 * one response, each response counting by its values, D_e that of any two values (Krippendorff 2019, Content Analysis, chapter 12; Python's
 * `krippendorff`). 1 is full agreement, 0 that of chance. Any number of annotators, of whom any may lack anywhere: that nothing lacks for
 * a reason that has to do with the value is assumed.
 *
 * No values: `no-data`; none of two annotators: `no-pairs`; one and the same value everywhere: `constant`.
 * @throws RangeError where a value is NaN or infinite
 */
export function krippendorff(units: readonly Ratings[], scale: Scale): number | Missing {
  if (units.flat().every((value) => value === undefined)) return missing('no-data');
  return alphaOf(pairKinds([coincidences(units)]).count([0]), scale);
}

/**
 * Any two values of a response, in both orders; together they count as many as the response has values. The pairs of several responses
 * may be added up: Krippendorff's matrix of coincidences.
 */
export function coincidences(units: readonly Ratings[]): Counted[] {
  return units.flatMap((ratings) => {
    const values = ratings.filter((value) => value !== undefined);
    return values.flatMap((x, i) =>
      values.filter((_, j) => j !== i).map((y) => ({ x, y, times: 1 / (values.length - 1) })),
    );
  });
}

/** Alpha of coincidences; without any `no-pairs`. */
export function alphaOf(pairs: readonly Counted[], scale: Scale): number | Missing {
  if (pairs.length === 0) return missing('no-pairs');
  const counts = countsOf(pairs.map(({ x, times }) => [x, times]));
  if (counts.size === 1) return missing('constant');
  const apart = squaredDistances(counts, scale);
  const observed = pairs.reduce((sum, { x, y, times }) => sum + times * apart(x, y), 0);
  let expected = 0;
  for (const [a, times] of counts) for (const [b, others] of counts) expected += times * others * apart(a, b);
  return 1 - ((pairsIn(pairs) - 1) * observed) / expected;
}

/** `counts` in rising order of the values. */
function squaredDistances(
  counts: ReadonlyMap<number, number>,
  scale: Scale,
): (a: number, b: number) => number {
  if (scale === 'nominal') return (a, b) => (a === b ? 0 : 1);
  if (scale === 'interval') return (a, b) => (a - b) * (a - b);
  // Mean ranks: the difference of two is what lies between the middles of those that equal them.
  const ranks = ranksOf(counts);
  return (a, b) => ((ranks.get(a) ?? 0) - (ranks.get(b) ?? 0)) ** 2;
}
