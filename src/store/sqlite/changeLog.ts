import type { SQLInputValue } from 'node:sqlite';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import { taskAspects, type TaskAspect } from '../../domain/change.ts';

/** More tasks than this in one transaction are noted as "many". */
const manyTasks = 500;
/** Rows that are kept for windows that look late. */
const keptRows = 10_000;

type Params = Record<string, SQLInputValue>;

/** What it asks of the open database. */
interface SqlRunner {
  all<Row>(sql: string, params?: Params): Row[];
  get<Row>(sql: string, params?: Params): Row | undefined;
  run(sql: string, params?: Params): { rowid: number };
  read<T>(act: () => T): T;
}

/** A change as it crosses threads. */
export interface PlainChange {
  taskIds: string[] | 'all';
  what: TaskAspect[];
  answers?: StoredAnnotation[];
}

/** As `changes.what` keeps them: a bit for each of `taskAspects`, -1 for all of them. */
export function aspectsOf(bits: number): TaskAspect[] {
  return taskAspects.filter((_, i) => (bits & (1 << i)) !== 0);
}

/**
 * Which tasks a transaction changed, and what of them: told to this window with the answer, and to others through the table
 * `changes`, which they read when `PRAGMA data_version` says that somebody else has written.
 */
export class ChangeLog {
  readonly #db: SqlRunner;
  readonly #writer: string;
  /** Of the transaction under way, by position. */
  readonly #pending = new Map<number, { id: string; bits: number; answer?: StoredAnnotation }>();
  /** Whether anything may have changed. */
  #any = false;
  #own: PlainChange | undefined;
  #seen = 0;
  #dataVersion = -1;

  constructor(db: SqlRunner, writer: string) {
    this.#db = db;
    this.#writer = writer;
    this.#dataVersion = this.#readDataVersion();
    this.#seen = this.#newest();
  }

  /** Notes a change of the transaction under way. `answer`: the one that was stored. */
  add(position: number, id: string, what: TaskAspect, answer?: StoredAnnotation): void {
    const before = this.#pending.get(position);
    const bits = (before?.bits ?? 0) | (1 << taskAspects.indexOf(what));
    this.#pending.set(position, { id, bits, answer: answer ?? before?.answer });
  }

  /** Notes that anything may have changed, also who somebody is. */
  addAll(): void {
    this.#any = true;
  }

  /** Writes what was noted; called inside the transaction, just before its end. */
  flush(): void {
    if (this.#pending.size === 0 && !this.#any) return;
    const noted = [...this.#pending];
    const all = this.#any ? -1 : noted.reduce((bits, [, note]) => bits | note.bits, 0);
    const rows: [number | null, number][] =
      this.#any || noted.length > manyTasks ? [[null, all]] : noted.map(([task, { bits }]) => [task, bits]);
    let last = 0;
    for (const [task, what] of rows)
      last = this.#db.run('INSERT INTO changes (writer, task, what) VALUES (:writer, :task, :what)', {
        writer: this.#writer,
        task,
        what,
      }).rowid;
    if (last % 1000 < rows.length)
      this.#db.run('DELETE FROM changes WHERE seq <= :old', { old: last - keptRows });
    this.#own = {
      taskIds: this.#any ? 'all' : noted.map(([, { id }]) => id),
      what: aspectsOf(all),
      answers: noted.flatMap(([, { answer }]) => answer ?? []),
    };
    this.#pending.clear();
    this.#any = false;
  }

  /** The transaction failed. */
  forget(): void {
    this.#any = false;
    this.#pending.clear();
    this.#own = undefined;
  }

  /** What the last transaction of this window changed, told once. */
  takeOwn(): PlainChange | undefined {
    const own = this.#own;
    this.#own = undefined;
    return own;
  }

  /** The same log is read from another connection from now on. */
  reconnected(): void {
    this.#dataVersion = -1;
  }

  /** What other windows changed since the last look; `undefined` for nothing. */
  poll(): PlainChange | undefined {
    const version = this.#readDataVersion();
    if (version === this.#dataVersion) return undefined;
    return this.#db.read(() => {
      this.#dataVersion = version;
      const from = this.#seen;
      this.#seen = this.#newest();
      const oldest = this.#db.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM changes')?.seq;
      if (oldest != null && oldest > from + 1) return { taskIds: 'all', what: [...taskAspects] };
      const rows = this.#db.all<{ task: number | null; id: string | null; what: number }>(
        `SELECT c.task, t.id, c.what FROM changes c LEFT JOIN tasks t ON t.position = c.task
         WHERE c.seq > :from AND c.writer <> :writer`,
        { from, writer: this.#writer },
      );
      if (rows.length === 0) return undefined;
      const ids = new Set(rows.map(({ id }) => id));
      return {
        taskIds: ids.has(null) ? 'all' : [...ids].filter((id) => id !== null),
        what: aspectsOf(rows.reduce((bits, { what }) => bits | what, 0)),
      };
    });
  }

  #readDataVersion(): number {
    return this.#db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
  }

  #newest(): number {
    return this.#db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes')?.seq ?? 0;
  }
}
