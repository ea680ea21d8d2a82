import { retryAfter } from '../../platform/http.ts';
import { asTouchstoneError, parseJson } from '../../platform/errors.ts';
import type { RateLimit, Signal } from './adaptiveLimiter.ts';
import { rateLimitIn } from './rateLimitHeaders.ts';

/** What a failure says about its endpoint; undefined: it is about the request alone. */
export interface Told {
  signal: Signal | undefined;
  /** Seconds. */
  retryAfter?: number | undefined;
  rateLimit?: RateLimit | undefined;
  /** Somebody answered. */
  isThere: boolean;
}

/** Gateways whose server does not answer. */
const gateways = new Set([502, 504]);

/** Reads an error, and the headers that came with it. */
export function toldBy(thrown: unknown, headers: Readonly<Record<string, string>> | undefined): Told {
  const error = asTouchstoneError(thrown);
  const { code, status } = error;
  const wait = retryAfter(headers?.['retry-after']);
  const told = {
    retryAfter: wait === undefined ? estimated(error.detail) : wait / 1000,
    rateLimit: headers && rateLimitIn(headers),
    isThere: status !== undefined,
  };
  if (code === 'model-rate-limited') return { ...told, signal: 'refused' };
  // With a time it starts up; without one it has too much to do.
  if (code === 'model-loading')
    return { ...told, signal: told.retryAfter === undefined ? 'refused' : 'cold' };
  if (code === 'network-unreachable' || (status !== undefined && gateways.has(status)))
    return { ...told, signal: 'down' };
  return { ...told, signal: code === 'network-timeout' ? 'late' : undefined };
}

/** The seconds that a model is said to need until it is loaded (Hugging Face, `estimated_time`). */
function estimated(body: string | undefined): number | undefined {
  const said = body === undefined ? undefined : parseJson(body);
  if (typeof said !== 'object' || said === null || !('estimated_time' in said)) return undefined;
  const seconds = Number(said.estimated_time);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
