import { type Estimate, finite, type Interval, type Missing, missing } from './base/figure.ts';
import { fairCoin } from './base/fairCoin.ts';
import { meanOf, quantileOf, sortedOf } from './base/moments.ts';
import { type Resampling, resampledMean } from './base/resample.ts';

/**
 * One value for each task: the mean of what its annotators gave, so that each task counts the same. A task without values is left out.
 * @throws RangeError where a value is NaN or infinite
 */
export function taskMeans(tasks: readonly (readonly number[])[]): number[] {
  return tasks
    .filter((values) => values.length > 0)
    .map((values) => {
      finite(values);
      return meanOf(values);
    });
}

/**
 * The mean over tasks with its percentile bootstrap interval by task (as `resampledBy`): Σ_t x̄_t / T, x̄_t being the mean of task t's
 * annotators. Units: those of the values.
 *
 * No values: `no-data`. The interval lacks with one task (`one-task`) and where all tasks have the same mean (`constant`).
 */
export function meanOverTasks(
  tasks: readonly (readonly number[])[],
  resampling: Resampling = {},
): Estimate | Missing {
  return resampledMean(taskMeans(tasks), resampling);
}

/**
 * The median with the interval between two of the values: from the k-th smallest to the k-th largest, k being the greatest for which fewer
 * than k heads in n throws of a fair coin have a chance of at most (1 − level)/2. Holds for any distribution, at least at its level
 * (Conover 1999, 3.2; SciPy's `quantile_test(…).confidence_interval`). Units: those of the values, for example seconds for each task.
 *
 * No values: `no-data`. The interval lacks with one value (`one-task`), with too few for its level (`too-few`: under 6 at 95 %).
 * @throws RangeError where a value is NaN or infinite
 */
export function medianWithInterval(values: readonly number[], level = 0.95): Estimate | Missing {
  finite(values);
  if (values.length === 0) return missing('no-data');
  const sorted = sortedOf(values);
  return { value: quantileOf(sorted, 0.5), n: values.length, interval: orderInterval(sorted, level) };
}

function orderInterval(sorted: readonly number[], level: number): Interval | Missing {
  if (sorted.length === 1) return missing('one-task');
  let k = 0;
  let below = 0;
  for (const chance of fairCoin(sorted.length)) {
    below += chance;
    if (below > (1 - level) / 2) break;
    k++;
  }
  if (k === 0) return missing('too-few');
  return { low: sorted[k - 1] as number, high: sorted[sorted.length - k] as number };
}
