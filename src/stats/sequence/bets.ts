/**
 * The predictable plug-in bets of Waudby-Smith & Ramdas 2024 (JRSSB 86(1), § 3.2 and 4): for the t-th of values from 0 to 1
 *   λ_t = √(2·ln(2/α) / (σ̂²_{t−1}·t·ln(1 + t))),  σ̂²_t = (1/4 + Σ_{i ≤ t}(x_i − μ̂_i)²)/(t + 1),  μ̂_t = (1/2 + Σ_{i ≤ t} x_i)/(t + 1),
 * which depends on nothing but the values before it. Without unit.
 */
export class PlugInBets {
  readonly #alpha: number;
  #count = 0;
  #sum = 0.5;
  #squares = 0.25;

  constructor(alpha: number) {
    this.#alpha = alpha;
  }

  /** The bet on the value that comes next. */
  next(): number {
    const t = this.#count + 1;
    return Math.sqrt((2 * Math.log(2 / this.#alpha)) / (this.#squares * Math.log(1 + t)));
  }

  /** Learns from a value. */
  add(x: number): void {
    this.#count++;
    this.#sum += x;
    this.#squares += (x - this.#sum / (this.#count + 1)) ** 2;
  }

  copy(): PlugInBets {
    const copy = new PlugInBets(this.#alpha);
    copy.#count = this.#count;
    copy.#sum = this.#sum;
    copy.#squares = this.#squares;
    return copy;
  }
}

/**
 * The most that is staked, as a share of what one owns: it stays positive whatever comes. The paper names 1/2 and 3/4 and allows any share
 * below 1; on differences of scores, which are small beside their range, the bets of the first tasks are all cut to it.
 */
export const mostStaked = 0.9;

/** By how much a stake on "the mean is above m" grows with x: 1 + min(λ, c/m)·(x − m). It falls as m rises. */
export function growth(bet: number, x: number, m: number): number {
  return 1 + (bet * m > mostStaked ? mostStaked / m : bet) * (x - m);
}
