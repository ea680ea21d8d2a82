import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { dirname } from 'node:path';
import { attempt } from '../../platform/errors.ts';
import { flushToDisk, ownFile } from './ownFiles.ts';

/** Whole copies of a database, and how they come to their names. */

/** What lies beside a database file. */
const beside = ['-wal', '-shm', '-journal'];

/** A name beside the database that sorts by time: `touchstone.rescued-2025-01-31T10-20-30-123Z.sqlite`. */
export function nameNow(what: 'rescued' | 'foreign' | 'carried' | 'backup' | 'former'): string {
  return `touchstone.${what}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.sqlite`;
}

export function temporaryIn(folder: string): string {
  return ownFile(folder, `.touchstone-${randomUUID().slice(0, 8)}.tmp`);
}

/** Writes all that a connection sees to a new file, which is on disk when this returns. Throws what SQLite throws; nothing is left then. */
export function copyInto(db: DatabaseSync, target: string): void {
  try {
    db.prepare('VACUUM INTO ?').run(target);
    flushToDisk(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

/** Gives a complete file its name where there is none of that name. False where there is one: nothing is ever overwritten. */
export function placeNew(file: string, path: string): boolean {
  if (existsSync(path)) return false;
  // What belonged to a file that is gone would be taken for the new one's.
  for (const end of beside) rmSync(path + end, { force: true });
  try {
    linkSync(file, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A drive without second names. Whoever places one there at the same moment sees that it was replaced, and keeps what it held.
    renameSync(file, path);
  }
  rmSync(file, { force: true });
  flushToDisk(dirname(path));
  return true;
}

/** Gives a complete file the name of a database that is closed and whose content it holds. */
export function placeOver(file: string, path: string): true {
  for (const end of beside) rmSync(path + end, { force: true });
  renameSync(file, path);
  flushToDisk(dirname(path));
  return true;
}

/**
 * Gives a complete file the name of another database, a copy of which is kept: at each moment one of both has the name. That one is
 * closed, and all of it is in its one file.
 */
export function placeKeeping(file: string, path: string, kept: string): void {
  copyFileSync(path, kept, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  flushToDisk(kept);
  placeOver(file, path);
}

/** Moves a closed database away with what lies beside it. */
export function setAside(path: string, target: string): void {
  renameSync(path, target);
  for (const end of beside) attempt(() => renameSync(path + end, target + end));
}

/**
 * A file that somebody copied over an open database becomes a file of its own, without the log of the former content: the connection that is
 * still open would write that into it.
 */
export function detach(path: string, aside: string): void {
  const temporary = temporaryIn(dirname(path));
  copyFileSync(path, temporary, constants.COPYFILE_EXCL);
  flushToDisk(temporary);
  putLogAside(path, aside);
  placeOver(temporary, path);
}

/** The log of a database that has lost its name would be played into the file that has it now. Kept, under a name that no program reads. */
export function putLogAside(path: string, aside: string): void {
  attempt(() => renameSync(`${path}-wal`, `${aside}.former-log`));
  rmSync(`${path}-shm`, { force: true });
}

/**
 * Closes a connection to a file that has lost its name. SQLite removes the log and its index by their names then, which may be those of
 * the file that is there now.
 */
export function closeNameless(db: DatabaseSync, path: string): void {
  const kept = ['-wal', '-shm'].map((end) => [path + end, temporaryIn(dirname(path))] as const);
  const linked = kept.filter(([from, to]) => attempt(() => (linkSync(from, to), true)));
  try {
    db.close();
  } finally {
    for (const [from, to] of linked) {
      if (!existsSync(from)) attempt(() => linkSync(to, from));
      rmSync(to, { force: true });
    }
  }
}
