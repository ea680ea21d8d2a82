import * as l10n from '@vscode/l10n';
/**
 * Errors that a person may see. `code` is stable (other extensions and tests compare it, never the text), `message` says
 * what happened in one sentence, `action` what to do about it; `detail` is for the log alone.
 */
export type ErrorCode =
  | 'config-invalid'
  | 'config-missing'
  | 'project-missing'
  | 'task-missing'
  | 'file-missing'
  | 'file-malformed'
  | 'dataset-missing'
  | 'dataset-gated'
  | 'dataset-unauthorized'
  | 'split-invalid'
  | 'column-missing'
  | 'model-missing'
  | 'model-unauthorized'
  | 'model-loading'
  | 'model-rate-limited'
  | 'model-empty'
  | 'model-bad-request'
  | 'model-bad-answer'
  | 'template-missing'
  | 'template-invalid'
  | 'generation-missing'
  | 'network-unreachable'
  | 'network-timeout'
  | 'network-redirect'
  | 'network-too-large'
  | 'network-bad-answer'
  | 'secret-missing'
  | 'argilla-unauthorized'
  | 'argilla-forbidden'
  | 'argilla-sleeping'
  | 'argilla-not-argilla'
  | 'argilla-settings-differ'
  | 'argilla-rubric'
  | 'argilla-conflict'
  | 'argilla-rejected'
  | 'argilla-missing'
  | 'answer-invalid'
  | 'queue-invalid'
  | 'run-untrusted'
  | 'run-no-code'
  | 'run-language'
  | 'run-interpreter-missing'
  | 'run-not-started'
  | 'run-input-unsupported'
  | 'run-no-sandbox'
  | 'store-unavailable'
  | 'store-newer'
  | 'export-failed'
  | 'cancelled'
  | 'internal';

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

  constructor(code: ErrorCode, message: string, options: TouchstoneErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TouchstoneError';
    this.code = code;
    this.action = options.action;
    this.detail = options.detail;
    this.status = options.status;
    this.data = options.data;
  }
}

/** The form in which an error crosses a thread or a page. */
export interface PlainError {
  code: ErrorCode;
  message: string;
  action?: string;
  detail?: string;
  data?: unknown;
}

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
  if (isAbort(error)) return new TouchstoneError('cancelled', l10n.t('Cancelled.'), { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('internal', message, {
    cause: error,
    detail: error instanceof Error ? error.stack : undefined,
    action: l10n.t('Open the log (Touchstone: Show Log) for details.'),
  });
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
