import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import { attempt, TouchstoneError } from '../../platform/errors.ts';
import { busyTimeoutMs, connect, isBusy, pragma } from '../file/connection.ts';
import type { FileKeeper } from '../file/fileKeeper.ts';
import { giveAll, givePart, wayToGive } from '../file/giveBack.ts';
import { pause } from '../file/filePlace.ts';
import { ChangeLog } from './changeLog.ts';
import { storeError } from './sqliteErrors.ts';
import { migrations } from './migrations.ts';
import { migrate } from './schema.ts';

export type Params = Record<string, SQLInputValue>;

export interface DatabaseOptions {
  /** Sees to it that the file stays where it is. */
  keeper?: FileKeeper;
  /** Looks at a file before anything of it is used. What it throws ends the opening. */
  inspect?: (db: DatabaseSync) => void;
  /** Called with a database that is being made, in the transaction that makes it. */
  made?: (db: DatabaseSync) => void;
  /** The file is looked at as it is: nothing is made, and nothing carried over. */
  readOnly?: boolean;
}

/** The file was left for a copy of it. */
class Moved extends Error {}

/**
 * The open database: prepared statements by their text, transactions, and the record of what changed. Blocks; lives in the
 * store's worker.
 */
export class Database {
  readonly changes: ChangeLog;
  readonly #keeper: FileKeeper | undefined;
  #db: DatabaseSync;
  #state: StatementSync | undefined;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;
  #waitMs = busyTimeoutMs;
  /** Names that are called by another one of the same person (see `personOf`), as of the beginning of the write under way. */
  aliases: ReadonlyMap<string, string> = new Map();
  /**
   * What the keys in `meta` begin with under which this editor remembers things in a database that is not its own yet: who is who is taken
   * from there, and not from what others wrote.
   */
  unclaimed: string | undefined;
  /** How many statements were made so far, BEGIN and COMMIT among them. */
  statements = 0;

  /**
   * Opens or makes the file and brings it to the newest schema. `file` may be a `file:` URL with SQLite's own query.
   * Errors: `store-unavailable`, `store-newer`.
   */
  constructor(file: string | URL, { keeper, inspect, made, readOnly }: DatabaseOptions = {}) {
    try {
      this.#db = connect(file, readOnly);
    } catch (error) {
      throw storeError(error);
    }
    try {
      if (inspect) patiently(() => inspect(this.#db));
      if (readOnly) mustBeKnown(Number(pragma(this.#db, 'user_version')));
      else {
        configure(this.#db);
        this.#migrate(made);
        // What the file itself says is looked at without its log.
        this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
      }
      this.#keeper = keeper;
      keeper?.opened(this.#db, (path) => configure(connect(path)));
      this.changes = new ChangeLog(this, randomUUID());
    } catch (error) {
      this.#db.close();
      throw error instanceof TouchstoneError ? error : storeError(error);
    }
  }

  #migrate(made?: (db: DatabaseSync) => void): void {
    if (pragma(this.#db, 'user_version') === migrations.length) return;
    // Asked again inside the lock: another window may be doing the same.
    this.#transaction('BEGIN IMMEDIATE', () => {
      const version = Number(pragma(this.#db, 'user_version'));
      mustBeKnown(version);
      migrate(this.#db, version);
      if (version === 0) made?.(this.#db);
    });
  }

  /** Rows one after another. */
  each<Row>(sql: string, params: Params = {}): Iterable<Row> {
    return this.#prepare(sql).iterate(params) as Iterable<Row>;
  }

  all<Row>(sql: string, params: Params = {}): Row[] {
    return this.#prepare(sql).all(params) as Row[];
  }

  get<Row>(sql: string, params: Params = {}): Row | undefined {
    return this.#prepare(sql).get(params) as Row | undefined;
  }

  /** Gives the number of rows changed, and the rowid of the last insert. */
  run(sql: string, params: Params = {}): { changes: number; rowid: number } {
    const result = this.#prepare(sql).run(params);
    return { changes: Number(result.changes), rowid: Number(result.lastInsertRowid) };
  }

  /**
   * Runs `act` in one transaction, that is on disk when this returns, in the file that the next start will open, and has left no trace
   * when it throws. `act` may be run twice: the file may have been left for a copy of it.
   */
  write<T>(act: () => T): T {
    if (this.#inTransaction) return act();
    this.settle();
    for (;;) {
      try {
        const result = this.#transaction('BEGIN IMMEDIATE', () => {
          this.#checkState();
          const value = act();
          this.changes.flush();
          return value;
        });
        // An act is acknowledged only now.
        this.settle();
        return result;
      } catch (error) {
        this.changes.forget();
        if (!(error instanceof Moved) || !this.#keeper) throw error;
        this.#use(this.#keeper.follow(this.#db));
      }
    }
  }

  /** Something that needs the connection itself; it may be another one the next time. */
  use<T>(work: (db: DatabaseSync) => T): T {
    return work(this.#db);
  }

  /** Whether the file has lost its name, or its name the file. */
  get isAway(): boolean {
    return this.#keeper?.isAway(this.#db) ?? false;
  }

  /**
   * Gives a part of the file's free space back to the disk. Gives whether there is more; the file itself becomes shorter when there is not.
   * To be called when nobody waits.
   */
  giveBack(): boolean {
    // What has gone is written again for an act, never for this.
    if (this.#keeper && !existsSync(this.#keeper.path)) return false;
    const way = wayToGive(this.#db);
    if (way === undefined) return false;
    this.settle();
    if (way === 'anew') giveAll(this.#db);
    else this.write(() => givePart(this.#db));
    if (wayToGive(this.#db) !== undefined) return true;
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return false;
  }

  /** Sees to it that the open file is the one under its name. Errors: `store-unavailable`. */
  settle(): void {
    if (this.#keeper) this.#use(this.#keeper.settle(this.#db));
  }

  /** How long (ms) each statement waits for another program's write from now on. */
  waitAtMost(ms: number): void {
    this.#waitMs = ms;
    this.#db.exec(`PRAGMA busy_timeout = ${ms}`);
  }

  #use(db: DatabaseSync): void {
    if (db === this.#db) return;
    db.exec(`PRAGMA busy_timeout = ${this.#waitMs}`);
    this.#statements.clear();
    this.#state = undefined;
    this.#db = db;
    this.changes.reconnected();
  }

  /** Another window may have carried the file over to a newer schema, left it for a copy, or learnt who is who, since it was opened. */
  #checkState(): void {
    this.#state ??= this.#db.prepare(
      `SELECT user_version AS version, (SELECT value FROM meta WHERE key = 'moved') AS moved,
         (SELECT json_group_object(name, person) FROM names WHERE name <> person) AS aliases FROM pragma_user_version`,
    );
    this.statements++;
    const { version, moved, aliases } = this.#state.get() ?? {};
    mustBeKnown(Number(version));
    if (moved !== null) throw new Moved();
    const told = Object.entries(JSON.parse(String(aliases)) as Record<string, string>);
    this.aliases = this.unclaimed === undefined ? new Map(told) : this.#ownAliases(this.unclaimed);
  }

  #ownAliases(unclaimed: string): ReadonlyMap<string, string> {
    const prefix = `${unclaimed}name:`;
    const rows = this.all<{ key: string; value: string }>(
      'SELECT key, value FROM meta WHERE substr(key, 1, length(:prefix)) = :prefix',
      { prefix },
    );
    return new Map(rows.map(({ key, value }) => [key.slice(prefix.length), value]));
  }

  /** Runs `act` on one snapshot. */
  read<T>(act: () => T): T {
    return this.#transaction('BEGIN', act);
  }

  #transaction<T>(begin: string, act: () => T): T {
    if (this.#inTransaction) return act();
    this.#db.exec(begin);
    this.statements += 2;
    this.#inTransaction = true;
    try {
      const result = act();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // Not there yet while the schema is made.
      (this.changes as ChangeLog | undefined)?.forget();
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
    // The last chance to write anew what has gone; whoever can be told of a failure was told.
    if (this.isAway) attempt(() => this.settle());
    this.#statements.clear();
    this.#state = undefined;
    if (this.#keeper) this.#keeper.close(this.#db);
    else this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    this.statements++;
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function configure(db: DatabaseSync): DatabaseSync {
  // Before anything is written: a new file can give its free pages back (see `giveBack`).
  patiently(() => db.exec('PRAGMA auto_vacuum = INCREMENTAL'));
  if (!patiently(() => setWal(db))) db.exec('PRAGMA journal_mode = TRUNCATE');
  // A commit is on the disk, not only with the system, when it is acknowledged.
  db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  return db;
}

/** WAL lets windows read while one writes. It needs shared memory, which network drives and some others do not have: false there. */
function setWal(db: DatabaseSync): boolean {
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch (error) {
    if (isBusy(error)) throw error;
    return false;
  }
}

/** SQLite does not wait by itself while another window changes the mode of a new file. */
function patiently<T>(work: () => T): T {
  const until = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      pause(20);
    }
  }
}

function mustBeKnown(version: number): void {
  if (version <= migrations.length) return;
  throw new TouchstoneError('store-newer', l10n.t('This project was opened with a newer Touchstone.'), {
    action: l10n.t('Update the Touchstone extension, then open the project again. Nothing was changed.'),
    detail: `schema ${version}, known up to ${migrations.length}`,
  });
}
