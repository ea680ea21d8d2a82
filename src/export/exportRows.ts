import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type { ProjectConfig } from '../project/config.ts';
import { fromPlainError, TouchstoneError } from '../platform/errors.ts';
import { displayLanguage } from '../platform/displayLanguage.ts';
import type { Store } from '../store/api/store.ts';
import { exportFailure } from './exportErrors.ts';
import type {
  ExportFormat,
  ExportJob,
  ExportResult,
  ExportShape,
  FromWorker,
  ToWorker,
  WorkerData,
} from './exportProtocol.ts';

export {
  exportFormats,
  exportShapes,
  type ExportFormat,
  type ExportResult,
  type ExportShape,
} from './exportProtocol.ts';

export interface ExportOptions {
  store: Pick<Store, 'exportPage'>;
  project: { config: Pick<ProjectConfig, 'rubric' | 'blind'> };
  format: ExportFormat;
  /** `annotated`: everything; `bare`: `instructions`, `response_model_1`, `response_model_2`. */
  shape: ExportShape;
  /** Where the file is to be; its folder must be there. */
  path: string;
  /** One annotator's answers; without it everybody's, one row for each. */
  annotator?: string;
  /** Name the models of tasks that are not submitted, in a blind project too. */
  revealAll?: boolean;
  signal?: AbortSignal;
  onProgress?: (rows: number) => void;
}

/**
 * Writes the project's tasks and annotations to a file, which appears when it is complete. A thread of its own does the work; this
 * one passes pages from the store on to it. Errors: `cancelled`, `export-failed` (the file cannot be written), the store's.
 */
export async function exportRows(options: ExportOptions): Promise<ExportResult> {
  const { store, project, format, shape, path, annotator, signal, onProgress } = options;
  if (signal?.aborted) throw cancelled(signal.reason);
  const { rubric, blind } = project.config;
  const job: ExportJob = { format, shape, path, annotator, rubric, blind: blind && !options.revealAll };
  const worker = new Worker(workerProgram(), {
    workerData: { job, language: displayLanguage() } satisfies WorkerData,
    name: 'touchstone-export',
  });
  const { promise, resolve, reject } = Promise.withResolvers<ExportResult>();
  const send = (message: ToWorker): void => worker.postMessage(message);
  /** Why the thread was told to stop; it cleans up first, then this is thrown. */
  let stopped: TouchstoneError | undefined;
  const stop = (reason: TouchstoneError): void => {
    stopped ??= reason;
    send({ type: 'stop' });
  };
  const onAbort = (): void => stop(cancelled(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });

  const serve = async ({ after, limit, written }: FromWorker & { type: 'ask' }): Promise<void> => {
    try {
      onProgress?.(written);
      send({ type: 'page', rows: await store.exportPage(annotator, after, limit) });
    } catch (error) {
      stop(exportFailure(error, path));
    }
  };
  worker.on('message', (message: FromWorker) => {
    switch (message.type) {
      case 'ask':
        void serve(message);
        break;
      case 'done':
        onProgress?.(message.result.rows);
        resolve(message.result);
        break;
      case 'failed':
        reject(stopped ?? fromPlainError(message.error));
        break;
    }
  });
  worker.on('error', (error) => reject(exportFailure(error, path)));
  worker.on('exit', () => reject(exportFailure(new Error('the thread that writes it has ended'), path)));
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function cancelled(cause: unknown): TouchstoneError {
  return new TouchstoneError('cancelled', l10n.t('The export was cancelled.'), { cause });
}

/**
 * The thread's program: `exportWorker.ts` beside this file where Node strips types, else `export-worker.js` in the bundle's folder
 * (this file is in one of its chunks then).
 */
function workerProgram(): URL {
  const here = import.meta.url;
  const places = here.endsWith('.ts') ? ['./exportWorker.ts'] : ['./export-worker.js', '../export-worker.js'];
  const urls = places.map((place) => new URL(place, here));
  const found = urls.find((url) => existsSync(fileURLToPath(url)));
  if (found) return found;
  throw new TouchstoneError('internal', l10n.t('A part of the extension is missing: export-worker.js.'), {
    action: l10n.t('Install the extension again.'),
  });
}
