import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Row } from '../mapping/taskSource.ts';
import { decodeGroup, type GroupJob } from './decodeGroup.ts';
import type { FromWorker, ToWorker } from './parquetWorker.ts';

/** Groups up to this size (unpacked) are decoded at once: that takes less time than a thread and a copy. */
const smallBytes = 512 * 1024;

/** Decodes row groups, large ones on a thread of its own. One group at a time; dispose of it when done. */
export class Decoder {
  #worker: Worker | undefined;

  /** The rows in order. `bytes`: how large the wanted columns are when unpacked. Errors: what hyparquet throws; `cancelled`. */
  async *rows(job: GroupJob, bytes: number, signal?: AbortSignal): AsyncGenerator<Row, void, undefined> {
    const program = bytes > smallBytes ? workerProgram() : undefined;
    if (program) yield* this.#onThread((this.#worker ??= start(program)), job, signal);
    else yield* await decodeGroup(job);
  }

  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async *#onThread(
    worker: Worker,
    job: GroupJob,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Row, void, undefined> {
    let answer = Promise.withResolvers<FromWorker>();
    const onAnswer = (message: FromWorker): void => answer.resolve(message);
    let ended: Error | undefined;
    const onError = (error: Error): void => answer.reject((ended = error));
    const onExit = (): void => onError(new Error('the thread that decodes it has ended'));
    const onAbort = (): void => answer.reject(new TouchstoneError('cancelled', l10n.t('Cancelled.')));
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    const ask = (message: ToWorker, transfer: ArrayBuffer[] = []): Promise<FromWorker> => {
      answer = Promise.withResolvers();
      if (ended) answer.reject(ended);
      worker.postMessage(message, transfer);
      return answer.promise;
    };
    try {
      const bytes = job.parts.map((part) => part.bytes);
      for (let message = await ask({ job }, bytes); ; message = await ask({ more: true })) {
        if ('failed' in message) throw new Error(message.failed);
        yield* message.rows;
        if (message.last) return;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
    }
  }
}

function start(program: URL): Worker {
  return new Worker(program, {
    name: 'touchstone-parquet',
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
}

/**
 * The thread's program: `parquetWorker.ts` beside this file where Node strips types, else `parquet-worker.js` in the bundle's folder
 * (this file is in one of its chunks then).
 */
function workerProgram(): URL | undefined {
  const here = import.meta.url;
  const places = here.endsWith('.ts')
    ? ['./parquetWorker.ts']
    : ['./parquet-worker.js', '../parquet-worker.js'];
  return places.map((place) => new URL(place, here)).find((url) => existsSync(fileURLToPath(url)));
}
