import type { Estimate, Missing } from '../base/figure.ts';
import { type Resampling, resampledBy } from '../base/resample.ts';
import { type Pair, pearson, spearman } from './correlation.ts';
import { agreementWithin, weightedKappa } from './kappa.ts';
import { krippendorff, type Ratings, type Scale } from './krippendorff.ts';

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
 * All figures of agreement with their bootstrap intervals by task (`resampledBy`): the pairs of one task, one for each response, are drawn
 * together. `n` counts the tasks with pairs. What each gives and what it lacks is said at its own function.
 */
export function pairAgreement(
  tasks: readonly (readonly Pair[])[],
  resampling: Resampling = {},
): PairAgreement {
  const paired = tasks.filter(({ length }) => length > 0);
  const estimate = (figure: (pairs: readonly Pair[]) => number | Missing): Estimate | Missing =>
    resampledBy(paired, (drawn) => figure(drawn.flat()), resampling);
  return {
    exact: estimate((pairs) => agreementWithin(pairs, 0)),
    withinOne: estimate((pairs) => agreementWithin(pairs, 1)),
    spearman: estimate(spearman),
    pearson: estimate(pearson),
    linearKappa: estimate((pairs) => weightedKappa(pairs, 'linear')),
    quadraticKappa: estimate((pairs) => weightedKappa(pairs, 'quadratic')),
  };
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
  const pairable = tasks.filter((units) => units.some((ratings) => given(ratings) > 1));
  // Without any, the figure itself says what lacks.
  if (pairable.length === 0) {
    const lacks = krippendorff(tasks.flat(), scale);
    if (typeof lacks !== 'number') return lacks;
  }
  return resampledBy(pairable, (drawn) => krippendorff(drawn.flat(), scale), resampling);
}

function given(ratings: Ratings): number {
  return ratings.filter((value) => value !== undefined).length;
}
