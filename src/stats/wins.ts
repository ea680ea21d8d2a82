import { fairCoin } from './base/fairCoin.ts';
import { type Estimate, finite, type Missing, missing } from './base/figure.ts';
import { sumOf } from './base/moments.ts';
import { normalWidth } from './base/normalQuantile.ts';

/**
 * The share k/n with Wilson's score interval: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z being the normal quantile of the
 * level (Wilson 1927, JASA 22; Brown, Cai & DasGupta 2001). Between 0 and 1; holds for k = 0 and k = n too, with one task as with many.
 * Assumes that the n are independent: one for each task.
 *
 * n = 0: `no-data`.
 * @throws RangeError unless k and n are whole numbers with 0 ≤ k ≤ n
 */
export function shareOf(k: number, n: number, level = 0.95): Estimate | Missing {
  if (!Number.isSafeInteger(k) || !Number.isSafeInteger(n) || k < 0 || k > n)
    throw new RangeError(`${k} of ${n} is no share`);
  if (n === 0) return missing('no-data');
  const z2 = normalWidth(level) ** 2;
  const p = k / n;
  const centre = p + z2 / (2 * n);
  const reach = Math.sqrt(z2 * ((p * (1 - p)) / n + z2 / (4 * n * n)));
  const whole = 1 + z2 / n;
  // Rounding must not take the ends past what is possible.
  const low = k === 0 ? 0 : (centre - reach) / whole;
  const high = k === n ? 1 : (centre + reach) / whole;
  return { value: p, n, interval: { low, high } };
}

/** Tasks by who was better there. */
export interface Wins {
  won: number;
  tied: number;
  lost: number;
}

/**
 * How many differences are above 0, 0 and below it, one for each task. Nothing: all three are 0.
 * @throws RangeError where a difference is NaN or infinite
 */
export function winsOf(differences: readonly number[]): Wins {
  finite(differences);
  const won = differences.filter((d) => d > 0).length;
  const lost = differences.filter((d) => d < 0).length;
  return { won, tied: differences.length - won - lost, lost };
}

/**
 * The two-sided sign test: the chance that a fair coin is as far from half heads in won + lost throws, 2·Σ_{k ≤ min} C(n, k)/2^n, at most
 * 1; exact (Conover 1999, 3.4; SciPy's `binomtest`). Ties are left out. Says nothing of by how much.
 *
 * No tasks: `no-data`; ties alone: `all-ties`.
 */
export function signTest({ won, tied, lost }: Wins): { p: number } | Missing {
  if (won + lost === 0) return missing(tied === 0 ? 'no-data' : 'all-ties');
  return { p: Math.min(1, 2 * sumOf(fairCoin(won + lost).slice(0, Math.min(won, lost) + 1))) };
}
