import { samePlace, type PlacedUse, type TagUse } from '../../domain/tags.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { namedUses, tagNamed } from '../tags/tagNames.ts';
import { withTags } from '../tags/tagSteps.ts';
import { annotationRow, forgetRedo, toState, writeAnnotation } from './annotations.ts';

/** Has uses be of another failure mode: a part of one becomes one of its own. See `Store.moveTagUses`. */
export function moveTagUses(
  db: Database,
  annotator: string,
  uses: readonly PlacedUse[],
  to: string,
  { send, batch }: { send: boolean; batch: string },
): number {
  const { id } = tagNamed(db, to);
  const tasks = Map.groupBy(uses, ({ taskId }) => taskId);
  let moved = 0;
  for (const [taskId, ofTask] of tasks) {
    const position = positionOf(db, taskId);
    const row = annotationRow(db, position, annotator);
    if (!row || row.status === 'pending') continue;
    const state = toState(row);
    const before = state.answer.tags ?? [];
    const isChosen = (use: TagUse): boolean => {
      const now = namedUses(db, [use])[0]?.tag;
      return now !== undefined && now !== id && ofTask.some((one) => samePlace(one, use) && one.tag === now);
    };
    const tags: TagUse[] = [];
    for (const use of before) {
      const next = isChosen(use) ? { ...use, tag: id } : use;
      if (next !== use) moved++;
      if (!tags.some((one) => samePlace(one, next) && one.tag === next.tag)) tags.push(next);
    }
    if (tags.every((use) => before.includes(use))) continue;
    const answer = withTags(state.answer, tags);
    const change = { ...state, answer, annotator, batch, kind: 'act' as const, entry: 'step' as const };
    const { seq } = writeAnnotation(db, position, taskId, change);
    const { status } = state;
    if (status !== 'draft' && (send || isWaiting(db, position, annotator)))
      enqueue(db, position, taskId, { annotator, seq, status, answer: JSON.stringify(answer) });
  }
  if (moved > 0) forgetRedo(db, annotator);
  db.changes.addAll();
  return moved;
}
