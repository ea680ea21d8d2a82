/**
 * Holm's correction (Holm 1979, Scandinavian Journal of Statistics 6): the p-values of m tests that are told together, each so that rejecting
 * below α errs in any of them with a chance of at most α, whatever their dependence. In rising order p_(i) becomes
 * max_{j ≤ i} min(1, (m − j + 1)·p_(j)); given back in the order in which they came. No tests: an empty list.
 * @throws RangeError for what is no probability
 */
export function holm(ps: readonly number[]): number[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is no probability`);
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(ps.length);
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * p));
    corrected[index] = least;
  }
  return corrected;
}
