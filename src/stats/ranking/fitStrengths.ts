import type { WinTable } from './comparisons.ts';

/** Where the gradient is taken for 0, in wins. */
const flat = 1e-11;

/**
 * The strengths θ that make the wins likeliest under Bradley–Terry: Σ_ij w_ij·ln σ(θ_i − θ_j) at its only top, by Newton's method with steps
 * that are halved until they rise. Logarithms of odds, their sum 0. The table must not be separated (`separationOf`).
 */
export function fitStrengths(wins: WinTable): number[] {
  let strengths = wins.map(() => 0);
  for (let round = 0; round < 100; round++) {
    const slope = gradient(wins, strengths);
    if (Math.max(...slope.map(Math.abs)) < flat * Math.max(1, ...wins.flat())) break;
    const next = risen(wins, strengths, newtonStep(wins, strengths, slope));
    if (!next) break;
    strengths = next;
  }
  const mean = strengths.reduce((sum, strength) => sum + strength, 0) / strengths.length;
  return strengths.map((strength) => strength - mean);
}

/** σ(θ_i − θ_j): how often the first wins. */
export function chanceToWin(first: number, second: number): number {
  return 1 / (1 + Math.exp(second - first));
}

function likelihood(wins: WinTable, strengths: readonly number[]): number {
  let sum = 0;
  for (const [i, row] of wins.entries())
    for (const [j, times] of row.entries())
      if (times > 0) sum -= times * Math.log1p(Math.exp((strengths[j] as number) - (strengths[i] as number)));
  return sum;
}

/** As far along the step as it rises; undefined where rounding leaves no way up. */
function risen(wins: WinTable, from: readonly number[], step: readonly number[]): number[] | undefined {
  const height = likelihood(wins, from);
  for (let size = 1; size > 1e-6; size /= 2) {
    const to = from.map((strength, i) => strength + size * (step[i] as number));
    if (likelihood(wins, to) >= height) return to;
  }
  return undefined;
}

function gradient(wins: WinTable, strengths: readonly number[]): number[] {
  return strengths.map((own, i) =>
    strengths.reduce((sum, other, j) => {
      const [won, lost] = [wins[i]?.[j] ?? 0, wins[j]?.[i] ?? 0];
      return sum + won - (won + lost) * chanceToWin(own, other);
    }, 0),
  );
}

/** The last strength stays where it is: only differences count. */
function newtonStep(wins: WinTable, strengths: readonly number[], slope: readonly number[]): number[] {
  const free = strengths.length - 1;
  const bend = Array.from({ length: free }, () => new Array<number>(free).fill(0));
  for (let i = 0; i < strengths.length; i++)
    for (let j = 0; j < i; j++) {
      const p = chanceToWin(strengths[i] as number, strengths[j] as number);
      const weight = ((wins[i]?.[j] ?? 0) + (wins[j]?.[i] ?? 0)) * p * (1 - p);
      for (const [a, b, sign] of [
        [i, i, 1],
        [j, j, 1],
        [i, j, -1],
        [j, i, -1],
      ] as const)
        if (a < free && b < free) (bend[a] as number[])[b] = (bend[a]?.[b] ?? 0) + sign * weight;
    }
  return [...solved(bend, slope.slice(0, free)), 0];
}

/** A·x = b for a symmetric A above 0, by elimination without exchanging rows. */
function solved(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (const [k, pivot] of matrix.entries())
    for (let i = k + 1; i < n; i++) {
      const row = matrix[i] as number[];
      const factor = (row[k] as number) / (pivot[k] as number);
      for (let j = k; j < n; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
      right[i] = (right[i] as number) - factor * (right[k] as number);
    }
  for (let i = n - 1; i >= 0; i--) {
    const row = matrix[i] as number[];
    for (let j = i + 1; j < n; j++)
      right[i] = (right[i] as number) - (row[j] as number) * (right[j] as number);
    right[i] = (right[i] as number) / (row[i] as number);
  }
  return right;
}
