import { annotationSql } from '../answers/annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { ownNameOf, personOf } from '../content/people.ts';
import { generationsOf } from '../content/generations.ts';
import { judgedOther, textsAbout } from './judgedTexts.ts';
import { taskAt, toAnnotation, type AnnotationRow } from '../sqlite/rows.ts';
import { runsOf } from '../content/runRows.ts';
import type { ExportPlace, ExportRow } from '../api/store.ts';

/** Of each output of a run. */
const outputCharacters = 10_000;

/** Tasks that left their data set are left out. The runs are those of each program, so that the evidence for a text stays when a newer one ran. */
export function exportPage(
  db: Database,
  name: string | undefined,
  after: ExportPlace | undefined,
  limit: number,
): ExportRow[] {
  const annotator = name === undefined ? null : personOf(db, name);
  const keys = db.all<{ position: number; annotation: number | null }>(
    `SELECT t.position, a.rowid AS annotation
     FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.status <> 'pending'
       AND (:annotator IS NULL OR a.annotator = :annotator)
     WHERE +t.generated < 4 AND t.position >= :position AND (t.position > :position OR coalesce(a.annotator, '') > :last)
     ORDER BY t.position, a.annotator LIMIT :limit`,
    { annotator, limit, position: after?.position ?? -1, last: after?.annotator ?? '' },
  );
  return keys.map(({ position, annotation }) => exportRow(db, position, annotation));
}

function exportRow(db: Database, position: number, annotation: number | null): ExportRow {
  const task = taskAt(db, position);
  const row =
    annotation === null
      ? undefined
      : db.get<AnnotationRow>(`${annotationSql} WHERE a.rowid = :annotation`, { annotation });
  const current = generationsOf(db, position, task.id);
  const stored = row && toAnnotation(task.id, row);
  return {
    ...textsAbout(db, task, current, row),
    annotation: row && stored && { ...stored, ...judgedOther(db, row, task, current) },
    annotatorName: stored && ownNameOf(db, stored.annotator),
    runs: runsOf(db, position, task.id, { characters: outputCharacters, eachCode: true }),
  };
}
