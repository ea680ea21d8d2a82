import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import { blockSchema } from '../sqlite/validation.ts';

export function chooseBlock(db: Database, taskId: string, hash: string, block: number | undefined): boolean {
  const position = positionOf(db, taskId);
  const sql = 'SELECT 1 FROM generations WHERE task = :position AND hash = :hash';
  if (!db.get(sql, { position, hash })) return false;
  if (block === undefined)
    db.run('DELETE FROM chosen_blocks WHERE task = :position AND hash = :hash', { position, hash });
  else
    db.run(
      `INSERT INTO chosen_blocks (task, hash, block) VALUES (:position, :hash, :block)
       ON CONFLICT (task, hash) DO UPDATE SET block = excluded.block`,
      { position, hash, block: blockSchema.parse(block) },
    );
  db.changes.add(position, taskId, 'input');
  return true;
}
