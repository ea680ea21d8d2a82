import * as z from 'zod';

/**
 * What passes between a page and the host, whatever the page is about. A page is described by three tables: `requests` it makes and
 * gets an answer to, `signals` it gives and `events` it hears without one. Who receives parses; what is sent is typed.
 */
export interface PageContract {
  requests: Record<string, RequestShape>;
  signals: Record<string, z.ZodType>;
  events: Record<string, z.ZodType>;
}

export interface RequestShape {
  in: z.ZodType;
  out: z.ZodType;
  /** How long the page waits for the answer; `Infinity` for what takes as long as it takes and is stopped by the user. */
  timeoutMs?: number;
}

/** The answer of what has none but that it was done. */
export const nothing = z.undefined();

/** How long an answer is waited for, unless the request says otherwise. */
export const usualTimeoutMs = 30_000;

export type Input<S extends RequestShape> = z.input<S['in']>;
export type Answer<S extends RequestShape> = z.output<S['out']>;
/** What a handler gives: where the page hears only that it was done, anything. */
type Given<S extends RequestShape> = S['out'] extends typeof nothing ? unknown : z.input<S['out']>;

export type Handlers<R extends PageContract['requests']> = {
  [K in keyof R]: (input: z.output<R[K]['in']>, signal: AbortSignal) => Given<R[K]> | Promise<Given<R[K]>>;
};

export type Listeners<T extends Record<string, z.ZodType>> = {
  [K in keyof T]: (body: z.output<T[K]>) => void;
};

/** `code` is stable, `message` says what happened, `action` what to do about it. */
const failure = z.object({ code: z.string(), message: z.string(), action: z.string().optional() });

export type Failure = z.output<typeof failure>;

/** A request that was not answered with what was asked for. */
export class RequestError extends Error implements Failure {
  readonly code: string;
  readonly action: string | undefined;

  constructor({ code, message, action }: Failure) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.action = action;
  }
}

/** Why a handler's signal is aborted: the page asked for it, or is not there any more. */
export type StopReason = 'cancelled' | 'gone';

/** Ids are unique over all pages of a panel: an answer to a page that is gone is none to the next. */
const id = z.string().max(100);
const name = z.string().max(100);

export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id, name, body: z.unknown().optional() }),
  z.object({ kind: z.literal('cancel'), id }),
  z.object({ kind: z.literal('signal'), name, body: z.unknown().optional() }),
]);

export const toPageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), id, body: z.unknown().optional() }),
  z.object({ kind: z.literal('failure'), id, error: failure }),
  z.object({ kind: z.literal('event'), name, body: z.unknown().optional() }),
]);

export type ToHost = z.input<typeof toHostSchema>;
export type ToPage = z.input<typeof toPageSchema>;

/** An entry of a table by a name that came from outside. */
export function entry<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
