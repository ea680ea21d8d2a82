import { tagKey, tagName, type TagUse } from '../../domain/tags.ts';
import type { PulledTags } from '../api/store.ts';
import type { Database } from '../sqlite/database.ts';
import { namedUses, tagWithKey } from './tagNames.ts';

/**
 * The failure modes of an answer with what a response in Argilla says: those that it could choose and did not are gone, those that it chose are
 * there, each with the lines that it has here; what it could not say stays.
 */
export function pulledTags(db: Database, before: readonly TagUse[] = [], pulled: PulledTags): TagUse[] {
  const now = (use: TagUse): string => namedUses(db, [use])[0]?.tag ?? use.tag;
  const tags = before.filter((use) => {
    const said = pulled[use.response];
    const tag = now(use);
    return !said || said.chosen.includes(tag) || !said.offered.some(({ id }) => id === tag);
  });
  for (const response of [1, 2] as const)
    for (const id of pulled[response]?.chosen ?? []) {
      const tag = idHere(db, id, pulled[response]?.offered.find((one) => one.id === id)?.name ?? id);
      const isThere = tags.some((use) => use.response === response && now(use) === tag);
      if (tag !== undefined && !isThere) tags.push({ response, tag });
    }
  return tags;
}

/** Chosen in Argilla's page, one may be named here for the first time; one that was removed here stays so. */
function idHere(db: Database, id: string, text: string): string | undefined {
  if (db.get('SELECT 1 FROM tags WHERE id = :id', { id }))
    return namedUses(db, [{ response: 1, tag: id }])[0]?.tag;
  const name = tagName(text);
  if (name === undefined || id.length > 200) return undefined;
  const key = tagKey(name);
  const same = tagWithKey(db, key);
  if (same !== undefined) return same;
  db.run('INSERT INTO tags (id, name, key) VALUES (:id, :name, :key)', { id, name, key });
  return id;
}
