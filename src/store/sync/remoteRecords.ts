import type { Database, Params } from '../sqlite/database.ts';
import { positionOf, present, type RowOf } from '../sqlite/rows.ts';
import type { RemoteRecord, WhichRemotes } from '../api/store.ts';
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

export function remotes(
  db: Database,
  dataset: string,
  annotator?: string,
  which: WhichRemotes = { limit: -1 },
): RemoteRecord[] {
  const [chosen, params]: [string, Params] =
    'taskIds' in which
      ? ['t.id IN (SELECT value FROM json_each(:ids))', { ids: JSON.stringify(which.taskIds), limit: -1 }]
      : which.after === undefined
        ? ['TRUE', { limit: which.limit }]
        : ['r.task > :after', { after: positionOf(db, which.after), limit: which.limit }];
  const rows = db.all<RowOf<RemoteRecord>>(
    `SELECT r.dataset, t.id AS taskId, r.record_id AS recordId, nullif(p.annotator, '') AS annotator,
       p.response_id AS responseId, p.seen_updated_at AS seenUpdatedAt
     FROM remote_records r JOIN tasks t ON t.position = r.task
     LEFT JOIN remote_responses p ON p.rowid = (
       SELECT max(q.rowid) FROM remote_responses q
       WHERE q.dataset = r.dataset AND q.task = r.task AND (:annotator IS NULL OR q.annotator = :annotator))
     WHERE r.dataset = :dataset AND ${chosen} ORDER BY r.task LIMIT :limit`,
    { dataset, annotator: annotator ?? null, ...params },
  );
  return rows.map(present);
}
