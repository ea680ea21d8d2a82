import { finite, type Missing, missing } from '../base/figure.ts';
import { countsOf } from './kappa.ts';

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
  const given = units.map((ratings) => ratings.filter((value) => value !== undefined));
  given.forEach(finite);
  if (given.every(({ length }) => length === 0)) return missing('no-data');
  const paired = given.filter(({ length }) => length > 1);
  if (paired.length === 0) return missing('no-pairs');
  const counts = new Map([...countsOf(paired.flat())].sort(([a], [b]) => a - b));
  if (counts.size === 1) return missing('constant');
  const apart = squaredDistances(counts, scale);
  let observed = 0;
  for (const values of paired) observed += allPairs(countsOf(values), apart) / (values.length - 1);
  const n = paired.reduce((sum, { length }) => sum + length, 0);
  return 1 - ((n - 1) * observed) / allPairs(counts, apart);
}

type Apart = (a: number, b: number) => number;

function allPairs(counts: ReadonlyMap<number, number>, apart: Apart): number {
  let sum = 0;
  for (const [a, times] of counts) for (const [b, others] of counts) sum += times * others * apart(a, b);
  return sum;
}

/** `counts` in rising order of the values. */
function squaredDistances(counts: ReadonlyMap<number, number>, scale: Scale): Apart {
  if (scale === 'nominal') return (a, b) => (a === b ? 0 : 1);
  if (scale === 'interval') return (a, b) => (a - b) * (a - b);
  // How many values lie below the middle of those that equal it: the difference of two of them is what lies between.
  const middles = new Map<number, number>();
  let below = 0;
  for (const [value, times] of counts) {
    middles.set(value, below + times / 2);
    below += times;
  }
  return (a, b) => ((middles.get(a) ?? 0) - (middles.get(b) ?? 0)) ** 2;
}
