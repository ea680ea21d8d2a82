import { setImmediate as nextTurn } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { FileMetaData } from 'hyparquet';
import { TouchstoneError, cancelled, isCancelled } from '../../platform/errors.ts';
import { limited } from '../../platform/limited.ts';
import { WorkerClient, workerProgram } from '../../platform/workerClient.ts';
import type { Row } from '../mapping/taskSource.ts';
import { labelsOf, withLabels, type Labels } from './classLabels.ts';
import { decodeGroup, type GroupJob } from './decodeGroup.ts';
import type { ParquetThread } from './parquetWorker.ts';

/** Reading Parquet by byte ranges: the same for a file on the disk and one on the Hub. */

/** A file that can be read in ranges: `end` is excluded. */
export interface RangeFile {
  /** Named in errors. */
  name: string;
  byteLength: number;
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** A footer, and what is needed of it. */
export interface ParquetFooter {
  metadata: FileMetaData;
  rows: number;
  /** Names of the top-level columns. */
  columns: string[];
  /** Names of classes, by the column that holds their numbers. */
  labels: Labels;
}

/** Most bytes of a row group's wanted columns that are read at once. */
export const maxGroupBytes = 512 * 1024 * 1024;
/** Largest footer read: a file of 100,000 row groups stays below. */
const maxFooterBytes = 64 * 1024 * 1024;

/** Reads exactly the footer: its length first, then itself. Errors: `file-malformed`. */
export async function readFooter(file: RangeFile): Promise<ParquetFooter> {
  const { parquetMetadata, parquetSchema } = await import('hyparquet');
  if (file.byteLength < 12) throw malformed(file, l10n.t('it is too short'));
  const tail = new DataView(await file.read(file.byteLength - 8, file.byteLength));
  if (tail.getUint32(4, true) !== 0x31524150) throw malformed(file, l10n.t('it does not end like one'));
  const length = tail.getUint32(0, true);
  if (length > file.byteLength - 12 || length > maxFooterBytes)
    throw malformed(file, l10n.t('its footer claims an impossible length'));
  const footer = new Uint8Array(length + 8);
  footer.set(new Uint8Array(await file.read(file.byteLength - 8 - length, file.byteLength - 8)));
  footer.set(new Uint8Array(tail.buffer), length);
  try {
    const metadata = parquetMetadata(footer, { geoparquet: false });
    const columns = parquetSchema(metadata).children.map((child) => child.element.name);
    return { metadata, columns, rows: Number(metadata.num_rows), labels: labelsOf(metadata) };
  } catch (error) {
    throw malformed(file, l10n.t('its footer cannot be read'), error);
  }
}

/**
 * Rows `from` to `to` (excluded), by row groups. Of each group that holds wanted rows it reads the named columns' chunks and
 * nothing else. Errors: `file-malformed`, `cancelled`, and those of `file.read`.
 */
export async function* readRows(
  file: RangeFile,
  { metadata, labels }: ParquetFooter,
  columns: readonly string[],
  { from, to, signal }: { from: number; to: number; signal?: AbortSignal },
): AsyncGenerator<{ index: number; values: Row }, void, undefined> {
  const decoder = new Decoder();
  try {
    let start = 0;
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows);
      const first = Math.max(from, start);
      const last = Math.min(to, end);
      let index = first;
      if (first < last) {
        const { ranges, unpacked } = chunkRanges(file, group, columns);
        const job = {
          // The rest of a footer may be large, and is of no use to the decoder.
          metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows, key_value_metadata: [] },
          parts: await fetchRanges(file, touchingMerged(ranges)),
          byteLength: file.byteLength,
          columns: [...columns],
          rowStart: first - start,
          rowEnd: last - start,
        };
        try {
          for await (const values of decoder.rows(job, unpacked, signal))
            yield { index: index++, values: withLabels(values, labels) };
        } catch (error) {
          if (isCancelled(error)) throw error;
          throw malformed(file, l10n.t('rows {0} to {1} cannot be decoded', start, end - 1), error);
        }
        if (index !== last) throw malformed(file, l10n.t('rows {0} to {1} are not complete', start, end - 1));
      }
      start = end;
      if (start >= to) return;
    }
  } finally {
    await decoder.dispose();
  }
}

interface Range {
  start: number;
  end: number;
}

function chunkRanges(
  file: RangeFile,
  group: FileMetaData['row_groups'][number],
  columns: readonly string[],
): { ranges: Range[]; unpacked: number } {
  const ranges: Range[] = [];
  let unpacked = 0;
  for (const chunk of group.columns) {
    const meta = chunk.meta_data;
    if (!meta || chunk.file_path) throw malformed(file, l10n.t('its columns lie in other files'));
    const column = meta.path_in_schema[0];
    if (column === undefined || !columns.includes(column)) continue;
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= file.byteLength))
      throw malformed(file, l10n.t('column {0} points outside the file', JSON.stringify(column)));
    ranges.push({ start, end });
    unpacked += Number(meta.total_uncompressed_size);
  }
  const bytes = ranges.reduce((sum, r) => sum + r.end - r.start, 0);
  if (bytes > maxGroupBytes)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t(
        '{0} has row groups of {1} MiB in the mapped columns: too large to be read here.',
        file.name,
        Math.round(bytes / 1024 / 1024),
      ),
      l10n.t('Map fewer columns ("context" above all), or write the file with smaller row groups.'),
    );
  return { ranges, unpacked };
}

/** Neighbours become one range, so one request; a gap between two is never read. */
function touchingMerged(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

/** The bytes of the ranges, a few requests at a time. */
function fetchRanges(file: RangeFile, ranges: Range[]): Promise<{ start: number; bytes: ArrayBuffer }[]> {
  return limited(ranges, 4, async ({ start, end }) => ({ start, bytes: await file.read(start, end) }));
}

function malformed(file: RangeFile, reason: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(
    'file-malformed',
    l10n.t('{0} is not a Parquet file that can be read: {1}.', file.name, reason),
    { cause, ...(cause instanceof Error ? { detail: cause.message } : {}) },
  );
}

/** Groups up to this size (unpacked) are decoded at once: that takes less time than a thread and a copy. */
const smallBytes = 512 * 1024;

/** Decodes row groups, large ones on a thread of its own. One group at a time; dispose of it when done. */
class Decoder {
  #thread: WorkerClient<ParquetThread> | undefined;

  /** The rows in order. `bytes`: how large the wanted columns are when unpacked. Errors: what hyparquet throws; `cancelled`. */
  async *rows(job: GroupJob, bytes: number, signal?: AbortSignal): AsyncGenerator<Row, void, undefined> {
    const program =
      bytes > smallBytes ? workerProgram(import.meta.url, 'parquetWorker', 'parquet-worker.js') : undefined;
    if (program) yield* onThread((this.#thread ??= start(program)), job, signal);
    else yield* await decodeGroup(job);
  }

  async dispose(): Promise<void> {
    await this.#thread?.kill(cancelled());
  }
}

async function* onThread(
  thread: WorkerClient<ParquetThread>,
  job: GroupJob,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row, void, undefined> {
  // Decoding holds the thread, which hears of nothing meanwhile.
  const stop = (): void => void thread.kill(cancelled());
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let batch = await thread.call('decode', [job], { transfer: job.parts.map((part) => part.bytes) });
    yield* batch.rows;
    while (!batch.last) {
      // Node hands over what comes while it hands over: a quick answer would be taken in the same turn, and so on to the end.
      await nextTurn();
      batch = await thread.call('more', []);
      yield* batch.rows;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function start(program: URL): WorkerClient<ParquetThread> {
  return new WorkerClient(program, {
    name: 'touchstone-parquet',
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
    died: (cause) => (cause instanceof Error ? cause : new Error('the thread that decodes it has ended')),
  });
}
