import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { AnswerConflict } from '../../domain/annotationHistory.ts';

export function conflict(both: AnswerConflict): TouchstoneError {
  return new TouchstoneError('argilla-conflict', l10n.t('This task was changed in another window.'), {
    action: l10n.t('The newer answer is shown now: look at it, then make your change again.'),
    data: both,
  });
}

/** Both answers, where the error says that an act met another window's. Errors of Argilla with the same code have none. */
export function conflictOf(error: unknown): AnswerConflict | undefined {
  if (!(error instanceof TouchstoneError) || error.code !== 'argilla-conflict') return undefined;
  return error.data as AnswerConflict | undefined;
}
