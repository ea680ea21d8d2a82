import { writeAnnotation } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { enqueue } from '../sync/outbox.ts';
import { toAnswer, toTaken } from '../sqlite/rows.ts';
import type { ActStatus } from '../api/store.ts';

/**
 * Gives one identity's answers to another (the same person, now connected) wherever that one has none: with their shown
 * order, their history and what waits to be sent. Resolves to the number of answers that moved.
 */
export function adopt(db: Database, from: string, to: string, send: boolean): number {
  if (from === to) return 0;
  moveOrders(db, from, to);
  const rows = db.all<{
    task: number;
    id: string;
    status: ActStatus;
    answer: string;
    guidelines_version: string;
    hash1: string | null;
    hash2: string | null;
    taken: string | null;
  }>(
    `SELECT a.task, t.id, a.status, a.answer, a.guidelines_version, a.hash1, a.hash2, a.taken
     FROM annotations a JOIN tasks t ON t.position = a.task
     WHERE a.annotator = :from AND a.status <> 'pending' AND NOT EXISTS (
       SELECT 1 FROM annotations b WHERE b.annotator = :to AND b.task = a.task AND b.status <> 'pending')
     ORDER BY a.task`,
    { from, to },
  );
  for (const row of rows) {
    const { task: position, status, answer } = row;
    db.run('DELETE FROM annotations WHERE annotator = :from AND task = :position', { from, position });
    db.run('UPDATE history SET annotator = :to WHERE annotator = :from AND task = :position', {
      from,
      to,
      position,
    });
    const seq = writeAnnotation(db, position, row.id, {
      annotator: to,
      status,
      answer: toAnswer(answer),
      guidelinesVersion: row.guidelines_version,
      kind: 'adopt',
      hashes: { hash1: row.hash1, hash2: row.hash2 },
      taken: toTaken(row.taken) ?? {},
    });
    moveTraces(db, position, from, to);
    db.run('UPDATE OR REPLACE outbox SET annotator = :to WHERE annotator = :from AND task = :position', {
      from,
      to,
      position,
    });
    if (send && status !== 'draft') enqueue(db, position, to, seq, status, answer);
  }
  return rows.length;
}

/** The time spent and the comments on lines go with an answer. */
function moveTraces(db: Database, position: number, from: string, to: string): void {
  db.run(
    `INSERT INTO times (annotator, task, ms) SELECT :to, task, ms FROM times WHERE annotator = :from AND task = :position
     ON CONFLICT DO UPDATE SET ms = ms + excluded.ms`,
    { from, to, position },
  );
  db.run('DELETE FROM times WHERE annotator = :from AND task = :position', { from, position });
  db.run('UPDATE OR REPLACE line_comments SET annotator = :to WHERE annotator = :from AND task = :position', {
    from,
    to,
    position,
  });
}

/** What somebody saw as A stays A for the same person under the new name, whether or not the answers move along. */
export function moveOrders(db: Database, from: string, to: string): void {
  db.run('UPDATE OR IGNORE orders SET annotator = :to WHERE annotator = :from', { from, to });
}
