/** Values that are looked at one by one. */
const eachOf = 200;

/**
 * Whether a confidence sequence looks after the n-th value (from 1): after each of the first 200, after every second up to 400, after every
 * fourth up to 800, and so on. It depends on nothing but n, so that whoever goes on with a sequence has looked when whoever counts it anew has.
 */
export function looksAfter(n: number): boolean {
  let step = 1;
  while (eachOf * step < n) step *= 2;
  return n % step === 0;
}
