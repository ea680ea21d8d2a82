import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';

/** Why an export failed, as a typed error. */
export function exportFailure(error: unknown, path: string): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('export-failed', l10n.t('{0} cannot be written: {1}.', path, reason), {
    cause: error,
    action: l10n.t('Choose another place, or make room on the drive.'),
  });
}
