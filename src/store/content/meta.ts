import type { Database } from '../sqlite/database.ts';

export function getMeta(db: Database, key: string): string | undefined {
  return db.get<{ value: string }>('SELECT value FROM meta WHERE key = :key', { key })?.value;
}

export function setMeta(db: Database, key: string, value: string | undefined): void {
  if (value === undefined) db.run('DELETE FROM meta WHERE key = :key', { key });
  else db.run('INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)', { key, value });
}
