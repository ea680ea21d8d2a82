import { type Estimate, finite, type Missing, missing } from './base/figure.ts';
import { allSame, meanOf, sumOf, varianceOf } from './base/moments.ts';
import { normalWidth } from './base/normalQuantile.ts';

/** A task that people have judged and a judge, too: scores, or differences of the two models. */
export interface Labelled {
  readonly label: number;
  readonly prediction: number;
}

export interface PredictionPowered extends Estimate {
  /** How far predictions were trusted: 0 not at all, 1 as in PPI. */
  readonly trust: number;
}

/**
 * The mean of labels with the help of predictions for tasks without one: for λ (`trust`)
 *   θ̂ = λ·mean(f̃) + mean(y − λ·f) ± z·√(λ²·var(f̃)/N + var(y − λ·f)/n),
 * y labels, f their predictions, f̃ the N predictions without label, variances by n and N. `ppi` takes λ = 1 (Angelopoulos, Bates et al. 2023,
 * Science 382); `tuned` (PPI++; Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453) λ = cov(y, f)/((1 + n/N)·var(f and f̃)) cut to [0, 1]: a bad
 * judge does no harm. As in Python's `ppi_py.ppi_mean_ci`. For the paired difference y and f are the differences of the two models.
 *
 * In the units of the labels; `n` counts the labelled tasks. Assumes that labelled and other tasks are of one kind: those with a label were
 * chosen by lot, not by their answers. Normal quantiles: somewhat too narrow
 * under 50 labelled tasks (93 % instead of 95 % with 30).
 *
 * No labels: `no-data`; one: `one-task`; no predictions without label: `no-unlabelled`. The interval lacks where labels are all the same
 * (`constant`). Where predictions are all the same, `tuned` does not trust them.
 * @throws RangeError where a value is NaN or infinite
 */
export function predictionPowered(
  labelled: readonly Labelled[],
  unlabelled: readonly number[],
  method: 'ppi' | 'tuned' = 'tuned',
  level = 0.95,
): PredictionPowered | Missing {
  const y = labelled.map(({ label }) => label);
  const f = labelled.map(({ prediction }) => prediction);
  [y, f, unlabelled].forEach(finite);
  const [n, others] = [y.length, unlabelled.length];
  if (n === 0) return missing('no-data');
  if (n === 1) return missing('one-task');
  if (others === 0) return missing('no-unlabelled');
  const trust = method === 'ppi' ? 1 : tunedTrust(y, f, unlabelled);
  const left = y.map((label, i) => label - trust * (f[i] as number));
  const value = trust * meanOf(unlabelled) + meanOf(left);
  if (allSame(y)) return { value, n, trust, interval: missing('constant') };
  const variance = (trust ** 2 * varianceOf(unlabelled, 0)) / others + varianceOf(left, 0) / n;
  const reach = normalWidth(level) * Math.sqrt(variance);
  return { value, n, trust, interval: { low: value - reach, high: value + reach } };
}

function tunedTrust(y: readonly number[], f: readonly number[], unlabelled: readonly number[]): number {
  const all = [...f, ...unlabelled];
  if (allSame(all)) return 0;
  const [my, mf] = [meanOf(y), meanOf(f)];
  const together = sumOf(y.map((label, i) => (label - my) * ((f[i] as number) - mf))) / y.length;
  const best = together / ((1 + y.length / unlabelled.length) * varianceOf(all));
  return Math.max(0, Math.min(1, best));
}
