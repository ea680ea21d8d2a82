import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import type { RemoteRecord } from '../api/store.ts';
import { remoteSchema } from '../sqlite/validation.ts';

export function putRemotes(db: Database, rows: RemoteRecord[]): void {
  for (const input of rows) {
    const remote = remoteSchema.parse(input);
    writeRemote(db, positionOf(db, remote.taskId), remote, false);
  }
}

/**
 * Remembers a record and, if one is named, the annotator's response. `complete` says that a missing `responseId` means
 * that there is no response (any more), and not merely that none was looked at.
 */
export function writeRemote(db: Database, position: number, remote: RemoteRecord, complete: boolean): void {
  const { dataset, recordId, responseId, annotator = '', seenUpdatedAt = null } = remote;
  const old = db.get<{ record_id: string }>(
    'SELECT record_id FROM remote_records WHERE dataset = :dataset AND task = :position',
    { dataset, position },
  );
  // Another record (the old one was deleted there): the responses known belonged to the old one.
  if (old && old.record_id !== recordId)
    db.run('DELETE FROM remote_records WHERE dataset = :dataset AND task = :position', { dataset, position });
  db.run(
    'INSERT OR IGNORE INTO remote_records (dataset, task, record_id) VALUES (:dataset, :position, :recordId)',
    { dataset, position, recordId },
  );
  if (responseId !== undefined)
    db.run(
      `INSERT OR REPLACE INTO remote_responses (dataset, task, annotator, response_id, seen_updated_at)
       VALUES (:dataset, :position, :annotator, :responseId, :seenUpdatedAt)`,
      { dataset, position, annotator, responseId, seenUpdatedAt },
    );
  else if (complete)
    db.run(
      `DELETE FROM remote_responses WHERE dataset = :dataset AND task = :position AND annotator IN (:annotator, '')`,
      { dataset, position, annotator },
    );
}

/** What was last seen of an annotator's response in one dataset. */
export function seenUpdatedAt(
  db: Database,
  position: number,
  dataset: string,
  annotator: string,
): string | undefined {
  return (
    db.get<{ seen_updated_at: string | null }>(
      `SELECT seen_updated_at FROM remote_responses
       WHERE dataset = :dataset AND task = :position AND annotator = :annotator`,
      { dataset, position, annotator },
    )?.seen_updated_at ?? undefined
  );
}

export function remotes(db: Database, dataset: string, annotator?: string): RemoteRecord[] {
  const rows = db.all<{
    id: string;
    record_id: string;
    annotator: string | null;
    response_id: string | null;
    seen_updated_at: string | null;
  }>(
    `SELECT t.id, r.record_id, p.annotator, p.response_id, p.seen_updated_at
     FROM remote_records r JOIN tasks t ON t.position = r.task
     LEFT JOIN remote_responses p ON p.rowid = (
       SELECT max(q.rowid) FROM remote_responses q
       WHERE q.dataset = r.dataset AND q.task = r.task AND (:annotator IS NULL OR q.annotator = :annotator))
     WHERE r.dataset = :dataset ORDER BY r.task`,
    { dataset, annotator: annotator ?? null },
  );
  return rows.map((row) => ({
    dataset,
    taskId: row.id,
    recordId: row.record_id,
    annotator: row.annotator || undefined,
    responseId: row.response_id ?? undefined,
    seenUpdatedAt: row.seen_updated_at ?? undefined,
  }));
}
