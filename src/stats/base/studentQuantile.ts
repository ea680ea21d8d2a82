import { normalQuantile, normalWidth } from './normalQuantile.ts';

/** By which distribution an interval reaches out: Student's allows for the spread being estimated, the normal one does not. */
export type Quantiles = 'student' | 'normal';

/** How many standard errors an interval of this level reaches to each side; `freedom` counts for Student's alone. */
export function widthOf(level: number, quantiles: Quantiles, freedom: number): number {
  return quantiles === 'normal' ? normalWidth(level) : studentQuantile((1 + level) / 2, freedom);
}

/**
 * The value below which Student's t with `freedom` degrees of freedom (any number above 0) is with probability `p`, to 1e-9 of itself:
 * by halving what lies between the normal quantile and a value that is large enough (Abramowitz & Stegun 26.7; SciPy's `t.ppf`).
 * @throws RangeError for a p that is not above 0 and below 1, or no freedom
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`${freedom} degrees of freedom`);
  const normal = normalQuantile(p);
  // The next term of the expansion, 26.7.5, is below 1e-12.
  if (freedom > 1e6) return normal * (1 + (normal * normal + 1) / (4 * freedom));
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  // Its tails are heavier than those of the normal distribution.
  let [low, high] = [normal, 2 * normal];
  while (upperTail(high, freedom) > 1 - p) [low, high] = [high, 2 * high];
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (upperTail(middle, freedom) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance that Student's t with `freedom` degrees of freedom is at least as far from 0 as `t`, to either side (SciPy's `2*t.sf(|t|)`). */
export function studentChance(t: number, freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`${freedom} degrees of freedom`);
  return t === 0 ? 1 : Math.min(1, 2 * upperTail(Math.abs(t), freedom));
}

/** The chance to be above t, for t > 0: I_x(ν/2, 1/2)/2 with x = ν/(ν + t²) (Abramowitz & Stegun 26.7.1). */
function upperTail(t: number, freedom: number): number {
  return betaShare(freedom / 2, 0.5, t * t, freedom) / 2;
}

/**
 * I_x(a, b), the regularised incomplete beta function, at x = ν/(ν + t²), by its continued fraction (DLMF 8.17.22) on the side on which that
 * is quick.
 */
function betaShare(a: number, b: number, square: number, freedom: number): number {
  const [x, rest] = [freedom / (freedom + square), square / (freedom + square)];
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, rest)) / b;
}

/** By Lentz's method, as in Numerical Recipes 6.4. */
function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    for (const step of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / away(1 + step * d);
      c = away(1 + step / c);
      value *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0, by Lanczos (g = 7, nine terms). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const [first = 0, ...terms] = lanczos;
  const sum = terms.reduce((value, term, i) => value + term / (x + i), first);
  const t = x + 6.5;
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
