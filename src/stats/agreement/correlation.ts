import { type Missing, missing } from '../base/figure.ts';
import { type Counted, countsOf, pairsIn, ranksOf } from './countedPairs.ts';

/**
 * Pearson's correlation: Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)²·Σ(y − ȳ)²), from −1 to 1 (SciPy's `pearsonr`).
 *
 * No pairs: `no-data`; one: `one-task`; the first or the second all the same: `constant`.
 */
export function pearson(pairs: readonly Counted[]): number | Missing {
  return correlation(pairs);
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs (SciPy's `spearmanr`). From −1 to 1; the same
 * cases without a figure as `pearson`.
 */
export function spearman(pairs: readonly Counted[]): number | Missing {
  const first = ranksOf(countsOf(pairs.map(({ x, times }) => [x, times])));
  const second = ranksOf(countsOf(pairs.map(({ y, times }) => [y, times])));
  return correlation(
    pairs.map(({ x, y, times }) => ({ x: first.get(x) as number, y: second.get(y) as number, times })),
  );
}

function correlation(pairs: readonly Counted[]): number | Missing {
  const n = pairsIn(pairs);
  if (n === 0) return missing('no-data');
  if (n === 1) return missing('one-task');
  const [one] = pairs;
  if (pairs.every(({ x }) => x === one?.x) || pairs.every(({ y }) => y === one?.y))
    return missing('constant');
  let [mx, my] = [0, 0];
  for (const { x, y, times } of pairs) {
    mx += (times * x) / n;
    my += (times * y) / n;
  }
  let [together, xs, ys] = [0, 0, 0];
  for (const { x, y, times } of pairs) {
    together += times * (x - mx) * (y - my);
    xs += times * (x - mx) ** 2;
    ys += times * (y - my) ** 2;
  }
  // Two roots: the product of two small sums would be 0.
  return Math.max(-1, Math.min(1, together / (Math.sqrt(xs) * Math.sqrt(ys))));
}
