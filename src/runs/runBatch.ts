/** How long (ms) runs are gathered: the first, those after them, and all later ones. */
const delaysMs = [100, 2000, 5000] as const;
/** Runs are stored at once when there are so many. */
const most = 200;

/**
 * Stores runs, several in one transaction: the first after a tenth of a second, those that follow ever later, the rest when nothing
 * runs any more. A kill in between loses evidence that running again brings back, never an answer.
 */
export class RunBatch {
  readonly #put: (runs: Run[]) => Promise<void>;
  #waiting: Run[] = [];
  #stored = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #users = 0;
  #flushed = 0;

  constructor(put: (runs: Run[]) => Promise<void>) {
    this.#put = put;
  }

  /** Runs are about to come. Each call needs one of `leave`. */
  enter(): void {
    this.#users++;
  }

  /** Nobody waits for company any more once all have left. */
  leave(): void {
    if (--this.#users > 0) return;
    this.#flush();
    this.#flushed = 0;
  }

  /** Resolves when the run is on disk. Errors: those of the store. */
  add(run: Run): Promise<void> {
    this.#waiting.push(run);
    const { promise } = this.#stored;
    if (this.#waiting.length >= most) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), delaysMs[this.#flushed] ?? delaysMs[2]);
    return promise;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#flushed++;
    const runs = this.#waiting;
    const { resolve, reject } = this.#stored;
    this.#waiting = [];
    this.#stored = Promise.withResolvers();
    this.#put(runs).then(resolve, reject);
  }
}
import type { Run } from '../domain/task.ts';
