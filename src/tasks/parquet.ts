import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { TouchstoneError, isCancelled } from '../platform/errors.ts';
import type { Row } from './types.ts';

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
}

/** Most bytes of a row group's wanted columns that are read at once. */
export const maxGroupBytes = 512 * 1024 * 1024;
/** Largest footer read: a file of 100,000 row groups stays below. */
const maxFooterBytes = 64 * 1024 * 1024;

/** Reads exactly the footer: its length first, then itself. Errors: `file-malformed`. */
export async function readFooter(file: RangeFile): Promise<ParquetFooter> {
  const { parquetMetadata, parquetSchema } = await import('hyparquet');
  if (file.byteLength < 12) throw malformed(file, 'it is too short');
  const tail = new DataView(await file.read(file.byteLength - 8, file.byteLength));
  if (tail.getUint32(4, true) !== 0x31524150) throw malformed(file, 'it does not end like one');
  const length = tail.getUint32(0, true);
  if (length > file.byteLength - 12 || length > maxFooterBytes)
    throw malformed(file, 'its footer claims an impossible length');
  const footer = new Uint8Array(length + 8);
  footer.set(new Uint8Array(await file.read(file.byteLength - 8 - length, file.byteLength - 8)));
  footer.set(new Uint8Array(tail.buffer), length);
  try {
    const metadata = parquetMetadata(footer, { geoparquet: false });
    const columns = parquetSchema(metadata).children.map((child) => child.element.name);
    return { metadata, columns, rows: Number(metadata.num_rows) };
  } catch (error) {
    throw malformed(file, 'its footer cannot be read', error);
  }
}

/**
 * Rows `from` to `to` (excluded), by row groups. Of each group that holds wanted rows it reads the named columns' chunks and
 * nothing else. Errors: `file-malformed`, and those of `file.read`.
 */
export async function* readRows(
  file: RangeFile,
  { metadata }: ParquetFooter,
  columns: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<{ index: number; values: Row }, void, undefined> {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  // Unlike hyparquet's own, keeps a byte order mark at the start of a cell.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parsers = { stringFromBytes: (bytes: Uint8Array) => bytes && decoder.decode(bytes) };
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const first = Math.max(from, start);
    const last = Math.min(to, end);
    if (first < last) {
      const ranges = touchingMerged(chunkRanges(file, group, columns));
      const sparse = await fetchRanges(file, ranges);
      let rows: Row[];
      try {
        rows = await parquetReadObjects({
          file: sparse,
          metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows },
          columns: [...columns],
          rowStart: first - start,
          rowEnd: last - start,
          compressors,
          parsers,
          geoparquet: false,
        });
      } catch (error) {
        if (error instanceof TouchstoneError || isCancelled(error)) throw error;
        throw malformed(file, `rows ${start} to ${end - 1} cannot be decoded`, error);
      }
      if (rows.length !== last - first) throw malformed(file, `rows ${start} to ${end - 1} are not complete`);
      for (const [i, values] of rows.entries()) yield { index: first + i, values };
    }
    start = end;
    if (start >= to) return;
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
): Range[] {
  const ranges: Range[] = [];
  for (const chunk of group.columns) {
    const meta = chunk.meta_data;
    if (!meta || chunk.file_path) throw malformed(file, 'its columns lie in other files');
    const column = meta.path_in_schema[0];
    if (column === undefined || !columns.includes(column)) continue;
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= file.byteLength))
      throw malformed(file, `column ${JSON.stringify(column)} points outside the file`);
    ranges.push({ start, end });
  }
  const bytes = ranges.reduce((sum, r) => sum + r.end - r.start, 0);
  if (bytes > maxGroupBytes)
    throw new TouchstoneError(
      'file-malformed',
      `${file.name} has row groups of ${Math.round(bytes / 1024 / 1024)} MiB in the mapped columns: too large to be read here.`,
      { action: 'Map fewer columns ("context" above all), or write the file with smaller row groups.' },
    );
  return ranges;
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

/**
 * A file of which only some ranges are there. hyparquet joins chunks that lie near each other into one read and so asks for
 * the gaps, too: those are zeros here and never looked at.
 */
async function fetchRanges(file: RangeFile, ranges: Range[]): Promise<AsyncBuffer> {
  const parts: { start: number; bytes: Uint8Array }[] = [];
  for (let i = 0; i < ranges.length; i += 4)
    parts.push(
      ...(await Promise.all(
        ranges.slice(i, i + 4).map(async ({ start, end }) => ({
          start,
          bytes: new Uint8Array(await file.read(start, end)),
        })),
      )),
    );
  return {
    byteLength: file.byteLength,
    slice(start, end = file.byteLength) {
      const piece = new Uint8Array(end - start);
      for (const part of parts) {
        const a = Math.max(start, part.start);
        const b = Math.min(end, part.start + part.bytes.byteLength);
        if (a < b) piece.set(part.bytes.subarray(a - part.start, b - part.start), a - start);
      }
      return piece.buffer;
    },
  };
}

function malformed(file: RangeFile, reason: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(
    'file-malformed',
    `${file.name} is not a Parquet file that can be read: ${reason}.`,
    {
      cause,
      ...(cause instanceof Error ? { detail: cause.message } : {}),
    },
  );
}
