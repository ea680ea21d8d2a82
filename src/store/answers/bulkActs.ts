import { randomUUID } from 'node:crypto';
import { annotationRow, forgetRedo, type Change } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer, toTaken, type AnnotationRow } from '../sqlite/rows.ts';
import type { BulkAct, BulkResult } from '../api/store.ts';
import { restore } from './undo.ts';
import { bulkSchema } from '../sqlite/validation.ts';

export function actMany(db: Database, taskIds: string[], input: BulkAct): BulkResult[] {
  const act = bulkSchema.parse(input);
  const batch = act.batch ?? randomUUID();
  const results = [...new Set(taskIds)].map((taskId): BulkResult => {
    const position = db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :taskId', {
      taskId,
    })?.position;
    if (position === undefined) return { taskId, done: false, reason: 'missing' };
    const change = changeOf(act, annotationRow(db, position, act.annotator));
    if (!change) return { taskId, done: false, reason: 'nothing-to-do' };
    restore(db, position, taskId, { ...change, annotator: act.annotator, batch }, act.send);
    return { taskId, done: true };
  });
  if (results.some(({ done }) => done)) forgetRedo(db, act.annotator);
  return results;
}

/** What becomes of one answer; `undefined` when there is nothing to do. */
function changeOf(
  { action, guidelinesVersion }: BulkAct,
  old: AnnotationRow | undefined,
): Omit<Change, 'annotator'> | undefined {
  const answer = old ? toAnswer(old.answer) : {};
  const taken = toTaken(old?.taken ?? null) ?? {};
  if (action === 'discard')
    return old?.status === 'discarded'
      ? undefined
      : { kind: 'act', status: 'discarded', answer, guidelinesVersion, taken };
  if (old?.status !== 'submitted' && old?.status !== 'discarded') return undefined;
  return {
    kind: 'reopen',
    status: 'draft',
    answer,
    // Still scored under what it was scored under.
    guidelinesVersion: old.guidelines_version,
    hashes: { hash1: old.hash1, hash2: old.hash2 },
    taken,
  };
}
