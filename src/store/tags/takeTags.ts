import type { Database } from '../sqlite/database.ts';

interface TagRow {
  id: string;
  name: string;
  key: string;
  within: string | null;
  gone: number;
}

/** Takes the failure modes of another database in. What is known here already stays as it is; two of one name are one. */
export function takeTags(db: Database, other: Database): void {
  const rows = other.all<TagRow>('SELECT id, name, key, within, gone FROM tags ORDER BY within IS NOT NULL');
  const standing = 'SELECT id FROM tags WHERE key = :key AND within IS NULL AND gone = 0';
  const now = 'SELECT coalesce(within, id) AS id FROM tags WHERE id = :id';
  for (const { within, ...row } of rows) {
    const same =
      row.gone === 0 && within === null ? db.get<{ id: string }>(standing, { key: row.key })?.id : undefined;
    const into = within === null ? same : db.get<{ id: string }>(now, { id: within })?.id;
    db.run(
      'INSERT OR IGNORE INTO tags (id, name, key, within, gone) VALUES (:id, :name, :key, :within, :gone)',
      { ...row, within: into === undefined || into === row.id ? null : into },
    );
  }
}
