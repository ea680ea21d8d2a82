import { type Missing, missing } from '../base/figure.ts';
import { meanOf } from '../base/moments.ts';
import { columnsOf, type Pair } from './correlation.ts';

/**
 * The share of pairs that are at most `within` apart: 0 asks for the same score, 1 for one that is next to it. From 0 to 1, with nothing taken
 * off for chance. No pairs: `no-data`.
 * @throws RangeError where a value is NaN or infinite
 */
export function agreementWithin(pairs: readonly Pair[], within: 0 | 1): number | Missing {
  columnsOf(pairs);
  if (pairs.length === 0) return missing('no-data');
  return pairs.filter(([x, y]) => Math.abs(x - y) <= within).length / pairs.length;
}

/**
 * Cohen's weighted kappa: 1 − Σ w(x_i, y_i)/n / (Σ_i Σ_j w(x_i, y_j)/n²), with w the distance of two scores (`linear`) or its square
 * (`quadratic`), in the scale's own units (Cohen 1968, Psychological Bulletin 70; scikit-learn's `cohen_kappa_score` with all steps of
 * the scale as `labels`). 1 is full agreement, 0 that of chance, below 0 less than that.
 *
 * No pairs: `no-data`; both always gave one and the same score: `constant`.
 * @throws RangeError where a value is NaN or infinite
 */
export function weightedKappa(pairs: readonly Pair[], weights: 'linear' | 'quadratic'): number | Missing {
  const [xs, ys] = columnsOf(pairs);
  if (pairs.length === 0) return missing('no-data');
  const apart = (x: number, y: number): number =>
    weights === 'linear' ? Math.abs(x - y) : (x - y) * (x - y);
  // By value, since there are few: n² pairs would take long for each sample drawn again.
  const [first, second] = [countsOf(xs), countsOf(ys)];
  let expected = 0;
  for (const [x, times] of first) for (const [y, others] of second) expected += times * others * apart(x, y);
  if (expected === 0) return missing('constant');
  return 1 - (meanOf(pairs.map(([x, y]) => apart(x, y))) * pairs.length ** 2) / expected;
}

/** How often each value stands there. */
export function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
