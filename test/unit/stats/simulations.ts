import { activeMean } from '../../../src/stats/activeMean.ts';
import { type Estimate, isMissing, type Missing } from '../../../src/stats/base/figure.ts';
import { meanOf, quantileOf, sortedOf } from '../../../src/stats/base/moments.ts';
import { normalQuantile } from '../../../src/stats/base/normalQuantile.ts';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { meanOverTasks } from '../../../src/stats/means.ts';
import { predictionPowered } from '../../../src/stats/predictionPowered.ts';
import { ConfidenceSequence } from '../../../src/stats/sequence/confidenceSequence.ts';
import { weightedMean } from '../../../src/stats/weightedMean.ts';

/** Projects on made data: how often figures are wrong, and how soon they decide. */
export interface Simulation {
  projects: number;
  seed: number;
}

/** Standard deviation of differences of scores from 0 to 7. */
const spread = 2.16;
/** Tasks of a fixed plan that finds a difference of 1 with a power of 0.8. */
export const fixedPlan = 37;

/** Made judgements: what a model's difference is, and a judge that errs. */
class MadeData {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  unit(): number {
    return this.#random.unit();
  }

  normal(): number {
    return normalQuantile((this.#random.next() + 0.5) / 2 ** 32);
  }

  /** On half steps, as the mean of two annotators is; rounding adds 1/48 to the variance. */
  difference(mean: number): number {
    const exact = mean + Math.sqrt(spread ** 2 - 1 / 48) * this.normal();
    return Math.max(-7, Math.min(7, Math.round(2 * exact) / 2));
  }
}

/** The share of projects in which the sequence ever excludes the true difference while it is looked at after every task. */
export function everWrong({ projects, seed }: Simulation, difference: number, tasks: number): number {
  const data = new MadeData(seed);
  let wrong = 0;
  for (let project = 0; project < projects; project++)
    if (untilDecided(data, difference, difference, tasks) <= tasks) wrong++;
  return wrong / projects;
}

/** The median number of tasks until the sequence excludes 0. */
export function medianUntilDecided({ projects, seed }: Simulation, difference: number): number {
  const data = new MadeData(seed);
  const lengths = Array.from({ length: projects }, () => untilDecided(data, difference, 0, 2000));
  return quantileOf(sortedOf(lengths), 0.5);
}

function untilDecided(data: MadeData, difference: number, excluded: number, most: number): number {
  const sequence = new ConfidenceSequence({ low: -7, high: 7 });
  for (let task = 1; task <= most; task++) {
    sequence.add(data.difference(difference));
    if (sequence.sideOf(excluded) !== undefined) return task;
  }
  return most + 1;
}

/** How often the bootstrap interval of the mean, over tasks with one to three annotators, holds the true one. */
export function coverageOfMeans({ projects, seed }: Simulation, tasks: number): number {
  const data = new MadeData(seed);
  return coverage(projects, (project) => {
    const scores = Array.from({ length: tasks }, () => {
      const own = data.difference(1);
      return Array.from({ length: 1 + Math.floor(3 * data.unit()) }, () => own + data.normal());
    });
    return [meanOverTasks(scores, { draws: 400, seed: project }), 1];
  });
}

export interface JudgedTasks {
  labelled: number;
  unlabelled: number;
  /** Standard deviation of what the judge errs, who gives half a point too much on top. */
  error: number;
}

/** How often the prediction-powered interval of the difference holds the true one, and its mean width in points. */
export function coverageOfPredictions(
  { projects, seed }: Simulation,
  { labelled, unlabelled, error }: JudgedTasks,
  method: 'ppi' | 'tuned',
): { held: number; width: number } {
  const data = new MadeData(seed);
  const judged = (label: number): number => label + 0.5 + error * data.normal();
  let width = 0;
  const held = coverage(projects, () => {
    const labels = Array.from({ length: labelled }, () => data.difference(1));
    const seen = labels.map((label) => ({ label, prediction: judged(label) }));
    const others = Array.from({ length: unlabelled }, () => judged(data.difference(1)));
    const figure = predictionPowered(seen, others, { method });
    if (!isMissing(figure) && !isMissing(figure.interval))
      width += figure.interval.high - figure.interval.low;
    return [figure, 1];
  });
  return { held, width: width / projects };
}

/** How often intervals of means over tasks that were drawn by what a judge says of them hold the truth. */
export function coverageOfDrawn(
  { projects, seed }: Simulation,
  tasks: number,
): { independent: number; active: number } {
  const data = new MadeData(seed);
  const pools = Array.from({ length: projects }, () =>
    Array.from({ length: tasks }, () => {
      const judge = data.normal();
      return { judge, value: 0.5 + 1.5 * (judge + data.normal()) };
    }),
  );
  return {
    independent: coverage(projects, (i) => {
      const drawn = (pools[i] ?? [])
        .map(({ judge, value }) => ({ value, chance: Math.min(1, 0.2 + 0.3 * Math.abs(judge)) }))
        .filter(({ chance }) => data.unit() < chance);
      return [weightedMean(drawn), 0.5];
    }),
    active: coverage(projects, (i) => {
      const pool = pools[i] ?? [];
      return [activeMean(drawnActively(data, pool), tasks), meanOf(pool.map(({ value }) => value))];
    }),
  };
}

/** Half of the tasks, each drawn from those that are left: the rather, the less the judge is near the answers so far. */
function drawnActively(
  data: MadeData,
  pool: readonly { judge: number; value: number }[],
): { value: number; chance: number }[] {
  const left = [...pool];
  const drawn: { value: number; chance: number }[] = [];
  let sum = 0;
  while (drawn.length < pool.length / 2) {
    const mean = sum / Math.max(1, drawn.length);
    const weights = left.map(({ judge }) => 0.5 + Math.abs(judge - mean));
    const whole = weights.reduce((a, b) => a + b, 0);
    let rest = data.unit() * whole;
    let place = weights.findIndex((weight) => (rest -= weight) < 0);
    if (place < 0) place = left.length - 1;
    const [task] = left.splice(place, 1);
    sum += task?.value ?? 0;
    drawn.push({ value: task?.value ?? 0, chance: (weights[place] ?? 0) / whole });
  }
  return drawn;
}

/** The share of projects of which the interval holds the truth; one that lacks does not. */
function coverage(
  projects: number,
  figureOf: (project: number) => [Estimate | Missing, truth: number],
): number {
  let held = 0;
  for (let project = 0; project < projects; project++) {
    const [figure, truth] = figureOf(project);
    if (isMissing(figure) || isMissing(figure.interval)) continue;
    if (figure.interval.low <= truth && truth <= figure.interval.high) held++;
  }
  return held / projects;
}
