import { type Estimate, finite, type Missing, missing } from './base/figure.ts';
import { allSame, sumOf } from './base/moments.ts';
import { studentQuantile } from './base/studentQuantile.ts';
import { type Drawn, isChance } from './weightedMean.ts';

/**
 * The mean over all N tasks of a project of which M were drawn one by one, each from those that were left, by chances that may follow from
 * the answers so far. In the order of drawing, with q_m the chance of the m-th among those left then:
 *   a_m = (y_1 + … + y_{m−1} + y_m/q_m)/N, each without bias whatever came before;  R = Σ c_m·a_m,  c_m = N(N − M)/(M(N − m)(N − m + 1)),
 * which is LURE, (1/M)·Σ v_m·y_m with v_m = 1 + (N − M)/(N − m)·(1/((N − m + 1)q_m) − 1) (Farquhar, Gal & Rainforth 2021, ICLR; Kossen et al. 2021,
 * ICML); ± t·√(M/(M − 1)·Σ c_m²(a_m − R)²), t being Student's quantile for M − 1 and the a_m − mean being martingale differences. In the units of the values.
 *
 * The mean is that of these N tasks: it says nothing of others (the interval closes when all are drawn). It does not hold where a task had no
 * chance to be drawn, for chances that were not those of the draw, where one stopped for what one saw, or under some 20 draws (under 10 there
 * is no interval: `too-few`).
 *
 * No draws: `no-data`; a chance of 0, above 1 or unknown: `no-chance`. The interval lacks with one draw (`one-task`) and where all values are
 * the same (`constant`); when all N are drawn both ends are the mean.
 * @throws RangeError where a value is NaN or infinite, or more tasks were drawn than there are
 */
export function activeMean(drawn: readonly Drawn[], tasks: number, level = 0.95): Estimate | Missing {
  const values = drawn.map(({ value }) => value);
  finite(values);
  const n = drawn.length;
  if (!Number.isSafeInteger(tasks) || n > tasks)
    throw new RangeError(`${n} of ${tasks} tasks were not drawn`);
  if (n === 0) return missing('no-data');
  if (!drawn.every(({ chance }) => isChance(chance))) return missing('no-chance');
  if (n === tasks) {
    const value = sumOf(values) / n;
    return { value, n, interval: { low: value, high: value } };
  }
  const steps = stepsOf(drawn, tasks);
  const value = sumOf(steps.map(({ part, mean }) => part * mean));
  if (n === 1) return { value, n, interval: missing('one-task') };
  if (allSame(values)) return { value, n, interval: missing('constant') };
  if (n < 10) return { value, n, interval: missing('too-few') };
  const variance = sumOf(steps.map(({ part, mean }) => (part * (mean - value)) ** 2));
  const reach = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt((n / (n - 1)) * variance);
  return { value, n, interval: { low: value - reach, high: value + reach } };
}

/** For each draw what it says of the mean, and its part of the whole. */
function stepsOf(drawn: readonly Drawn[], tasks: number): { part: number; mean: number }[] {
  const n = drawn.length;
  let before = 0;
  return drawn.map(({ value, chance }, m) => {
    const mean = (before + value / chance) / tasks;
    before += value;
    return { mean, part: (tasks * (tasks - n)) / (n * (tasks - m - 1) * (tasks - m)) };
  });
}
