import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExportPlace, ExportRow } from '../store/api/store.ts';
import { AtomicFile, type Scratch } from '../platform/atomicFile.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { annotatedShape, bareShape, type Shape } from './table/exportColumns.ts';
import { scratchName } from './files/exportScratch.ts';
import { exportFailure, type ExportJob, type ExportResult } from './exportProtocol.ts';
import { writerFor } from './formats.ts';

/** Asks for the rows behind `after`; `written` tells how many are in the file. Rejects when there is nothing more to be done. */
export type AskPage = (
  after: ExportPlace | undefined,
  limit: number,
  written: number,
) => Promise<ExportRow[]>;

/** Rows in a page: the first one is least, as nothing is known of the rows yet, the others by how long the rows were. */
const firstPage = 1;
const largestPage = 50;
/** Passing this many characters on holds the extension host's thread for less than 10 ms. */
const pageCharacters = 2_000_000;

/** Writes an export into a file, which appears when it is complete. Errors: those of `ask`; `export-failed`. */
export async function writeExport(job: ExportJob, ask: AskPage): Promise<ExportResult> {
  if (job.shape !== 'bare' && job.shape !== 'annotated')
    throw new TouchstoneError('internal', `An export of the shape ${job.shape} has no options.`);
  return job.shape === 'bare' ? writeFile(job, bareShape(), ask) : writeFile(job, annotatedShape(job), ask);
}

async function writeFile<T extends object>(
  job: ExportJob,
  shape: Shape<T>,
  ask: AskPage,
): Promise<ExportResult> {
  const { path } = job;
  let file: AtomicFile | undefined;
  try {
    file = await AtomicFile.create(path, job.from && scratchIn(job.from.scratch));
    const rows = await writeRows(job, shape, file, ask);
    await file.commit();
    return { path, rows };
  } catch (error) {
    await file?.abort();
    throw exportFailure(error, path);
  }
}

function scratchIn(folder: string): Scratch {
  const id = randomUUID();
  return { temporary: join(folder, scratchName(id)), beside: join(folder, scratchName(id, 'beside')) };
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
  for await (const row of rowsThatFollow(ask, () => written)) {
    const record = shape.record(row);
    if (record === undefined) continue;
    await writer.write(record);
    written++;
  }
  await writer.finish();
  return written;
}

/** All rows, page by page; the store reads the page behind the one that is worked on. */
export async function* rowsThatFollow(ask: AskPage, written: () => number): AsyncGenerator<ExportRow> {
  let limit = firstPage;
  let next: Promise<ExportRow[]> | undefined = ask(undefined, limit, 0);
  while (next) {
    const page: ExportRow[] = await next;
    const more = page.length >= limit;
    limit = pageSize(page);
    next = more ? ask(placeOf(page.at(-1)), limit, written()) : undefined;
    next?.catch(() => undefined);
    yield* page;
  }
}

function placeOf(row: ExportRow | undefined): ExportPlace | undefined {
  return row && { position: row.task.position, annotator: row.annotation?.annotator };
}

/** How many rows are to follow these. */
function pageSize(page: ExportRow[]): number {
  const each = Math.max(1, page.reduce((sum, row) => sum + lengthOf(row), 0) / Math.max(1, page.length));
  return Math.max(1, Math.min(largestPage, Math.floor(pageCharacters / each)));
}

/** Near enough: these texts make up nearly all of a row. */
function lengthOf({ task, generations, runs }: ExportRow): number {
  let length = 1000 + task.instruction.length;
  for (const generation of generations) length += generation?.text.length ?? 0;
  for (const run of runs) length += 500 + run.stdout.length + run.stderr.length;
  return length;
}
