import { isDeepStrictEqual } from 'node:util';
import type { AnnotationStatus, Answer } from '../../domain/annotation.ts';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { annotationRow, writeAnnotation } from './annotations.ts';
import { taskHash } from '../api/shownTexts.ts';
import { currentHashes } from '../content/generations.ts';
import { otherTexts } from '../content/otherTexts.ts';
import type { HistoryKind, ShownTexts } from '../../domain/annotationHistory.ts';
import type { Database } from '../sqlite/database.ts';
import { personOf } from '../content/people.ts';
import { isWaiting } from '../sync/outbox.ts';
import { writeRemote } from '../sync/remoteRecords.ts';
import { positionOf, taskAt, toAnswer } from '../sqlite/rows.ts';
import type { PulledTags, RemoteRecord } from '../api/store.ts';
import { pulledTags } from '../tags/pulledTags.ts';
import { withTags } from '../tags/tagSteps.ts';
import { remoteSchema } from '../sqlite/validation.ts';

/** What an answer from Argilla may be written over: see `putPulled`. */
export interface PulledOver {
  overHere?: boolean;
  shown?: ShownTexts;
  waiting?: number;
  tags?: PulledTags;
}

/**
 * Written unless its texts are not there any more, a local act waits to be sent, it says what is here already, or a draft was typed here: whether that is older or younger
 * nobody can say, for there are two clocks. With `overHere` it is written over both; what was here stays in the history. What Argilla does
 * not keep (points, the flag) stays where it still fits, and was given for the texts that are there. `waiting`: the row of the outbox
 * that it takes the place of, which goes in the same act; where another one waits by now, or none, nothing is written.
 */
export function putPulled(
  db: Database,
  taskId: string,
  name: string,
  status: AnnotationStatus,
  pulled: Answer,
  guidelinesVersion: string,
  input: RemoteRecord,
  { overHere = false, shown, waiting, tags }: PulledOver = {},
): boolean {
  const remote = { ...remoteSchema.parse(input), annotator: name };
  const annotator = personOf(db, name);
  const position = positionOf(db, taskId);
  const old = annotationRow(db, position, annotator);
  if (shown && !isDeepStrictEqual(shown, textsNow(db, position))) return false;
  const gone = waiting !== undefined && !isWaiting(db, position, annotator, waiting);
  if (
    gone ||
    (!overHere &&
      (isWaiting(db, position, annotator) || (old?.status === 'draft' && isOwn(db, position, annotator))))
  ) {
    // What was seen of the response stays as it was, so that sending the local answer notices the other one.
    writeRemote(db, position, { dataset: remote.dataset, taskId, recordId: remote.recordId }, false);
    return false;
  }
  writeRemote(db, position, remote, true);
  if (waiting !== undefined) {
    db.run('DELETE FROM outbox WHERE annotator = :annotator AND task = :position', { annotator, position });
    db.changes.add(position, taskId, 'outbox');
  }
  const known = old ? toAnswer(old.answer) : {};
  const now = { task: taskHash(taskAt(db, position)), hashes: currentHashes(db, position) };
  const { judgedOther } = old ? otherTexts(db, old, now) : {};
  const fitting: Answer = judgedOther
    ? { flag: judgedOther.includes('task') ? undefined : known.flag }
    : known;
  const merged = merge(fitting, parseAnswer(pulled));
  const answer = tags ? withTags(merged, pulledTags(db, fitting.tags, tags)) : merged;
  if (!judgedOther && old?.status === status && sameAnswer(known, answer)) return false;
  db.run(
    // The plus keeps SQLite from the index of all steps: there are few entries of one task.
    'UPDATE history SET step = NULL WHERE annotator = :annotator AND task = :position AND +step IS NOT NULL',
    { annotator, position },
  );
  writeAnnotation(db, position, taskId, { annotator, status, answer, guidelinesVersion, kind: 'pull' });
  return true;
}

function textsNow(db: Database, position: number): ShownTexts {
  const { hash1, hash2 } = currentHashes(db, position);
  return { task: taskHash(taskAt(db, position)), responses: [hash1 ?? '', hash2 ?? ''] };
}

/** Whether what stands here was written here, and did not come from Argilla as it is. */
function isOwn(db: Database, position: number, annotator: string): boolean {
  const last = db.get<{ kind: HistoryKind }>(
    'SELECT kind FROM history WHERE annotator = :annotator AND task = :position ORDER BY seq DESC LIMIT 1',
    { annotator, position },
  );
  return last?.kind !== 'pull';
}

function merge(known: Answer, pulled: Answer): Answer {
  return {
    ...pulled,
    points1: pulled.points1 ?? (pulled.score1 === known.score1 ? known.points1 : undefined),
    points2: pulled.points2 ?? (pulled.score2 === known.score2 ? known.points2 : undefined),
    flag: pulled.flag ?? known.flag,
    ...(known.tags && { tags: known.tags }),
  };
}

const fields = ['score1', 'score2', 'corrected', 'correction', 'comments', 'flag'] as const;

function sameAnswer(a: Answer, b: Answer): boolean {
  return (
    fields.every((field) => (a[field] ?? '') === (b[field] ?? '')) &&
    isDeepStrictEqual(a.points1 ?? {}, b.points1 ?? {}) &&
    isDeepStrictEqual(a.points2 ?? {}, b.points2 ?? {}) &&
    isDeepStrictEqual(a.tags ?? [], b.tags ?? [])
  );
}
