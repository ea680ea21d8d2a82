import { annotationSql } from '../answers/annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { generationByHash, generationsOf } from '../content/generations.ts';
import { toAnnotation, toTask, type AnnotationRow, type TaskRow } from '../sqlite/rows.ts';
import { runsOf } from '../content/runRows.ts';
import type { ExportPlace, ExportRow, Generation } from '../api/store.ts';

/** Of each output of a run. */
const outputCharacters = 10_000;

/**
 * A page of tasks with their answers: those of one annotator, or one row for each annotator of a task. The generations are
 * those that were judged, also when others took their place since; the runs are the newest of each response, input and
 * program, so that the evidence for a text stays when a newer one ran.
 */
export function exportPage(
  db: Database,
  annotator: string | undefined,
  after: ExportPlace | undefined,
  limit: number,
): ExportRow[] {
  const keys = db.all<{ position: number; annotation: number | null }>(
    `SELECT t.position, a.rowid AS annotation
     FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.status <> 'pending'
       AND (:annotator IS NULL OR a.annotator = :annotator)
     WHERE t.position >= :position AND (t.position > :position OR coalesce(a.annotator, '') > :last)
     ORDER BY t.position, a.annotator LIMIT :limit`,
    {
      annotator: annotator ?? null,
      limit,
      position: after?.position ?? -1,
      last: after?.annotator ?? '',
    },
  );
  return keys.map(({ position, annotation }) => exportRow(db, position, annotation));
}

function exportRow(db: Database, position: number, annotation: number | null): ExportRow {
  const task = toTask(
    db.get<TaskRow>('SELECT * FROM tasks WHERE position = :position', { position }) as TaskRow,
  );
  const row =
    annotation === null
      ? undefined
      : db.get<AnnotationRow>(`${annotationSql} WHERE a.rowid = :annotation`, { annotation });
  const current = generationsOf(db, position, task.id);
  const judged = (response: 1 | 2, hash: string | null | undefined): Generation | undefined => {
    const now = current.find((generation) => generation.response === response);
    if (hash == null || hash === now?.hash) return now;
    return generationByHash(db, position, task.id, response, hash) ?? now;
  };
  return {
    task,
    generations: [judged(1, row?.hash1), judged(2, row?.hash2)],
    annotation: row && toAnnotation(task.id, row),
    runs: runsOf(db, position, task.id, { characters: outputCharacters, eachCode: true }),
  };
}
