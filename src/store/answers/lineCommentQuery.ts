import type { LineComment } from '../../domain/annotationHistory.ts';
import type { Database } from '../sqlite/database.ts';
import { toSubject } from '../sqlite/rows.ts';

export function lineCommentsOf(
  db: Database,
  position: number,
  taskId: string,
  annotator: string,
): LineComment[] {
  const rows = db.all<Omit<LineComment, 'taskId' | 'response'> & { response: string }>(
    `SELECT id, annotator, response, start_line AS startLine, end_line AS endLine, at, quote, text FROM line_comments
     WHERE task = :position AND annotator = :annotator ORDER BY response, start_line, at, id`,
    { position, annotator },
  );
  return rows.map((row) => ({ ...row, taskId, response: toSubject(row.response) }));
}
