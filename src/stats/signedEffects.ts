import { type Estimate, finite, type Missing, missing } from './base/figure.ts';
import { sumOf } from './base/moments.ts';
import { studentChance, studentQuantile } from './base/studentQuantile.ts';

/** One task: a value, and on which side something stands that may move it (the longer response is the first: 1, the second: −1, neither: 0). */
export interface SignedValue {
  readonly value: number;
  readonly sign: -1 | 0 | 1;
}

export interface Effect extends Estimate {
  /** Two-sided, that the effect is 0. */
  readonly p: number;
}

export interface SignedEffects {
  /** What is left where nothing stands on either side. */
  readonly constant: Effect | Missing;
  /** What the side adds: half of the gap between both cases. */
  readonly side: Effect | Missing;
}

/** Spread that is nothing but rounding. */
const nothing = 1e-18;

/**
 * Two effects at once, each with the other taken out: value = constant + side·sign + rest, by least squares, with standard errors that allow for
 * a spread of any kind (HC3: MacKinnon & White 1985, Journal of Econometrics 29; Long & Ervin 2000) and Student's quantiles with n − 2 degrees of
 * freedom. Units: those of the values. Assumes independent tasks; with under 20 intervals are rather wide.
 *
 * No tasks: `no-data`; under three: `too-few`, as is the interval where one side has a single task (p is 1 then). Where the sign is the same in all tasks the two cannot be told apart: `side` lacks (`constant`) and
 * `constant` is the mean. Where nothing is left to spread, the interval lacks (`constant`) and p is that of a sign test: 2^(1 − n), or 1 for no effect.
 * @throws RangeError where a value is NaN or infinite
 */
export function signedEffects(tasks: readonly SignedValue[], level = 0.95): SignedEffects {
  const values = tasks.map(({ value }) => value);
  finite(values);
  const n = tasks.length;
  const without = (reason: 'no-data' | 'too-few'): SignedEffects => ({
    constant: missing(reason),
    side: missing(reason),
  });
  if (n === 0) return without('no-data');
  if (n < 3) return without('too-few');
  const signs: number[] = tasks.map(({ sign }) => sign);
  const [sx, sxx] = [sumOf(signs), sumOf(signs.map((x) => x * x))];
  const determinant = n * sxx - sx * sx;
  const isApart = determinant > 0;
  const [sy, sxy] = [sumOf(values), sumOf(values.map((y, i) => y * (signs[i] ?? 0)))];
  const side = isApart ? (n * sxy - sx * sy) / determinant : 0;
  const constant = (sy - side * sx) / n;
  // Rows of (X'X)⁻¹X': what each task's value adds to either effect.
  const adds = signs.map((x): [number, number] =>
    isApart ? [(sxx - sx * x) / determinant, (n * x - sx) / determinant] : [1 / n, 0],
  );
  const lost = isApart ? 2 : 1;
  const variances: [number, number] = [0, 0];
  for (const [i, [a, b]] of adds.entries()) {
    const x = signs[i] ?? 0;
    const rest = (values[i] ?? 0) - constant - (isApart ? side * x : 0);
    const left = 1 - a - (isApart ? b * x : 0);
    // One task alone on its side: the effect follows it wholly, and nothing tells how such tasks spread.
    if (left < 1e-9) return { constant: alone(constant, n), side: alone(side, n) };
    variances[0] += ((a * rest) / left) ** 2;
    variances[1] += ((b * rest) / left) ** 2;
  }
  const effect = (value: number, variance: number): Effect => effectOf(value, variance, n, n - lost, level);
  return {
    constant: effect(constant, variances[0]),
    side: isApart ? effect(side, variances[1]) : missing('constant'),
  };
}

function alone(value: number, n: number): Effect {
  return { value, n, p: 1, interval: missing('too-few') };
}

function effectOf(value: number, variance: number, n: number, freedom: number, level: number): Effect {
  if (variance <= nothing)
    return { value, n, p: Math.abs(value) < 1e-9 ? 1 : 2 ** (1 - n), interval: missing('constant') };
  const error = Math.sqrt(variance);
  const reach = studentQuantile((1 + level) / 2, freedom) * error;
  return {
    value,
    n,
    p: studentChance(Math.abs(value) / error, freedom),
    interval: { low: value - reach, high: value + reach },
  };
}
