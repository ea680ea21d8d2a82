import type { Database, Params } from '../sqlite/database.ts';
import { searchPieces } from './highlights.ts';

/** Writes a task's row of the search index anew, from its id, instruction and generations. */
export function indexTask(db: Database, position: number): void {
  db.run(
    `INSERT OR REPLACE INTO search (rowid, id, instruction, response1, response2)
     SELECT t.position, t.id, t.instruction, coalesce(a.text, ''), coalesce(b.text, '')
     FROM tasks t
     LEFT JOIN generations a ON a.task = t.position AND a.response = 1
     LEFT JOIN generations b ON b.task = t.position AND b.response = 2
     WHERE t.position = :position`,
    { position },
  );
}

/** A part of a WHERE. */
export interface Condition {
  sql: string;
  params?: Params;
}

/**
 * What a user typed, as a condition on `t.position`: all words must be there, the last may be the beginning of one. Every
 * word is quoted, so FTS5's own syntax has no meaning. Text without a letter or digit (`==`, `*`) is looked for literally.
 */
export function searchCondition(text: string | undefined): Condition | undefined {
  const clean = text?.replaceAll('\0', ' ').trim();
  if (!clean) return undefined;
  const words = searchPieces(clean);
  if (words.length === 0)
    return {
      sql: `t.position IN (SELECT position FROM tasks WHERE instr(instruction, :text) > 0
                           UNION SELECT task FROM generations WHERE instr(text, :text) > 0)`,
      params: { text: clean },
    };
  const query = words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ') + '*';
  return {
    sql: 't.position IN (SELECT rowid FROM search WHERE search MATCH :text)',
    params: { text: query },
  };
}
