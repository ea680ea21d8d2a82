import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Database } from '../../store/sqlite/database.ts';
import { storeError } from '../../store/sqlite/sqliteErrors.ts';
import { scratchName } from './exportScratch.ts';

/** A database as it was when this was opened, whatever is written meanwhile. */
export interface Moment {
  db: Database;
  close: () => void;
}

/**
 * Reads in one transaction, which keeps nobody from writing where the database has a WAL. Where it has none, it reads a copy, which is
 * made in `scratch`. Blocks. Errors: those of the store.
 */
export function openMoment(file: string, scratch: string): Moment {
  try {
    const db = new Database(file, { readOnly: true });
    if (db.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode === 'wal') return momentOf(db);
    const copy = join(scratch, scratchName(randomUUID()));
    const removeCopy = (): void => rmSync(copy, { force: true });
    try {
      db.run('VACUUM INTO :copy', { copy });
      return momentOf(new Database(copy, { readOnly: true }), removeCopy);
    } catch (error) {
      removeCopy();
      throw error;
    } finally {
      db.close();
    }
  } catch (error) {
    throw storeError(error);
  }
}

/**
 * The same of a database that nobody writes to, and nothing is made beside it: one that is open is read by its log as well, which needs files
 * of its own. Blocks. Errors: those of the store.
 */
export function openStill(file: string): Moment {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  try {
    return momentOf(new Database(url, { readOnly: true }));
  } catch (error) {
    throw storeError(error);
  }
}

function momentOf(db: Database, closed?: () => void): Moment {
  const close = (): void => {
    db.close();
    closed?.();
  };
  try {
    db.run('BEGIN');
    // A transaction begins to see at its first read.
    db.get('SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    close();
    throw error;
  }
  return { db, close };
}
