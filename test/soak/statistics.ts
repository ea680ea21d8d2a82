import { countBiases } from '../unit/insights/judges/madeJudges.ts';
import {
  coverageOfDrawn,
  coverageOfMeans,
  coverageOfPredictions,
  everWrong,
  fixedPlan,
  medianUntilDecided,
} from '../unit/stats/simulations.ts';

/** The figures of `src/stats` on many made projects. Tells each share as it is found; resolves to what is not as it has to be. */
export function statistics(projects: number, seed: number): string[] {
  const found: string[] = [];
  const many = { projects, seed };
  const told = (what: string, value: number, low: number, high: number, digits = 4): void => {
    const right = value >= low && value <= high;
    console.log(`${what}: ${value.toFixed(digits)}, from ${low} to ${high}${right ? '' : ': WRONG'}`);
    if (!right) found.push(`${what} is ${value}`);
  };
  for (const difference of [0, 1, 3])
    told(`difference ${difference}, 200 looks, ever excluded`, everWrong(many, difference, 200), 0, 0.05);
  const fewer = { projects: Math.ceil(projects / 2), seed };
  told('difference 1, median until decided', medianUntilDecided(fewer, 1), 1, 1.3 * fixedPlan, 1);
  told('difference 2, median until decided', medianUntilDecided(fewer, 2), 1, 0.6 * fixedPlan, 1);
  // A percentile bootstrap is known to be too narrow with few tasks.
  told('bootstrap by task, 20 tasks', coverageOfMeans(fewer, 20), 0.9, 0.965);
  told('bootstrap by task, 100 tasks', coverageOfMeans(fewer, 100), 0.935, 0.965);
  const lots = { projects: 5 * projects, seed };
  for (const judged of [
    { labelled: 20, unlabelled: 60, error: 1 },
    { labelled: 60, unlabelled: 60, error: 1 },
    { labelled: 100, unlabelled: 400, error: 1 },
    { labelled: 100, unlabelled: 400, error: 6 },
    { labelled: 400, unlabelled: 2000, error: 2 },
  ])
    for (const method of ['ppi', 'tuned'] as const) {
      const { held, width } = coverageOfPredictions(lots, judged, method);
      const { labelled, unlabelled, error } = judged;
      const what = `${method}, ${labelled} of ${labelled + unlabelled} labelled, judge errs by ${error}`;
      told(`${what} (${width.toFixed(2)} wide)`, held, 0.935, 0.965);
    }
  for (const tasks of [100, 400]) {
    const { independent, active } = coverageOfDrawn(many, tasks);
    told(`drawn by chance from ${tasks}`, independent, 0.935, 0.965);
    told(`drawn one by one from ${tasks}`, active, 0.935, 0.965);
  }
  const judged = Array.from({ length: Math.ceil(projects / 2) }, (_, i) => seed + i);
  for (const [bias, tasks] of [
    [{}, 20],
    [{}, 60],
    [{}, 200],
    [{ model: 1 }, 60],
    [{ length: 1 }, 60],
    [{ position: 1 }, 60],
  ] as const) {
    const { wrong, ...biases } = countBiases(judged, bias, tasks);
    const [kind] = Object.keys(bias) as (keyof typeof biases)[];
    const what = `judge with ${kind === undefined ? 'no bias' : `a bias of ${kind}`}, ${tasks} tasks`;
    told(`${what}: one that is not there is found`, wrong / judged.length, 0, 0.06);
    if (kind !== undefined) told(`${what}: it is found`, biases[kind] / judged.length, 0.93, 1);
  }
  return found;
}
