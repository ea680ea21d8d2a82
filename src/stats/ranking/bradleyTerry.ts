import { type Estimate, isMissing, type Interval, type Missing, missing } from '../base/figure.ts';
import { percentileInterval, type Resampling, resampledIndices } from '../base/resample.ts';
import { type Comparison, type Separation, separationOf, winTable } from './comparisons.ts';
import { chanceToWin, fitStrengths } from './fitStrengths.ts';

export interface Ranking {
  /** The strongest first; strengths as logarithms of odds, their mean 0. */
  readonly models: readonly { readonly model: string; readonly strength: Estimate }[];
  /** For each two models, the stronger first: how often it would win, a tie half. From 0 to 1. */
  readonly pairs: readonly { readonly first: string; readonly second: string; readonly chance: Estimate }[];
}

/**
 * Models of any number of projects on one scale, by Bradley & Terry (1952, Biometrika 39): i beats j with the chance
 * 1/(1 + e^(θ_j − θ_i)), a tie counting as half a win for each; θ at the greatest likelihood (Hunter 2004, Annals of Statistics 32, for when
 * there is one), as in Python's `choix`. Intervals: percentile bootstrap by task (`resampledIndices`), all comparisons of a task together: a task that
 * several projects share is one task. Assumes that one number tells how good a model is, whoever it is compared with.
 *
 * No comparison: `no-data`. Models that were never compared with the others, even by way of a third: `disconnected`, with the groups. A
 * group that nobody outside has taken even a tie off: `never-beaten`, with it and the others; strengths would have no bound. Intervals lack
 * with one task (`one-task`), where more than 5 % of the draws fall apart in this way (`unstable`), or where all draws give the same (`constant`).
 */
export function bradleyTerry(
  tasks: readonly (readonly Comparison[])[],
  resampling: Resampling = {},
): Ranking | Separation | Missing {
  const compared = tasks.filter(({ length }) => length > 0);
  if (compared.length === 0) return missing('no-data');
  const names = [...new Set(compared.flat().flatMap(({ first, second }) => [first, second]))];
  const fit = fitted(names, compared.flat());
  if (isMissing(fit)) return fit;
  const draws = drawnFits(names, compared, resampling);
  const estimate = (of: (strengths: readonly number[]) => number): Estimate => ({
    value: of(fit),
    n: compared.length,
    interval: intervalOf(compared.length, draws, of, resampling.level),
  });
  const strongest = names.map((_, place) => place).sort((a, b) => (fit[b] as number) - (fit[a] as number));
  return {
    models: strongest.map((place) => ({
      model: names[place] as string,
      strength: estimate((strengths) => strengths[place] as number),
    })),
    pairs: strongest.flatMap((a, rank) =>
      strongest.slice(rank + 1).map((b) => ({
        first: names[a] as string,
        second: names[b] as string,
        chance: estimate((strengths) => chanceToWin(strengths[a] as number, strengths[b] as number)),
      })),
    ),
  };
}

function fitted(names: readonly string[], comparisons: readonly Comparison[]): number[] | Separation {
  const wins = winTable(names, comparisons);
  return separationOf(names, wins) ?? fitStrengths(wins);
}

function drawnFits(
  names: readonly string[],
  tasks: readonly (readonly Comparison[])[],
  resampling: Resampling,
): (number[] | Missing)[] {
  if (tasks.length === 1) return [];
  return [...resampledIndices(tasks.length, resampling)].map((indices) =>
    fitted(
      names,
      indices.flatMap((i) => tasks[i] ?? []),
    ),
  );
}

function intervalOf(
  tasks: number,
  draws: readonly (number[] | Missing)[],
  of: (strengths: readonly number[]) => number,
  level?: number,
): Interval | Missing {
  if (tasks === 1) return missing('one-task');
  return percentileInterval(
    draws.map((strengths) => (isMissing(strengths) ? strengths : of(strengths))),
    level,
  );
}
