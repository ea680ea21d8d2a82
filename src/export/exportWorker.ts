import { setImmediate } from 'node:timers/promises';
import { serve, type Call } from '../platform/workerServer.ts';
import type { ExportPlace, ExportRow } from '../store/api/store.ts';
import { previewExport, type ExportPreview } from './exportPreview.ts';
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
  /** What an export would be, told as far as it is known. Errors: as `previewExport`. */
  preview(job: ExportJob): Promise<ExportPreview>;
  /** The page last asked for. */
  page(rows: ExportRow[]): void;
}

export interface ExportEvent {
  /** The page that is wanted next, where the thread does not read it itself. */
  wanted?: { after: ExportPlace | undefined; limit: number };
  /** Rows so far. */
  written?: number;
  preview?: ExportPreview;
}

type Asking = Call<ExportEvent>;

/** Between two words about how far it is, in milliseconds: to tell of each page took longer than to write it. */
const pauseMs = 100;

let waiting: PromiseWithResolvers<ExportRow[]> | undefined;

async function write({ signal, emit }: Asking, job: ExportJob): Promise<ExportResult> {
  const { from, dataset } = job;
  const writeAll = (ask: AskPage): Promise<ExportResult> =>
    dataset ? writeDataset({ ...job, dataset }, ask, signal) : writeExport(job, ask);
  if (from) {
    let told = -Infinity;
    return atOneMoment(job, from, signal, writeAll, (written) => {
      if (performance.now() - told < pauseMs) return;
      told = performance.now();
      emit({ written });
    });
  }
  signal.addEventListener('abort', () => waiting?.reject(signal.reason));
  return writeAll(async (after, limit, written) => {
    signal.throwIfAborted();
    waiting = Promise.withResolvers();
    emit({ wanted: { after, limit }, written });
    return waiting.promise;
  });
}

async function preview({ signal, emit }: Asking, job: ExportJob): Promise<ExportPreview> {
  const { from, dataset } = job;
  if (!from || !dataset) throw new Error('A preview is of a database, with options.');
  return atOneMoment(job, from, signal, (ask) =>
    previewExport({ ...job, dataset }, ask, { signal, tell: (known) => emit({ preview: known }) }),
  );
}

async function atOneMoment<T>(
  { annotator }: ExportJob,
  from: NonNullable<ExportJob['from']>,
  signal: AbortSignal,
  work: (ask: AskPage) => Promise<T>,
  onPage: (written: number) => void = () => undefined,
): Promise<T> {
  let snapshot: Snapshot | undefined;
  try {
    return await work(async (after, limit, written) => {
      // Reading blocks: a cancelling is heard in between.
      await setImmediate();
      signal.throwIfAborted();
      snapshot ??= openSnapshot(from.database, from.scratch);
      onPage(written);
      return snapshot.page(annotator, after, limit);
    });
  } finally {
    snapshot?.close();
  }
}

serve<ExportThread, ExportEvent>({ write, preview, page: (_, rows) => waiting?.resolve(rows) });
