import { finite } from '../base/figure.ts';

/** What two gave the same response, in the units of the scale. */
export type Pair = readonly [first: number, second: number];

/** A pair, and how often it was given: scales have few steps, so that thousands of pairs are tens of these. Alpha counts in parts of one. */
export interface Counted {
  readonly x: number;
  readonly y: number;
  readonly times: number;
}

/** Each pair once. */
export function once(pairs: readonly Pair[]): Counted[] {
  return pairs.map(([x, y]) => ({ x, y, times: 1 }));
}

/**
 * Groups of pairs that are counted again and again: `count` tells the pairs of the groups with these places, a place counting as often as
 * it is named.
 * @throws RangeError where a value is NaN or infinite
 */
export function pairKinds(groups: readonly (readonly Counted[])[]): {
  count(places: Iterable<number>): Counted[];
} {
  const kinds: Pair[] = [];
  const known = new Map<string, number>();
  const kindOf = (pair: Pair): number => {
    finite(pair);
    const key = pair.join();
    const kind = known.get(key) ?? kinds.push(pair) - 1;
    known.set(key, kind);
    return kind;
  };
  const byGroup = groups.map((pairs) => pairs.map(({ x, y, times }) => ({ kind: kindOf([x, y]), times })));
  return {
    count(places) {
      const sums = new Float64Array(kinds.length);
      for (const place of places)
        for (const { kind, times } of byGroup[place] ?? []) sums[kind] = (sums[kind] ?? 0) + times;
      return kinds.map(([x, y], kind) => ({ x, y, times: sums[kind] ?? 0 })).filter(({ times }) => times > 0);
    },
  };
}

/** How often each value stands on one side, in rising order of the values. */
export function countsOf(values: Iterable<readonly [value: number, times: number]>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [value, times] of values) counts.set(value, (counts.get(value) ?? 0) + times);
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** The mean rank of each value, from 1, of counts in rising order. */
export function ranksOf(counts: ReadonlyMap<number, number>): Map<number, number> {
  let below = 0;
  const ranks = new Map<number, number>();
  for (const [value, times] of counts) {
    ranks.set(value, below + (times + 1) / 2);
    below += times;
  }
  return ranks;
}

export function pairsIn(counted: readonly Counted[]): number {
  return counted.reduce((sum, { times }) => sum + times, 0);
}
