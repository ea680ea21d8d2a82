import { closeSync, fsyncSync, lstatSync, openSync, writeFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { attempt, TouchstoneError } from '../../platform/errors.ts';

/** Files of ours below a project, in the folders that `ownFolder` makes. */

/** The path of a file of ours in a folder that `ownFolder` gave. There may be none yet. Errors: `store-unavailable`. */
export function ownFile(folder: string, name: string): string {
  const path = join(folder, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat && !isPlainFile(stat))
    throw new TouchstoneError(
      'store-unavailable',
      l10n.t('{0} is a link or no plain file; Touchstone opens files of its own alone.', path),
      l10n.t('Put the file itself in its place, or remove it. Then open the project again.'),
    );
  return path;
}

/** Whether a path, as it is, leads through no link below `base`, to a plain file. Makes nothing. */
export function isOwnFile(base: string, ...names: string[]): boolean {
  let path = base;
  const last = names.length - 1;
  return names.every((name, i) => {
    path = join(path, name);
    const stat = attempt(() => lstatSync(path));
    return stat !== undefined && (i === last ? isPlainFile(stat) : stat.isDirectory());
  });
}

/** Writes a file where there is nothing of that name, not even a link. */
export function writeIfMissing(folder: string, name: string, text: string): void {
  try {
    writeFileSync(join(folder, name), text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** What was written to a file or a folder is on the disk when this returns. Never for a database that is open: its locks would go. */
export function flushToDisk(path: string): void {
  // A folder cannot be opened everywhere; its names are kept by the file system's own means there.
  const fd = attempt(() => openSync(path, 'r+')) ?? attempt(() => openSync(path, 'r'));
  if (fd === undefined) return;
  try {
    attempt(() => fsyncSync(fd));
  } finally {
    closeSync(fd);
  }
}

function isPlainFile(stat: Stats): boolean {
  return stat.isFile() && stat.nlink <= 1;
}
