import { type Estimate, finite, type Missing, missing } from './base/figure.ts';
import { allSame, sumOf } from './base/moments.ts';
import { type Quantiles, widthOf } from './base/studentQuantile.ts';

/** A task that was drawn, and the chance that it had of being drawn: above 0, at most 1. */
export interface Drawn {
  readonly value: number;
  readonly chance: number;
}

export interface WeightedMean extends Estimate {
  /** (Σ w)²/Σ w²: tasks drawn with equal chances that would tell as much (Kish 1965). */
  readonly effective: number;
}

/** The fewest tasks, by what they tell, for which there is an interval. */
const fewest = 10;

/**
 * The mean of tasks of which each was drawn, or not, by a chance of its own, so that tasks drawn oftener count less:
 *   ȳ = Σ w·y/Σ w with w = 1/chance (Hájek 1971), ± q·√(n/(n − 1)·Σ w²(y − ȳ)²)/Σ w (the sandwich HC1; Särndal, Swensson & Wretman 1992, 5.7),
 * q being Student's quantile for the effective tasks less one, or the normal one. In the units of the values.
 *
 * It does not hold where a task had no chance at all to be drawn (then that kind is not spoken of), where chances depended on answers to the
 * same task, where one stopped for what one saw, or for a few heavy weights: under 10 effective tasks there is no interval (`too-few`). An
 * order in which each task is drawn from those that are left: `activeMean`.
 *
 * No tasks: `no-data`; a chance of 0, above 1 or unknown: `no-chance`. The interval lacks with one task (`one-task`) and where all values are
 * the same (`constant`).
 * @throws RangeError where a value is NaN or infinite
 */
export function weightedMean(
  drawn: readonly Drawn[],
  { quantiles = 'student', level = 0.95 }: { quantiles?: Quantiles; level?: number } = {},
): WeightedMean | Missing {
  const values = drawn.map(({ value }) => value);
  finite(values);
  if (drawn.length === 0) return missing('no-data');
  if (!drawn.every(({ chance }) => isChance(chance))) return missing('no-chance');
  const weights = drawn.map(({ chance }) => 1 / chance);
  const whole = sumOf(weights);
  const value = sumOf(drawn.map(({ value, chance }) => value / chance)) / whole;
  const effective = whole ** 2 / sumOf(weights.map((weight) => weight ** 2));
  const n = drawn.length;
  const without = (reason: 'one-task' | 'constant' | 'too-few'): WeightedMean => ({
    value,
    n,
    effective,
    interval: missing(reason),
  });
  if (n === 1) return without('one-task');
  if (allSame(values)) return without('constant');
  if (effective < fewest) return without('too-few');
  const squares = sumOf(drawn.map((task) => ((task.value - value) / task.chance) ** 2));
  const reach = (widthOf(level, quantiles, effective - 1) * Math.sqrt((n / (n - 1)) * squares)) / whole;
  return { value, n, effective, interval: { low: value - reach, high: value + reach } };
}

export function isChance(chance: number): boolean {
  return chance > 0 && chance <= 1;
}
