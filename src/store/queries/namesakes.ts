import { taskTitle } from '../../code/text/taskTitle.ts';
import type { Task } from '../../domain/task.ts';
import type { Database } from '../sqlite/database.ts';

/** Of very many tasks that speak of a title's words, the first are looked at: whoever opens a task waits for it. */
const mostLookedAt = 100;

/** Whether another task of the data set has the same title. */
export function hasNamesake(
  db: Database,
  position: number,
  { id, instruction }: Pick<Task, 'id' | 'instruction'>,
): boolean {
  const title = taskTitle(instruction, id);
  const words = title.replace(/…$/, '').replaceAll('\0', ' ');
  if (title === id || !/[\p{L}\p{N}]/u.test(words)) return false;
  const rows = db.all<{ id: string; instruction: string }>(
    `SELECT t.id, t.instruction FROM search JOIN tasks t ON t.position = search.rowid
     WHERE search MATCH :words AND t.position <> :position AND t.generated < 4 LIMIT :most`,
    // The last word of a title that was cut is the beginning of one.
    { words: `instruction : "${words.replaceAll('"', '""')}" *`, position, most: mostLookedAt },
  );
  return rows.some((other) => taskTitle(other.instruction, other.id) === title);
}
