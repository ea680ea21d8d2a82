import type * as z from 'zod';
import {
  entry,
  toHostSchema,
  type Failure,
  type Handlers,
  type Listeners,
  nothing,
  type PageContract,
  type StopReason,
  type ToHost,
  type ToPage,
} from './channel.ts';

export interface ServerPort {
  post(message: ToPage): void;
  /** Every message of both directions, with what it is about. */
  trace?(way: 'in' | 'out', about: string, message: ToHost | ToPage): void;
  /** Something came that this page does not send. */
  warn(text: string): void;
  /** Any error of a request in the form in which it crosses to the page. */
  plain(error: unknown, request: string): Failure;
  /** Also what is sent is parsed: in development and tests. */
  checked?: boolean;
}

export type PageServer<C extends PageContract> = ReturnType<typeof servePage<C>>;

/** The host's end: does what the page asks for, and tells it what has happened. */
export function servePage<C extends PageContract>(
  contract: C,
  handlers: Handlers<C['requests']>,
  signals: Listeners<C['signals']>,
  port: ServerPort,
) {
  const pending = new Map<string, AbortController>();

  function answer(id: string, name: string, raw: unknown): void {
    const shape = entry(contract.requests, name);
    const input = shape?.in.safeParse(raw);
    if (!shape || !input?.success) {
      const why = input?.error
        ? `cannot be read: ${input.error.message}`
        : 'is nothing that can be asked for';
      port.warn(`"${name}" ${why}`);
      return fail(id, name, { code: 'bad-request', message: `"${name}" ${why}` });
    }
    const stop = new AbortController();
    pending.set(id, stop);
    const work = async (): Promise<unknown> =>
      handlers[name as keyof C['requests']](input.data as never, stop.signal);
    work()
      .then((body) => reply(id, name, shape.out === nothing ? undefined : body, shape.out))
      .catch((error: unknown) => fail(id, name, port.plain(error, name)))
      .finally(() => pending.delete(id));
  }

  /** A page that is gone hears nothing any more. */
  function isHeard(id: string): boolean {
    return pending.get(id)?.signal.reason !== ('gone' satisfies StopReason);
  }

  function reply(id: string, name: string, body: unknown, schema: z.ZodType): void {
    if (port.checked) schema.parse(body);
    if (isHeard(id)) send(`${name} reply`, { kind: 'reply', id, body });
  }

  function fail(id: string, name: string, { code, message, action }: Failure): void {
    const error = { code, message, ...(action === undefined ? {} : { action }) };
    if (isHeard(id)) send(`${name} failure`, { kind: 'failure', id, error });
  }

  function hear(name: string, raw: unknown): void {
    const body = entry(contract.signals, name)?.safeParse(raw);
    if (!body?.success) return port.warn(`A page sent "${name}": ${body?.error.message ?? 'unknown'}`);
    signals[name as keyof C['signals']](body.data as never);
  }

  function send(about: string, message: ToPage): void {
    port.trace?.('out', about, message);
    port.post(message);
  }

  return {
    /** Takes a message of the page. Handlers are called in the order in which their requests come, before this returns. */
    receive(raw: unknown): void {
      const parsed = toHostSchema.safeParse(raw);
      if (!parsed.success) return port.warn(`A page sent something unknown: ${parsed.error.message}`);
      const message = parsed.data;
      port.trace?.('in', message.kind === 'cancel' ? 'cancel' : message.name, message);
      switch (message.kind) {
        case 'request':
          return answer(message.id, message.name, message.body);
        case 'cancel':
          return pending.get(message.id)?.abort('cancelled' satisfies StopReason);
        case 'signal':
          return hear(message.name, message.body);
      }
    },

    emit<K extends keyof C['events'] & string>(name: K, body: z.input<C['events'][K]>): void {
      if (port.checked) contract.events[name]?.parse(body);
      send(name, { kind: 'event', name, body });
    },

    /** The page is gone: what it has asked for is cancelled and not answered. */
    gone(): void {
      for (const stop of pending.values()) stop.abort('gone' satisfies StopReason);
    },
  };
}
