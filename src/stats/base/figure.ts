/** Why there is no figure, or none of its interval. */
export type Reason =
  /** Nothing to count. */
  | 'no-data'
  /** A single task says nothing of how tasks differ. */
  | 'one-task'
  /** Too few tasks for the interval at its level. */
  | 'too-few'
  /** All that was counted is the same: there is no spread to judge by. */
  | 'constant'
  /** Every difference is 0. */
  | 'all-ties'
  /** No task has values of two annotators. */
  | 'no-pairs'
  /** There is nothing to predict for: every task has its label. */
  | 'no-unlabelled'
  /** The figure was not defined for more than one in twenty of the samples that were drawn again. */
  | 'unstable'
  /** More tasks are needed than were tried. */
  | 'beyond-limit'
  /** No value is left that the observations allow: their mean has moved. */
  | 'contradiction'
  /** A task whose chance to be drawn was 0, or is not known. */
  | 'no-chance'
  /** Models of two groups were never compared. */
  | 'disconnected'
  /** A group of models has won every comparison with the others: by how much it is better has no bound. */
  | 'never-beaten';

export interface Missing {
  readonly reason: Reason;
}

/** Both ends belong to it, in the units of the figure. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A figure with its interval; `n` tasks were counted. */
export interface Estimate {
  readonly value: number;
  readonly n: number;
  readonly interval: Interval | Missing;
}

export function missing(reason: Reason): Missing {
  return { reason };
}

export function isMissing<T>(figure: T | Missing): figure is Missing {
  return typeof figure === 'object' && figure !== null && 'reason' in figure;
}

/**
 * Whether all values can be counted.
 * @throws RangeError where one is NaN or infinite: no figure would show it
 */
export function finite(values: readonly number[]): void {
  for (const value of values)
    if (!Number.isFinite(value)) throw new RangeError(`${value} is no value to count with`);
}
