import { rubricSchema } from '../../project/config.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { Database } from '../sqlite/database.ts';
import { present, type RowOf } from '../sqlite/rows.ts';
import type { GuidelinesUse, StoredGuidelines } from '../../domain/annotationHistory.ts';

export function putGuidelines(db: Database, version: string, text: string, rubric: Rubric): void {
  db.run(
    `INSERT OR IGNORE INTO guidelines (version, first_seen_at, text, rubric) VALUES (:version, :now, :text, :rubric)`,
    { version, text, rubric: JSON.stringify(rubricSchema.parse(rubric)), now: new Date().toISOString() },
  );
}

export function guidelines(db: Database, version: string): StoredGuidelines | undefined {
  const row = db.get<{ firstSeenAt: string; text: string; rubric: string }>(
    'SELECT first_seen_at AS firstSeenAt, text, rubric FROM guidelines WHERE version = :version',
    { version },
  );
  return row && { ...row, version, rubric: JSON.parse(row.rubric) as Rubric };
}

export function guidelinesVersions(db: Database, annotator: string): GuidelinesUse[] {
  const rows = db.all<RowOf<GuidelinesUse>>(
    `WITH used AS (
       SELECT guidelines_version AS version, min(updated_at) AS since, sum(status = 'draft') AS drafts,
         sum(status = 'submitted') AS submitted, sum(status = 'discarded') AS discarded
       FROM annotations WHERE annotator = :annotator AND status <> 'pending' GROUP BY 1)
     SELECT version, g.first_seen_at AS firstSeenAt, coalesce(u.drafts, 0) AS drafts, coalesce(u.submitted, 0) AS submitted,
       coalesce(u.discarded, 0) AS discarded
     FROM guidelines g FULL JOIN used u USING (version)
     ORDER BY coalesce(g.first_seen_at, u.since), version`,
    { annotator },
  );
  return rows.map(present);
}
