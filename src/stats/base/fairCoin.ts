/**
 * Chances that a fair coin shows heads 0, 1, … n times in n throws: C(n, k) / 2^n, by logarithms, so that no n is too large. Without unit.
 */
export function fairCoin(n: number): number[] {
  const chances: number[] = [];
  let log = -n * Math.LN2;
  for (let k = 0; k <= n; k++) {
    chances.push(Math.exp(log));
    log += Math.log((n - k) / (k + 1));
  }
  return chances;
}
