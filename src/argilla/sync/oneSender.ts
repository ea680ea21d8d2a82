import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { cancelled, TouchstoneError } from '../../platform/errors.ts';
import type { Store } from '../../store/api/store.ts';

/** For how long (ms) the right is taken: a window that was killed keeps the others waiting that long. */
const leaseMs = 15_000;

export interface LeaseTimes {
  leaseMs?: number;
  /** How often (ms) who waits looks again. */
  lookMs?: number;
}

/**
 * Among all windows on one project, one at a time talks to a server: what two of them send crosses otherwise, and what one has taken back
 * the other sends.
 */
export class OneSender {
  readonly #store: Pick<Store, 'holdLease' | 'endLease'>;
  readonly #name: string;
  readonly #me = randomUUID();
  readonly #times: Required<LeaseTimes>;

  constructor(store: Pick<Store, 'holdLease' | 'endLease'>, origin: string, times: LeaseTimes = {}) {
    this.#store = store;
    this.#name = `argilla ${origin}`;
    this.#times = { leaseMs, lookMs: 250, ...times };
  }

  /**
   * Does the work when nobody else does such. Errors: those of the work, `cancelled`, `network-timeout` where another window came first
   * since this one could not say in time that it is still at work (the machine slept).
   */
  async alone<T>(
    work: (signal: AbortSignal) => Promise<T>,
    { signal, onWait }: { signal: AbortSignal; onWait?: () => void },
  ): Promise<T> {
    for (let told = false; !(await this.#hold()); told = true) {
      if (!told) onWait?.();
      await wait(this.#times.lookMs, undefined, { signal }).catch((error: unknown) => {
        throw cancelled(error);
      });
    }
    const lost = new AbortController();
    const renewing = setInterval(() => {
      // A store that is busy for a moment is asked again.
      void this.#hold().then(
        (held) => held || lost.abort(),
        () => undefined,
      );
    }, this.#times.leaseMs / 3);
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      throw lost.signal.aborted && !signal.aborted ? lostError(error) : error;
    } finally {
      clearInterval(renewing);
      // It ends by itself soon.
      await this.#store.endLease(this.#name, this.#me).catch(() => undefined);
    }
  }

  #hold(): Promise<boolean> {
    return this.#store.holdLease(this.#name, this.#me, this.#times.leaseMs);
  }
}

function lostError(cause: unknown): TouchstoneError {
  return new TouchstoneError(
    'network-timeout',
    l10n.t('Another window has begun to talk to Argilla meanwhile.'),
    { cause, action: l10n.t('Try again in a moment.') },
  );
}
