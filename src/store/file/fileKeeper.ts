import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { attempt, TouchstoneError } from '../../platform/errors.ts';
import { writeIfMissing } from './ownFiles.ts';
import { ownFolderSync } from '../../platform/ownFolder.ts';
import { connect, metaValue, peek, pragma, putMetaValue } from './connection.ts';
import {
  closeNameless,
  copyInto,
  detach,
  nameNow,
  placeNew,
  placeOver,
  putLogAside,
  temporaryIn,
} from './copies.ts';
import { FilePlace, pause, type Found } from './filePlace.ts';

export interface KeeperOptions {
  /** The database file. */
  path: string;
  /** Where a copy goes when there is no place beside the database. */
  rescueFolder?: string;
  /** The database had gone and was written again. */
  onWrittenAnew?: () => void;
  /** It lies elsewhere now: its project is trusted. */
  onMoved?: (path: string) => void;
}

/** Under it a database names the copy that is to be written to instead of it, and a copy (with the name) what it was made from. */
const movedKey = 'moved';
const copyOf = (token: string): string => `copy-of:${token}`;
const movedTo = 'moved-to';

/** How long (ms) the copy that another window makes is waited for: it may be large. */
const patienceMs = 30_000;

/**
 * Sees to it that what is acknowledged lies in the file that the next start will open. Where that file has gone, all that the connection
 * holds is written again under its name; where another one lies there, nothing is overwritten, and nothing is acknowledged any more.
 *
 * Windows that share a file that has gone share its copy: whoever makes it marks the old one first, in a transaction. What others wrote
 * before is in the copy, and who comes later finds the mark and goes to the copy.
 */
export class FileKeeper {
  readonly #options: KeeperOptions;
  #place: FilePlace;
  #open: (path: string) => DatabaseSync = connect;
  #lost: TouchstoneError | undefined;
  /** The mark of the copy that is this one's to make. */
  #marked: string | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#place = new FilePlace(options.path);
  }

  get path(): string {
    return this.#place.path;
  }

  /** Why nothing is saved any more. */
  get lost(): TouchstoneError | undefined {
    return this.#lost;
  }

  /** The database is open. `open` makes another connection as that one was made. */
  opened(db: DatabaseSync, open: (path: string) => DatabaseSync): void {
    this.#open = open;
    // It was left for a copy once, and is in its place again.
    if (metaValue(db, movedKey) !== undefined) this.#forgetCopy(db);
    this.#place.remember(db);
  }

  /**
   * Whether something is wrong that `settle` would deal with without anybody having acted. A project that was moved or removed as a whole
   * is let go: its folder comes back only where an act has to be kept. Never throws.
   */
  isAway(db: DatabaseSync): boolean {
    if (this.#lost || !existsSync(dirname(dirname(this.path)))) return false;
    return attempt(() => this.#place.look(db) !== 'here', false);
  }

  /**
   * The connection to go on with. Called outside of transactions: before one, so that nothing is begun in vain, and after it, before it is
   * acknowledged. Errors: `store-unavailable`, for good where another file has the name.
   */
  settle(db: DatabaseSync): DatabaseSync {
    if (this.#lost) throw this.#lost;
    const found = this.#place.look(db);
    if (found === 'here') return db;
    // What was overwritten may not be readable any more.
    const moved = attempt(() => metaValue(db, movedKey));
    const followed = this.#follow(db, moved);
    if (followed) return followed;
    if (found === 'gone') return this.#writeAnew(db);
    throw (this.#lost = this.#rescue(db, found));
  }

  /** The same for a connection whose file says that it was left for a copy. */
  follow(db: DatabaseSync): DatabaseSync {
    if (this.#lost) throw this.#lost;
    const next = this.#await(db, metaValue(db, movedKey));
    if (next) return next;
    // Whoever was about to make a copy has ended before it did: this one counts.
    if (this.#place.look(db) !== 'here') return this.settle(db);
    this.#forgetCopy(db);
    return db;
  }

  #await(db: DatabaseSync, token: string | undefined): DatabaseSync | undefined {
    for (const until = Date.now() + patienceMs; Date.now() < until; pause(20)) {
      const followed = this.#follow(db, token);
      if (followed) return followed;
    }
    return undefined;
  }

  /** The file is not left for a copy after all. */
  #forgetCopy(db: DatabaseSync): void {
    db.exec(`DELETE FROM meta WHERE key IN ('${movedKey}', '${movedTo}')`);
  }

  close(db: DatabaseSync): void {
    // It may be closed already: what it held is in a copy then.
    if (this.#lost) attempt(() => closeNameless(db, this.path));
    else db.close();
  }

  #writeAnew(db: DatabaseSync): DatabaseSync {
    const folder = ownFolderSync(dirname(dirname(this.path)), '.touchstone');
    writeIfMissing(folder, '.gitignore', '*\n');
    const { token, first } = markIfPossible(db);
    // One window makes the copy; the others take over only where it did not come to that.
    const made = first || token === this.#marked ? undefined : this.#await(db, token);
    if (made) return made;
    this.#marked = token;
    const temporary = temporaryIn(folder);
    copyInto(db, temporary);
    nameCopy(temporary, token);
    // Closed first: SQLite removes the log by its name then.
    const over = this.#place.isOwn;
    closeNameless(db, this.path);
    const place = over ? placeOver : placeNew;
    if (!this.#orLost(() => place(temporary, this.path), unplaced(temporary, this.path))) {
      const followed = this.#follow(undefined, token);
      if (!followed) throw (this.#lost = taken(temporary));
      rmSync(temporary, { force: true });
      return followed;
    }
    const next = this.#start(this.path);
    this.#options.onWrittenAnew?.();
    return next;
  }

  /** The connection is closed: where there will be no other, nothing is saved any more. `action` says where all is that was. */
  #orLost<T>(work: () => T, action: string): T {
    try {
      return work();
    } catch (cause) {
      throw (this.#lost = notReopened(action, cause));
    }
  }

  /** The copy that another window made of what this one has open. */
  #follow(db: DatabaseSync | undefined, token: string | undefined): DatabaseSync | undefined {
    if (token === undefined) return undefined;
    const target = (db && metaValue(db, movedTo)) ?? this.path;
    if (!attempt(() => peek(target, (copy) => metaValue(copy, copyOf(token)) !== undefined), false))
      return undefined;
    if (db) closeNameless(db, this.path);
    return this.#start(target);
  }

  #start(path: string): DatabaseSync {
    const next = this.#orLost(() => this.#open(path), unopened(path));
    const moved = path !== this.path;
    if (moved) this.#place = new FilePlace(path);
    this.#place.remember(next);
    if (moved) this.#options.onMoved?.(path);
    return next;
  }

  /** Writes what this window holds beside the other file, and says so. */
  #rescue(db: DatabaseSync, found: Found): TouchstoneError {
    const name = nameNow('rescued');
    const folders = [() => ownFolderSync(dirname(dirname(this.path)), '.touchstone')];
    const { rescueFolder } = this.#options;
    if (rescueFolder !== undefined)
      folders.push(() => ownFolderSync(dirname(rescueFolder), basename(rescueFolder)));
    let copy: string | undefined;
    for (const folder of folders)
      copy ??= attempt(() => {
        const target = join(folder(), name);
        copyInto(db, target);
        if (found !== 'overwritten' || isWhole(target)) return target;
        rmSync(target, { force: true });
        return undefined;
      });
    const aside = join(dirname(this.path), name);
    if (found === 'overwritten') attempt(() => detach(this.path, aside));
    else if (!this.#place.isOwn && this.#place.isOwnLog) putLogAside(this.path, aside);
    return taken(copy, found === 'overwritten');
  }
}

/** From here on nobody writes into the file of this connection. Gives the name of its copy. */
export function markMoved(db: DatabaseSync, to?: string): { token: string; first: boolean } {
  db.exec('BEGIN IMMEDIATE');
  try {
    const before = metaValue(db, movedKey);
    const token = before ?? randomUUID();
    putMetaValue(db, movedKey, token);
    if (to !== undefined) putMetaValue(db, movedTo, to);
    db.exec('COMMIT');
    return { token, first: before === undefined };
  } catch (error) {
    attempt(() => db.exec('ROLLBACK'));
    throw error;
  }
}

/** Without a log beside it, nobody can write into a file that has lost its name: it needs no mark then. */
function markIfPossible(db: DatabaseSync): ReturnType<typeof markMoved> {
  try {
    return markMoved(db);
  } catch (error) {
    if (pragma(db, 'journal_mode') === 'wal') throw error;
    return { token: randomUUID(), first: true };
  }
}

/** Says in a copy what it was made from. */
export function nameCopy(file: string, token: string): void {
  const db = connect(file);
  try {
    db.exec(`DELETE FROM meta WHERE key IN ('${movedKey}', '${movedTo}')`);
    holdsAll(db, token);
  } finally {
    db.close();
  }
}

/** Says in a database that it holds what was in the one that was marked: who has that one open goes on here. */
export function holdsAll(db: DatabaseSync, token: string): void {
  putMetaValue(db, copyOf(token), new Date().toISOString());
}

function isWhole(file: string): boolean {
  return peek(file, (db) => db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'] === 'ok');
}

/** `torn`: the copy was made of what lies under the other one. */
function taken(copy: string | undefined, torn = false): TouchstoneError {
  return new TouchstoneError(
    'store-unavailable',
    l10n.t('Another database lies in the place of this project’s. Nothing is saved in this window any more.'),
    copy === undefined ? noCopy() : torn ? tornCopy(copy) : wholeCopy(copy),
  );
}

function notReopened(action: string, cause: unknown): TouchstoneError {
  return new TouchstoneError(
    'store-unavailable',
    l10n.t('The project’s database could not be opened again. Nothing is saved in this window any more.'),
    { action, cause, detail: cause instanceof Error ? cause.stack : undefined },
  );
}

function unopened(path: string): string {
  return l10n.t('What was saved in this window is in {0}. Open the project again.', path);
}

function unplaced(copy: string, path: string): string {
  return l10n.t(
    'What was saved in this window is in {0}. Give that the name {1}, then open the project again.',
    copy,
    path,
  );
}

function wholeCopy(copy: string): string {
  return l10n.t(
    'What was saved in this window is in {0}. Open the project again to go on with the other one.',
    copy,
  );
}

function tornCopy(copy: string): string {
  return l10n.t(
    'What could still be read of the former one is in {0}; answers may be missing in it. Open the project again to go on with the other one.',
    copy,
  );
}

function noCopy(): string {
  return l10n.t(
    'What this window held could not be written elsewhere. Copy what you typed, then open the project again.',
  );
}
