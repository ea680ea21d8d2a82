import type { ProjectConfig } from '../project/config.ts';
import { isCancelled, TouchstoneError } from '../platform/errors.ts';
import type { Store } from '../store/types.ts';
import { AtomicFile } from './atomicFile.ts';
import { annotatedShape, bareShape, type Shape } from './columns.ts';
import { writerFor, type ExportFormat } from './writers.ts';

export { exportFormats, type ExportFormat } from './writers.ts';

export const exportShapes = ['annotated', 'bare'] as const;
export type ExportShape = (typeof exportShapes)[number];

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

export interface ExportResult {
  path: string;
  rows: number;
}

/** Small, as each row may carry a megabyte of run output. */
const pageSize = 25;

/**
 * Writes the project's tasks and annotations to a file, which appears when it is complete. Errors: `cancelled`,
 * `export-failed` (the file cannot be written).
 */
export async function exportRows(options: ExportOptions): Promise<ExportResult> {
  const { rubric, blind } = options.project.config;
  if (options.shape === 'bare') return writeFile(options, bareShape());
  return writeFile(options, annotatedShape({ rubric, blind: blind && !options.revealAll }));
}

async function writeFile<T extends object>(options: ExportOptions, shape: Shape<T>): Promise<ExportResult> {
  const { path, signal } = options;
  let file: AtomicFile | undefined;
  try {
    signal?.throwIfAborted();
    file = await AtomicFile.create(path);
    const rows = await writeRows(options, shape, file);
    await file.commit();
    return { path, rows };
  } catch (error) {
    await file?.abort();
    throw failure(error, path, signal);
  }
}

async function writeRows<T extends object>(
  { store, format, annotator, signal, onProgress }: ExportOptions,
  shape: Shape<T>,
  file: AtomicFile,
): Promise<number> {
  const writer = writerFor(format, shape.columns, file);
  await writer.begin();
  let written = 0;
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.exportPage(annotator, offset, pageSize);
    for (const row of page) {
      signal?.throwIfAborted();
      const record = shape.record(row);
      if (record === undefined) continue;
      await writer.write(record);
      written++;
    }
    onProgress?.(written);
    if (page.length < pageSize) break;
  }
  await writer.finish();
  return written;
}

function failure(error: unknown, path: string, signal: AbortSignal | undefined): TouchstoneError {
  if (signal?.aborted || isCancelled(error))
    return new TouchstoneError('cancelled', 'The export was cancelled.', { cause: error });
  if (error instanceof TouchstoneError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('export-failed', `${path} cannot be written: ${reason}.`, {
    cause: error,
    action: 'Choose another place, or make room on the drive.',
  });
}
