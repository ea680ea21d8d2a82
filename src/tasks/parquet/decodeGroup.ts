import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import type { Row } from '../mapping/taskSource.ts';

/** The wanted columns of one row group, as bytes, and which of its rows to decode. Can cross to another thread. */
export interface GroupJob {
  /** Of this group alone. */
  metadata: FileMetaData;
  /** Pieces of the file that are there, by their place in it. */
  parts: { start: number; bytes: ArrayBuffer }[];
  byteLength: number;
  columns: string[];
  /** Within the group; the end is excluded. */
  rowStart: number;
  rowEnd: number;
}

/** Decodes the rows. Takes about 15 ms of CPU time per MB at worst. Throws what hyparquet throws. */
export async function decodeGroup(job: GroupJob): Promise<Row[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const { codecs } = await import('./codecs.ts');
  // Unlike hyparquet's own, keeps a byte order mark at the start of a cell.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return parquetReadObjects({
    file: sparseFile(job),
    metadata: job.metadata,
    columns: job.columns,
    rowStart: job.rowStart,
    rowEnd: job.rowEnd,
    compressors: codecs,
    parsers: { stringFromBytes: (bytes: Uint8Array) => bytes && decoder.decode(bytes) },
    geoparquet: false,
  });
}

/**
 * A file of which only some pieces are there. hyparquet joins chunks that lie near each other into one read and so asks for
 * the gaps, too: those are zeros here and never looked at.
 */
function sparseFile({ parts, byteLength }: GroupJob): AsyncBuffer {
  return {
    byteLength,
    slice(start, end = byteLength) {
      const piece = new Uint8Array(end - start);
      for (const part of parts) {
        const a = Math.max(start, part.start);
        const b = Math.min(end, part.start + part.bytes.byteLength);
        if (a < b) piece.set(new Uint8Array(part.bytes, a - part.start, b - a), a - start);
      }
      return piece.buffer;
    },
  };
}
