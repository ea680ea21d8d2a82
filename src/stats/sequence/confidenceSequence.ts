import { type Interval, type Missing, missing } from '../base/figure.ts';
import { PlugInBets } from './bets.ts';
import { LowerBound } from './lowerBound.ts';

/** What values are possible, and how often the sequence may err. */
export interface SequenceOptions {
  /** The least and the greatest value possible: −7 and 7 for differences of scores from 0 to 7. */
  low: number;
  high: number;
  /** The chance that the mean is ever outside; 0.05 unless told. */
  alpha?: number;
}

/**
 * A confidence sequence for the mean of bounded values by betting (hedged capital with predictable plug-in bets; Waudby-Smith & Ramdas 2024,
 * JRSSB 86(1), § 4.2 with θ = 1/2 and c = 0.9): with x the values laid on 0 to 1 and λ_t the bets (`PlugInBets`),
 *   K⁺_t(m) = Π (1 + min(λ_i, c/m)·(x_i − m)),  K⁻_t(m) = Π (1 − min(λ_i, c/(1 − m))·(x_i − m)),
 * it holds every m with max(K⁺_t(m), K⁻_t(m))/2 < 1/α after this and each earlier value. The chance that the mean ever leaves is at most α,
 * however often one looks and whenever one stops; both products are monotone in m, so that the ends are exact to 1e-13 of the range.
 *
 * Assumes that values come one by one with the same mean given what came before: tasks in an order that has nothing to do with how they
 * will turn out, all of them counted. It does not hold for tasks that were chosen by their answers.
 *
 * In the units of the values. No value yet: the whole range. Where nothing is left, the assumption does not hold: `contradiction`.
 */
export class ConfidenceSequence {
  readonly #options: Required<SequenceOptions>;
  readonly #bets: PlugInBets;
  readonly #lower: LowerBound;
  /** The lower end of 1 − x. */
  readonly #upper: LowerBound;
  #count = 0;

  /** @throws RangeError where the range is empty, or alpha not above 0 and below 1 */
  constructor({ low, high, alpha = 0.05 }: SequenceOptions) {
    if (!(low < high && Number.isFinite(high - low))) throw new RangeError(`${low} to ${high} is no range`);
    if (!(alpha > 0 && alpha < 1)) throw new RangeError(`${alpha} is no chance to err`);
    this.#options = { low, high, alpha };
    this.#bets = new PlugInBets(alpha);
    this.#lower = new LowerBound(this.limit);
    this.#upper = new LowerBound(this.limit);
  }

  /** How many values were counted. */
  get count(): number {
    return this.#count;
  }

  /** ln of what a stake has to reach for its m to be out: ln(2/α). */
  get limit(): number {
    return Math.log(2 / this.#options.alpha);
  }

  /** The bets so far, to go on from. */
  get bets(): PlugInBets {
    return this.#bets.copy();
  }

  get interval(): Interval | Missing {
    const [below, above] = [this.#lower.bound, 1 - this.#upper.bound];
    if (below > above) return missing('contradiction');
    const { low, high } = this.#options;
    return { low: low + below * (high - low), high: low + above * (high - low) };
  }

  /**
   * Counts one more value. Without `look` the interval stays as it was: of thousands of values it is enough, and much quicker, to look at
   * some moments, and what it says at these holds as well.
   * @throws RangeError for one outside the range
   */
  add(value: number, look = true): void {
    const x = this.placeOf(value);
    const bet = this.#bets.next();
    this.#lower.add(x, bet, look);
    this.#upper.add(1 - x, bet, look);
    this.#bets.add(x);
    this.#count++;
  }

  /** Where the mean lies as seen from `value`, once `value` is out; undefined as long as it is possible. */
  sideOf(value: number): 'above' | 'below' | undefined {
    const m = this.placeOf(value);
    if (m <= this.#lower.bound && this.#lower.bound > 0) return 'above';
    return 1 - m <= this.#upper.bound && this.#upper.bound > 0 ? 'below' : undefined;
  }

  /** ln of what the two stakes against `value` have come to: on a mean above it, and on one below. */
  ownedAgainst(value: number): [above: number, below: number] {
    const m = this.placeOf(value);
    return [this.#lower.ownedAt(m), this.#upper.ownedAt(1 - m)];
  }

  /**
   * The value laid on 0 to 1.
   * @throws RangeError for one outside the range
   */
  placeOf(value: number): number {
    const { low, high } = this.#options;
    if (!(value >= low && value <= high)) throw new RangeError(`${value} is not from ${low} to ${high}`);
    return (value - low) / (high - low);
  }
}
