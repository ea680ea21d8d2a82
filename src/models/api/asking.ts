import { AsyncLocalStorage } from 'node:async_hooks';

/** What whoever asks many things of one server hears of each request, by whichever library it is sent. */
export interface Asking {
  /** An answer begins. */
  heard(headers: Readonly<Record<string, string>>): void;
}

/**
 * The asking that a request belongs to. Within one a refusal (429, 503) comes back at once: its endpoint decides when to ask again, for all
 * of its requests. Outside of one the request waits and asks again by itself.
 */
export const asking = new AsyncLocalStorage<Asking>();
