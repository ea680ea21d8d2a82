import * as l10n from '@vscode/l10n';
import type { ProjectConfig } from '../project/config.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { WorkerClient, workerProgram } from '../platform/workerClient.ts';
import type { Store } from '../store/api/store.ts';
import { scratchFolder } from './files/exportScratch.ts';
import { exportedJudges } from './table/exportedJudges.ts';
import { exportFailure, type ExportJob, type ExportResult } from './exportProtocol.ts';
import type { ExportEvent, ExportThread } from './exportWorker.ts';

export interface ExportOptions extends Omit<ExportJob, 'rubric' | 'blind' | 'judges' | 'from'> {
  /** A store's rows are those of one moment; of what is no database, the pages are asked for one by one. */
  store: Pick<Store, 'exportPage'> & Partial<Pick<Store, 'path'>>;
  project: { config: ExportConfig };
  /** Name the models of tasks that are not submitted, in a blind project too. */
  revealAll?: boolean;
  signal?: AbortSignal;
  onProgress?: (rows: number) => void;
}

/**
 * Writes the project's tasks and annotations, as they are now, to a file, which appears when it is complete. A thread of its own does
 * the work. Errors: `cancelled`, `export-failed` (the file cannot be written), the store's.
 */
export async function exportRows(options: ExportOptions): Promise<ExportResult> {
  const { store, project, format, shape, path, annotator, dataset, signal, onProgress } = options;
  if (signal?.aborted) throw cancelledExport(signal.reason);
  const from = store.path === undefined ? undefined : await fromStore(store.path);
  const what = { format, shape, path, annotator, dataset };
  const job: ExportJob = { ...what, ...projectOf(project.config, options.revealAll), from };
  const thread = new WorkerClient<ExportThread, ExportEvent>(exportProgram(), {
    name: 'touchstone-export',
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    died: (cause) => exportFailure(cause, path),
  });
  /** Its reason is thrown when the thread has cleaned up. */
  const stopping = new AbortController();
  const onAbort = (): void => stopping.abort(cancelledExport(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });

  const serve = async ({ wanted, written = 0 }: ExportEvent): Promise<void> => {
    try {
      onProgress?.(written);
      if (wanted) thread.tell('page', await store.exportPage(annotator, wanted.after, wanted.limit));
    } catch (error) {
      stopping.abort(exportFailure(error, path));
    }
  };
  try {
    const result = await thread.call('write', [job], {
      signal: stopping.signal,
      onEvent: (wanted) => void serve(wanted),
    });
    onProgress?.(result.rows);
    return result;
  } catch (error) {
    throw stopping.signal.aborted ? stopping.signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await thread.close();
  }
}

/** What of the project an export goes by. */
export type ExportConfig = Pick<ProjectConfig, 'rubric' | 'blind'> &
  Partial<Pick<ProjectConfig, 'judges' | 'models'>>;

export function projectOf(
  { rubric, blind, judges, models }: ExportConfig,
  revealAll = false,
): Pick<ExportJob, 'rubric' | 'blind' | 'judges'> {
  const isBlind = blind && !revealAll;
  const exported = models && exportedJudges({ judges, models }, rubric, isBlind);
  return { rubric, blind: isBlind, ...(exported && exported.length > 0 && { judges: exported }) };
}

export async function fromStore(database: string): Promise<ExportJob['from']> {
  return { database, scratch: await scratchFolder(database) };
}

export function cancelledExport(cause: unknown): TouchstoneError {
  return new TouchstoneError('cancelled', l10n.t('The export was cancelled.'), { cause });
}

export function exportProgram(): URL {
  const found = workerProgram(import.meta.url, 'exportWorker', 'export-worker.js');
  if (found) return found;
  throw new TouchstoneError('internal', l10n.t('A part of the extension is missing: export-worker.js.'), {
    action: l10n.t('Install the extension again.'),
  });
}
