/** The longest time between two looks at a clock: how long nobody could look. */
export class Longest {
  readonly #now: () => number;
  #last: number;
  most = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  look(): void {
    const now = this.#now();
    this.most = Math.max(this.most, now - this.#last);
    this.#last = now;
  }
}
