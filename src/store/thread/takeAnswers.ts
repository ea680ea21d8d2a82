import { isDeepStrictEqual } from 'node:util';
import type { ExportPlace, ExportRow } from '../api/store.ts';
import { introduce, personOf } from '../content/people.ts';
import { adopt } from '../answers/moveAnnotator.ts';
import { putGeneration } from '../content/generations.ts';
import { upsertTasks } from '../content/upsertTasks.ts';
import { exportPage } from '../queries/exportPage.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer, type AnnotationRow } from '../sqlite/rows.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { entryColumns } from '../answers/historyTexts.ts';
import { annotationRow, shownOrder, toState, writeAnnotation } from '../answers/annotations.ts';

/**
 * Takes what was answered in another database of the same project into this one. Of two answers the newer is in use, and both are in the
 * history; what is known here already is left as it is. Tasks and responses that are not here come along, and what waits to be sent.
 * Called in a transaction.
 */
export function takeAnswers(db: Database, other: Database): void {
  const insert = `INSERT OR IGNORE INTO guidelines (version, first_seen_at, text, rubric)
    VALUES (:version, :first_seen_at, :text, :rubric)`;
  for (const version of other.all<Record<string, string>>('SELECT * FROM guidelines'))
    db.run(insert, version);
  takeNames(db, other);
  let after: ExportPlace | undefined;
  for (;;) {
    const rows = exportPage(other, undefined, after, 100);
    for (const row of rows) takeRow(db, other, row);
    const last = rows.at(-1);
    if (!last) return;
    after = { position: last.task.position, annotator: last.annotation?.annotator };
  }
}

/** Names that are one person's in either database are one person's here. */
function takeNames(db: Database, other: Database): void {
  type Name = { name: string; person: string; label: string | null };
  for (const { name, person, label } of other.all<Name>('SELECT name, person, label FROM names')) {
    if (label !== null) introduce(db, name, label);
    adopt(db, name, person, false);
  }
  const insert = 'INSERT OR IGNORE INTO strangers (person, other) VALUES (:person, :other)';
  for (const { person, other: apart } of other.all<Record<'person' | 'other', string>>(
    'SELECT person, other FROM strangers',
  ))
    db.run(insert, { person: personOf(db, person), other: personOf(db, apart) });
}

function takeRow(db: Database, other: Database, { task, generations, annotation }: ExportRow): void {
  const find = (): number | undefined =>
    db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :id', { id: task.id })?.position;
  if (find() === undefined) upsertTasks(db, [task], ['', '']);
  const position = find() ?? 0;
  for (const generation of generations)
    if (generation && !hasResponse(db, position, generation.response)) putGeneration(db, generation);
  if (!annotation) return;
  const annotator = personOf(db, annotation.annotator);
  shownOrder(db, task.id, annotator, annotation.shownOrder);
  const theirs = annotationRow(other, task.position, annotation.annotator);
  if (theirs) takeAnswer(db, other, { here: position, there: task.position, taskId: task.id }, theirs);
}

function hasResponse(db: Database, position: number, response: 1 | 2): boolean {
  const sql = 'SELECT 1 FROM generations WHERE task = :position AND response = :response';
  return db.get(sql, { position, response }) !== undefined;
}

function takeAnswer(
  db: Database,
  other: Database,
  { here, there, taskId }: { here: number; there: number; taskId: string },
  theirs: AnnotationRow,
): void {
  const { status, answer } = theirs;
  const annotator = personOf(db, theirs.annotator);
  const mine = annotationRow(db, here, annotator);
  if (mine?.status === status && isDeepStrictEqual(toAnswer(mine.answer), toAnswer(answer))) return;
  const entries = db.all<{ seq: number; status: string; answer: string }>(
    `SELECT h.seq, ${entryColumns} FROM history h WHERE h.task = :here AND h.annotator = :annotator ORDER BY h.seq`,
    { here, annotator },
  );
  const isKnown = entries.some(
    (one) => one.status === status && isDeepStrictEqual(toAnswer(one.answer), toAnswer(answer)),
  );
  const isNewer = !mine || theirs.updatedAt > mine.updatedAt;
  if (!isNewer && isKnown) return;
  const { seq } = writeAnnotation(db, here, taskId, { annotator, kind: 'adopt', ...toState(theirs) });
  if (mine && !isNewer)
    writeAnnotation(db, here, taskId, {
      annotator,
      kind: 'revert',
      of: entries.at(-1)?.seq,
      ...toState(mine),
    });
  else if (status !== 'draft' && isWaiting(other, there, theirs.annotator))
    enqueue(db, here, taskId, { annotator, seq, status, answer });
}
