import { alphaOverTasks, pairAgreement } from '../../../src/stats/agreement/pairsByTask.ts';
import { type Estimate, isMissing, type Missing, missing } from '../../../src/stats/base/figure.ts';
import { normalQuantile } from '../../../src/stats/base/normalQuantile.ts';
import { studentChance, studentQuantile } from '../../../src/stats/base/studentQuantile.ts';
import { SeededRandom } from '../../../src/stats/base/seededRandom.ts';
import { activeMean } from '../../../src/stats/activeMean.ts';
import { signFlipTest } from '../../../src/stats/flipTest.ts';
import { holm } from '../../../src/stats/holm.ts';
import { meanOverTasks, medianWithInterval } from '../../../src/stats/means.ts';
import { predictionPowered } from '../../../src/stats/predictionPowered.ts';
import { bradleyTerry } from '../../../src/stats/ranking/bradleyTerry.ts';
import { ConfidenceSequence } from '../../../src/stats/sequence/confidenceSequence.ts';
import { signedEffects } from '../../../src/stats/signedEffects.ts';
import { weightedMean } from '../../../src/stats/weightedMean.ts';
import { shareOf, signTest, winsOf } from '../../../src/stats/wins.ts';
import type { DataSet } from './dataSets.ts';

/** Numbers by name; null where there is none. */
export type Figures = Record<string, (number | null)[]>;

/** What `src/stats` makes of the data, under the names that `figures.py` gives. */
export function ourFigures(data: DataSet): Figures {
  const few = { seed: data.seed, draws: data.fewDraws };
  const wins = winsOf(data.differences);
  const pair = pairAgreement(data.pairs, few);
  const ratings = data.ratings.map((units) => units.map((unit) => unit.map((value) => value ?? undefined)));
  const labelled = data.labels.map((label, i) => ({ label, prediction: data.predictions[i] as number }));
  return {
    mean: endsOf(meanOverTasks(data.scores, { seed: data.seed, draws: data.draws })),
    median: endsOf(medianWithInterval(data.seconds)),
    sign: chanceOf(signTest(wins)),
    won: endsOf(shareOf(wins.won, data.differences.length)),
    'flip differences': chanceOf(signFlipTest(data.differences)),
    'flip fractions': chanceOf(signFlipTest(data.fractions)),
    holm: holm(data.ps),
    ...Object.fromEntries(
      Object.entries(pair).map(([name, figure]) => [name, endsOf(figure as Estimate | Missing)]),
    ),
    ...Object.fromEntries(
      (['nominal', 'ordinal', 'interval'] as const).map((scale) => [
        `alpha ${scale}`,
        endsOf(alphaOverTasks(ratings, scale, few)),
      ]),
    ),
    ...strengthsOf(data),
    ppi: endsOf(predictionPowered(labelled, data.unlabelled, { method: 'ppi', quantiles: 'normal' })),
    tuned: endsOf(predictionPowered(labelled, data.unlabelled, { quantiles: 'normal' })),
    weighted: endsOf(
      weightedMean(
        data.drawn.map((value, i) => ({ value, chance: data.chances[i] as number })),
        { quantiles: 'normal' },
      ),
    ),
    active: activeOf(data),
    ...boundsOf(data.stream),
    random: numbersOf(data.seed),
    quantiles: data.ps.map(normalQuantile),
    'quantiles of Student': data.ps.map((p, i) => studentQuantile(p, data.seconds[i] as number)),
    'chances of Student': data.ps.map((p, i) => studentChance(1 / p, data.seconds[i] as number)),
    'effect constant': endsOf(effectsOf(data.differences).constant),
    'effect side': endsOf(effectsOf(data.differences).side),
  };
}

function endsOf(figure: Estimate | Missing): (number | null)[] {
  if (isMissing(figure)) return [null, null, null];
  const { value, interval } = figure;
  return isMissing(interval) ? [value, null, null] : [value, interval.low, interval.high];
}

function chanceOf(test: { p: number } | Missing): (number | null)[] {
  return [isMissing(test) ? null : test.p];
}

function effectsOf(differences: readonly number[]): ReturnType<typeof signedEffects> {
  const signs = [1, -1, 0, 1, 1] as const;
  return signedEffects(differences.map((value, i) => ({ value, sign: signs[i % 5] as -1 | 0 | 1 })));
}

function strengthsOf({ models, comparisons, seed, fewDraws }: DataSet): Figures {
  const ranking = bradleyTerry(
    comparisons.map((task) => task.map(([first, second, score]) => ({ first, second, score }))),
    { draws: fewDraws, seed },
  );
  if (isMissing(ranking)) return {};
  const strengths = models.map(
    (model) => ranking.models.find((ranked) => ranked.model === model)?.strength ?? missing('no-data'),
  );
  return {
    strengths: strengths.flatMap((strength) => endsOf(strength).slice(0, 1)),
    'strength of the first': strengths.slice(0, 1).flatMap(endsOf),
  };
}

function activeOf({ active, activeChances, activeTasks }: DataSet): (number | null)[] {
  const drawn = active.map((value, i) => ({ value, chance: activeChances[i] as number }));
  return endsOf(activeMean(drawn, activeTasks)).slice(0, 1);
}

function boundsOf(stream: readonly number[]): Figures {
  const sequence = new ConfidenceSequence({ low: -7, high: 7 });
  const path = stream.map((value) => {
    sequence.add(value);
    return sequence.interval;
  });
  return {
    low: path.map((interval) => (isMissing(interval) ? null : interval.low)),
    high: path.map((interval) => (isMissing(interval) ? null : interval.high)),
  };
}

function numbersOf(seed: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: 50 }, () => random.next());
}
