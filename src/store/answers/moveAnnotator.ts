import { toState, writeAnnotation } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { enqueue } from '../sync/outbox.ts';
import { stateColumns, type StateRow } from '../sqlite/rows.ts';

/** With their shown order, their history and what waits to be sent. Gives the number of answers that moved. */
export function adopt(db: Database, from: string, to: string, send: boolean): number {
  if (from === to) return 0;
  moveOrders(db, from, to);
  const rows = db.all<StateRow & { task: number; id: string }>(
    `SELECT a.task, t.id, ${stateColumns('a')}
     FROM annotations a JOIN tasks t ON t.position = a.task
     WHERE a.annotator = :from AND a.status <> 'pending' AND NOT EXISTS (
       SELECT 1 FROM annotations b WHERE b.annotator = :to AND b.task = a.task AND b.status <> 'pending')
     ORDER BY a.task`,
    { from, to },
  );
  for (const row of rows) {
    const { task: position, status, answer } = row;
    const moved = 'SET annotator = :to WHERE annotator = :from AND task = :position';
    const who = { from, to, position };
    db.run('DELETE FROM annotations WHERE annotator = :from AND task = :position', { from, position });
    db.run(`UPDATE history ${moved}`, who);
    const { seq } = writeAnnotation(db, position, row.id, { annotator: to, kind: 'adopt', ...toState(row) });
    // The time spent and the comments on lines go with an answer.
    db.run(
      `INSERT INTO times (annotator, task, ms) SELECT :to, task, ms FROM times WHERE annotator = :from AND task = :position
       ON CONFLICT DO UPDATE SET ms = ms + excluded.ms`,
      who,
    );
    db.run('DELETE FROM times WHERE annotator = :from AND task = :position', { from, position });
    db.run(`UPDATE OR REPLACE line_comments ${moved}`, who);
    db.run(`UPDATE OR REPLACE outbox ${moved}`, who);
    if (send && status !== 'draft') enqueue(db, position, row.id, { annotator: to, seq, status, answer });
  }
  return rows.length;
}

/** What somebody saw as A stays A for the same person under the new name, whether or not the answers move along. */
export function moveOrders(db: Database, from: string, to: string): void {
  db.run('UPDATE OR IGNORE orders SET annotator = :to WHERE annotator = :from', { from, to });
}
