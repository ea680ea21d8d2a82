import { lstatSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { attempt, TouchstoneError } from '../../platform/errors.ts';
import { flushToDisk } from '../file/ownFiles.ts';
import { connect, emptyLog, isSound, sqliteCode } from '../file/connection.ts';
import { nameNow, placeKeeping, temporaryIn } from '../file/copies.ts';
import { FileKeeper, holdsAll, markMoved, type KeeperOptions } from '../file/fileKeeper.ts';
import { isChecked, isMarked, isUnmarked, mark, markChecked, unclaimedKeys } from '../file/storeMark.ts';
import { takeAnswers } from './takeAnswers.ts';
import { Database } from '../sqlite/database.ts';
import { importForeign } from '../sqlite/importForeign.ts';
import { allGood } from '../sqlite/rowCheck.ts';
import { compareSchema } from '../sqlite/schema.ts';
import { choosePlace, keepCarried, type PlaceRequest } from './choosePlace.ts';

export interface OpenRequest extends PlaceRequest {
  /** Where a copy goes when there is no place beside the database. */
  rescueFolder?: string;
  /** Where copies are kept of this one project, in the editor's storage. */
  backups?: string;
}

export interface OpenResult {
  /** The database file. */
  path: string;
  /** Whether another machine or editor made it, and nobody has said that it is the user's own. */
  foreign: boolean;
  /** Before what this editor remembers in one that is foreign: what others left there is not believed. */
  unclaimed: string;
  /** Its schema was not ours, or its rows not what we write: what could be read was taken into a new file. */
  imported?: {
    /** Where the file lies that was there. */
    kept: string;
    /** How many rows were left out. */
    left: number;
  };
}

/**
 * Opens (or makes) a project's database. What another one brought is never opened as it is: a schema that the migrations do not make would
 * run with each act, and rows would be shown and sent as one's own. A database that another editor made (of the same person, perhaps) and
 * in which everything is as we write it stays where it is; until its user says whose it is, nothing is sent from it.
 */
export function openDatabase(
  request: OpenRequest,
  told: Pick<KeeperOptions, 'onWrittenAnew' | 'onMoved'>,
): OpenResult & { database: Database } {
  const { key, ownsUnmarked, rescueFolder } = request;
  const { path, away } = choosePlace(request);
  const isOwn = (db: DatabaseSync): boolean => isMarked(db, key) || (ownsUnmarked && isUnmarked(db));
  let imported: OpenResult['imported'];
  for (;;) {
    const file = lstatSync(path, { throwIfNoEntry: false })?.ino;
    let strange = false;
    let isKnown = false;
    // Before anything in it is used, or carried over to a newer schema.
    const inspect = (db: DatabaseSync): void => {
      const schema = compareSchema(db);
      isKnown =
        schema === 'newer' || schema === 'empty' || (schema === 'same' && (isOwn(db) || isChecked(db, key)));
      strange = !isKnown && (schema === 'other' || !isSound(db));
      if (strange) throw new Error('This is not as we write it.');
    };
    const keeper = new FileKeeper({ path, rescueFolder, ...told });
    let database: Database | undefined;
    try {
      database = new Database(path, { keeper, inspect, made: (db) => mark(db, key) });
    } catch (error) {
      if (imported || !(strange || (!isKnown && isOfContent(error)))) throw error;
    }
    if (database) {
      if (isKnown || imported || database.use((db) => attempt(() => allGood(db), false))) {
        const foreign = !database.use(isOwn);
        if (!foreign) own(database, key);
        else if (!database.use((db) => isChecked(db, key)))
          // Not asked about again either: that the project was open here says nothing of it the next time.
          inOneAct(database, (db) => markChecked(db, key));
        const unclaimed = database.use((db) => unclaimedKeys(db, key));
        if (foreign) database.unclaimed = unclaimed;
        if (away !== undefined) attempt(() => takeFrom(away, database, path));
        return { database, path, foreign, unclaimed, ...(imported && { imported }) };
      }
      database.close();
    }
    imported = takeIn(path, file) ?? imported;
  }
}

/** SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_CONSTRAINT, SQLITE_MISMATCH. */
const ofContent = new Set<number | undefined>([1, 11, 19, 20]);

/** Whether an opening failed by what the file holds. */
function isOfContent(error: unknown): boolean {
  return error instanceof TouchstoneError && ofContent.has(sqliteCode(error.cause));
}

/** Makes it the own one of the editor with the key. */
export function own(database: Database, key: string): void {
  if (!database.use((db) => isMarked(db, key))) inOneAct(database, (db) => mark(db, key));
  database.unclaimed = undefined;
}

/** Also in the file itself, which is looked at without its log. */
function inOneAct(database: Database, work: (db: DatabaseSync) => void): void {
  database.write(() => database.use(work));
  database.use((db) => db.exec('PRAGMA wal_checkpoint(PASSIVE)'));
}

/**
 * What was answered in the editor's storage comes into the project's database; windows that have the other one open follow. Where that
 * cannot be read it stays as it is, and is asked again at the next opening.
 */
function takeFrom(away: string, database: Database, path: string): void {
  const other = new Database(away);
  try {
    const { token } = other.use((db) => markMoved(db, path));
    for (const _ of takeAnswers(database, other));
    inOneAct(database, (db) => holdsAll(db, token));
  } finally {
    other.close();
  }
  keepCarried(away);
}

/** Undefined where another window has done it meanwhile. */
function takeIn(path: string, file: number | undefined): OpenResult['imported'] {
  const folder = dirname(path);
  const temporary = temporaryIn(folder);
  try {
    const source = connect(path);
    let left: number;
    try {
      left = importForeign(source, temporary);
      emptyLog(source);
    } finally {
      source.close();
    }
    flushToDisk(temporary);
    if (lstatSync(path, { throwIfNoEntry: false })?.ino !== file) return undefined;
    const kept = join(folder, nameNow('foreign'));
    placeKeeping(temporary, path, kept);
    return { kept, left };
  } finally {
    rmSync(temporary, { force: true });
  }
}
