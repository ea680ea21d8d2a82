import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { tagKey, type TagAct } from '../../domain/tags.ts';
import type { StepName } from '../../domain/annotationHistory.ts';
import type { Database } from '../sqlite/database.ts';
import { checkedName, tagWithKey } from './tagNames.ts';

/**
 * What is done to the tags themselves. No answer is touched by it: they hold ids. Each act keeps the rows of tags that it changed, as they
 * were and as they became, and is a step of undo between those of the history, by the entry that was the last one then.
 */

interface TagRow {
  id: string;
  name: string;
  key: string;
  within: string | null;
  gone: number;
}

/** An act that can be undone, or done again. */
export interface TagStepRow {
  seq: number;
  kind: 'rename' | 'merge' | 'remove';
  /** The last entry of the history when it was done, or undone. */
  after: number;
  before: string;
  now: string;
}

export const tagStepNames = {
  rename: 'tag-renamed',
  merge: 'tag-merged',
  remove: 'tag-removed',
} as const satisfies Record<TagStepRow['kind'], StepName>;

const columns = 'id, name, key, within, gone';

/** Errors: `answer-invalid`, for a name that cannot be, that another tag has, or a tag that is not there. */
export function changeTags(db: Database, annotator: string, act: TagAct): void {
  const { kind, rows } = changeOf(db, act);
  const changed = rows.filter(([before, now]) => JSON.stringify(before) !== JSON.stringify(now));
  if (changed.length === 0) return;
  for (const step of ['history', 'tag_acts'])
    db.run(`UPDATE ${step} SET step = NULL WHERE annotator = :annotator AND step = 'redo'`, { annotator });
  db.run(
    `INSERT INTO tag_acts (annotator, kind, step, after, at, before, now)
     VALUES (:annotator, :kind, 'undo', ${lastEntry}, :at, :before, :now)`,
    {
      annotator,
      kind,
      at: new Date().toISOString(),
      before: JSON.stringify(changed.map(([before]) => before)),
      now: JSON.stringify(changed.map(([, now]) => now)),
    },
  );
  write(
    db,
    changed.map(([, now]) => now),
  );
}

const lastEntry = '(SELECT coalesce(max(seq), 0) FROM history)';

function changeOf(
  db: Database,
  act: TagAct,
): { kind: TagStepRow['kind']; rows: [before: TagRow, now: TagRow][] } {
  if ('rename' in act) {
    const tag = standing(db, act.rename);
    const name = checkedName(act.to);
    const key = tagKey(name);
    const other = tagWithKey(db, key);
    if (other !== undefined && other !== tag.id) throw isTaken(name);
    return { kind: 'rename', rows: [[tag, { ...tag, name, key }]] };
  }
  if ('remove' in act) {
    const tag = standing(db, act.remove);
    return { kind: 'remove', rows: [[tag, { ...tag, gone: 1 }]] };
  }
  const into = standing(db, act.into);
  const from = act.merge.filter((id) => id !== into.id).map((id) => standing(db, id));
  // What was merged into one of them before goes along: each names what it is by now.
  const all = from.flatMap((tag) => [
    tag,
    ...db.all<TagRow>(`SELECT ${columns} FROM tags WHERE within = :id`, { id: tag.id }),
  ]);
  return { kind: 'merge', rows: all.map((tag) => [tag, { ...tag, within: into.id }]) };
}

function standing(db: Database, id: string): TagRow {
  const tag = db.get<TagRow>(`SELECT ${columns} FROM tags WHERE id = :id AND within IS NULL AND gone = 0`, {
    id,
  });
  if (tag) return tag;
  throw new TouchstoneError(
    'answer-invalid',
    l10n.t('This failure mode no longer exists.'),
    l10n.t('Look at the list again: another window may have merged, renamed or removed it.'),
  );
}

function isTaken(name: string): TouchstoneError {
  return new TouchstoneError(
    'answer-invalid',
    l10n.t('There is a failure mode “{0}” already.', name),
    l10n.t('Merge the two instead, or choose another name.'),
  );
}

function write(db: Database, rows: readonly TagRow[]): void {
  for (const row of rows)
    db.run('UPDATE tags SET name = :name, key = :key, within = :within, gone = :gone WHERE id = :id', {
      ...row,
      ...freeName(db, row),
    });
  // Any answer may read otherwise.
  db.changes.addAll();
}

/** A name that another tag was given meanwhile is that one's: what comes back is numbered. */
function freeName(db: Database, { id, name, within, gone }: TagRow): Pick<TagRow, 'name' | 'key'> {
  if (within !== null || gone === 1) return { name, key: tagKey(name) };
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name} (${n})`;
    const key = tagKey(free);
    const taken = 'SELECT 1 FROM tags WHERE key = :key AND within IS NULL AND gone = 0 AND id <> :id';
    if (!db.get(taken, { key, id })) return { name: free, key };
  }
}

/** The annotator's newest act that can be undone, or the one that was undone last, where none of the history is newer. */
export function newestTagAct(db: Database, annotator: string, step: 'undo' | 'redo'): TagStepRow | undefined {
  const newest = db.get<TagStepRow>(
    `SELECT seq, kind, after, before, now FROM tag_acts WHERE annotator = :annotator AND step = :step
     ORDER BY after DESC, seq ${step === 'undo' ? 'DESC' : 'ASC'} LIMIT 1`,
    { annotator, step },
  );
  if (!newest) return undefined;
  const later =
    'SELECT 1 FROM history WHERE annotator = :annotator AND step = :step AND seq > :after LIMIT 1';
  return db.get(later, { annotator, step, after: newest.after }) ? undefined : newest;
}

export function stepTagAct(db: Database, { seq, before, now }: TagStepRow, direction: 'undo' | 'redo'): void {
  write(db, JSON.parse(direction === 'undo' ? before : now) as TagRow[]);
  db.run(`UPDATE tag_acts SET step = :step, after = ${lastEntry} WHERE seq = :seq`, {
    seq,
    step: direction === 'undo' ? 'redo' : 'undo',
  });
}

/** The tags that an act was about, as they were called. */
export function namesOf({ kind, before, now }: TagStepRow): string {
  const [was, is] = [JSON.parse(before) as TagRow[], JSON.parse(now) as TagRow[]];
  if (kind === 'rename') return `${was[0]?.name ?? ''} → ${is[0]?.name ?? ''}`;
  return was
    .filter(({ within }) => within === null)
    .map(({ name }) => name)
    .join(', ');
}
