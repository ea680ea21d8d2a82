import { annotationSql } from './annotations.ts';
import type { Database } from './database.ts';
import { generationByHash, generationsOf } from './generations.ts';
import { toAnnotation, toTask, type AnnotationRow, type TaskRow } from './rows.ts';
import { lastRunsOf } from './runs.ts';
import type { ExportRow, Generation } from './types.ts';

/**
 * A page of tasks with their answers: those of one annotator, or one row for each annotator of a task. The generations are
 * those that were judged, also when others took their place since; the runs are the newest of each response and input.
 */
export function exportPage(
  db: Database,
  annotator: string | undefined,
  offset: number,
  limit: number,
): ExportRow[] {
  const keys = db.all<{ position: number; annotation: number | null }>(
    `SELECT t.position, a.rowid AS annotation
     FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.status <> 'pending'
       AND (:annotator IS NULL OR a.annotator = :annotator)
     ORDER BY t.position, a.annotator LIMIT :limit OFFSET :offset`,
    { annotator: annotator ?? null, limit, offset },
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
    runs: lastRunsOf(db, position, task.id),
  };
}
