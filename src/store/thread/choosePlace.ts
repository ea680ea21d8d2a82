import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { attempt, TouchstoneError } from '../../platform/errors.ts';
import { flushToDisk, isOwnFile, ownFile, writeIfMissing } from '../file/ownFiles.ts';
import { ownFolderSync } from '../../platform/ownFolder.ts';
import { connect, peek } from '../file/connection.ts';
import { copyInto, nameNow, placeNew, setAside, temporaryIn } from '../file/copies.ts';
import { markMoved, nameCopy } from '../file/fileKeeper.ts';
import { isMarked, isUnmarked } from '../file/storeMark.ts';
import { importForeign } from '../sqlite/importForeign.ts';
import { compareSchema } from '../sqlite/schema.ts';

export const storeFolderName = '.touchstone';
export const storeFileName = 'touchstone.sqlite';
const names = [storeFolderName, storeFileName];

export interface PlaceRequest {
  /** The project's folder. */
  folder: string;
  /** What the editor marks its databases with: a secret of its own storage. */
  key: string;
  /** Whether a database without a mark is one of before there were marks: the project was open here already. */
  ownsUnmarked: boolean;
  /** Whether the user trusts the folder. Nothing is written into another one, but into a database that this editor made. */
  trusted: boolean;
  /** A folder of the editor's own storage that belongs to this project. */
  elsewhere?: string;
}

export interface ChosenPlace {
  /** The file to open, with its folder made. */
  path: string;
  /** Another one, in the editor's storage, whose answers are to be taken into it. */
  away?: string;
}

/**
 * In a folder that is not trusted it is the file that this editor made there, or else one in the editor's storage. Once the folder is trusted
 * that is carried over to the project, where it has none; where it has one, that stays.
 * Errors: `store-unavailable` where a link is in the way.
 */
export function choosePlace(request: PlaceRequest): ChosenPlace {
  const { folder, elsewhere, trusted } = request;
  if (elsewhere === undefined) return { path: makePlace(folder) };
  const away = join(elsewhere, ...names);
  if (trusted || isOurs(request)) {
    const path = makePlace(folder);
    if (existsSync(away) && !existsSync(path)) carryOver(away, path);
    return { path, ...(existsSync(away) && { away }) };
  }
  const isNew = !existsSync(away);
  const path = makePlace(elsewhere);
  // What came with the folder can be read all the same.
  if (isNew && isOwnFile(folder, ...names)) attempt(() => takeAlong(join(folder, ...names), path));
  return { path };
}

/** Whether this editor made the database in the project's folder. Only looks. */
function isOurs({ folder, key, ownsUnmarked }: PlaceRequest): boolean {
  if (!isOwnFile(folder, ...names)) return false;
  return attempt(
    () =>
      peek(
        join(folder, ...names),
        (db) => isMarked(db, key) || (ownsUnmarked && isUnmarked(db) && compareSchema(db) === 'same'),
      ),
    false,
  );
}

/** Makes the folder, step by step, and looks at all that SQLite would open in it. */
function makePlace(base: string): string {
  const folder = ownFolderSync(base, storeFolderName);
  // The store is one person's work on one machine: its folder keeps itself out of version control.
  writeIfMissing(folder, '.gitignore', '*\n');
  const path = ownFile(folder, storeFileName);
  for (const end of ['-wal', '-shm']) ownFile(folder, storeFileName + end);
  const journal = ownFile(folder, `${storeFileName}-journal`);
  if (namesAnother(journal))
    throw new TouchstoneError(
      'store-unavailable',
      l10n.t('{0} was not written by Touchstone: it names a file that SQLite would remove.', journal),
      l10n.t('Remove it, then open the project again.'),
    );
  return path;
}

/**
 * A journal of several databases ends with the name of another file, which SQLite reads and removes when the journal is played back.
 * Ours never has one. https://www.sqlite.org/fileformat.html#the_rollback_journal
 */
export function namesAnother(journal: string): boolean {
  const fd = attempt(() => openSync(journal, 'r'));
  if (fd === undefined) return false;
  try {
    const { size } = fstatSync(fd);
    const end = Buffer.alloc(8);
    return size >= 8 && readSync(fd, end, 0, 8, size - 8) === 8 && end.toString('hex') === 'd9d505f920a163d7';
  } finally {
    closeSync(fd);
  }
}

/** A file that came with the folder is looked at without anything being made beside it. */
function takeAlong(foreign: string, path: string): void {
  const temporary = temporaryIn(dirname(path));
  try {
    peek(foreign, (source) => importForeign(source, temporary));
    flushToDisk(temporary);
    placeNew(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Moves the database of a folder that was not trusted into it, where there is none. Windows that have it open follow. */
function carryOver(away: string, path: string): void {
  const temporary = temporaryIn(dirname(path));
  const source = connect(away);
  try {
    const { token } = markMoved(source, path);
    copyInto(source, temporary);
    nameCopy(temporary, token);
  } finally {
    source.close();
  }
  if (placeNew(temporary, path)) keepCarried(away);
  else rmSync(temporary, { force: true });
}

/** What was in a database of the editor's storage is in the project's now. */
export function keepCarried(away: string): void {
  setAside(away, join(dirname(away), nameNow('carried')));
}
