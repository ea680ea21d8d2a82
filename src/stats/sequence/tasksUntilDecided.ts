import { type Missing, missing } from '../base/figure.ts';
import { quantileOf, sortedOf } from '../base/moments.ts';
import { SeededRandom } from '../base/seededRandom.ts';
import { growth, type PlugInBets } from './bets.ts';
import { ConfidenceSequence, type SequenceOptions } from './confidenceSequence.ts';

export interface FuturesOptions extends SequenceOptions {
  /** How many futures; 200 unless told. */
  futures?: number;
  /** Tasks that a future is followed for; 1,000 unless told. */
  most?: number;
  /** 1 unless told. */
  seed?: number;
}

/** Differences so far that are looked at one by one; of more, as many moments. */
const mostMoments = 200;

/**
 * About how many more tasks until 0 leaves the confidence sequence: the median over futures, each of which goes on with differences drawn with
 * replacement from those so far until the sequence (with all that it has learnt) excludes 0. In tasks; 0 once it has. A plan, not a promise:
 * it takes the spread and the mean seen so far for the true ones, and early on these are rough.
 *
 * No differences: `no-data`; one: `one-task`; all 0: `all-ties`; half of the futures or more take longer than `most`: `beyond-limit`.
 * @throws RangeError where a difference is outside the range
 */
export function tasksUntilDecided(
  differences: readonly number[],
  { futures = 200, most = 1000, seed = 1, ...options }: FuturesOptions,
): { value: number } | Missing {
  if (differences.length === 0) return missing('no-data');
  const sequence = new ConfidenceSequence(options);
  const step = Math.ceil(differences.length / mostMoments);
  for (const [i, difference] of differences.entries())
    sequence.add(difference, (i + 1) % step === 0 || i + 1 === differences.length);
  if (sequence.sideOf(0) !== undefined) return { value: 0 };
  if (differences.length === 1) return missing('one-task');
  if (differences.every((difference) => difference === 0)) return missing('all-ties');
  const places = differences.map((difference) => sequence.placeOf(difference));
  const random = new SeededRandom(seed);
  const draw = (): number => places[random.below(places.length)] as number;
  const now = { owned: sequence.ownedAgainst(0), limit: sequence.limit, zero: sequence.placeOf(0) };
  const lengths = Array.from({ length: futures }, () =>
    lengthOf({ ...now, bets: sequence.bets }, draw, most),
  );
  const median = quantileOf(sortedOf(lengths), 0.5);
  return median > most ? missing('beyond-limit') : { value: Math.ceil(median) };
}

interface Stakes {
  owned: readonly [above: number, below: number];
  limit: number;
  zero: number;
  bets: PlugInBets;
}

/** Tasks until one of the stakes against 0 reaches the limit; `most` + 1 where none does. */
function lengthOf({ owned, limit, zero, bets }: Stakes, draw: () => number, most: number): number {
  let [above, below] = owned;
  for (let tasks = 1; tasks <= most; tasks++) {
    const [x, bet] = [draw(), bets.next()];
    above += Math.log(growth(bet, x, zero));
    below += Math.log(growth(bet, 1 - x, 1 - zero));
    if (Math.max(above, below) >= limit) return tasks;
    bets.add(x);
  }
  return most + 1;
}
