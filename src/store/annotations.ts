import type { Answer, ShownOrder } from '../annotation/types.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { Database } from './database.ts';
import { currentHashes } from './generations.ts';
import { enqueue, isWaiting } from './outbox.ts';
import { positionOf, toAnnotation, toAnswer, toOrder, type AnnotationRow } from './rows.ts';
import type { Act, ActStatus, HistoryEntry, StoredAnnotation } from './types.ts';
import { actSchema, orderSchema } from './validation.ts';

export type HistoryKind = 'act' | 'undo' | 'pull' | 'adopt';

export const annotationSql = `SELECT a.annotator, a.status, a.revision, a.updated_at, a.guidelines_version, a.answer,
    a.hash1, a.hash2, o.first
  FROM annotations a LEFT JOIN orders o ON o.annotator = a.annotator AND o.task = a.task`;

/** The row of an answer, also of one that was taken back. */
export function annotationRow(db: Database, position: number, annotator: string): AnnotationRow | undefined {
  return db.get<AnnotationRow>(`${annotationSql} WHERE a.annotator = :annotator AND a.task = :position`, {
    annotator,
    position,
  });
}

export function annotationOf(
  db: Database,
  position: number,
  taskId: string,
  annotator: string,
): StoredAnnotation | undefined {
  const row = annotationRow(db, position, annotator);
  return row && toAnnotation(taskId, row);
}

export function orderOf(db: Database, position: number, annotator: string): ShownOrder | undefined {
  const row = db.get<{ first: number }>(
    'SELECT first FROM orders WHERE annotator = :annotator AND task = :position',
    { annotator, position },
  );
  return toOrder(row?.first ?? null);
}

export function shownOrder(db: Database, taskId: string, annotator: string, draw: ShownOrder): ShownOrder {
  const position = positionOf(db, taskId);
  const first = orderSchema.parse(draw)[0];
  db.run('INSERT OR IGNORE INTO orders (annotator, task, first) VALUES (:annotator, :position, :first)', {
    annotator,
    position,
    first,
  });
  return orderOf(db, position, annotator) ?? draw;
}

export interface Change {
  annotator: string;
  status: ActStatus;
  answer: Answer;
  guidelinesVersion: string;
  kind: HistoryKind;
  /** The judged generations; those that are there now if not given. */
  hashes?: { hash1: string | null; hash2: string | null };
}

/** Writes an answer and its history entry. Resolves to the entry's number. */
export function writeAnnotation(db: Database, position: number, taskId: string, change: Change): number {
  const { annotator, status, kind, guidelinesVersion } = change;
  const answer = JSON.stringify(change.answer);
  const row = {
    annotator,
    position,
    status,
    answer,
    guidelinesVersion,
    now: new Date().toISOString(),
    ...(change.hashes ?? currentHashes(db, position)),
  };
  db.run(
    `INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, hash1, hash2, answer)
     VALUES (:annotator, :position, :status, 1, :now, :guidelinesVersion, :hash1, :hash2, :answer)
     ON CONFLICT (annotator, task) DO UPDATE SET status = excluded.status, revision = revision + 1,
       updated_at = excluded.updated_at, guidelines_version = excluded.guidelines_version, hash1 = excluded.hash1,
       hash2 = excluded.hash2, answer = excluded.answer`,
    row,
  );
  db.changes.add(position, taskId);
  if (kind === 'act' && status === 'draft' && replaceDraft(db, row)) return 0;
  return db.run(
    `INSERT INTO history (task, annotator, kind, status, at, guidelines_version, hash1, hash2, answer)
     VALUES (:position, :annotator, :kind, :status, :now, :guidelinesVersion, :hash1, :hash2, :answer)`,
    { ...row, kind },
  ).rowid;
}

/** A person's typing is one draft, not hundreds: a draft takes the place of the one just before it, if that is alike. */
function replaceDraft(
  db: Database,
  row: {
    annotator: string;
    position: number;
    answer: string;
    now: string;
    guidelinesVersion: string;
    hash1: string | null;
    hash2: string | null;
  },
): boolean {
  const { annotator, position, answer, now, guidelinesVersion, hash1, hash2 } = row;
  const result = db.run(
    `UPDATE history SET answer = :answer, at = :now
     WHERE seq = (SELECT max(seq) FROM history WHERE annotator = :annotator AND task = :position)
       AND kind = 'act' AND status = 'draft' AND guidelines_version = :guidelinesVersion
       AND hash1 IS :hash1 AND hash2 IS :hash2`,
    { annotator, position, answer, now, guidelinesVersion, hash1, hash2 },
  );
  return result.changes > 0;
}

export function act(db: Database, input: Act): StoredAnnotation | undefined {
  const parsed = actSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TouchstoneError(
      'answer-invalid',
      `The answer cannot be stored: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}.`,
    );
  }
  const { taskId, annotator, status, guidelinesVersion, send, expectedRevision } = parsed.data;
  const position = positionOf(db, taskId);
  const old = annotationRow(db, position, annotator);
  if (expectedRevision !== undefined && expectedRevision !== seenRevision(old))
    throw new TouchstoneError('argilla-conflict', 'This task was changed in another window.', {
      action: 'The newer answer is shown now: look at it, then make your change again.',
    });
  const answer = status === 'pending' ? {} : parsed.data.answer;
  const seq = writeAnnotation(db, position, taskId, {
    annotator,
    status,
    answer,
    guidelinesVersion,
    kind: 'act',
  });
  // An answer that waits to be sent must not go out after it was changed, whatever the caller says.
  if (status !== 'draft' && (send || isWaiting(db, position, annotator)))
    enqueue(db, position, annotator, seq, status, JSON.stringify(answer));
  return annotationOf(db, position, taskId, annotator);
}

/** What a writer who has seen the row calls its revision: 0 when there is no answer (any more). */
function seenRevision(row: AnnotationRow | undefined): number {
  return row && row.status !== 'pending' ? row.revision : 0;
}

export function history(db: Database, taskId: string): HistoryEntry[] {
  const position = positionOf(db, taskId);
  const rows = db.all<{
    seq: number;
    annotator: string;
    kind: string;
    status: ActStatus;
    at: string;
    guidelines_version: string;
    hash1: string | null;
    hash2: string | null;
    answer: string;
  }>('SELECT * FROM history WHERE task = :position ORDER BY seq', { position });
  return rows.map((row) => ({
    seq: row.seq,
    taskId,
    annotator: row.annotator,
    status: row.status,
    answer: toAnswer(row.answer),
    guidelinesVersion: row.guidelines_version,
    at: row.at,
    generationHashes: [row.hash1 ?? undefined, row.hash2 ?? undefined],
    kind: row.kind,
  }));
}
