import * as l10n from '@vscode/l10n';
import { sameUse, tagKey, tagName, type NamedUse, type TagUse } from '../../domain/tags.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Database } from '../sqlite/database.ts';

interface NameRow {
  id: string;
  /** What it is by now: itself, or what it was merged into. */
  now: string;
  name: string;
  gone: number;
}

/** The uses as they are called now; what was removed is left out, and what was merged into one is one. */
export function namedUses(db: Database, uses: readonly TagUse[]): NamedUse[] {
  if (uses.length === 0) return [];
  const rows = db.all<NameRow>(
    `SELECT g.id, n.id AS now, n.name, n.gone FROM tags g JOIN tags n ON n.id = coalesce(g.within, g.id)
     WHERE g.id IN (SELECT value FROM json_each(:ids))`,
    { ids: JSON.stringify(uses.map(({ tag }) => tag)) },
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const named: NamedUse[] = [];
  for (const use of uses) {
    const row = known.get(use.tag);
    // An id is what the tag was called first: it says something where nothing else is known.
    const now = { ...use, tag: row?.now ?? use.tag, name: row?.name ?? use.tag };
    if (row?.gone !== 1 && !named.some((one) => sameUse(one, now))) named.push(now);
  }
  return named;
}

/** An answer with its failure modes as they are called now. */
export function named<T extends { tags?: TagUse[] }>(db: Database, answer: T): T & { tags?: NamedUse[] } {
  const { tags, ...rest } = answer;
  const uses = tags ? namedUses(db, tags) : [];
  return { ...rest, ...(uses.length > 0 && { tags: uses }) } as T & { tags?: NamedUse[] };
}

/** The id of the tag with this name, which is made where there is none. Gives also whether it was. Errors: `answer-invalid`. */
export function tagNamed(db: Database, typed: string): { id: string; made: boolean } {
  const name = checkedName(typed);
  const key = tagKey(name);
  const known = tagWithKey(db, key);
  if (known !== undefined) return { id: known, made: false };
  const id = freeId(db, key);
  db.run('INSERT INTO tags (id, name, key) VALUES (:id, :name, :key)', { id, name, key });
  return { id, made: true };
}

/** A name that may be kept. Errors: `answer-invalid`. */
export function checkedName(typed: string): string {
  const name = tagName(typed);
  if (name !== undefined) return name;
  throw new TouchstoneError(
    'answer-invalid',
    l10n.t('A failure mode has a name of 1 to 60 characters.'),
    l10n.t('Name it in a word or a few.'),
  );
}

/** The tag that a name means: the one that has it, else the one into which one with that name was merged last. */
export function tagWithKey(db: Database, key: string): string | undefined {
  return (
    db.get<{ id: string }>('SELECT id FROM tags WHERE key = :key AND within IS NULL AND gone = 0', { key })
      ?.id ??
    db.get<{ id: string }>(
      `SELECT n.id FROM tags g JOIN tags n ON n.id = g.within WHERE g.key = :key AND n.gone = 0
       ORDER BY g.rowid DESC LIMIT 1`,
      { key },
    )?.id
  );
}

/** The same name is the same id in any database, unless another tag had it first. */
function freeId(db: Database, key: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? key : `${key} (${n})`;
    if (!db.get('SELECT 1 FROM tags WHERE id = :id', { id })) return id;
  }
}
