import { type Estimate, type Interval, isMissing, type Missing, missing } from './figure.ts';
import { meanOf, quantileOf, sortedOf, sumOf } from './moments.ts';
import { SeededRandom } from './seededRandom.ts';

/** How tasks are drawn again. */
export interface Resampling {
  /** How often; 1,000 unless told. */
  draws?: number;
  /** 1 unless told. */
  seed?: number;
  /** The share of intervals that hold the truth; 0.95 unless told. */
  level?: number;
}

/** Draws on which a figure may be undefined, as a share; above it there is no interval. */
const mostUndefined = 0.05;

/** Draws that differ by no more are the same. */
const rounding = 1e-12;

/**
 * Which of `n` tasks each draw holds: draw by draw, position by position, `SeededRandom(seed).below(n)`.
 * `resampledBy` uses the same ones.
 */
export function* resampledIndices(
  n: number,
  { draws = 1000, seed = 1 }: Resampling = {},
): Generator<number[]> {
  const random = new SeededRandom(seed);
  for (let draw = 0; draw < draws; draw++) yield Array.from({ length: n }, () => random.below(n));
}

/**
 * The statistic of all tasks with its percentile bootstrap interval: n tasks are drawn again with replacement, whole (all annotators and
 * responses of a task stay together), and the interval reaches from the (1 − level)/2 to the (1 + level)/2 quantile of what they give.
 * Efron & Tibshirani 1993, chapter 13; resampling whole clusters: Davison & Hinkley 1997, 3.8. Units: those of the statistic.
 *
 * Assumes that tasks were drawn alike and do not depend on each other. With few tasks it is somewhat too narrow (92 % with 20).
 *
 * No tasks: `no-data`; what the statistic itself lacks is passed on. The interval lacks with one task (`one-task`), where all draws give
 * the same (`constant`), or where more than 5 % of them have no figure (`unstable`; fewer are left out).
 */
export function resampledBy<T>(
  tasks: readonly T[],
  statistic: (tasks: readonly T[]) => number | Missing,
  resampling: Resampling = {},
): Estimate | Missing {
  if (tasks.length === 0) return missing('no-data');
  const value = statistic(tasks);
  if (isMissing(value)) return value;
  return { value, n: tasks.length, interval: intervalOf(tasks, statistic, resampling) };
}

/** Numbers that were drawn last: figures of one project are drawn from the same seed, each from as many tasks as it has. */
let drawnLast: { seed: number; numbers: Uint32Array } | undefined;
/** 8 MB of them are kept. */
const mostKept = 2e6;
/** Places that follow from them: figures of the same tasks are drawn one after the other. */
let placedLast: { key: string; places: Uint32Array } | undefined;

function numbersOf(count: number, seed: number): Uint32Array {
  if (drawnLast?.seed === seed && drawnLast.numbers.length >= count) return drawnLast.numbers;
  const random = new SeededRandom(seed);
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = random.next();
  if (count <= mostKept) drawnLast = { seed, numbers };
  return numbers;
}

/** The places of all draws, one behind the other, as `resampledIndices` gives them. */
function placesOf(n: number, draws: number, seed: number): Uint32Array {
  const key = `${n} ${draws} ${seed}`;
  if (placedLast?.key === key) return placedLast.places;
  const numbers = numbersOf(n * draws, seed);
  const places = new Uint32Array(n * draws);
  // As `SeededRandom.below`.
  for (let i = 0; i < places.length; i++) places[i] = Math.floor(((numbers[i] as number) / 2 ** 32) * n);
  if (places.length <= mostKept) placedLast = { key, places };
  return places;
}

/** For each draw the sum of the values at its places. */
function drawnSums(values: readonly number[], places: Uint32Array, draws: number): number[] {
  const n = values.length;
  const dense = Float64Array.from(values);
  const sums = new Array<number>(draws);
  for (let draw = 0, i = 0; draw < draws; draw++) {
    let sum = 0;
    for (const end = i + n; i < end; i++) sum += dense[places[i] as number] as number;
    sums[draw] = sum;
  }
  return sums;
}

/** `resampledBy` of the mean: the same draws, without a list for each of them. */
export function resampledMean(
  values: readonly number[],
  { draws = 1000, seed = 1, level }: Resampling = {},
): Estimate | Missing {
  const n = values.length;
  if (n === 0) return missing('no-data');
  const value = meanOf(values);
  if (n === 1) return { value, n, interval: missing('one-task') };
  const drawn = drawnSums(values, placesOf(n, draws, seed), draws).map((sum) => sum / n);
  return { value, n, interval: percentileInterval(drawn, level) };
}

/**
 * `resampledBy` of a figure that follows from sums over tasks, such as a ratio of two: the same draws. `columns` holds for each sum what
 * each task adds to it; there must be one, and all have the same length.
 */
export function resampledSums(
  columns: readonly (readonly number[])[],
  figure: (sums: readonly number[]) => number | Missing,
  { draws = 1000, seed = 1, level }: Resampling = {},
): Estimate | Missing {
  const n = columns[0]?.length ?? 0;
  if (n === 0) return missing('no-data');
  const value = figure(columns.map(sumOf));
  if (isMissing(value)) return value;
  if (n === 1) return { value, n, interval: missing('one-task') };
  const places = placesOf(n, draws, seed);
  const sums = columns.map((column) => drawnSums(column, places, draws));
  const drawn = Array.from({ length: draws }, (_, draw) => figure(sums.map((own) => own[draw] as number)));
  return { value, n, interval: percentileInterval(drawn, level) };
}

function intervalOf<T>(
  tasks: readonly T[],
  statistic: (tasks: readonly T[]) => number | Missing,
  resampling: Resampling,
): Interval | Missing {
  if (tasks.length === 1) return missing('one-task');
  const drawn: (number | Missing)[] = [];
  for (const indices of resampledIndices(tasks.length, resampling))
    drawn.push(statistic(indices.map((i) => tasks[i] as T)));
  return percentileInterval(drawn, resampling.level);
}

/** The interval between the quantiles of draws; which lack: see `resampledBy`. */
export function percentileInterval(drawn: readonly (number | Missing)[], level = 0.95): Interval | Missing {
  const values = sortedOf(drawn.filter((value) => typeof value === 'number'));
  if (values.length < drawn.length * (1 - mostUndefined) || values.length === 0) return missing('unstable');
  const [least, most] = [values[0] as number, values.at(-1) as number];
  if (most - least <= rounding * Math.max(1, Math.abs(most))) return missing('constant');
  return { low: quantileOf(values, (1 - level) / 2), high: quantileOf(values, (1 + level) / 2) };
}
