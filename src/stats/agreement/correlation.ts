import { finite, type Missing, missing } from '../base/figure.ts';
import { allSame, meanOf, sumOf } from '../base/moments.ts';

/** What two gave the same response, in the units of the scale. */
export type Pair = readonly [first: number, second: number];

/**
 * Pearson's correlation: Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)²·Σ(y − ȳ)²), from −1 to 1 (SciPy's `pearsonr`).
 *
 * No pairs: `no-data`; one: `one-task`; the first or the second all the same: `constant`.
 * @throws RangeError where a value is NaN or infinite
 */
export function pearson(pairs: readonly Pair[]): number | Missing {
  const [xs, ys] = columnsOf(pairs);
  if (xs.length === 0) return missing('no-data');
  if (xs.length === 1) return missing('one-task');
  return correlation(xs, ys);
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs (SciPy's `spearmanr`). From −1 to 1; the same
 * cases without a figure as `pearson`.
 * @throws RangeError where a value is NaN or infinite
 */
export function spearman(pairs: readonly Pair[]): number | Missing {
  const [xs, ys] = columnsOf(pairs);
  if (xs.length === 0) return missing('no-data');
  if (xs.length === 1) return missing('one-task');
  return correlation(ranksOf(xs), ranksOf(ys));
}

/** Ranks from 1 in rising order; equal values share the mean of theirs. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length);
  for (let from = 0, to: number; from < order.length; from = to) {
    to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
  }
  return ranks;
}

export function columnsOf(pairs: readonly Pair[]): [number[], number[]] {
  const columns: [number[], number[]] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
  columns.forEach(finite);
  return columns;
}

function correlation(xs: readonly number[], ys: readonly number[]): number | Missing {
  const [mx, my] = [meanOf(xs), meanOf(ys)];
  if (allSame(xs) || allSame(ys)) return missing('constant');
  const together = sumOf(xs.map((x, i) => (x - mx) * ((ys[i] as number) - my)));
  // Two roots: the product of two small sums would be 0.
  const scale =
    Math.sqrt(sumOf(xs.map((x) => (x - mx) ** 2))) * Math.sqrt(sumOf(ys.map((y) => (y - my) ** 2)));
  return Math.max(-1, Math.min(1, together / scale));
}
