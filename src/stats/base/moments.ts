/** Of an empty list 0. */
export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The sum by their number; the list must not be empty. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Σ(x − x̄)²/(n − less): with `less` 1 the unbiased variance, with 0 that of the values alone. In squared units. */
export function varianceOf(values: readonly number[], less: 0 | 1 = 1): number {
  const mean = meanOf(values);
  return sumOf(values.map((x) => (x - mean) ** 2)) / (values.length - less);
}

/** Whether all values are the same. */
export function allSame(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/**
 * The `p` quantile of values in rising order, between the two that lie around (n − 1)·p: type 7 of Hyndman & Fan 1996, as in R and NumPy.
 * The list must not be empty.
 */
export function quantileOf(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low === high ? low : low + (at - below) * (high - low);
}

/** In rising order. */
export function sortedOf(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
