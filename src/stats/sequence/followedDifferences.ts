import { isMissing, type Missing } from '../base/figure.ts';
import { ConfidenceSequence, type SequenceOptions } from './confidenceSequence.ts';
import { looksAfter } from './looks.ts';
import { tasksUntilDecided } from './tasksUntilDecided.ts';

/** After n differences: their mean and the sequence's interval, in the units of the differences. */
export interface FollowedPoint {
  readonly n: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Differences of tasks as they come, from −reach to reach, with their confidence sequence at each of its looks (`looksAfter`). One difference
 * costs a step, or some passes over all where the interval moves.
 */
export class FollowedDifferences {
  readonly #range: SequenceOptions;
  readonly #sequence: ConfidenceSequence;
  readonly #differences: number[] = [];
  readonly #points: FollowedPoint[] = [];
  #sum = 0;
  #decidedAt: number | undefined;
  #isMoved = false;

  /** @param reach the greatest difference possible, above 0 */
  constructor(reach: number) {
    this.#range = { low: -reach, high: reach };
    this.#sequence = new ConfidenceSequence(this.#range);
  }

  /** @throws RangeError for one beyond the reach */
  add(difference: number): void {
    this.#differences.push(difference);
    const n = this.#differences.length;
    const looks = looksAfter(n);
    this.#sequence.add(difference, looks);
    this.#sum += difference;
    if (!looks || this.#isMoved) return;
    this.#isMoved = isMissing(this.#sequence.interval);
    if (this.#isMoved) return;
    this.#points.push(this.#point());
    if (this.side !== undefined) this.#decidedAt ??= n;
  }

  /** What was counted, in its order. */
  get differences(): readonly number[] {
    return this.#differences;
  }

  /** The mean has moved while tasks came: nothing is said of it any more. */
  get isMoved(): boolean {
    return this.#isMoved;
  }

  /** On which side of 0 the mean lies; undefined as long as 0 is possible. */
  get side(): 'above' | 'below' | undefined {
    return this.#isMoved ? undefined : this.#sequence.sideOf(0);
  }

  /** After which difference 0 was out. */
  get decidedAt(): number | undefined {
    return this.#decidedAt;
  }

  /** One for each look, and one for now: the interval of the last look with the mean of all. */
  get points(): FollowedPoint[] {
    const points = [...this.#points];
    if (!this.#isMoved && this.#differences.length > (points.at(-1)?.n ?? 0)) points.push(this.#point());
    return points;
  }

  /** About how many more until it is decided: see `tasksUntilDecided`. */
  get more(): { value: number } | Missing {
    return tasksUntilDecided(this.#differences, { ...this.#range, sequence: this.#sequence });
  }

  #point(): FollowedPoint {
    const { interval } = this.#sequence;
    if (isMissing(interval)) throw new Error('There is no interval any more.');
    return { n: this.#differences.length, value: this.#sum / this.#differences.length, ...interval };
  }
}
