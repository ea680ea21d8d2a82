import type { Problem } from '../../argilla/sync/syncScope.ts';

const usualDelaysMs = [5_000, 15_000, 60_000, 300_000];
/** However long a server asks to wait. */
const mostMs = 3_600_000;

/** When what could not be sent is tried again, and what of it the user has been told: each thing once, until all is well. */
export class Retries {
  readonly #delaysMs: readonly number[];
  #failures = 0;
  #notBefore = 0;
  readonly #told = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(delaysMs: readonly number[] = usualDelaysMs) {
    this.#delaysMs = delaysMs;
  }

  /** The pause in ms before the next attempt: longer each time, and at least as long as the server asks to wait. It never ends. */
  next(askedMs = 0): number {
    const delay = this.#delaysMs[Math.min(this.#failures++, this.#delaysMs.length - 1)] ?? mostMs;
    this.#notBefore = performance.now() + Math.min(askedMs, mostMs);
    return this.atLeast(delay);
  }

  /** A pause, or what is left of the one that the server asked for. */
  atLeast(delayMs: number): number {
    return Math.max(delayMs, this.#notBefore - performance.now());
  }

  /** All went well. */
  forget(): void {
    this.#failures = 0;
    this.#notBefore = 0;
    this.#told.clear();
    this.#seen.clear();
  }

  isNews(what: string): boolean {
    const news = !this.#told.has(what);
    this.#told.add(what);
    return news;
  }

  /** Those that the user is to be told: what waits for a decision at once, what is tried again when it has failed a second time. */
  newsIn(problems: readonly Problem[]): Problem[] {
    return problems.filter(({ taskId, message, blocked }) => {
      const key = `${taskId}\n${message}`;
      const again = this.#seen.has(key);
      this.#seen.add(key);
      return (blocked || again) && this.isNews(key);
    });
  }
}
