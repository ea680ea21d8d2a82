import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { basename, dirname, join } from 'node:path';
import { attempt } from '../../platform/errors.ts';
import { ownFolderSync } from '../../platform/ownFolder.ts';
import { connect, peek, pragma } from './connection.ts';
import { copyInto, nameNow, placeNew, setAside, temporaryIn } from './copies.ts';
import { progressOf, type Progress } from './filePlace.ts';
import { isMarked } from './storeMark.ts';

/**
 * Copies of a project's database in the editor's storage, where nothing that cleans the project's folder comes to: the last of each of
 * three days, and three of databases that the present one does not go on from.
 */

export interface BackupPlace {
  /** The folder of the editor's storage for the copies of this one project. */
  folder: string;
  /** What the editor marks its databases with: copies are made of its own alone. */
  key: string;
}

export interface Backup extends Progress {
  path: string;
  /** Milliseconds. */
  madeAt: number;
}

const kept = 3;
const dayMs = 24 * 60 * 60 * 1000;
/** After so many changes one is made, though not sooner (ms) after the one before. */
const manyChanges = 50;
export const backupPauseMs = 10 * 60 * 1000;
/** Larger ones are not copied; while the project is closed, only small ones are. */
const mostBytes = 500 * 1024 * 1024;
const smallBytes = 16 * 1024 * 1024;
/** What is to be left free on the disk: a copy must not be why an answer cannot be saved. */
const leftFree = 64 * 1024 * 1024;
/** Older unfinished ones (ms) were left by a process that is gone. */
const abandonedMs = 60 * 60 * 1000;

const named = /^touchstone\.(backup|former)-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)\.sqlite$/;

/** Those that can be read, the newest first. `former`: those that the user has been asked about. */
function copiesIn(folder: string, kind: 'backup' | 'former'): Backup[] {
  const found: Backup[] = [];
  for (const name of attempt(() => readdirSync(folder), [])) {
    const [, what, hour, minute, second, rest] = named.exec(name) ?? [];
    if (what !== kind) continue;
    const path = join(folder, name);
    const progress = attempt(() => peek(path, progressOf));
    if (progress)
      found.push({ ...progress, path, madeAt: Date.parse(`${hour}:${minute}:${second}.${rest}`) });
  }
  return found.sort((a, b) => b.madeAt - a.madeAt);
}

/** Whether all that was in a copy was in this database, too, and it went on from there. */
function goesOnFrom(db: DatabaseSync, { store, seq, writer }: Progress): boolean {
  const now = progressOf(db);
  if (now.store !== store || now.seq < seq) return false;
  if (seq === 0) return true;
  const row = db.prepare('SELECT writer FROM changes WHERE seq = ?').get(seq);
  // The log of changes forgets what is long ago.
  return row ? row['writer'] === writer : hasForgotten(db, seq);
}

function hasForgotten(db: DatabaseSync, seq: number): boolean {
  return Number(db.prepare('SELECT min(seq) AS first FROM changes').get()?.['first'] ?? 0) > seq;
}

/**
 * In how many milliseconds a copy is to be made, as things stand now: 0 at once, undefined not before something changes. A copy is due when
 * there is none, when the last is older than a day and something changed since, and after many changes.
 */
export function backupDueIn(db: DatabaseSync, { folder, key }: BackupPlace): number | undefined {
  if (!isMarked(db, key) || !hasAnswers(db)) return undefined;
  const { seq } = progressOf(db);
  const last = copiesIn(folder, 'backup').find((one) => goesOnFrom(db, one));
  if (!last) return 0;
  if (last.seq === seq) return undefined;
  return Math.max(0, last.madeAt + (seq - last.seq >= manyChanges ? backupPauseMs : dayMs) - Date.now());
}

/**
 * Makes a copy of what is saved under a name, by a connection of its own: called in a thread that nobody waits for. Readers keep no writer
 * waiting where there is a log (WAL); where there is none, nothing is done. Gives the copy's path.
 */
export function backUp(path: string, place: BackupPlace, atMost = mostBytes): string | undefined {
  const db = connect(path, true);
  try {
    if (pragma(db, 'journal_mode') !== 'wal' || sizeOf(db) > atMost) return undefined;
    return copyAndRotate(db, place);
  } finally {
    db.close();
  }
}

/** The same while the project is closed, with its own connection: only what takes no time is copied, and only where something changed. */
export function backUpAtEnd(db: DatabaseSync, place: BackupPlace): string | undefined {
  if (sizeOf(db) > smallBytes || backupDueIn(db, place) === undefined) return undefined;
  return copyAndRotate(db, place);
}

function copyAndRotate(db: DatabaseSync, { folder, key }: BackupPlace): string | undefined {
  // What another editor left there would come back as one's own.
  if (!isMarked(db, key)) return undefined;
  ownFolderSync(dirname(dirname(folder)), basename(dirname(folder)), basename(folder));
  removeAbandoned(folder);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < 2 * sizeOf(db) + leftFree) return undefined;
  const temporary = temporaryIn(folder);
  copyInto(db, temporary);
  const copy = join(folder, nameNow('backup'));
  if (!placeNew(temporary, copy)) {
    rmSync(temporary, { force: true });
    return undefined;
  }
  rotate(db, folder);
  return copy;
}

/** Of what the database goes on from, the last of each of three days stay; of the others the newest three. */
function rotate(db: DatabaseSync, folder: string): void {
  const days = new Set<string>();
  let others = 0;
  for (const one of copiesIn(folder, 'backup')) {
    if (!goesOnFrom(db, one)) {
      if (++others > kept) rmSync(one.path, { force: true });
      continue;
    }
    const day = new Date(one.madeAt).toISOString().slice(0, 10);
    if (days.has(day) || days.size === kept) rmSync(one.path, { force: true });
    else days.add(day);
  }
  for (const one of copiesIn(folder, 'former').slice(kept)) rmSync(one.path, { force: true });
}

function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('.touchstone-')) continue;
    const file = join(folder, name);
    if (Date.now() - (attempt(() => statSync(file).mtimeMs) ?? Infinity) > abandonedMs)
      rmSync(file, { force: true });
  }
}

/** A copy with answers that are not in the database any more, as far as that can be told: it does not go on from the copy. */
export interface KeptCopy {
  path: string;
  /** ISO 8601, UTC. */
  madeAt: string;
  answers: number;
}

export function keptElsewhere(db: DatabaseSync, { folder, key }: BackupPlace): KeptCopy | undefined {
  if (!isMarked(db, key)) return undefined;
  for (const one of copiesIn(folder, 'backup')) {
    if (goesOnFrom(db, one)) continue;
    const answers = attempt(() => peek(one.path, (copy) => (isMarked(copy, key) ? countAnswers(copy) : 0)));
    if (answers) return { path: one.path, madeAt: new Date(one.madeAt).toISOString(), answers };
  }
  return undefined;
}

/** The user has been asked about this copy, and with it about those that it went on from. They stay, under another name. */
export function askedAbout(folder: string, path: string): void {
  const asked = copiesIn(folder, 'backup').filter(
    (one) => one.path === path || attempt(() => peek(path, (db) => goesOnFrom(db, one)), false),
  );
  for (const one of asked)
    setAside(one.path, join(folder, basename(one.path).replace('.backup-', '.former-')));
}

function hasAnswers(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM annotations LIMIT 1').get() !== undefined;
}

function countAnswers(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count(*) AS n FROM annotations').get()?.['n'] ?? 0);
}

/** Of all that it holds: its log may be larger than what still waits in it. */
function sizeOf(db: DatabaseSync): number {
  const { size } =
    db.prepare('SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size').get() ?? {};
  return Number(size);
}
