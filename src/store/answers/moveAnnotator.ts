import { annotationRow, toState, writeAnnotation } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { setMeta } from '../content/meta.ts';
import { isUser, personOf } from '../content/people.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import type { AnnotationRow } from '../sqlite/rows.ts';

/**
 * Makes the persons behind two names one, to whom all belongs that either has done. Its answers are called by the name `to`, but a user of
 * Argilla is never called by the name of a machine. Where both have answered a task one answer is in use, and both are in the history. Gives
 * how many answers moved.
 */
export function adopt(db: Database, from: string, to: string, send: boolean): number {
  const persons = [personOf(db, from), personOf(db, to)] as const;
  const [gone, kept] = isUser(persons[0]) && !isUser(persons[1]) ? [persons[1], persons[0]] : persons;
  if (gone === kept) return 0;
  const who = { gone, kept };
  db.run(
    `INSERT INTO times (annotator, task, ms) SELECT :kept, task, ms FROM times WHERE annotator = :gone
     ON CONFLICT DO UPDATE SET ms = ms + excluded.ms`,
    who,
  );
  db.run('DELETE FROM times WHERE annotator = :gone', { gone });
  db.run('UPDATE history SET annotator = :kept WHERE annotator = :gone', who);
  db.run('UPDATE OR REPLACE line_comments SET annotator = :kept WHERE annotator = :gone', who);
  const moved = moveAnswers(db, gone, kept, send);
  // What somebody saw as A stays A, and what was taken back is to be taken back there.
  for (const table of ['orders', 'outbox', 'draws']) {
    db.run(`UPDATE OR IGNORE ${table} SET annotator = :kept WHERE annotator = :gone`, who);
    db.run(`DELETE FROM ${table} WHERE annotator = :gone`, { gone });
  }
  // What stood in its way may have been of the former server.
  db.run('UPDATE outbox SET blocked = 0, attempts = 0 WHERE annotator = :kept', { kept });
  joinNames(db, gone, kept);
  db.changes.addAll();
  return moved;
}

function moveAnswers(db: Database, gone: string, kept: string, send: boolean): number {
  let moved = 0;
  const tasks = db.all<{ position: number; id: string }>(
    `SELECT t.position, t.id FROM annotations a JOIN tasks t ON t.position = a.task WHERE a.annotator = :gone ORDER BY a.task`,
    { gone },
  );
  for (const { position, id } of tasks) {
    const [theirs, mine] = [gone, kept].map((annotator) => annotationRow(db, position, annotator));
    db.run('DELETE FROM annotations WHERE annotator = :gone AND task = :position', { gone, position });
    const used = preferred(theirs, mine);
    if (!used) continue;
    // Written also where it was in use before: it comes last in the history of both.
    const { seq } = writeAnnotation(db, position, id, { annotator: kept, kind: 'adopt', ...toState(used) });
    if (used === mine) continue;
    moved++;
    for (const table of ['orders', 'outbox', 'draws'])
      db.run(
        `UPDATE OR REPLACE ${table} SET annotator = :kept WHERE annotator = :gone AND task = :position`,
        { gone, kept, position },
      );
    const { status, answer } = used;
    // What waits since an act says by it what Argilla had before.
    if (send && status !== 'draft' && !isWaiting(db, position, kept))
      enqueue(db, position, id, { annotator: kept, seq, status, answer });
  }
  return moved;
}

/** An answer that was given before one that is only begun, then the newer one. */
function preferred(theirs?: AnnotationRow, mine?: AnnotationRow): AnnotationRow | undefined {
  if (!theirs || theirs.status === 'pending') return mine?.status === 'pending' ? undefined : mine;
  if (!mine || mine.status === 'pending') return theirs;
  if ((theirs.status === 'draft') !== (mine.status === 'draft'))
    return theirs.status === 'draft' ? mine : theirs;
  return theirs.updatedAt > mine.updatedAt ? theirs : mine;
}

function joinNames(db: Database, gone: string, kept: string): void {
  const who = { gone, kept };
  if (db.unclaimed !== undefined) {
    const prefix = `${db.unclaimed}name:`;
    db.run(
      'UPDATE meta SET value = :kept WHERE value = :gone AND substr(key, 1, length(:prefix)) = :prefix',
      { ...who, prefix },
    );
    setMeta(db, prefix + gone, kept);
  }
  db.run('UPDATE names SET person = :kept WHERE person = :gone', who);
  for (const name of [gone, kept])
    db.run('INSERT OR IGNORE INTO names (name, person) VALUES (:name, :kept)', { name, kept });
  db.run('UPDATE OR REPLACE strangers SET person = :kept WHERE person = :gone', who);
  db.run('UPDATE OR REPLACE strangers SET other = :kept WHERE other = :gone', who);
  db.run('DELETE FROM strangers WHERE person = other');
}

/** Who goes on under another name sees A and B as before, whether or not the answers come along. Nothing is taken from another person. */
export function copyOrders(db: Database, from: string, to: string): void {
  const [person, annotator] = [personOf(db, from), personOf(db, to)];
  if (person !== from || person === annotator) return;
  db.run(
    `INSERT OR IGNORE INTO orders (annotator, task, first) SELECT :annotator, task, first FROM orders WHERE annotator = :person`,
    { annotator, person },
  );
}
