import type { Database } from './database.ts';

/** More tasks than this in one transaction are noted as "many". */
const manyTasks = 500;
/** Rows that are kept for windows that look late. */
const keptRows = 10_000;

/**
 * Which tasks a transaction changed: told to this window with the answer, and to others through the table `changes`, which
 * they read when `PRAGMA data_version` says that somebody else has written.
 */
export class ChangeLog {
  readonly #db: Database;
  readonly #writer: string;
  readonly #pending = new Map<number, string>();
  #own: string[] = [];
  #seen = 0;
  #dataVersion = -1;

  constructor(db: Database, writer: string) {
    this.#db = db;
    this.#writer = writer;
    this.catchUp();
  }

  /** Notes a change of the transaction under way. */
  add(position: number, taskId: string): void {
    this.#pending.set(position, taskId);
  }

  /** Writes what was noted; called inside the transaction, just before its end. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const positions = this.#pending.size > manyTasks ? [null] : [...this.#pending.keys()];
    let last = 0;
    for (const task of positions)
      last = this.#db.run('INSERT INTO changes (writer, task) VALUES (:writer, :task)', {
        writer: this.#writer,
        task,
      }).rowid;
    if (last % 1000 < positions.length)
      this.#db.run('DELETE FROM changes WHERE seq <= :old', { old: last - keptRows });
    this.#own.push(...this.#pending.values());
    this.#pending.clear();
  }

  /** The transaction failed. */
  forget(): void {
    this.#pending.clear();
    this.#own = [];
  }

  /** The tasks that this window changed since it was last asked. */
  takeOwn(): string[] {
    const own = this.#own;
    this.#own = [];
    return own;
  }

  /** Forgets what others did so far (whoever begins to listen reads everything anyway). */
  catchUp(): void {
    this.#dataVersion = this.#readDataVersion();
    this.#seen = this.#newest();
  }

  /** What other windows changed since the last look: task ids, `[]` when they cannot be told, `undefined` for nothing. */
  poll(): string[] | undefined {
    const version = this.#readDataVersion();
    if (version === this.#dataVersion) return undefined;
    return this.#db.read(() => {
      this.#dataVersion = version;
      const from = this.#seen;
      this.#seen = this.#newest();
      const oldest = this.#db.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM changes')?.seq;
      if (oldest != null && oldest > from + 1) return [];
      const rows = this.#db.all<{ task: number | null; id: string | null }>(
        `SELECT DISTINCT c.task, t.id FROM changes c LEFT JOIN tasks t ON t.position = c.task
         WHERE c.seq > :from AND c.writer <> :writer`,
        { from, writer: this.#writer },
      );
      if (rows.length === 0) return undefined;
      const ids: string[] = [];
      for (const row of rows) {
        if (row.id === null) return [];
        ids.push(row.id);
      }
      return ids;
    });
  }

  #readDataVersion(): number {
    return this.#db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
  }

  #newest(): number {
    return this.#db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes')?.seq ?? 0;
  }
}
