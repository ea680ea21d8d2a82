import * as l10n from '@vscode/l10n';
import { parseAnswer, suggestedTagsSchema } from '../../annotation/checkAnswer.ts';
import { tagName, type TagUse } from '../../domain/tags.ts';
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
    const { agent, origin, field, value, score = null, reasons, at } = suggestionSchema.parse(input);
    const parsed = field === 'tags' ? tagsOf(value) : parseAnswer({ [field]: value })[field];
    if (parsed === undefined)
      throw new TouchstoneError(
        'answer-invalid',
        l10n.t('The suggestion of {0} for {1} says nothing.', agent, field),
      );
    db.run(
      `INSERT OR REPLACE INTO suggestions (task, agent, field, origin, score, at, hash1, hash2, value, reasons)
       VALUES (:position, :agent, :field, :origin, :score, :at, :hash1, :hash2, :value, :reasons)`,
      {
        ...{ position, agent, field, origin, score, at, ...hashes, value: JSON.stringify(parsed) },
        reasons: reasons === undefined ? null : JSON.stringify(reasons),
      },
    );
  }
  if (suggestions.length > 0) db.changes.add(position, taskId, 'suggestion');
}

/** Errors: `answer-invalid`. */
function tagsOf(value: Suggestion['value']): TagUse[] | undefined {
  const { data = [] } = suggestedTagsSchema.safeParse(value);
  return data.length > 0 && data.every(({ tag }) => tagName(tag) !== undefined) ? data : undefined;
}

export function suggestions(db: Database, taskId: string): StoredSuggestion[] {
  return suggestionsOf(db, positionOf(db, taskId));
}

/** In the order of the fields, then by agent and where it is from. */
export function suggestionsOf(db: Database, position: number): StoredSuggestion[] {
  const rows = db.all<
    Hashes &
      Omit<StoredSuggestion, 'value' | 'score' | 'reasons'> & {
        value: string;
        score: number | null;
        about: string | null;
        reasons: string | null;
      }
  >(
    'SELECT agent, origin, field, value, score, at, hash1, hash2, about, reasons FROM suggestions WHERE task = :position ORDER BY agent, origin',
    { position },
  );
  const now = rows.length > 0 ? currentHashes(db, position) : undefined;
  const isOther = (about: string | null): boolean =>
    about !== null && about !== taskHash(taskAt(db, position));
  return rows
    .map(({ hash1, hash2, about, value, score, reasons, ...rest }): StoredSuggestion => ({
      ...rest,
      value: JSON.parse(value) as Suggestion['value'],
      score: score ?? undefined,
      reasons: reasons === null ? undefined : (JSON.parse(reasons) as Suggestion['reasons']),
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
