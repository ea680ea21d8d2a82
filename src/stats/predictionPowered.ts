import { type Estimate, finite, type Missing, missing, type Reason } from './base/figure.ts';
import { allSame, meanOf, sumOf, varianceOf } from './base/moments.ts';
import { type Quantiles, widthOf } from './base/studentQuantile.ts';

/** A task that people have judged and a judge, too: scores, or differences of the two models. */
export interface Labelled {
  readonly label: number;
  readonly prediction: number;
}

export interface PredictionPowered extends Estimate {
  /** How far predictions were trusted: 0 not at all, 1 as in PPI. */
  readonly trust: number;
}

export interface PredictionOptions {
  /** `tuned` unless told: how far to trust predictions is found from the data; with `ppi` wholly. */
  method?: 'ppi' | 'tuned';
  /** `student` unless told; with `normal` all is as in the authors' library. */
  quantiles?: Quantiles;
  level?: number;
}

/**
 * The mean of labels with the help of predictions for tasks without one: for λ (`trust`)
 *   θ̂ = λ·mean(f̃) + mean(y − λ·f) ± q·√(λ²·var(f̃)/N + var(y − λ·f)/n),
 * y labels, f their predictions, f̃ the N predictions without label. `ppi` takes λ = 1 (Angelopoulos, Bates et al. 2023, Science 382); `tuned`
 * (PPI++; Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453) λ = cov(y, f)/((1 + n/N)·var(f and f̃)) cut to [0, 1]: a bad judge does no harm.
 * For the paired difference y and f are the differences of the two models.
 *
 * With `normal` quantiles and variances by n and N as in Python's `ppi_py.ppi_mean_ci`, which is too narrow under 100 labelled tasks. With
 * `student` variances are unbiased (tuning costs one more task) and q is Student's, with the degrees of freedom of Welch & Satterthwaite.
 *
 * In the units of the labels; `n` counts the labelled tasks. Assumes that labelled and other tasks are of one kind: those with a label were
 * chosen by lot, not by their answers.
 *
 * No labels: `no-data`; one: `one-task`; no predictions without label: `no-unlabelled`. The interval lacks where labels are all the same
 * or told exactly (`constant`), and with a single other or two labelled tasks (`too-few`). Where predictions are all the same, `tuned` does not trust them.
 * @throws RangeError where a value is NaN or infinite
 */
export function predictionPowered(
  labelled: readonly Labelled[],
  unlabelled: readonly number[],
  { method = 'tuned', quantiles = 'student', level = 0.95 }: PredictionOptions = {},
): PredictionPowered | Missing {
  const y = labelled.map(({ label }) => label);
  const f = labelled.map(({ prediction }) => prediction);
  [y, f, unlabelled].forEach(finite);
  const n = y.length;
  if (n === 0) return missing('no-data');
  if (n === 1) return missing('one-task');
  if (unlabelled.length === 0) return missing('no-unlabelled');
  const trust = method === 'ppi' ? 1 : tunedTrust(y, f, unlabelled);
  const left = y.map((label, i) => label - trust * (f[i] as number));
  const value = trust * meanOf(unlabelled) + meanOf(left);
  const without = (reason: Reason): PredictionPowered => ({ value, n, trust, interval: missing(reason) });
  if (allSame(y)) return without('constant');
  // What is estimated from the tasks is not left to tell of their spread.
  const [ofMean, ofTuning] = quantiles === 'normal' ? [0, 0] : [1, method === 'tuned' ? 1 : 0];
  const parts = [
    spreadOf(
      unlabelled.map((prediction) => trust * prediction),
      ofMean,
    ),
    spreadOf(left, ofMean + ofTuning),
  ];
  if (parts.some(({ freedom }) => freedom <= 0)) return without('too-few');
  const variance = sumOf(parts.map((part) => part.variance));
  if (variance === 0) return without('constant');
  const freedom = variance ** 2 / sumOf(parts.map((part) => part.variance ** 2 / part.freedom));
  const reach = widthOf(level, quantiles, freedom) * Math.sqrt(variance);
  return { value, n, trust, interval: { low: value - reach, high: value + reach } };
}

/** The variance of the mean of values, and by how many degrees of freedom it is known. */
function spreadOf(values: readonly number[], lost: number): { freedom: number; variance: number } {
  const freedom = values.length - lost;
  return { freedom, variance: varianceOf(values, 0) / freedom };
}

function tunedTrust(y: readonly number[], f: readonly number[], unlabelled: readonly number[]): number {
  const all = [...f, ...unlabelled];
  if (allSame(all)) return 0;
  const [my, mf] = [meanOf(y), meanOf(f)];
  const together = sumOf(y.map((label, i) => (label - my) * ((f[i] as number) - mf))) / y.length;
  const best = together / ((1 + y.length / unlabelled.length) * varianceOf(all));
  return Math.max(0, Math.min(1, best));
}
