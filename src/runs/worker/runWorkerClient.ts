import type { RunHandle, RunOptions, RunOutcome } from '../contract/runRequest.ts';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { WorkerClient } from '../../platform/workerClient.ts';
import type { RunOutput, RunThread } from './runWorker.ts';

/**
 * Starts programs in a worker thread, so that no flood of output, no look at their processes and no removal of their folders holds
 * this one. The thread starts with the first run and anew after a crash; without runs it keeps no process alive.
 */
export class RunWorker {
  readonly #script: URL | string;
  #thread: WorkerClient<RunThread, RunOutput> | undefined;
  #lastNumber = 0;
  #disposed = false;

  /** `script`: `dist/run-worker.js`, or `runWorker.ts` beside this file where Node strips types. */
  constructor(script: URL | string) {
    this.#script = script;
  }

  /** As `startRun`. Errors besides: `internal` (the worker died), `cancelled` (disposed meanwhile). */
  startRun(options: RunOptions): RunHandle {
    const { signal, onOutput, sandbox, env, pool: _, ...others } = options;
    const number = ++this.#lastNumber;
    const stopping = new AbortController();
    const start = async (): Promise<RunOutcome> => {
      if (signal?.aborted || this.#disposed)
        throw new TouchstoneError('cancelled', l10n.t('The run was stopped before it started.'));
      const plain = {
        ...others,
        sandbox: sandbox?.spec ?? { kind: 'none' as const },
        ...(env ? { env: { ...env } } : {}),
        shows: onOutput !== undefined,
      };
      return this.#ready().call('run', [number, plain], {
        signal: signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal,
        onEvent: ({ stream, chunk }) => onOutput?.(stream, chunk),
      });
    };
    return {
      write: (text) => this.#thread?.tell('write', number, text),
      end: () => this.#thread?.tell('end', number),
      stop: () => stopping.abort(),
      done: start(),
    };
  }

  /** Stops all runs. Resolves when they are over and the thread has ended. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#thread?.close();
  }

  #ready(): WorkerClient<RunThread, RunOutput> {
    if (!this.#thread || this.#thread.ended)
      this.#thread = new WorkerClient(this.#script, { name: 'touchstone-runs', died });
    return this.#thread;
  }
}

function died(cause: unknown): TouchstoneError {
  return new TouchstoneError('internal', l10n.t('The part that runs programs stopped unexpectedly.'), {
    action: l10n.t('Run again.'),
    cause,
    detail: cause instanceof Error ? cause.stack : undefined,
  });
}
