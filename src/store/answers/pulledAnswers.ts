import type { AnnotationStatus, Answer } from '../../domain/annotation.ts';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { annotationRow, writeAnnotation } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { isWaiting } from '../sync/outbox.ts';
import { seenUpdatedAt, writeRemote } from '../sync/remoteRecords.ts';
import { positionOf, toAnswer, type AnnotationRow } from '../sqlite/rows.ts';
import type { RemoteRecord } from '../api/store.ts';
import { remoteSchema } from '../sqlite/validation.ts';

/**
 * An answer that came from Argilla. It is written unless a local act waits to be sent, it says what is here already, or
 * a draft was begun here after it. What Argilla does not keep (points, the flag) stays where it still fits.
 */
export function putPulled(
  db: Database,
  taskId: string,
  annotator: string,
  status: AnnotationStatus,
  pulled: Answer,
  guidelinesVersion: string,
  input: RemoteRecord,
): boolean {
  const remote = { ...remoteSchema.parse(input), annotator };
  const position = positionOf(db, taskId);
  const old = annotationRow(db, position, annotator);
  if (
    isWaiting(db, position, annotator) ||
    (old?.status === 'draft' && !cameAfter(db, position, old, remote))
  ) {
    // What was seen of the response stays as it was, so that sending the local answer notices the other one.
    writeRemote(db, position, { dataset: remote.dataset, taskId, recordId: remote.recordId }, false);
    return false;
  }
  writeRemote(db, position, remote, true);
  const known = old ? toAnswer(old.answer) : {};
  const answer = merge(known, parseAnswer(pulled));
  if (old?.status === status && sameAnswer(known, answer)) return false;
  db.run(
    // The plus keeps SQLite from the index of all steps: there are few entries of one task.
    'UPDATE history SET step = NULL WHERE annotator = :annotator AND task = :position AND +step IS NOT NULL',
    { annotator, position },
  );
  writeAnnotation(db, position, taskId, { annotator, status, answer, guidelinesVersion, kind: 'pull' });
  return true;
}

/** Whether the response there is news, and younger than the draft here. */
function cameAfter(db: Database, position: number, draft: AnnotationRow, remote: RemoteRecord): boolean {
  const { dataset, annotator = '', seenUpdatedAt: updatedAt } = remote;
  if (updatedAt === undefined || updatedAt === seenUpdatedAt(db, position, dataset, annotator)) return false;
  // Argilla writes UTC without saying so.
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(updatedAt) ? updatedAt : `${updatedAt}Z`;
  return Date.parse(zoned) > Date.parse(draft.updated_at);
}

function merge(known: Answer, pulled: Answer): Answer {
  return {
    ...pulled,
    points1: pulled.points1 ?? (pulled.score1 === known.score1 ? known.points1 : undefined),
    points2: pulled.points2 ?? (pulled.score2 === known.score2 ? known.points2 : undefined),
    flag: pulled.flag ?? known.flag,
  };
}

const fields = ['score1', 'score2', 'corrected', 'correction', 'comments', 'flag'] as const;

function sameAnswer(a: Answer, b: Answer): boolean {
  return (
    fields.every((field) => (a[field] ?? '') === (b[field] ?? '')) &&
    samePoints(a.points1, b.points1) &&
    samePoints(a.points2, b.points2)
  );
}

function samePoints(a: Record<string, number> = {}, b: Record<string, number> = {}): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}
