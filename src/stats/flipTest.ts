import { finite, type Missing, missing } from './base/figure.ts';
import { sumOf } from './base/moments.ts';
import { SeededRandom } from './base/seededRandom.ts';

export interface FlipTest {
  /** Two-sided. */
  p: number;
  /** Tasks that differ; the others change no sum. */
  n: number;
  /** `exact`: all 2^n ways were counted; `drawn`: by lot, with an error of about √(p(1 − p)/draws). */
  method: 'exact' | 'drawn';
}

/** Ways that are counted one by one. */
const mostDifferences = 20;
/** Steps of counting the ways by their sum, and of adding up waves: some hundredths of a second. */
const mostSteps = 2e5;
const mostWaves = 2e6;
/** A wave that is lower adds nothing that a sum of 64-bit numbers would keep. */
const flat = 1e-18;
/** What is smaller cannot be told from 0 by waves. */
const finest = 1e-14;
/** Differences are multiples of one part in so many at most: means of few annotators. */
const mostParts = 60;

/**
 * The sign-flip test of paired differences, one for each task: the share of the 2^n ways to choose their signs in which |Σ ± d| is as large
 * as |Σ d| (Fisher 1935, § 21; Good 2005; SciPy's `permutation_test` with `permutation_type="samples"`). Assumes that each difference
 * would be as likely with the other sign if neither were better.
 *
 * Exact where the differences are multiples of one fraction (scores and their means are): the ways are counted by their sum. Else exact up
 * to 20 of them, and beyond by `draws` ways by lot, with p = (1 + as large) / (1 + draws) (Phipson & Smyth 2010).
 *
 * No differences: `no-data`; one: `one-task` (p would be 1); all 0: `all-ties`.
 * @throws RangeError where a difference is NaN or infinite
 */
export function signFlipTest(
  differences: readonly number[],
  { draws = 10_000, seed = 1 } = {},
): FlipTest | Missing {
  finite(differences);
  if (differences.length === 0) return missing('no-data');
  if (differences.length === 1) return missing('one-task');
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  if (sizes.length === 0) return missing('all-ties');
  const sum = Math.abs(sumOf(differences));
  const n = sizes.length;
  const parts = partsOf(sizes);
  if (parts !== undefined) {
    const whole = sizes.map((size) => Math.round(size * parts));
    const count = n * sumOf(whole) <= mostSteps ? bySums : byWaves;
    return { p: count(whole, Math.round(sum * parts)), n, method: 'exact' };
  }
  // Rounding must not part sums that are the same.
  const limit = sum - 1e-9 * Math.max(1, sumOf(sizes));
  if (n <= mostDifferences) return { p: byEach(sizes, limit), n, method: 'exact' };
  return { p: byLot(sizes, limit, draws, seed), n, method: 'drawn' };
}

/** Of how many parts each unit consists if all sizes are whole numbers of them and few enough to count by sums. */
function partsOf(sizes: readonly number[]): number | undefined {
  const whole = (x: number): boolean => Math.abs(x - Math.round(x)) < 1e-9;
  for (let parts = 1; parts <= mostParts; parts++)
    if (sizes.every((size) => whole(size * parts)))
      return sumOf(sizes) * parts <= mostWaves ? parts : undefined;
  return undefined;
}

/** Σ ± d = 2·(what is positive) − Σ d: the chances of the sum of what is positive, size by size. */
function bySums(sizes: readonly number[], limit: number): number {
  const all = sumOf(sizes);
  const chances = new Float64Array(all + 1);
  chances[0] = 1;
  let reached = 0;
  for (const size of sizes) {
    reached += size;
    for (let s = reached; s >= 0; s--)
      chances[s] = ((chances[s] ?? 0) + (s >= size ? (chances[s - size] ?? 0) : 0)) / 2;
  }
  let p = 0;
  for (const [positive, chance] of chances.entries()) if (Math.abs(2 * positive - all) >= limit) p += chance;
  return Math.min(1, p);
}

/**
 * The same chances by their Fourier series, which thousands of sizes have in few terms: with N = Σ d + 1 places for the sum of what is
 * positive, P(|Σ ± d| < limit) = 1/N·Σ_j Π cos(d·θ_j)·Σ_y cos(y·θ_j), θ_j = πj/N, y being the sums below the limit, every second of them, so
 * that theirs is sin((Y + 1)θ)/sin θ with Y the greatest. Exact to some 1e-14, and at least that.
 */
function byWaves(sizes: readonly number[], limit: number): number {
  if (limit === 0) return 1;
  const kinds = new Map<number, number>();
  for (const size of sizes) kinds.set(size, (kinds.get(size) ?? 0) + 1);
  const places = sumOf(sizes) + 1;
  // Sums are all even or all odd, and so is the limit.
  let below = limit - 1;
  for (let j = 1; 2 * j <= places; j++) {
    const angle = (Math.PI * j) / places;
    let wave = 1;
    for (const [size, times] of kinds) {
      wave *= Math.cos(size * angle) ** times;
      if (Math.abs(wave) < flat) break;
    }
    if (Math.abs(wave) < flat) continue;
    const both = 2 * j === places ? 1 : 2;
    below += (both * wave * Math.sin((limit - 1) * angle)) / Math.sin(angle);
  }
  return Math.min(1, Math.max(1 - below / places, finest));
}

/** Each way differs from the one before in a single sign (Gray's code); half of them mirror the other half. */
function byEach(sizes: readonly number[], limit: number): number {
  const signed = [...sizes];
  let sum = sumOf(signed);
  const ways = 2 ** (sizes.length - 1);
  let large = 0;
  for (let way = 1; ; way++) {
    if (Math.abs(sum) >= limit) large++;
    if (way === ways) return large / ways;
    const turned = 31 - Math.clz32(way & -way);
    signed[turned] = -(signed[turned] as number);
    sum += 2 * signed[turned];
  }
}

function byLot(sizes: readonly number[], limit: number, draws: number, seed: number): number {
  const random = new SeededRandom(seed);
  let large = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (const size of sizes) sum += random.next() >= 2 ** 31 ? size : -size;
    if (Math.abs(sum) >= limit) large++;
  }
  return (1 + large) / (1 + draws);
}
