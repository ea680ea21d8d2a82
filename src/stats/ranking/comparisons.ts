import { type Missing } from '../base/figure.ts';

/** Two models on one response each: `score` 1 where the first won, 0 where the second, 0.5 for a tie. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly score: 0 | 0.5 | 1;
}

/** Why models cannot be ranked on one scale, and which. */
export type Separation =
  | (Missing & { readonly reason: 'disconnected'; readonly groups: readonly (readonly string[])[] })
  | (Missing & {
      readonly reason: 'never-beaten';
      readonly above: readonly string[];
      readonly below: readonly string[];
    });

/** Wins by the places of models: `wins[i][j]` is how often i has beaten j, a tie half for each. */
export type WinTable = number[][];

export function winTable(models: readonly string[], comparisons: Iterable<Comparison>): WinTable {
  const places = new Map(models.map((model, place) => [model, place]));
  const table = models.map(() => models.map(() => 0));
  for (const { first, second, score } of comparisons) {
    const [a, b] = [places.get(first) as number, places.get(second) as number];
    (table[a] as number[])[b] = (table[a]?.[b] ?? 0) + score;
    (table[b] as number[])[a] = (table[b]?.[a] ?? 0) + 1 - score;
  }
  return table;
}

/**
 * Whether strengths exist (Ford 1957): however one parts the models in two groups, each has taken something off the other. Undefined if
 * so, else the groups that were never compared, or one that was never beaten.
 */
export function separationOf(models: readonly string[], wins: WinTable): Separation | undefined {
  const compared = reached(wins, (a, b) => (wins[a]?.[b] ?? 0) + (wins[b]?.[a] ?? 0) > 0);
  const groups = groupsOf(models, compared);
  if (groups.length > 1) return { reason: 'disconnected', groups };
  const over = reached(wins, (a, b) => (wins[a]?.[b] ?? 0) > 0);
  const above = models.map((_, top) => models.filter((_, i) => over[i]?.[top] === true));
  // Whoever has the fewest above it is in a group that nobody outside has beaten.
  const least = above.reduce((best, some) => (some.length < best.length ? some : best), models);
  if (least.length === models.length) return undefined;
  return { reason: 'never-beaten', above: least, below: models.filter((model) => !least.includes(model)) };
}

/** Which places lead to which, on any way of steps; each leads to itself (Warshall 1962). */
function reached(wins: WinTable, step: (from: number, to: number) => boolean): boolean[][] {
  const ways = wins.map((_, a) => wins.map((_, b) => a === b || step(a, b)));
  for (const [over, ahead] of ways.entries())
    for (const row of ways) if (row[over]) ahead.forEach((leads, to) => (row[to] ||= leads));
  return ways;
}

function groupsOf(models: readonly string[], ways: readonly boolean[][]): string[][] {
  const groups = new Map<number, string[]>();
  for (const [i, model] of models.entries()) {
    const first = ways[i]?.indexOf(true) ?? i;
    groups.set(first, [...(groups.get(first) ?? []), model]);
  }
  return [...groups.values()];
}
