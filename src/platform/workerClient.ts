import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits, type Transferable } from 'node:worker_threads';
import { displayLanguage } from './displayLanguage.ts';
import { asTouchstoneError, fromPlainError } from './errors.ts';
import type { Answer, FromWorker, Methods, ToWorker } from './workerServer.ts';

export interface WorkerClientOptions<E> {
  name: string;
  /** The error of everything that is asked of a thread which has ended by itself. */
  died: (cause: unknown) => Error;
  /** Hears what no call of its own listens to. */
  onEvent?: (event: E) => void;
  resourceLimits?: ResourceLimits;
}

export interface CallOptions<E> {
  /** Tells the thread that the answer is not wanted any more; what it answers then is up to it. */
  signal?: AbortSignal;
  transfer?: Transferable[];
  onEvent?: (event: E) => void;
}

interface Pending<E> {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
  onEvent: ((event: E) => void) | undefined;
  /** Stops listening to the call's signal. */
  leave: () => void;
}

/** A worker thread whose program calls `serve`. It keeps the process alive only while an answer is awaited. */
export class WorkerClient<M extends Methods<M>, E = never> {
  readonly #options: WorkerClientOptions<E>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending<E>>();
  #lastId = 0;
  #closing: Promise<void> | undefined;
  /** Why nothing can be asked any more. */
  #ended: Error | undefined;

  constructor(program: URL | string, options: WorkerClientOptions<E>) {
    const { name, resourceLimits, died } = options;
    this.#options = options;
    this.#worker = new Worker(program, { name, resourceLimits, workerData: displayLanguage() })
      .on('message', (message: FromWorker) => this.#hear(message))
      .on('error', (error) => this.#end(died(error)))
      .on('messageerror', (error) => this.#end(died(error)))
      .on('exit', (code) => this.#end(died(new Error(`The thread ended with code ${code}.`))));
    this.#worker.unref();
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Resolves to the thread's answer. Errors: what its handler threw (a `TouchstoneError`), and why the thread ended. */
  call<K extends keyof M & string>(
    method: K,
    args: Parameters<M[K]>,
    options?: CallOptions<E>,
  ): Promise<Answer<M, K>> {
    return this.#ask(method, args, options);
  }

  /** Asks for something that needs no answer. A handler that throws ends the thread. */
  tell<K extends keyof M & string>(method: K, ...args: Parameters<M[K]>): void {
    if (!this.#ended) this.#worker.postMessage({ id: 0, method, args } satisfies ToWorker);
  }

  /** Refuses new calls with `reason`, cancels those under way and waits for their end and the thread's. */
  close(reason?: Error): Promise<void> {
    return (this.#closing ??= this.#close(reason));
  }

  /** Ends the thread at once: everything asked is refused with `reason`. */
  async kill(reason: Error): Promise<void> {
    this.#end(reason);
    await this.#worker.terminate();
  }

  #ask<T>(method: string, args: unknown[], options: CallOptions<E> = {}): Promise<T> {
    const { signal, transfer, onEvent } = options;
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(asTouchstoneError(signal.reason));
    const id = ++this.#lastId;
    try {
      this.#worker.postMessage({ id, method, args } satisfies ToWorker, transfer);
    } catch (error) {
      // Something that cannot be copied to another thread.
      return Promise.reject(this.#options.died(error));
    }
    if (this.#pending.size === 0) this.#worker.ref();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const cancel = (): void => this.#worker.postMessage({ cancel: id } satisfies ToWorker);
    signal?.addEventListener('abort', cancel, { once: true });
    const leave = (): void => signal?.removeEventListener('abort', cancel);
    this.#pending.set(id, { resolve, reject, onEvent, leave });
    return promise;
  }

  #hear(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if ('value' in message || 'error' in message) {
      this.#pending.delete(message.id);
      if (this.#pending.size === 0) this.#worker.unref();
      pending?.leave();
      if ('error' in message) pending?.reject(fromPlainError(message.error));
      else pending?.resolve(message.value as never);
    }
    if (!('event' in message) || message.event === undefined) return;
    (pending?.onEvent ?? this.#options.onEvent)?.(message.event as E);
  }

  async #close(reason?: Error): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    const closed = this.#ask<void>('close', []);
    this.#ended = reason ?? this.#options.died(new Error('The thread was closed.'));
    await closed;
    this.#worker.ref();
    await exited;
  }

  /** Everything asked is refused, and all that will be asked. */
  #end(error: Error): void {
    this.#ended ??= error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject, leave } of pending) {
      leave();
      reject(error);
    }
  }
}

/**
 * A thread's program: the module `name`.ts beside the module at `here` where Node strips types, else `bundled` in the bundle's folder
 * (`here` is one of its chunks then); undefined where there is none.
 */
export function workerProgram(here: string, name: string, bundled: string): URL | undefined {
  const places = here.endsWith('.ts') ? [`./${name}.ts`] : [`./${bundled}`, `../${bundled}`];
  return places.map((place) => new URL(place, here)).find((url) => existsSync(fileURLToPath(url)));
}
