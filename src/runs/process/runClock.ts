/**
 * The time limit of one run. It counts from the program's release: until then it is a longer one for whatever starts it. An end that came
 * already is heard before the limit is: the thread may have been held meanwhile.
 */
export class RunClock {
  readonly #limitMs: number;
  readonly #reach: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `startMs`: for the start, in milliseconds; `reach` is called once, when time is up. */
  constructor(limitMs: number, startMs: number, reach: () => void) {
    [this.#limitMs, this.#reach] = [limitMs, reach];
    this.#wait(limitMs + startMs);
  }

  /** The program goes on from here. */
  release(): void {
    if (!this.#stopped) this.#wait(this.#limitMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    const late = (): void => {
      if (!this.#stopped) this.#reach();
    };
    // Behind what has come meanwhile: timers are called before it.
    this.#timer = setTimeout(() => setImmediate(() => setImmediate(late)), Math.min(ms, 2 ** 31 - 1));
  }
}

/** For the start of a sandbox, an interpreter and a judge on a machine that is out of breath. */
export const startMs = 20_000;

/** Calls `begun` once the judge says in its report that the program begins; takes the report's chunks. */
export function whenBegun(begun: () => void): (chunk: Uint8Array) => void {
  let head: string | undefined = '';
  return (chunk) => {
    if (head === undefined) return;
    head = (head + Buffer.from(chunk).toString('latin1')).slice(0, 100);
    if (!head.startsWith('{"begun":1}')) return;
    head = undefined;
    begun();
  };
}
