import { type Estimate, type Missing } from './base/figure.ts';
import { type Resampling } from './base/resample.ts';
import { type FlipTest, signFlipTest } from './flipTest.ts';
import { meanOverTasks, taskMeans } from './means.ts';
import { signTest, type Wins, winsOf } from './wins.ts';

/** Two models on the same tasks, each figure with its own reason where it lacks. */
export interface PairedDifference {
  /** Of the first less the second, in points, with its bootstrap interval by task. */
  readonly mean: Estimate | Missing;
  readonly flips: FlipTest | Missing;
  readonly wins: Wins;
  readonly signs: { readonly p: number } | Missing;
}

/**
 * How two models differ. `tasks` holds for each task the differences, first less second, that its annotators gave; their mean is the task's
 * (`taskMeans`). Formulas, sources and cases without a figure: `meanOverTasks`, `signFlipTest`, `winsOf`, `signTest`.
 * @throws RangeError where a difference is NaN or infinite
 */
export function pairedDifference(
  tasks: readonly (readonly number[])[],
  resampling: Resampling = {},
): PairedDifference {
  const differences = taskMeans(tasks);
  const wins = winsOf(differences);
  const { seed } = resampling;
  return {
    mean: meanOverTasks(tasks, resampling),
    flips: signFlipTest(differences, { seed }),
    wins,
    signs: signTest(wins),
  };
}
