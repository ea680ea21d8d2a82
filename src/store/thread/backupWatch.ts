import { attempt } from '../../platform/errors.ts';
import { backUpAtEnd, backupDueIn, backupPauseMs, type BackupPlace } from '../file/backups.ts';
import type { Database } from '../sqlite/database.ts';

/** Knows when a copy of the open database is due. Another thread makes it: this one would keep whoever types waiting. */
export class BackupWatch {
  readonly #database: Database;
  readonly #place: BackupPlace;
  readonly #onDue: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** When one was asked for: where none could be made, it is not tried with each act. */
  #told = -Infinity;

  constructor(database: Database, place: BackupPlace, onDue: () => void) {
    this.#database = database;
    this.#place = place;
    this.#onDue = onDue;
  }

  /** To be called when nobody waits for this thread. */
  look(): void {
    clearTimeout(this.#timer);
    const ms = attempt(() => this.#database.use((db) => backupDueIn(db, this.#place)));
    if (ms === undefined) return;
    const wait = Math.max(ms, this.#told + backupPauseMs - Date.now());
    // Nobody may act any more until then.
    if (wait > 0) this.#timer = setTimeout(() => this.look(), wait).unref();
    else {
      this.#told = Date.now();
      this.#onDue();
    }
  }

  /** The last chance in this window; what can be told of a failure was told before. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#database.isAway) return;
    attempt(() => this.#database.use((db) => backUpAtEnd(db, this.#place)));
  }
}
