import { act, annotationOf, checkAct, forgetRedo, writeAnnotation } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer, toTaken } from '../sqlite/rows.ts';
import type { Act, StoredAnnotation } from '../api/store.ts';

/** Decides a conflict: see `Store.settle`. */
export function settle(db: Database, input: Act, keep: 'mine' | 'theirs'): StoredAnnotation | undefined {
  if (keep === 'mine') return act(db, { ...input, entry: input.entry ?? 'own' });
  const { act: mine, position, old } = checkAct(db, input);
  const { taskId, annotator, answer, guidelinesVersion } = mine;
  const theirs = db.get<{ seq: number }>(
    'SELECT max(seq) AS seq FROM history WHERE annotator = :annotator AND task = :position',
    { annotator, position },
  );
  forgetRedo(db, annotator);
  // Mine, however it was meant to be sent, was never seen to be: it is kept as a draft under theirs.
  writeAnnotation(db, position, taskId, {
    annotator,
    status: 'draft',
    answer,
    guidelinesVersion,
    kind: 'act',
    entry: 'own',
  });
  // Argilla hears of theirs from whoever wrote it.
  writeAnnotation(db, position, taskId, {
    annotator,
    kind: 'revert',
    of: theirs?.seq,
    status: old?.status ?? 'pending',
    answer: old ? toAnswer(old.answer) : {},
    guidelinesVersion: old?.guidelines_version ?? guidelinesVersion,
    hashes: old && { hash1: old.hash1, hash2: old.hash2 },
    taken: toTaken(old?.taken ?? null) ?? {},
  });
  return annotationOf(db, position, taskId, annotator);
}
