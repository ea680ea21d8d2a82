import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { Emitter, type Disposable } from '../../platform/emitter.ts';
import { fromPlainError, TouchstoneError } from '../../platform/errors.ts';
import { displayLanguage } from '../../platform/displayLanguage.ts';
import {
  storeMethods,
  type FromWorker,
  type StoreCalls,
  type StoreMethod,
  type ToWorker,
  type WorkerData,
} from './storeProtocol.ts';
import type { Store, TaskInput, UpsertResult } from '../api/store.ts';

export const storeFolderName = '.touchstone';
export const storeFileName = 'touchstone.sqlite';

export interface OpenStoreOptions {
  /** The worker's program: `dist/store-worker.js`, or `storeWorker.ts` beside this file where Node strips types. */
  worker: URL | string;
}

/** Tasks that cross to the worker in one message: copying more would hold this thread for too long. */
const tasksInBatch = 250;

/**
 * Opens (or makes) the store of a project folder. Loading many tasks is one transaction for each 250 of them; every other call is
 * one. Errors: `store-unavailable`, `store-newer`.
 */
export async function openStore(folder: string, options: OpenStoreOptions): Promise<Store> {
  const file = join(resolve(folder), storeFolderName, storeFileName);
  const client = new StoreClient(file, options.worker);
  await client.opened;
  return client.store;
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

class StoreClient {
  readonly opened: Promise<void>;
  readonly store: Store;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #changes = new Emitter<{ taskIds: string[] }>();
  #listeners = 0;
  #lastId = 0;
  #closing: Promise<void> | undefined;
  /** Why nothing can be asked any more. */
  #ended: TouchstoneError | undefined;

  constructor(file: string, worker: URL | string) {
    this.#worker = new Worker(worker, {
      workerData: { file, language: displayLanguage() } satisfies WorkerData,
      name: 'touchstone-store',
    });
    const opening = Promise.withResolvers<void>();
    this.opened = opening.promise;
    this.#worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'ready':
          // An open store alone keeps no process alive; what was asked of it does.
          if (this.#pending.size === 0) this.#worker.unref();
          opening.resolve();
          break;
        case 'failed':
          this.#end(fromPlainError(message.error));
          break;
        case 'changed':
          this.#changes.fire({ taskIds: message.taskIds });
          break;
        case 'result':
          this.#settle(message.id)?.resolve(message.value);
          if (message.changed.length > 0) this.#changes.fire({ taskIds: message.changed });
          break;
        case 'error':
          this.#settle(message.id)?.reject(fromPlainError(message.error));
          break;
      }
    });
    this.#worker.on('error', (error) => this.#end(died(error)));
    this.#worker.on('messageerror', (error) => this.#end(died(error)));
    this.#worker.on('exit', (code) => {
      this.#end(died(new Error(`The worker ended with code ${code}.`)));
      opening.reject(this.#ended ?? died(undefined));
    });
    this.store = this.#makeStore(file);
  }

  #makeStore(path: string): Store {
    const calls = Object.fromEntries(
      storeMethods.map((method) => [method, (...args: unknown[]) => this.#call(method, args)]),
    ) as unknown as StoreCalls;
    return {
      ...calls,
      path,
      upsertTasks: (tasks, models) => this.#upsertTasks(calls, tasks, models),
      onDidChange: (listener) => this.#listen(listener),
      close: () => (this.#closing ??= this.#close()),
    };
  }

  #call(method: StoreMethod, args: unknown[]): Promise<unknown> {
    return this.#ask((id) => ({ type: 'call', id, method, args }));
  }

  #ask(message: (id: number) => ToWorker): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    try {
      this.#worker.postMessage(message(id));
    } catch (error) {
      // Something that cannot be copied to another thread.
      return Promise.reject(died(error));
    }
    this.#pending.set(id, { resolve, reject });
    if (this.#pending.size === 1) this.#worker.ref();
    return promise;
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.unref();
    return pending;
  }

  async #upsertTasks(calls: StoreCalls, tasks: TaskInput[], models: [string, string]): Promise<UpsertResult> {
    const total: UpsertResult = { added: 0, updated: 0, unchanged: 0 };
    for (let i = 0; i < tasks.length; i += tasksInBatch) {
      const result = await calls.upsertTasks(tasks.slice(i, i + tasksInBatch), models);
      total.added += result.added;
      total.updated += result.updated;
      total.unchanged += result.unchanged;
    }
    return total;
  }

  #listen(listener: (change: { taskIds: string[] }) => void): Disposable {
    const subscription = this.#changes.event(listener);
    if (++this.#listeners === 1) this.#post({ type: 'listen', on: true });
    let disposed = false;
    return {
      dispose: () => {
        if (disposed) return;
        disposed = true;
        subscription.dispose();
        if (--this.#listeners === 0) this.#post({ type: 'listen', on: false });
      },
    };
  }

  #post(message: ToWorker): void {
    if (!this.#ended) this.#worker.postMessage(message);
  }

  async #close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    const closed = this.#ask((id) => ({ type: 'close', id }));
    this.#ended = new TouchstoneError('store-unavailable', l10n.t('The project’s database was closed.'), {
      action: l10n.t('Open the project again.'),
    });
    await closed;
    this.#worker.ref();
    await exited;
    this.#changes.dispose();
  }

  /** Everything asked is refused, and all that will be asked. */
  #end(error: TouchstoneError): void {
    this.#ended ??= error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}

function died(cause: unknown): TouchstoneError {
  return new TouchstoneError('store-unavailable', l10n.t('The project’s database stopped unexpectedly.'), {
    action: l10n.t('Reload the window. What was saved is safe.'),
    cause,
    detail: cause instanceof Error ? (cause.stack ?? cause.message) : undefined,
  });
}
