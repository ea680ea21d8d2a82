import { parentPort } from 'node:worker_threads';
import type { Row } from '../mapping/taskSource.ts';
import { decodeGroup, type GroupJob } from './decodeGroup.ts';

/**
 * A thread that decodes row groups, so that the extension host's own is not held. It gets a `GroupJob`, then `more` for every
 * batch of rows: unasked, Node would hand over all batches in one go.
 */
export type ToWorker = { job: GroupJob } | { more: true };
/** Rows, `last` with the last of them, or why there are none. */
export type FromWorker = { rows: Row[]; last: boolean } | { failed: string };

/** Of one answer: taking it apart holds the receiving thread. */
const batchBytes = 64 * 1024;
let rows: Row[] = [];
let sent = 0;

parentPort?.on('message', (message: ToWorker) => {
  if ('more' in message) return sendBatch();
  decodeGroup(message.job).then(
    (decoded) => {
      rows = decoded;
      sent = 0;
      sendBatch();
    },
    (error: unknown) => post({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

function sendBatch(): void {
  const start = sent;
  for (let bytes = 0; sent < rows.length && bytes < batchBytes; sent++) bytes += sizeOf(rows[sent] ?? {});
  post({ rows: rows.slice(start, sent), last: sent === rows.length });
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

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}
