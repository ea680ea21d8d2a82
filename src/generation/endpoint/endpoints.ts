import type { Signal } from './adaptiveLimiter.ts';
import { Endpoint, type EndpointOptions } from './endpoint.ts';

/** So many wait at an endpoint, more than it ever gets at once; the others are still a list. */
export const mostQueued = 256;

/** How many requests at once a server (its origin) answered best. */
export interface Knees {
  get(server: string): number | undefined;
  set(server: string, atOnce: number): void;
}

export interface EndpointsOptions extends Pick<EndpointOptions, 'most' | 'timeout' | 'gone'> {
  knees?: Knees | undefined;
  /** Requests of one begin or cease to wait. */
  onChange?: () => void;
}

/** The endpoints of one run, each made when it is asked for the first time. */
export class Endpoints {
  readonly #options: EndpointsOptions;
  readonly #all = new Map<string, Endpoint>();
  readonly #waits = new Map<string, { signal: Signal; seconds: number }>();

  constructor(options: EndpointsOptions) {
    this.#options = options;
  }

  /** Of all together. */
  get atOnce(): number {
    return [...this.#all.values()].reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** The longest wait for one of them. */
  get waits(): { signal: Signal; seconds: number } | undefined {
    return [...this.#waits.values()].toSorted((one, other) => other.seconds - one.seconds)[0];
  }

  of(server: string): Endpoint {
    const known = this.#all.get(server);
    if (known) return known;
    const { most, timeout, gone, knees, onChange } = this.#options;
    const knee = knees?.get(server);
    const endpoint = new Endpoint({
      ...{ most, timeout, gone },
      // It may be asked by others, too, by now.
      ...(knee !== undefined && { start: Math.max(1, Math.round(knee / 2)) }),
      onWait: (wait) => {
        if (wait) this.#waits.set(server, wait);
        else this.#waits.delete(server);
        onChange?.();
      },
    });
    this.#all.set(server, endpoint);
    return endpoint;
  }

  letGo(): void {
    for (const endpoint of this.#all.values()) endpoint.letGo();
  }

  /** Keeps what was found for the next run. */
  remember(): void {
    for (const [server, { found }] of this.#all)
      if (found !== undefined) this.#options.knees?.set(server, found);
  }
}
