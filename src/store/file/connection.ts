import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** How long a statement waits for another window's write, in milliseconds. */
export const busyTimeoutMs = 10_000;

/**
 * Opens a database whose content is not believed: no function with side effects is called by its schema, and no statement changes the
 * schema's own text. `node:sqlite` has no progress handler, so that a statement cannot be given a time limit: nothing but a schema that
 * was compared may come to run. Throws what SQLite throws.
 */
export function connect(file: string | URL, readOnly = false): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly });
  try {
    db.exec(
      `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;`,
    );
    // Newer than the oldest Node that the extension runs on.
    (db as Partial<Pick<DatabaseSync, 'enableDefensive'>>).enableDefensive?.(true);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Looks at the file itself: nothing is locked, made beside it or written, and what waits in the file of the log (`-wal`) is not seen.
 * By way of SQLite, since closing a descriptor of our own would drop the locks that this process has on the file.
 */
export function peek<T>(path: string, look: (db: DatabaseSync) => T): T {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const db = connect(url, true);
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** Whether all pages are what SQLite would have written. Throws where another window keeps the file busy. */
export function isSound(db: DatabaseSync): boolean {
  try {
    return db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
  } catch (error) {
    if (isBusy(error)) throw error;
    return false;
  }
}

/** Brings all of a database into its one file. Throws as SQLite does where another window keeps it from that. */
export function emptyLog(db: DatabaseSync): void {
  const done = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (done?.['busy'] === 1) throw Object.assign(new Error('database is locked'), { errcode: busy });
}

/** A value of the table `meta`; undefined where there is none. */
export function metaValue(db: DatabaseSync, key: string): string | undefined {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  return typeof row?.['value'] === 'string' ? row['value'] : undefined;
}

export function putMetaValue(db: DatabaseSync, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value);
}

/** SQLITE_BUSY. */
const busy = 5;

/** Whether an error says that another window keeps the file busy. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === busy;
}

/** The primary result code of an error of `node:sqlite`. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode } = error as Error & { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

export function pragma(db: DatabaseSync, name: 'user_version' | 'application_id' | 'journal_mode'): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}
