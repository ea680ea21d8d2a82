import * as l10n from '@vscode/l10n';
import type { ZodError } from 'zod';
import { asTouchstoneError, TouchstoneError } from '../../platform/errors.ts';
import { sqliteCode } from '../file/connection.ts';

/** SQLite's primary result codes that a user can do something about. https://www.sqlite.org/rescode.html */
const known: Record<number, () => { message: string; action: string }> = {
  5: () => ({
    message: l10n.t('Another window keeps the project’s database busy.'),
    action: l10n.t('Try again; if it lasts, close the other windows on this folder.'),
  }),
  8: () => ({
    message: l10n.t('The project’s database cannot be written.'),
    action: l10n.t('Make the folder .touchstone and its files writable.'),
  }),
  10: () => ({
    message: l10n.t('Reading or writing the project’s database failed.'),
    action: l10n.t('Check the drive that holds the project folder.'),
  }),
  11: () => ({
    message: l10n.t('The project’s database is damaged.'),
    action: l10n.t(
      'Restore .touchstone/touchstone.sqlite from a backup, or move it elsewhere to start over.',
    ),
  }),
  13: () => ({
    message: l10n.t('The disk is full: the change was not saved.'),
    action: l10n.t('Free some space, then try again.'),
  }),
  14: () => ({
    message: l10n.t('The project’s database cannot be opened.'),
    action: l10n.t('Check that the folder .touchstone can be read and written.'),
  }),
  26: () => ({
    message: l10n.t('The project’s database file is not a database.'),
    action: l10n.t('Move .touchstone/touchstone.sqlite elsewhere to start over.'),
  }),
};

/** Anything that a store's operation threw, as a typed error. */
export function storeError(error: unknown): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  if (isZodError(error)) {
    const issue = error.issues[0];
    const where = issue?.path.join('.') ?? '';
    return new TouchstoneError(
      'internal',
      l10n.t('The store was given a wrong value: {0}: {1}', where, issue?.message ?? ''),
      { cause: error, detail: error.message },
    );
  }
  if (!(error instanceof Error)) return asTouchstoneError(error);
  const result = sqliteCode(error);
  if (result !== undefined)
    return new TouchstoneError(
      'store-unavailable',
      known[result]?.().message ?? l10n.t('The project’s database failed: {0}.', error.message),
      {
        action: known[result]?.().action ?? l10n.t('Open the log (Touchstone: Show Log) for details.'),
        detail: `${error.stack ?? error.message} (SQLite result ${result})`,
        cause: error,
      },
    );
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code))
    return new TouchstoneError(
      'store-unavailable',
      l10n.t('The folder .touchstone cannot be made: {0}.', error.message),
      { action: l10n.t('Make the project folder writable.'), cause: error },
    );
  return asTouchstoneError(error);
}

/** By its name: whoever reads without checking shapes does without the library. */
function isZodError(error: unknown): error is ZodError {
  return error instanceof Error && error.name === 'ZodError' && 'issues' in error;
}
