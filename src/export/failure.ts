import { TouchstoneError } from '../platform/errors.ts';

/** Why an export failed, as a typed error. */
export function exportFailure(error: unknown, path: string): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('export-failed', `${path} cannot be written: ${reason}.`, {
    cause: error,
    action: 'Choose another place, or make room on the drive.',
  });
}
