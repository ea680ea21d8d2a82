import type { ActStatus } from '../../domain/annotationHistory.ts';
import type { Database } from '../sqlite/database.ts';
import { personOf } from '../content/people.ts';
import { positionOf, present, toAnswer, type RowOf } from '../sqlite/rows.ts';
import { writeRemote } from './remoteRecords.ts';
import type { OutboxKey, OutboxRow, RemoteRecord } from '../api/store.ts';
import { remoteSchema } from '../sqlite/validation.ts';

/**
 * Notes that a task is to be brought in line in Argilla, since history entry `seq`, in place of what waited there. What is sent is decided
 * when it is sent, from what stands here then; `status` tells an answer from one that was taken back.
 */
export function enqueue(
  db: Database,
  position: number,
  taskId: string,
  { annotator, seq, status, answer }: { annotator: string; seq: number; status: ActStatus; answer: string },
): void {
  db.run(
    `INSERT OR REPLACE INTO outbox (annotator, task, seq, status, answer)
     VALUES (:annotator, :position, :seq, :status, :answer)`,
    { annotator, position, seq, status, answer },
  );
  db.changes.add(position, taskId, 'outbox');
}

export function isWaiting(db: Database, position: number, annotator: string, seq?: number): boolean {
  const sql =
    'SELECT 1 FROM outbox WHERE annotator = :annotator AND task = :position AND (:seq IS NULL OR seq = :seq)';
  return db.get(sql, { annotator, position, seq: seq ?? null }) !== undefined;
}

/** A condition on rows `o`: what waits for a task that left its data set goes to a record that is there, and makes none. */
export const mayBeSent = `(o.task NOT IN (SELECT position FROM tasks WHERE generated >= 4)
    OR EXISTS (SELECT 1 FROM remote_records r WHERE r.task = o.task))`;

/** Oldest first. What failed comes behind the others, and what is blocked last: neither stands in the way of what can be sent. */
export function outbox(db: Database, annotator: string, limit: number, offset = 0): OutboxRow[] {
  const rows = db.all<RowOf<Omit<OutboxRow, 'answer' | 'blocked'>> & { answer: string; blocked: number }>(
    `SELECT t.id AS taskId, o.annotator, o.status, o.answer, o.seq, o.attempts, o.last_error AS lastError, o.blocked
     FROM outbox o JOIN tasks t ON t.position = o.task WHERE o.annotator = :annotator AND ${mayBeSent}
     ORDER BY o.blocked, o.attempts, o.seq LIMIT :limit OFFSET :offset`,
    { annotator, limit, offset },
  );
  return rows.map(({ answer, blocked, ...row }) => ({
    ...present(row),
    answer: toAnswer(answer),
    blocked: blocked === 1,
  }));
}

const isSent = 'annotator = :annotator AND task = :position AND seq = :seq';

/** What was sent is the person's; the response there is that of the user in whose name it was sent. */
export function ackOutbox(db: Database, { taskId, seq, ...sent }: OutboxKey, input: RemoteRecord): void {
  const remote = remoteSchema.parse(input);
  const annotator = personOf(db, sent.annotator);
  const position = positionOf(db, taskId);
  const { changes } = db.run(`DELETE FROM outbox WHERE ${isSent}`, { annotator, position, seq });
  if (changes === 0 && !isWaiting(db, position, annotator)) lookAgain(db, position, taskId, annotator);
  writeRemote(db, position, { ...remote, annotator: sent.annotator }, true);
  db.changes.add(position, taskId, 'outbox');
}

/** Notes that a task is to be brought in line with the last act that Argilla is to know of. */
function lookAgain(db: Database, position: number, taskId: string, annotator: string): void {
  const last = db.get<{ seq: number; status: ActStatus; answer: string }>(
    `SELECT h.seq, h.status, coalesce(a.answer, '{}') AS answer FROM history h
     LEFT JOIN annotations a ON a.annotator = h.annotator AND a.task = h.task
     WHERE h.annotator = :annotator AND h.task = :position AND (h.status <> 'draft' OR h.kind <> 'act')
     ORDER BY h.seq DESC LIMIT 1`,
    { annotator, position },
  );
  // One that was undone or reopened is a draft here, and nothing there.
  const isKept = last?.status === 'submitted' || last?.status === 'discarded';
  if (last)
    enqueue(db, position, taskId, {
      annotator,
      ...last,
      ...(!isKept && { status: 'pending', answer: '{}' }),
    });
}

export function failOutbox(db: Database, key: OutboxKey, error: string, blocked: boolean): void {
  const { taskId, annotator, seq } = key;
  const position = positionOf(db, taskId);
  // What needs a decision goes on to need it, and its reason stays, when afterwards the whole lot fails for another.
  db.run(
    `UPDATE outbox SET attempts = attempts + 1, last_error = iif(blocked > :blocked, last_error, :error),
       blocked = max(blocked, :blocked) WHERE ${isSent}`,
    { annotator, position, seq, error, blocked: Number(blocked) },
  );
  db.changes.add(position, taskId, 'outbox');
}

export function unblockOutbox(db: Database, annotator: string): void {
  const rows = db.all<{ task: number; id: string }>(
    `SELECT o.task, t.id FROM outbox o JOIN tasks t ON t.position = o.task
     WHERE o.annotator = :annotator AND o.blocked = 1`,
    { annotator },
  );
  db.run('UPDATE outbox SET blocked = 0 WHERE annotator = :annotator AND blocked = 1', { annotator });
  for (const row of rows) db.changes.add(row.task, row.id, 'outbox');
}
