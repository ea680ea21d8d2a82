import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { toPlainError, type PlainError } from './errors.ts';
import { setDisplayLanguage, type DisplayLanguage } from './displayLanguage.ts';

/** What a thread can be asked, by name: arguments, answers and events can be copied from one thread to another. */
export type Methods<M> = { [K in keyof M]: (...args: never[]) => unknown };
export type Answer<M extends Methods<M>, K extends keyof M> = Awaited<ReturnType<M[K]>>;

/** One question to a thread. */
export interface Call<E> {
  /** Aborted when nobody waits for the answer any more, and when the thread is to end. */
  signal: AbortSignal;
  /** Tells whoever asked; where nobody waits for an answer, the client's own listener. */
  emit: (event: E, transfer?: Transferable[]) => void;
}

export type Handlers<M extends Methods<M>, E> = {
  [K in keyof M]: (call: Call<E>, ...args: Parameters<M[K]>) => Answer<M, K> | Promise<Answer<M, K>>;
};

/** `id` 0: no answer is wanted. The method `close` ends the thread. */
export type ToWorker = { id: number; method: string; args: unknown[] } | { cancel: number };
export type FromWorker =
  | { id: number; value: unknown; event?: unknown }
  | { id: number; error: PlainError }
  | { id: number; event: unknown };

export interface ServeOptions<E> {
  /** What else is told with each answer, in the same message. */
  alongside?: () => E | undefined;
  /** Called last, when all that was asked is answered. */
  close?: () => void;
}

/**
 * Answers in this worker thread what its `WorkerClient` asks, in the order it came as far as the handlers are synchronous.
 * Returns a function that tells the client what no question led to.
 */
export function serve<M extends Methods<M>, E = never>(
  handlers: Handlers<M, E>,
  { alongside, close }: ServeOptions<E> = {},
): (event: E) => void {
  const port = parentPort;
  if (!port) throw new Error('This program runs in a worker thread only.');
  setDisplayLanguage(workerData as DisplayLanguage);
  const send = (message: FromWorker, transfer?: Transferable[]): void => port.postMessage(message, transfer);
  const running = new Map<number, { controller: AbortController; over: Promise<void> }>();
  const table = handlers as Record<string, (call: Call<E>, ...args: unknown[]) => unknown>;

  const done = (id: number, value: unknown): void => {
    if (id === 0) return;
    const event = alongside?.();
    send(event === undefined ? { id, value } : { id, value, event });
  };
  const failed = (id: number, error: unknown): void => {
    if (id === 0) throw error;
    send({ id, error: toPlainError(error) });
  };
  const end = async (): Promise<void> => {
    for (const { controller } of running.values()) controller.abort();
    await Promise.all([...running.values()].map(({ over }) => over));
    close?.();
  };
  port.on('message', (message: ToWorker) => {
    if ('cancel' in message) return running.get(message.cancel)?.controller.abort();
    const { id, method, args } = message;
    if (method === 'close')
      return void end()
        .then(
          () => done(id, undefined),
          (error: unknown) => failed(id, error),
        )
        .finally(() => port.close());
    let controller: AbortController | undefined;
    const call: Call<E> = {
      // Made when it is asked for: most calls are over at once.
      get signal() {
        return (controller ??= new AbortController()).signal;
      },
      emit: (event, transfer) => send({ id, event }, transfer),
    };
    try {
      const value = table[method]?.(call, ...args);
      if (!(value instanceof Promise)) return done(id, value);
      const over = value.then(
        (later) => done(id, later),
        (error: unknown) => failed(id, error),
      );
      controller ??= new AbortController();
      running.set(id, { controller, over: over.finally(() => running.delete(id)) });
    } catch (error) {
      failed(id, error);
    }
  });
  return (event) => send({ id: 0, event });
}
