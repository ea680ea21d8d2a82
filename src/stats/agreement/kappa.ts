import { type Missing, missing } from '../base/figure.ts';
import { type Counted, countsOf, pairsIn } from './countedPairs.ts';

/**
 * The share of pairs that are at most `within` apart: 0 asks for the same score, 1 for one that is next to it. From 0 to 1, with nothing taken
 * off for chance. No pairs: `no-data`.
 */
export function agreementWithin(pairs: readonly Counted[], within: 0 | 1): number | Missing {
  if (pairs.length === 0) return missing('no-data');
  return pairsIn(pairs.filter(({ x, y }) => Math.abs(x - y) <= within)) / pairsIn(pairs);
}

/**
 * Cohen's weighted kappa: 1 − Σ w(x_i, y_i)/n / (Σ_i Σ_j w(x_i, y_j)/n²), with w the distance of two scores (`linear`) or its square
 * (`quadratic`), in the scale's own units (Cohen 1968, Psychological Bulletin 70; scikit-learn's `cohen_kappa_score` with all steps of
 * the scale as `labels`). 1 is full agreement, 0 that of chance, below 0 less than that.
 *
 * No pairs: `no-data`; both always gave one and the same score: `constant`.
 */
export function weightedKappa(pairs: readonly Counted[], weights: 'linear' | 'quadratic'): number | Missing {
  if (pairs.length === 0) return missing('no-data');
  const apart = (x: number, y: number): number =>
    weights === 'linear' ? Math.abs(x - y) : (x - y) * (x - y);
  const first = countsOf(pairs.map(({ x, times }) => [x, times]));
  const second = countsOf(pairs.map(({ y, times }) => [y, times]));
  let expected = 0;
  for (const [x, times] of first) for (const [y, others] of second) expected += times * others * apart(x, y);
  if (expected === 0) return missing('constant');
  const observed = pairs.reduce((sum, { x, y, times }) => sum + times * apart(x, y), 0);
  return 1 - (observed * pairsIn(pairs)) / expected;
}
