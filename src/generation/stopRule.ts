import type { TouchstoneError } from '../platform/errors.ts';
import type { ErrorCode } from '../domain/errorCode.ts';

/**
 * Whether a failure is about the whole run: then the next thousand tasks would fail in the same way, and the user hears it once
 * instead.
 */
const atOnce = new Set<ErrorCode>([
  'model-unauthorized',
  'model-missing',
  'template-missing',
  'template-invalid',
  'config-invalid',
  'secret-missing',
  'store-unavailable',
  'store-newer',
]);
/** Of these, what no other model is spared, and what cannot be kept with a task. */
export const stopsAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['store-unavailable', 'store-newer']);
const whenNoneSucceeded = new Set<ErrorCode>(['network-unreachable', 'network-redirect']);
/** About the server, not about one instruction. */
const aboutServer = new Set<ErrorCode>([
  'network-unreachable',
  'network-redirect',
  'network-timeout',
  'model-loading',
  'model-rate-limited',
]);
const tooManyInARow = 3;

export type Verdict = 'go-on' | 'stop' | 'stop-and-leave';

/** Watches one model. */
export class StopRule {
  #succeeded = false;
  #inARow = 0;

  success(): void {
    this.#succeeded = true;
    this.#inARow = 0;
  }

  /** `stop-and-leave`: the failure says nothing about the task. */
  failure(error: TouchstoneError): Verdict {
    this.#inARow++;
    if (atOnce.has(error.code) || (!this.#succeeded && whenNoneSucceeded.has(error.code)))
      return 'stop-and-leave';
    const about = !this.#succeeded || aboutServer.has(error.code);
    return about && this.#inARow >= tooManyInARow ? 'stop' : 'go-on';
  }
}
