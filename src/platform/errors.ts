import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../domain/errorCode.ts';
import { errorWithoutSecrets, withoutSecrets } from './redaction/sentSecrets.ts';

/**
 * Errors that a person may see. `code` is stable (other extensions and tests compare it, never the text), `message` says
 * what happened in one sentence, `action` what to do about it; `detail` is for the log alone. No secret that was sent with a request is in
 * any of them, nor in the cause: a server that repeats it is not repeated.
 */
export interface TouchstoneErrorOptions {
  action?: string;
  detail?: string;
  cause?: unknown;
  /** HTTP status, where one came. */
  status?: number;
  /** What a program may need to go on, as plain values; never shown or logged. */
  data?: unknown;
}

export class TouchstoneError extends Error {
  readonly code: ErrorCode;
  readonly action: string | undefined;
  readonly detail: string | undefined;
  readonly status: number | undefined;
  readonly data: unknown;

  /** `more`: the action, or whatever there is. */
  constructor(code: ErrorCode, message: string, more: string | TouchstoneErrorOptions = {}) {
    const { action, detail, cause, status, data }: TouchstoneErrorOptions =
      typeof more === 'string' ? { action: more } : more;
    super(withoutSecrets(message), cause === undefined ? undefined : { cause: errorWithoutSecrets(cause) });
    this.name = 'TouchstoneError';
    this.code = code;
    this.action = action === undefined ? undefined : withoutSecrets(action);
    this.detail = detail === undefined ? undefined : withoutSecrets(detail);
    this.status = status;
    this.data = data;
  }
}

/** The form in which an error crosses a thread or a page. */
export type PlainError = Pick<TouchstoneError, 'code' | 'message'> &
  Pick<TouchstoneErrorOptions, 'action' | 'detail' | 'data'>;

export function toPlainError(error: unknown): PlainError {
  const e = asTouchstoneError(error);
  return { code: e.code, message: e.message, action: e.action, detail: e.detail ?? e.stack, data: e.data };
}

export function fromPlainError(plain: PlainError): TouchstoneError {
  const { action, detail, data } = plain;
  return new TouchstoneError(plain.code, plain.message, { action, detail, data });
}

/** Anything thrown, as a typed error: an abort becomes `cancelled`, what nobody foresaw `internal`. */
export function asTouchstoneError(error: unknown): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  if (isAbort(error)) return cancelled(error);
  const message = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('internal', message, {
    cause: error,
    detail: error instanceof Error ? error.stack : undefined,
    action: l10n.t('Open the log (Touchstone: Show Log) for details.'),
  });
}

/** What was asked for is not wanted any more. */
export function cancelled(cause?: unknown): TouchstoneError {
  return new TouchstoneError('cancelled', l10n.t('Cancelled.'), { cause });
}

export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error as { code?: unknown }).code === 'cancelled')
  );
}

export function isCancelled(error: unknown): boolean {
  return isAbort(error) || (error instanceof TouchstoneError && error.code === 'cancelled');
}

/** What the work gives; `otherwise` where it throws, as reading does of what is gone or is not there on this system. */
export function attempt<T>(work: () => T): T | undefined;
export function attempt<T>(work: () => T, otherwise: T): T;
export function attempt<T>(work: () => T, otherwise?: T): T | undefined {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown);
}
