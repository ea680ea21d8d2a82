import { randomUUID } from 'node:crypto';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { ChangeLog } from './changeLog.ts';
import { busy, sqliteCode, storeError } from './sqliteErrors.ts';
import { runInput1 } from './migration2.ts';
import { taskShuffle } from './migration3.ts';
import { migrations } from './migrations.ts';

export type Params = Record<string, SQLInputValue>;

/** How long a write waits for another window's, in milliseconds. */
const busyTimeoutMs = 10_000;

/**
 * The open database: prepared statements by their text, transactions, and the record of what changed. Blocks; lives in the
 * store's worker.
 */
export class Database {
  readonly changes: ChangeLog;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;

  /**
   * Opens or makes the file and brings it to the newest schema. `file` may be a `file:` URL with SQLite's own query.
   * Errors: `store-unavailable`, `store-newer`.
   */
  constructor(file: string | URL) {
    try {
      this.#db = new DatabaseSync(file);
    } catch (error) {
      throw storeError(error);
    }
    try {
      this.#configure();
      this.#migrate();
    } catch (error) {
      this.#db.close();
      throw error instanceof TouchstoneError ? error : storeError(error);
    }
    this.changes = new ChangeLog(this, randomUUID());
  }

  #configure(): void {
    this.#db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    this.#setJournalMode();
    // A commit is on the disk, not only with the system, when it is acknowledged.
    this.#db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  }

  /** WAL lets windows read while one writes. It needs shared memory, which network drives and some others do not have. */
  #setJournalMode(): void {
    const until = Date.now() + busyTimeoutMs;
    for (;;) {
      try {
        this.#db.exec('PRAGMA journal_mode = WAL');
        this.#db.prepare('SELECT count(*) FROM sqlite_schema').get();
        return;
      } catch (error) {
        if (sqliteCode(error) !== busy) break;
        // SQLite does not wait by itself while another window changes the mode of a new file.
        if (Date.now() > until) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
    this.#db.exec('PRAGMA journal_mode = TRUNCATE');
  }

  /** `wal`, or what the drive allows. */
  get journalMode(): string {
    return this.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode ?? '';
  }

  #migrate(): void {
    const newest = migrations.length;
    if (this.#version() === newest) return;
    // Asked again inside the lock: another window may be doing the same.
    this.write(() => {
      const version = this.#version();
      if (version > newest)
        throw new TouchstoneError('store-newer', l10n.t('This project was opened with a newer Touchstone.'), {
          action: l10n.t(
            'Update the Touchstone extension, then open the project again. Nothing was changed.',
          ),
          detail: `schema ${version}, known up to ${newest}`,
        });
      this.#db.function('run_input_1', { deterministic: true }, runInput1);
      this.#db.function('task_shuffle', { deterministic: true }, taskShuffle);
      for (const migration of migrations.slice(version)) this.#db.exec(migration);
      this.#db.exec(`PRAGMA user_version = ${newest}`);
    });
  }

  #version(): number {
    return Number(this.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0);
  }

  all<Row>(sql: string, params: Params = {}): Row[] {
    return this.#prepare(sql).all(params) as Row[];
  }

  get<Row>(sql: string, params: Params = {}): Row | undefined {
    return this.#prepare(sql).get(params) as Row | undefined;
  }

  /** Resolves to the number of rows changed, and the rowid of the last insert. */
  run(sql: string, params: Params = {}): { changes: number; rowid: number } {
    const result = this.#prepare(sql).run(params);
    return { changes: Number(result.changes), rowid: Number(result.lastInsertRowid) };
  }

  /** Runs `act` in one transaction, that is on disk when this returns and has left no trace when it throws. */
  write<T>(act: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', () => {
      const result = act();
      this.changes?.flush();
      return result;
    });
  }

  /** Runs `act` on one snapshot. */
  read<T>(act: () => T): T {
    return this.#transaction('BEGIN', act);
  }

  #transaction<T>(begin: string, act: () => T): T {
    if (this.#inTransaction) return act();
    this.#db.exec(begin);
    this.#inTransaction = true;
    try {
      const result = act();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.changes?.forget();
      try {
        this.#db.exec('ROLLBACK');
      } catch {
        // SQLite has rolled back by itself (a full disk, for example).
      }
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
