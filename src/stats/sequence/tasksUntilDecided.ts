import { type Missing, missing } from '../base/figure.ts';
import { quantileOf, sortedOf } from '../base/moments.ts';
import { SeededRandom } from '../base/seededRandom.ts';
import { growth, type PlugInBets } from './bets.ts';
import { ConfidenceSequence, type SequenceOptions } from './confidenceSequence.ts';
import { looksAfter } from './looks.ts';

export interface FuturesOptions extends SequenceOptions {
  /** How many futures; 200 unless told. */
  futures?: number;
  /** Tasks that a future is followed for; 1,000 unless told. */
  most?: number;
  /** 1 unless told. */
  seed?: number;
  /** The sequence of these differences, where it was counted already. */
  sequence?: ConfidenceSequence;
}

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
  { futures = 200, most = 1000, seed = 1, sequence: counted, ...options }: FuturesOptions,
): { value: number } | Missing {
  if (differences.length === 0) return missing('no-data');
  const sequence = counted ?? sequenceOf(differences, options);
  if (sequence.sideOf(0) !== undefined) return { value: 0 };
  if (differences.length === 1) return missing('one-task');
  if (differences.every((difference) => difference === 0)) return missing('all-ties');
  const places = differences.map((difference) => sequence.placeOf(difference));
  const random = new SeededRandom(seed);
  const draw = (): number => places[random.below(places.length)] as number;
  const now = { owned: sequence.ownedAgainst(0), limit: sequence.limit, zero: sequence.placeOf(0) };
  const lengths: number[] = [];
  let beyond = 0;
  for (let future = 0; future < futures; future++) {
    const length = lengthOf({ ...now, bets: sequence.bets }, draw, most);
    lengths.push(length);
    // The others do not change what is told.
    if (length > most && 2 * ++beyond > futures) return missing('beyond-limit');
  }
  const median = quantileOf(sortedOf(lengths), 0.5);
  return median > most ? missing('beyond-limit') : { value: Math.ceil(median) };
}

function sequenceOf(differences: readonly number[], options: SequenceOptions): ConfidenceSequence {
  const sequence = new ConfidenceSequence(options);
  for (const [i, difference] of differences.entries()) sequence.add(difference, looksAfter(i + 1));
  return sequence;
}

interface Stakes {
  owned: readonly [above: number, below: number];
  limit: number;
  zero: number;
  bets: PlugInBets;
}

/** Tasks until one of the stakes against 0 reaches the limit; `most` + 1 where none does. */
function lengthOf({ owned, limit, zero, bets }: Stakes, draw: () => number, most: number): number {
  // What each grows by is multiplied rather than added up as logarithms: at most 1.9^`most`.
  const [toAbove, toBelow] = [Math.exp(limit - owned[0]), Math.exp(limit - owned[1])];
  let [above, below] = [1, 1];
  for (let tasks = 1; tasks <= most; tasks++) {
    const [x, bet] = [draw(), bets.next()];
    above *= growth(bet, x, zero);
    below *= growth(bet, 1 - x, 1 - zero);
    if (above >= toAbove || below >= toBelow) return tasks;
    bets.add(x);
  }
  return most + 1;
}
