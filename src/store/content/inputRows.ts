import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { inputId } from '../../inputs/inputId.ts';
import type { InputContent } from '../../domain/run.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import type { StoredInput } from '../../domain/task.ts';
import { storedInputSchema } from '../sqlite/validation.ts';

export function putInput(db: Database, taskId: string, input: StoredInput, replaces?: string): void {
  const { id, origin, ...content } = storedInputSchema.parse(input);
  if (id !== inputId(content))
    throw new TouchstoneError('internal', l10n.t('The id of an input is not that of its content.'));
  const position = positionOf(db, taskId);
  if (replaces !== id) {
    const place =
      (replaces === undefined ? undefined : removed(db, position, replaces)) ?? nextPlace(db, position);
    db.run(
      `INSERT INTO inputs (task, id, place, origin, content) VALUES (:position, :id, :place, :origin, :content)
       ON CONFLICT (task, id) DO NOTHING`,
      { position, id, place, origin, content: JSON.stringify(content) },
    );
  }
  db.run('DELETE FROM hidden_inputs WHERE task = :position AND id = :id', { position, id });
  db.changes.add(position, taskId, 'input');
}

export function hideInput(db: Database, taskId: string, id: string, hidden: boolean): void {
  const position = positionOf(db, taskId);
  if (hidden) removed(db, position, id);
  else db.run('DELETE FROM hidden_inputs WHERE task = :position AND id = :id', { position, id });
  db.changes.add(position, taskId, 'input');
}

/** The place of the input that went; `undefined` when it was not stored: it is hidden then. */
function removed(db: Database, position: number, id: string): number | undefined {
  const row = db.get<{ place: number }>(
    'DELETE FROM inputs WHERE task = :position AND id = :id RETURNING place',
    { position, id },
  );
  if (!row)
    db.run('INSERT OR IGNORE INTO hidden_inputs (task, id) VALUES (:position, :id)', { position, id });
  return row?.place;
}

function nextPlace(db: Database, position: number): number {
  const row = db.get<{ next: number }>(
    'SELECT coalesce(max(place), 0) + 1 AS next FROM inputs WHERE task = :position',
    { position },
  );
  return row?.next ?? 1;
}

export function inputsOf(db: Database, position: number): StoredInput[] {
  const rows = db.all<{ id: string; origin: StoredInput['origin']; content: string }>(
    'SELECT id, origin, content FROM inputs WHERE task = :position ORDER BY place',
    { position },
  );
  return rows.map(({ id, origin, content }) => ({ ...(JSON.parse(content) as InputContent), id, origin }));
}

export function hiddenInputsOf(db: Database, position: number): string[] {
  const sql = 'SELECT id FROM hidden_inputs WHERE task = :position ORDER BY id';
  return db.all<{ id: string }>(sql, { position }).map(({ id }) => id);
}
