import type { ExportPlace, ExportRow } from '../store/types.ts';
import { AtomicFile } from './atomicFile.ts';
import { annotatedShape, bareShape, type Shape } from './columns.ts';
import { exportFailure } from './failure.ts';
import type { ExportJob, ExportResult } from './protocol.ts';
import { writerFor } from './writers.ts';

/** Asks for the rows behind `after`; `written` tells how many are in the file. Rejects when there is nothing more to be done. */
export type AskPage = (
  after: ExportPlace | undefined,
  limit: number,
  written: number,
) => Promise<ExportRow[]>;

/** Small, as each row may carry the output of many runs. */
const pageSize = 25;

/** Writes an export into a file, which appears when it is complete. Errors: those of `ask`; `export-failed`. */
export async function writeExport(job: ExportJob, ask: AskPage): Promise<ExportResult> {
  if (job.shape === 'bare') return writeFile(job, bareShape(), ask);
  return writeFile(job, annotatedShape(job), ask);
}

async function writeFile<T extends object>(
  job: ExportJob,
  shape: Shape<T>,
  ask: AskPage,
): Promise<ExportResult> {
  const { path } = job;
  let file: AtomicFile | undefined;
  try {
    file = await AtomicFile.create(path);
    const rows = await writeRows(job, shape, file, ask);
    await file.commit();
    return { path, rows };
  } catch (error) {
    await file?.abort();
    throw exportFailure(error, path);
  }
}

async function writeRows<T extends object>(
  { format }: ExportJob,
  shape: Shape<T>,
  file: AtomicFile,
  ask: AskPage,
): Promise<number> {
  const writer = writerFor(format, shape.columns, file);
  await writer.begin();
  let written = 0;
  let next: Promise<ExportRow[]> | undefined = ask(undefined, pageSize, 0);
  while (next) {
    const page: ExportRow[] = await next;
    // The store reads the page behind this one while it is written.
    next = page.length < pageSize ? undefined : ask(placeOf(page.at(-1)), pageSize, written);
    next?.catch(() => undefined);
    for (const row of page) {
      const record = shape.record(row);
      if (record === undefined) continue;
      await writer.write(record);
      written++;
    }
  }
  await writer.finish();
  return written;
}

function placeOf(row: ExportRow | undefined): ExportPlace | undefined {
  return row && { position: row.task.position, annotator: row.annotation?.annotator };
}
