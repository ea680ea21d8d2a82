import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { fromPlainError, TouchstoneError } from '../../platform/errors.ts';
import { displayLanguage } from '../../platform/displayLanguage.ts';
import type { RunHandle, RunOptions, RunOutcome } from '../startRun.ts';
import type { FromWorker, PlainRunOptions, ToWorker } from './runWorkerProtocol.ts';

interface Running {
  onOutput: RunOptions['onOutput'];
  resolve: (outcome: RunOutcome) => void;
  reject: (error: TouchstoneError) => void;
}

/**
 * Starts programs in a worker thread, so that no flood of output, no look at their processes and no removal of their folders holds
 * this one. The thread starts with the first run and anew after a crash; without runs it keeps no process alive.
 */
export class RunWorker {
  readonly #script: URL | string;
  readonly #running = new Map<number, Running>();
  #worker: Worker | undefined;
  #lastId = 0;
  #disposed = false;

  /** `script`: `dist/run-worker.js`, or `runWorker.ts` beside this file where Node strips types. */
  constructor(script: URL | string) {
    this.#script = script;
  }

  /** As `startRun`. Errors besides: `internal` (the worker died), `cancelled` (disposed meanwhile). */
  startRun(options: RunOptions): RunHandle {
    const { signal, onOutput, sandbox, env, pool: _, ...others } = options;
    const id = ++this.#lastId;
    const plain: PlainRunOptions = {
      ...others,
      sandbox: sandbox?.spec ?? { kind: 'none' },
      ...(env ? { env: { ...env } } : {}),
      shows: onOutput !== undefined,
    };
    const stop = (): void => this.#tell(id, { type: 'stop', id });
    const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
    if (signal?.aborted || this.#disposed) {
      reject(new TouchstoneError('cancelled', l10n.t('The run was stopped before it started.')));
    } else {
      this.#running.set(id, { onOutput, resolve, reject });
      signal?.addEventListener('abort', stop, { once: true });
      const worker = this.#ready();
      worker.ref();
      worker.postMessage({ type: 'start', id, options: plain } satisfies ToWorker);
    }
    return {
      write: (text) => this.#tell(id, { type: 'write', id, text }),
      end: () => this.#tell(id, { type: 'end', id }),
      stop,
      done: promise.finally(() => signal?.removeEventListener('abort', stop)),
    };
  }

  /** Stops all runs. Resolves when they are over and the thread has ended. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ type: 'close' } satisfies ToWorker);
    await ended;
  }

  #tell(id: number, message: ToWorker): void {
    if (this.#running.has(id)) this.#worker?.postMessage(message);
  }

  #ready(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#script, {
      workerData: displayLanguage(),
      name: 'touchstone-runs',
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (error: Error) => this.#died(worker, error));
    worker.on('exit', (code) => this.#died(worker, new Error(`The worker ended with code ${code}.`)));
    return worker;
  }

  #hear(message: FromWorker): void {
    const running = this.#running.get(message.id);
    if (!running) return;
    if (message.type === 'output') {
      running.onOutput?.(message.stream, message.chunk);
      return;
    }
    this.#running.delete(message.id);
    if (this.#running.size === 0) this.#worker?.unref();
    if (message.type === 'done') running.resolve(message.outcome);
    else running.reject(fromPlainError(message.error));
  }

  #died(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new TouchstoneError(
      'internal',
      l10n.t('The part that runs programs stopped unexpectedly.'),
      {
        action: l10n.t('Run again.'),
        cause,
        detail: cause.stack,
      },
    );
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const { reject } of running) reject(error);
  }
}
