import { type Estimate, isMissing, type Missing, missing } from '../base/figure.ts';
import { percentileInterval, type Resampling, resampledIndices } from '../base/resample.ts';
import { pearson, spearman } from './correlation.ts';
import { type Counted, once, type Pair, pairKinds } from './countedPairs.ts';
import { agreementWithin, weightedKappa } from './kappa.ts';
import { alphaOf, coincidences, type Ratings, type Scale } from './krippendorff.ts';

/** What is said of two annotators, or of a judge and people. */
export interface PairAgreement {
  exact: Estimate | Missing;
  withinOne: Estimate | Missing;
  spearman: Estimate | Missing;
  pearson: Estimate | Missing;
  linearKappa: Estimate | Missing;
  quadraticKappa: Estimate | Missing;
}

/**
 * All figures of agreement with their bootstrap intervals by task, of the same samples (`resampledIndices`): the pairs of one task, one for
 * each response, are drawn together. `n` counts the tasks with pairs. What each gives and what it lacks is said at its own function; which
 * intervals lack, at `resampledBy`.
 * @throws RangeError where a value is NaN or infinite
 */
export function pairAgreement(
  tasks: readonly (readonly Pair[])[],
  resampling: Resampling = {},
): PairAgreement {
  const estimate = overTasks(tasks.filter(({ length }) => length > 0).map(once), resampling);
  return {
    exact: estimate((pairs) => agreementWithin(pairs, 0)),
    withinOne: estimate((pairs) => agreementWithin(pairs, 1)),
    spearman: estimate(spearman),
    pearson: estimate(pearson),
    linearKappa: estimate((pairs) => weightedKappa(pairs, 'linear')),
    quadraticKappa: estimate((pairs) => weightedKappa(pairs, 'quadratic')),
  };
}

/** The quadratic kappa alone, of the same samples: what else `pairAgreement` tells costs several times as much. */
export function kappaOverTasks(
  tasks: readonly (readonly Pair[])[],
  resampling: Resampling = {},
): Estimate | Missing {
  const estimate = overTasks(tasks.filter(({ length }) => length > 0).map(once), resampling);
  return estimate((pairs) => weightedKappa(pairs, 'quadratic'));
}

/**
 * Krippendorff's alpha with its bootstrap interval by task: a task holds the ratings of each of its responses. `n` counts the tasks of
 * which any response has two ratings; the others are not drawn.
 */
export function alphaOverTasks(
  tasks: readonly (readonly Ratings[])[],
  scale: Scale,
  resampling: Resampling = {},
): Estimate | Missing {
  if (tasks.flat(2).every((value) => value === undefined)) return missing('no-data');
  const pairable = tasks.map(coincidences).filter(({ length }) => length > 0);
  return overTasks(pairable, resampling)((pairs) => alphaOf(pairs, scale));
}

/** Estimates of figures over tasks, all of the same samples. */
function overTasks(
  tasks: readonly (readonly Counted[])[],
  resampling: Resampling,
): (figure: (pairs: readonly Counted[]) => number | Missing) => Estimate | Missing {
  const n = tasks.length;
  const kinds = pairKinds(tasks);
  const all = kinds.count(tasks.keys());
  const drawn = n > 1 ? [...resampledIndices(n, resampling)].map((indices) => kinds.count(indices)) : [];
  return (figure) => {
    const value = figure(all);
    if (isMissing(value)) return value;
    const interval = n === 1 ? missing('one-task') : percentileInterval(drawn.map(figure), resampling.level);
    return { value, n, interval };
  };
}
