/** Who wants a turn: together with others, or alone. */
interface Waiting {
  alone: boolean;
  go: () => void;
}

/** A turn: it is there once `began` resolves, and is over (or given up) with `leave`, which is called once. */
export interface Turn {
  began: Promise<void>;
  leave: () => void;
}

/** Lets many go side by side, and one alone: who wants that waits for those that go, and whoever comes later waits for it. */
export class Turns {
  readonly #queue: Waiting[] = [];
  #together = 0;
  #alone = false;

  take(alone: boolean): Turn {
    const { promise: began, resolve: go } = Promise.withResolvers<void>();
    const waiting = { alone, go };
    this.#queue.push(waiting);
    this.#next();
    const leave = (): void => {
      const at = this.#queue.indexOf(waiting);
      if (at >= 0) this.#queue.splice(at, 1);
      else if (alone) this.#alone = false;
      else this.#together--;
      this.#next();
    };
    return { began, leave };
  }

  #next(): void {
    for (let first = this.#queue[0]; first && !this.#alone; first = this.#queue[0]) {
      if (first.alone && this.#together > 0) return;
      this.#queue.shift();
      if (first.alone) this.#alone = true;
      else this.#together++;
      first.go();
    }
  }
}
