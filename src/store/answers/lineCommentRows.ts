import { act } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import type { Act, LineComment } from '../../domain/annotationHistory.ts';
import { lineCommentSchema } from '../sqlite/validation.ts';

export function putLineComment(db: Database, input: LineComment, along?: Act): void {
  const { taskId, response, ...comment } = lineCommentSchema.parse(input);
  const position = positionOf(db, taskId);
  db.run(
    `INSERT INTO line_comments (annotator, id, task, response, start_line, end_line, at, quote, text)
     VALUES (:annotator, :id, :position, :response, :startLine, :endLine, :at, :quote, :text)
     ON CONFLICT (annotator, id) DO UPDATE SET task = excluded.task, response = excluded.response,
       start_line = excluded.start_line, end_line = excluded.end_line, at = excluded.at, quote = excluded.quote, text = excluded.text`,
    { ...comment, position, response: String(response) },
  );
  db.changes.add(position, taskId, 'comment');
  if (along) act(db, along, { ofLines: true });
}

export function removeLineComment(db: Database, annotator: string, id: string, along?: Act): void {
  const row = db.get<{ position: number; taskId: string }>(
    `SELECT t.position, t.id AS taskId FROM line_comments c JOIN tasks t ON t.position = c.task
     WHERE c.annotator = :annotator AND c.id = :id`,
    { annotator, id },
  );
  if (!row) return;
  db.run('DELETE FROM line_comments WHERE annotator = :annotator AND id = :id', { annotator, id });
  if (along) act(db, along, { ofLines: true });
  db.changes.add(row.position, row.taskId, 'comment');
}
