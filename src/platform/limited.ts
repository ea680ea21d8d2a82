import * as l10n from '@vscode/l10n';
import { cancelled, TouchstoneError } from './errors.ts';

/**
 * Does the work for all items, for at most `count` at once, each begun when there is room for it; resolves to what came of them, in the
 * items' order. After the first failure nothing is begun; it is thrown when all that was begun is over.
 */
export async function limited<T, R>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const rest = items.entries(); // shared: each item is taken by one worker
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, count) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** The limit in all of one exchange with a server: its `signal` is aborted when it is over, or when the caller's is. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #late = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #totalMs: number;
  readonly #origin: string;

  constructor(origin: string, totalMs: number, signal?: AbortSignal) {
    this.#origin = origin;
    this.#totalMs = totalMs;
    this.signal = signal ? AbortSignal.any([signal, this.#late.signal]) : this.#late.signal;
    this.#timer = setTimeout(() => this.#late.abort(new DOMException('Too late', 'TimeoutError')), totalMs);
    this.#timer.unref();
  }

  get late(): boolean {
    return this.#late.signal.aborted;
  }

  /** What is thrown when it is late. */
  error(cause: unknown): TouchstoneError {
    const seconds = Math.round(this.#totalMs / 1000);
    return new TouchstoneError(
      'network-timeout',
      l10n.t('{0} was not done within {1} s.', this.#origin, seconds),
      { cause, action: l10n.t('Check that the server runs and try again.') },
    );
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

export interface TurnOptions {
  signal?: AbortSignal;
  /** Limit in ms for the work itself; `network-timeout` where it is over. */
  limitMs?: number;
  /** Called where others come first. */
  onWait?: () => void;
}

/** One after the other, in the order in which they come. Who waits can leave the line, and no turn is without an end. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #inLine = 0;

  /** Errors: those of the work, `cancelled`, `network-timeout`. `work` has to heed its signal. */
  async take<T>(
    work: (signal: AbortSignal) => Promise<T>,
    { signal, limitMs = 3_600_000, onWait }: TurnOptions = {},
  ): Promise<T> {
    const before = this.#last;
    const over = Promise.withResolvers<void>();
    this.#last = before.then(() => over.promise);
    try {
      if (this.#inLine++ > 0) onWait?.();
      await unlessAborted(before, signal);
      const limit = AbortSignal.timeout(limitMs);
      try {
        return await work(signal ? AbortSignal.any([signal, limit]) : limit);
      } catch (error) {
        if (!limit.aborted || signal?.aborted) throw error;
        const minutes = Math.round(limitMs / 60_000);
        throw new TouchstoneError('network-timeout', l10n.t('It was not done within {0} minutes.', minutes), {
          cause: error,
        });
      }
    } finally {
      this.#inLine--;
      over.resolve();
    }
  }
}

async function unlessAborted(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await before);
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(cancelled(signal.reason));
  if (signal.aborted) throw cancelled(signal.reason);
  signal.addEventListener('abort', leave);
  try {
    await Promise.race([before, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
