import { annotationRow, writeAnnotation, type Change } from './annotations.ts';
import type { Database } from './database.ts';
import { enqueue, isWaiting } from './outbox.ts';
import { toAnswer } from './rows.ts';
import type { ActStatus } from './types.ts';

interface EntryRow {
  seq: number;
  task: number;
  status: ActStatus;
  answer: string;
  guidelines_version: string;
  hash1: string | null;
  hash2: string | null;
}

/**
 * Takes the annotator's last submit, discard or take-back that is not undone yet back to what was before it: a draft, an
 * earlier answer, or none. A draft that was begun on the same task *after* that act is kept: what was typed is never lost.
 */
export function undo(
  db: Database,
  annotator: string,
  send: boolean,
): { taskId: string; undone: ActStatus } | undefined {
  const last = db.get<EntryRow & { id: string }>(
    `SELECT h.*, t.id FROM history h JOIN tasks t ON t.position = h.task
     WHERE h.annotator = :annotator AND h.kind = 'act' AND h.status <> 'draft' AND h.closed = 0
     ORDER BY h.seq DESC LIMIT 1`,
    { annotator },
  );
  if (!last) return undefined;
  const { task: position, seq, id: taskId } = last;
  db.run('UPDATE history SET closed = 1 WHERE seq = :seq', { seq });
  const change = { annotator, kind: 'undo', ...stateToRestore(db, annotator, last) } satisfies Change;
  const undoSeq = writeAnnotation(db, position, taskId, change);
  if (send || isWaiting(db, position, annotator)) {
    // Drafts stay on this machine: there, the response goes.
    const kept = change.status === 'submitted' || change.status === 'discarded';
    const status = kept ? change.status : 'pending';
    enqueue(db, position, annotator, undoSeq, status, JSON.stringify(kept ? change.answer : {}));
  }
  return { taskId, undone: last.status };
}

type State = Pick<Change, 'status' | 'answer' | 'guidelinesVersion' | 'hashes'>;

function stateToRestore(db: Database, annotator: string, undone: EntryRow): State {
  const { task: position, seq } = undone;
  const now = annotationRow(db, position, annotator);
  if (now?.status === 'draft') return toState(now);
  const before = db.get<EntryRow>(
    `SELECT * FROM history WHERE annotator = :annotator AND task = :position AND seq < :seq
     ORDER BY seq DESC LIMIT 1`,
    { annotator, position, seq },
  );
  return before
    ? toState(before)
    : { status: 'pending', answer: {}, guidelinesVersion: undone.guidelines_version };
}

function toState(row: Omit<EntryRow, 'seq' | 'task'>): State {
  const { status, answer, guidelines_version: guidelinesVersion, hash1, hash2 } = row;
  return { status, answer: toAnswer(answer), guidelinesVersion, hashes: { hash1, hash2 } };
}
