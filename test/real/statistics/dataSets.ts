import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import type { Pair } from '../../../src/stats/agreement/correlation.ts';
import type { Comparison } from '../../../src/stats/ranking/comparisons.ts';

/** Data of every kind that is compared, drawn from a seed. */
export interface DataSet {
  seed: number;
  draws: number;
  fewDraws: number;
  /** By task and annotator. */
  scores: number[][];
  seconds: number[];
  differences: number[];
  /** Not on any common grid. */
  fractions: number[];
  ps: number[];
  pairs: Pair[][];
  /** By task, response and annotator. */
  ratings: (number | null)[][][];
  models: string[];
  comparisons: [first: string, second: string, score: Comparison['score']][][];
  labels: number[];
  predictions: number[];
  unlabelled: number[];
  drawn: number[];
  chances: number[];
  active: number[];
  activeChances: number[];
  activeTasks: number;
  stream: number[];
}

export function dataSet(seed: number): DataSet {
  const random = new SeededRandom(seed);
  const from = (low: number, high: number): number => low + random.below(high - low + 1);
  const list = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const score = (): number => from(0, 7);
  const near = (value: number): number => Math.max(0, Math.min(7, value + from(-2, 2)));
  const difference = (drift: number): number =>
    Math.max(-7, Math.min(7, (from(-6, 6) + from(-6, 6)) / 4 + drift));
  const models = list(from(2, 6), (i) => `model ${i}`);
  const labels = list(from(2, 60), () => score() + random.unit());
  const noise = from(0, 8);
  const activeTasks = from(25, 80);
  const drift = from(-4, 4) / 2;
  return {
    seed,
    draws: 100,
    fewDraws: 8,
    scores: list(from(2, 40), () => list(from(1, 3), score)),
    seconds: list(from(8, 60), () => from(5, 300)),
    differences: list(from(2, 10), () => from(-3, 4) / 2),
    fractions: list(from(2, 10), () => random.unit() - 0.3),
    ps: list(from(1, 8), () => random.unit() ** 3 * 0.999 + 1e-4),
    pairs: list(from(4, 30), () =>
      list(from(1, 2), () => {
        const first = score();
        return [first, near(first)] as const;
      }),
    ),
    ratings: list(from(4, 25), () =>
      list(2, () => {
        const first = score();
        return list(3, () => (random.unit() < 0.3 ? null : near(first)));
      }),
    ),
    models,
    // The first tasks go round, so that nobody is unbeaten; the others as they come.
    comparisons: [
      ...models.map(
        (model, i) => [[model, models[(i + 1) % models.length] as string, 1]] as DataSet['comparisons'][0],
      ),
      ...(models.length === 2
        ? [[[models[0] as string, models[1] as string, 0.5]] as DataSet['comparisons'][0]]
        : []),
      ...list(from(1, 30), () =>
        list(from(1, 2), () => {
          const a = from(0, models.length - 1);
          const b = (a + from(1, models.length - 1)) % models.length;
          const won = random.unit() < 0.2 ? 0.5 : random.unit() < 0.5 + (b - a) / 12 ? 1 : 0;
          return [models[a] as string, models[b] as string, won] as DataSet['comparisons'][0][0];
        }),
      ),
    ],
    labels,
    predictions: labels.map((label) => label + noise * (random.unit() - 0.5)),
    unlabelled: list(from(1, 120), () => score() + noise * (random.unit() - 0.3)),
    ...spread(
      list(from(12, 60), () => [difference(1), 0.3 + 0.7 * random.unit()] as const),
      'drawn',
      'chances',
    ),
    ...spread(
      list(
        from(1, activeTasks - 1),
        (m) => [difference(0), (0.3 + random.unit()) / (1.3 * (activeTasks - m))] as const,
      ),
      'active',
      'activeChances',
    ),
    activeTasks,
    stream: list(60, () => difference(drift)),
  };
}

function spread<A extends string, B extends string>(
  rows: readonly (readonly [number, number])[],
  first: A,
  second: B,
): Record<A | B, number[]> {
  return { [first]: rows.map(([x]) => x), [second]: rows.map(([, x]) => x) } as Record<A | B, number[]>;
}
