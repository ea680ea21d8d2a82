import type { ActStatus } from '../api/store.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf, toAnswer } from '../sqlite/rows.ts';
import { writeRemote } from './remoteRecords.ts';
import type { OutboxRow, RemoteRecord } from '../api/store.ts';
import { remoteSchema } from '../sqlite/validation.ts';

export interface OutboxKey {
  taskId: string;
  annotator: string;
  seq: number;
}

/** Puts what history entry `seq` says into the outbox, in place of what waited there. */
export function enqueue(
  db: Database,
  position: number,
  annotator: string,
  seq: number,
  status: ActStatus,
  answer: string,
): void {
  db.run(
    `INSERT OR REPLACE INTO outbox (annotator, task, seq, status, answer)
     VALUES (:annotator, :position, :seq, :status, :answer)`,
    { annotator, position, seq, status, answer },
  );
}

export function isWaiting(db: Database, position: number, annotator: string): boolean {
  return (
    db.get('SELECT 1 FROM outbox WHERE annotator = :annotator AND task = :position', {
      annotator,
      position,
    }) !== undefined
  );
}

/** Oldest first; blocked rows come last, so that they do not stand in the way of a limited read. */
export function outbox(db: Database, annotator: string, limit: number): OutboxRow[] {
  const rows = db.all<{
    id: string;
    status: ActStatus;
    answer: string;
    seq: number;
    attempts: number;
    last_error: string | null;
    blocked: number;
  }>(
    `SELECT t.id, o.status, o.answer, o.seq, o.attempts, o.last_error, o.blocked
     FROM outbox o JOIN tasks t ON t.position = o.task WHERE o.annotator = :annotator
     ORDER BY o.blocked, o.seq LIMIT :limit`,
    { annotator, limit },
  );
  return rows.map((row) => ({
    taskId: row.id,
    annotator,
    status: row.status,
    answer: toAnswer(row.answer),
    seq: row.seq,
    attempts: row.attempts,
    lastError: row.last_error ?? undefined,
    blocked: row.blocked === 1,
  }));
}

export function ackOutbox(db: Database, row: OutboxKey, input: RemoteRecord): void {
  const remote = remoteSchema.parse(input);
  const position = positionOf(db, row.taskId);
  db.run('DELETE FROM outbox WHERE annotator = :annotator AND task = :position AND seq = :seq', {
    annotator: row.annotator,
    position,
    seq: row.seq,
  });
  writeRemote(db, position, { ...remote, annotator: row.annotator }, true);
  db.changes.add(position, row.taskId);
}

export function failOutbox(db: Database, row: OutboxKey, error: string, blocked: boolean): void {
  const position = positionOf(db, row.taskId);
  db.run(
    `UPDATE outbox SET attempts = attempts + 1, last_error = :error, blocked = :blocked
     WHERE annotator = :annotator AND task = :position AND seq = :seq`,
    { annotator: row.annotator, position, seq: row.seq, error, blocked: Number(blocked) },
  );
  db.changes.add(position, row.taskId);
}

export function unblockOutbox(db: Database, annotator: string): void {
  const rows = db.all<{ task: number; id: string }>(
    `SELECT o.task, t.id FROM outbox o JOIN tasks t ON t.position = o.task
     WHERE o.annotator = :annotator AND o.blocked = 1`,
    { annotator },
  );
  db.run('UPDATE outbox SET blocked = 0 WHERE annotator = :annotator AND blocked = 1', { annotator });
  for (const row of rows) db.changes.add(row.task, row.id);
}

export function outboxCounts(db: Database, annotator: string): { unsent: number; blocked: number } {
  const row = db.get<{ unsent: number; blocked: number | null }>(
    'SELECT count(*) AS unsent, sum(blocked) AS blocked FROM outbox WHERE annotator = :annotator',
    { annotator },
  );
  return { unsent: row?.unsent ?? 0, blocked: row?.blocked ?? 0 };
}
