import * as l10n from '@vscode/l10n';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SuggestionChoice } from '../api/store.ts';
import type { Database } from '../sqlite/database.ts';
import { currentHashes, type Hashes } from '../content/generations.ts';
import { taskHash } from '../api/shownTexts.ts';
import { positionOf, taskAt } from '../sqlite/rows.ts';
import { suggestedFields, type StoredSuggestion, type Suggestion } from '../../domain/annotationHistory.ts';
import { suggestionSchema } from '../sqlite/validation.ts';

export function putSuggestions(db: Database, taskId: string, suggestions: Suggestion[]): void {
  const position = positionOf(db, taskId);
  const hashes = currentHashes(db, position);
  for (const input of suggestions) {
    const { agent, origin, field, value, score = null, at } = suggestionSchema.parse(input);
    const parsed = parseAnswer({ [field]: value })[field];
    if (parsed === undefined)
      throw new TouchstoneError(
        'answer-invalid',
        l10n.t('The suggestion of {0} for {1} says nothing.', agent, field),
      );
    db.run(
      `INSERT OR REPLACE INTO suggestions (task, agent, field, origin, score, at, hash1, hash2, value)
       VALUES (:position, :agent, :field, :origin, :score, :at, :hash1, :hash2, :value)`,
      { position, agent, field, origin, score, at, ...hashes, value: JSON.stringify(parsed) },
    );
  }
  if (suggestions.length > 0) db.changes.add(position, taskId, 'suggestion');
}

export function suggestions(db: Database, taskId: string): StoredSuggestion[] {
  return suggestionsOf(db, positionOf(db, taskId));
}

/** In the order of the fields, then by agent and where it is from. */
export function suggestionsOf(db: Database, position: number): StoredSuggestion[] {
  const rows = db.all<
    Hashes &
      Omit<StoredSuggestion, 'value' | 'score'> & {
        value: string;
        score: number | null;
        about: string | null;
      }
  >(
    'SELECT agent, origin, field, value, score, at, hash1, hash2, about FROM suggestions WHERE task = :position ORDER BY agent, origin',
    { position },
  );
  const now = rows.length > 0 ? currentHashes(db, position) : undefined;
  const isOther = (about: string | null): boolean =>
    about !== null && about !== taskHash(taskAt(db, position));
  return rows
    .map(({ hash1, hash2, about, value, score, ...rest }): StoredSuggestion => ({
      ...rest,
      value: JSON.parse(value) as Suggestion['value'],
      score: score ?? undefined,
      outdated: hash1 !== now?.hash1 || hash2 !== now.hash2 || isOther(about) || undefined,
    }))
    .sort((a, b) => suggestedFields.indexOf(a.field) - suggestedFields.indexOf(b.field));
}

export function removeSuggestions(db: Database, which: SuggestionChoice): number {
  const { taskId, agent = null, origin = null, field = null } = which;
  const position = taskId === undefined ? null : positionOf(db, taskId);
  const rows = db.all<{ position: number; id: string }>(
    `DELETE FROM suggestions WHERE (:position IS NULL OR task = :position) AND (:agent IS NULL OR agent = :agent)
       AND (:origin IS NULL OR origin = :origin) AND (:field IS NULL OR field = :field)
     RETURNING task AS position, (SELECT id FROM tasks WHERE tasks.position = task) AS id`,
    { position, agent, origin, field },
  );
  for (const row of rows) db.changes.add(row.position, row.id, 'suggestion');
  return rows.length;
}
