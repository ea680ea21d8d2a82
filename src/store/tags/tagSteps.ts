import { isDeepStrictEqual } from 'node:util';
import { sameUse, samePlace, type TagChange, type TagUse } from '../../domain/tags.ts';
import type { Answer } from '../../domain/annotation.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer } from '../sqlite/rows.ts';
import { namedUses, tagNamed } from './tagNames.ts';

/** What an entry of the history did to the failure modes of an answer. */
export interface TagStep {
  added: TagUse[];
  removed: TagUse[];
}

/**
 * The failure modes of an answer after a change. What goes is found by what it is called now: of several that were merged into one, all
 * go. Gives also whether a tag was made for it.
 */
export function changedTags(
  db: Database,
  before: readonly TagUse[],
  { add = [], remove = [] }: TagChange,
): { tags: TagUse[]; made: boolean } {
  const now = (use: TagUse): string | undefined => namedUses(db, [use])[0]?.tag;
  const tags = before.filter(
    (use) => !remove.some((gone) => samePlace(gone, use) && gone.tag === (now(use) ?? use.tag)),
  );
  let anyMade = false;
  for (const { name, response, lines } of add) {
    const { id: tag, made } = tagNamed(db, name);
    anyMade ||= made;
    const use: TagUse = { response, tag, ...(lines && { lines }) };
    if (!tags.some((one) => samePlace(one, use) && now(one) === tag)) tags.push(use);
  }
  return { tags, made: anyMade };
}

/** An answer with these failure modes, and no field for none. */
export function withTags({ tags: _tags, ...answer }: Answer, tags: readonly TagUse[]): Answer {
  return tags.length > 0 ? { ...answer, tags: [...tags] } : answer;
}

interface EntryRow {
  seq: number;
  kind: string;
  of: number | null;
  status: string;
  answer: string;
  annotator: string;
  task: number;
}

const entrySql = 'SELECT seq, kind, of, status, answer, annotator, task FROM history';

/** What an act changed, where it changed failure modes and nothing else. `last`: its entry in the history, or one that undid it or did it again. */
export function tagStepOf(db: Database, last: number): TagStep | undefined {
  let entry = db.get<EntryRow>(`${entrySql} WHERE seq = :seq`, { seq: last });
  while (entry && (entry.kind === 'undo' || entry.kind === 'redo'))
    entry = db.get<EntryRow>(`${entrySql} WHERE seq = :seq`, { seq: entry.of });
  if (entry?.kind !== 'act' || entry.status === 'pending') return undefined;
  const { annotator, task, seq } = entry;
  const before = db.get<EntryRow>(
    `${entrySql} WHERE annotator = :annotator AND task = :task AND seq < :seq ORDER BY seq DESC LIMIT 1`,
    { annotator, task, seq },
  );
  const { tags: now = [], ...rest } = toAnswer(entry.answer);
  const { tags: then = [], ...former } = before && before.status !== 'pending' ? toAnswer(before.answer) : {};
  const status = before && before.status !== 'pending' ? before.status : 'draft';
  if (status !== entry.status || !isDeepStrictEqual(rest, former)) return undefined;
  const step = {
    added: now.filter((use) => !then.some((one) => sameUse(one, use))),
    removed: then.filter((use) => !now.some((one) => sameUse(one, use))),
  };
  return step.added.length + step.removed.length > 0 ? step : undefined;
}

/** The failure modes with a step done, or undone: what came since stays. */
export function stepped(
  tags: readonly TagUse[],
  { added, removed }: TagStep,
  direction: 'undo' | 'redo',
): TagUse[] {
  const [come, go] = direction === 'undo' ? [removed, added] : [added, removed];
  const left = tags.filter((use) => !go.some((one) => sameUse(one, use)));
  return [...left, ...come.filter((use) => !left.some((one) => sameUse(one, use)))];
}
