import { isBusy } from '../file/connection.ts';

export interface Waits {
  /** It comes after what waits already; else it is tried at once. */
  inLine: boolean;
  /** Somebody types and waits for it: it comes before what does many things. */
  typed: boolean;
  /** It goes by what came last: it overtakes nothing, and nothing overtakes it. */
  inOrder: boolean;
  /** Aborted when nobody waits for it any more. */
  signal: AbortSignal;
}

interface Waiting extends Waits {
  attempt: () => void;
  giveUp: (error: unknown) => void;
  /** When it is given up. */
  until: number;
}

export interface BusyTimes {
  limitMs: number;
  pauseMs: number;
}

/**
 * What another program keeps from being done, because it holds the database's lock, waits here for at most ten seconds, without holding
 * the thread: what only reads is answered meanwhile.
 */
export class BusyLine {
  readonly #onBusy: (busy: boolean) => void;
  readonly #times: BusyTimes;
  /** As long as there are some, they are tried again and again. */
  readonly #waiting: Waiting[] = [];

  /** `onBusy`: told when something begins to wait, and when nothing does any more. */
  constructor(onBusy: (busy: boolean) => void, times: BusyTimes = { limitMs: 10_000, pauseMs: 25 }) {
    this.#onBusy = onBusy;
    this.#times = times;
  }

  /** Does the work, which leaves no trace when it throws: at once where that can be, else as soon as it can. Errors: those of the work. */
  take<T>(work: () => T, waits: Waits): T | Promise<T> {
    if (waits.inLine && this.#waiting.length > 0) return this.#wait(work, waits);
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      return this.#wait(work, waits);
    }
  }

  #wait<T>(work: () => T, waits: Waits): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#onBusy(true);
      const until = Date.now() + this.#times.limitMs;
      this.#waiting.push({ ...waits, until, attempt: () => resolve(work()), giveUp: reject });
      if (this.#waiting.length === 1) setTimeout(() => this.#goOn(), this.#times.pauseMs);
    });
  }

  #goOn(): void {
    while (this.#waiting.length > 0) {
      const fixed = this.#waiting.findIndex(({ inOrder }) => inOrder);
      const free = fixed < 0 ? this.#waiting : this.#waiting.slice(0, fixed);
      const next = free.find(({ typed }) => typed) ?? this.#waiting[0];
      if (!next) break;
      try {
        next.attempt();
      } catch (error) {
        if (isBusy(error)) {
          this.#giveUpLate(error);
          break;
        }
        next.giveUp(error);
      }
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
    }
    if (this.#waiting.length === 0) this.#onBusy(false);
    else setTimeout(() => this.#goOn(), this.#times.pauseMs);
  }

  #giveUpLate(error: unknown): void {
    const now = Date.now();
    for (const one of this.#waiting.filter(({ until, signal }) => until <= now || signal.aborted)) {
      one.giveUp(error);
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
    }
  }
}
