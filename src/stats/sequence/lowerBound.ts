import { growth } from './bets.ts';

/** Factors of which one logarithm is taken: each is from 0.1 to about 10, so that as many are far from the ends of what a number holds. */
const factors = 16;

/** How near the bound is found, in parts of the range. */
const near = 1e-13;

/**
 * The lower end of a confidence sequence for the mean of values from 0 to 1. Somebody who stakes on "the mean is above m" owns
 * Π growth(λ_i, x_i, m), which falls as m rises; every m at which it has ever reached the limit is out. Only rises.
 */
export class LowerBound {
  readonly #limit: number;
  readonly #values: number[] = [];
  readonly #bets: number[] = [];
  #bound = 0;
  /** ln of what is owned at the bound. */
  #owned = 0;

  /** @param limit ln of what shows that m is not the mean */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bound(): number {
    return this.#bound;
  }

  /** Takes one step when the bound stays, and a few passes over all values when it moves; it stays where nobody looks. */
  add(x: number, bet: number, look = true): void {
    this.#values.push(x);
    this.#bets.push(bet);
    this.#owned += Math.log(growth(bet, x, this.#bound));
    if (!look || this.#owned < this.#limit) return;
    this.#bound = this.#crossing();
    this.#owned = this.ownedAt(this.#bound);
  }

  /** ln of what is owned at m. */
  ownedAt(m: number): number {
    const [values, bets] = [this.#values, this.#bets];
    let sum = 0;
    for (let i = 0; i < values.length;) {
      let product = 1;
      for (const end = Math.min(i + factors, values.length); i < end; i++)
        product *= growth(bets[i] as number, values[i] as number, m);
      sum += Math.log(product);
    }
    return sum;
  }

  /** The greatest m that is out, to `near`: false position by the Illinois rule (Dowell & Jarratt 1971). */
  #crossing(): number {
    let [low, high] = [this.#bound, 1];
    let [above, below] = [this.#owned - this.#limit, this.ownedAt(1) - this.#limit];
    let moved: 'low' | 'high' | undefined;
    while (high - low > near) {
      const guess = low + ((high - low) * above) / (above - below);
      // A guess on an end would never end.
      const m = Math.min(Math.max(guess, low + near / 2), high - near / 2);
      const left = this.ownedAt(m) - this.#limit;
      if (left >= 0) {
        if (moved === 'low') below /= 2;
        [low, above, moved] = [m, left, 'low'];
      } else {
        if (moved === 'high') above /= 2;
        [high, below, moved] = [m, left, 'high'];
      }
    }
    return low;
  }
}
