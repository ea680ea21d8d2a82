import {
  entry,
  RequestError,
  toPageSchema,
  usualTimeoutMs,
  type Answer,
  type Input,
  type Listeners,
  type PageContract,
  type ToHost,
} from './channel.ts';
import type * as z from 'zod';

export interface ClientPort<C extends PageContract> {
  post(message: ToHost): void;
  on: Listeners<C['events']>;
  /** Something came that cannot be read or handled. */
  complain(what: string, error: unknown): void;
}

interface Pending {
  name: string;
  settle(body: unknown): void;
  fail(error: RequestError): void;
}

/** The page's end: asks the host, and hears what it tells. */
export class PageClient<C extends PageContract> {
  readonly #contract: C;
  readonly #port: ClientPort<C>;
  readonly #pending = new Map<string, Pending>();
  readonly #session = Math.random().toString(36).slice(2, 12);
  #count = 0;

  constructor(contract: C, port: ClientPort<C>) {
    this.#contract = contract;
    this.#port = port;
  }

  /** Errors: `RequestError` with the host's code, or `timeout`, `cancelled` (also when the page goes), `bad-answer`. */
  request<K extends keyof C['requests'] & string>(
    name: K,
    input: Input<C['requests'][K]>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Answer<C['requests'][K]>> {
    const shape = this.#contract.requests[name] as C['requests'][K];
    const id = `${this.#session}-${++this.#count}`;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      const stop = (error: RequestError): void => {
        this.#port.post({ kind: 'cancel', id });
        this.#pending.get(id)?.fail(error);
      };
      const abort = (): void => stop(cancelled());
      const limit = shape.timeoutMs ?? usualTimeoutMs;
      const late = new RequestError({ code: 'timeout', message: `No answer to "${name}" in ${limit} ms.` });
      const timer = Number.isFinite(limit) ? setTimeout(() => stop(late), limit) : undefined;
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#pending.delete(id);
      };
      signal?.addEventListener('abort', abort);
      this.#pending.set(id, {
        name,
        settle: (body) => {
          done();
          const answer = shape.out.safeParse(body);
          if (answer.success) return resolve(answer.data as Answer<C['requests'][K]>);
          this.#port.complain(`The answer to "${name}" cannot be read`, answer.error);
          reject(new RequestError({ code: 'bad-answer', message: answer.error.message }));
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      this.#port.post({ kind: 'request', id, name, body: input });
    });
  }

  signal<K extends keyof C['signals'] & string>(name: K, body: z.input<C['signals'][K]>): void {
    this.#port.post({ kind: 'signal', name, body });
  }

  /** Takes a message of the host. An answer that nobody waits for any more is none. */
  receive(raw: unknown): void {
    const parsed = toPageSchema.safeParse(raw);
    if (!parsed.success) return this.#port.complain('A message cannot be read', parsed.error);
    const message = parsed.data;
    switch (message.kind) {
      case 'reply':
        return this.#pending.get(message.id)?.settle(message.body);
      case 'failure':
        return this.#pending.get(message.id)?.fail(new RequestError(message.error));
      case 'event':
        return this.#hear(message.name, message.body);
    }
  }

  #hear(name: string, raw: unknown): void {
    const schema = entry(this.#contract.events, name);
    if (!schema) return this.#port.complain(`"${name}" is no event of this page`, '');
    const body = schema.safeParse(raw);
    if (!body.success) return this.#port.complain(`"${name}" cannot be read`, body.error);
    try {
      this.#port.on[name as keyof C['events']](body.data as never);
    } catch (error) {
      this.#port.complain(`The page failed at "${name}"`, error);
    }
  }

  /** Nothing is waited for any more. */
  close(): void {
    for (const pending of [...this.#pending.values()]) pending.fail(cancelled());
  }
}

function cancelled(): RequestError {
  return new RequestError({ code: 'cancelled', message: 'Cancelled.' });
}
