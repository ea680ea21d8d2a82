import { setImmediate } from 'node:timers/promises';
import { serve, type Call } from '../platform/workerServer.ts';
import type { ExportPlace, ExportRow } from '../store/api/store.ts';
import type { ExportJob, ExportResult } from './exportProtocol.ts';
import { openSnapshot, type Snapshot } from './snapshotPages.ts';
import { writeDataset } from './writeDataset.ts';
import { writeExport, type AskPage } from './writeExport.ts';

/**
 * The thread that writes an export: turning rows into records, and above all Parquet's row groups and footer, would hold the
 * extension host's own. All it writes is of one moment: it reads the database itself, in one transaction. Where there is none, it asks
 * for one page after the other.
 */
export interface ExportThread {
  /** Cancelled: what was written goes before it rejects. Errors: as `writeExport`. */
  write(job: ExportJob): Promise<ExportResult>;
  /** The page last asked for. */
  page(rows: ExportRow[]): void;
}

/** The page that is wanted next, where the thread does not read it itself; `written`: rows so far. */
export interface PageWanted {
  wanted?: { after: ExportPlace | undefined; limit: number };
  written: number;
}

let waiting: PromiseWithResolvers<ExportRow[]> | undefined;

async function write({ signal, emit }: Call<PageWanted>, job: ExportJob): Promise<ExportResult> {
  const { from, annotator, dataset } = job;
  const writeAll = (ask: AskPage): Promise<ExportResult> =>
    dataset ? writeDataset({ ...job, dataset }, ask, signal) : writeExport(job, ask);
  if (!from) {
    signal.addEventListener('abort', () => waiting?.reject(signal.reason));
    return writeAll(async (after, limit, written) => {
      signal.throwIfAborted();
      waiting = Promise.withResolvers();
      emit({ wanted: { after, limit }, written });
      return waiting.promise;
    });
  }
  let snapshot: Snapshot | undefined;
  try {
    return await writeAll(async (after, limit, written) => {
      // Reading blocks: a cancelling is heard in between.
      await setImmediate();
      signal.throwIfAborted();
      snapshot ??= openSnapshot(from.database, from.scratch);
      emit({ written });
      return snapshot.page(annotator, after, limit);
    });
  } finally {
    snapshot?.close();
  }
}

serve<ExportThread, PageWanted>({ write, page: (_, rows) => waiting?.resolve(rows) });
