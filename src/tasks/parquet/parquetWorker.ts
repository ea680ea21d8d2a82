import { serve } from '../../platform/workerServer.ts';
import type { Row } from '../mapping/taskSource.ts';
import { decodeGroup, type GroupJob } from './decodeGroup.ts';

/** A thread that decodes row groups, one at a time, so that the extension host's own is not held. */
export interface ParquetThread {
  /** Decodes a group and answers with its first rows. Errors: what hyparquet throws. */
  decode(job: GroupJob): Promise<Batch>;
  /** The next rows: unasked, Node would hand over all batches in one go. */
  more(): Batch;
}

/** `last`: no rows follow. */
export interface Batch {
  rows: Row[];
  last: boolean;
}

/** Of one answer: taking it apart holds the receiving thread. */
const batchBytes = 64 * 1024;
let rows: Row[] = [];
let sent = 0;

function nextBatch(): Batch {
  const start = sent;
  for (let bytes = 0; sent < rows.length && bytes < batchBytes; sent++) bytes += sizeOf(rows[sent] ?? {});
  return { rows: rows.slice(start, sent), last: sent === rows.length };
}

/** Near enough: texts make up nearly all of it. */
function sizeOf(row: Row): number {
  let size = 64;
  for (const value of Object.values(row)) {
    if (typeof value === 'string') size += value.length;
    else if (value instanceof Uint8Array) size += value.byteLength;
    else if (typeof value === 'object' && value !== null) size += 1024;
  }
  return size;
}

serve<ParquetThread>({
  decode: async (_, job) => {
    rows = await decodeGroup(job);
    sent = 0;
    return nextBatch();
  },
  more: nextBatch,
});
