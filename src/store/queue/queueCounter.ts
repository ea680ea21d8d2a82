import { taskStates, type TaskState } from '../../domain/annotation.ts';
import type { TaskQueue } from '../../domain/queue.ts';
import { changesSince, newestChange } from './changesSince.ts';
import type { Database } from '../sqlite/database.ts';
import { lasting, queueSql, stateSql, where } from './queueSql.ts';

/** Queues that are known at once: the tree's, the panel's, that of draws, and those of the annotator before. */
const kept = 5;

const counters = new WeakMap<Database, Map<string, QueueMembers>>();

/** Members of a queue, each with its state. */
export function queueMembers(
  db: Database,
  annotator: string,
  { sort: _sort, ...queue }: TaskQueue,
): QueueMembers {
  const known = counters.get(db) ?? new Map<string, QueueMembers>();
  counters.set(db, known);
  const key = JSON.stringify([annotator, queue]);
  const members = known.get(key) ?? new QueueMembers(db, annotator, queue);
  known.delete(key); // the newest last
  known.set(key, members);
  const [oldest] = known.keys();
  if (known.size > kept && oldest !== undefined) known.delete(oldest);
  members.catchUp();
  return members;
}

/**
 * How many tasks a queue holds by state, without looking at all of them after each answer: where each task stood when they were last
 * looked at is known, and the log of changes (of all windows) says which may stand elsewhere since.
 */
class QueueMembers {
  readonly #db: Database;
  readonly #annotator: string;
  readonly #queue: TaskQueue;
  /** By position: 0 where the task is not in the queue, else 1 + the index of its state. */
  #states = new Uint8Array();
  /** By position: whether it may be in the queue, whatever is answered. Undefined: each may. */
  #lasting: Uint8Array | undefined;
  #seen = -1;
  byState = noTasks();
  total = 0;

  constructor(db: Database, annotator: string, queue: TaskQueue) {
    this.#db = db;
    this.#annotator = annotator;
    this.#queue = queue;
  }

  has(position: number): boolean {
    return (this.#states[position] ?? 0) > 0;
  }

  /** In rising order. */
  positions(): number[] {
    const found: number[] = [];
    for (const [position, state] of this.#states.entries()) if (state > 0) found.push(position);
    return found;
  }

  /** Members with a lower position. */
  before(position: number): number {
    let n = 0;
    for (const state of this.#states.subarray(0, position)) if (state > 0) n++;
    return n;
  }

  catchUp(): void {
    const whole = this.#queue.text !== undefined ? (['task', 'response'] as const) : (['task'] as const);
    const news = changesSince(this.#db, this.#seen, whole);
    if (news === 'all') return this.#countAll();
    if (news.positions.size > 0) this.#recount([...news.positions]);
    this.#seen = news.seen;
  }

  #countAll(): void {
    const db = this.#db;
    // First of all: what is written while the rest is read is looked at the next time.
    const seen = newestChange(db);
    const size = (db.get<{ last: number | null }>('SELECT max(position) AS last FROM tasks')?.last ?? -1) + 1;
    const fitting = this.#readLasting(size);
    const rows = this.#read();
    // All is read: what another program keeps from being read leaves what was known as it was.
    this.#states = new Uint8Array(size);
    this.#lasting = fitting;
    this.byState = noTasks();
    this.total = 0;
    for (const { position, state } of rows) this.#put(position, state);
    this.#seen = seen;
  }

  /** By position: 1 where the task fits what no answer changes; undefined where nothing is asked for. */
  #readLasting(size: number): Uint8Array | undefined {
    const fixed = lasting(this.#queue);
    if (!fixed) return undefined;
    const fitting = new Uint8Array(size);
    const sql = `SELECT t.position FROM tasks t WHERE ${fixed.sql}`;
    for (const { position } of this.#db.each<{ position: number }>(sql, fixed.params ?? {}))
      fitting[position] = 1;
    return fitting;
  }

  #recount(positions: number[]): void {
    const rows = this.#read(positions);
    for (const position of positions) {
      const index = (this.#states[position] ?? 0) - 1;
      const state = taskStates[index];
      if (!state) continue;
      this.#states[position] = 0;
      this.byState[state]--;
      this.total--;
    }
    for (const { position, state } of rows) this.#put(position, state);
  }

  #put(position: number, state: TaskState): void {
    if (this.#lasting && this.#lasting[position] !== 1) return;
    this.#states[position] = 1 + taskStates.indexOf(state);
    this.byState[state]++;
    this.total++;
  }

  /** What is answered decides here: the rest is known. */
  #read(positions?: number[]): { position: number; state: TaskState }[] {
    const { text: _text, context: _context, sample: _sample, ...changing } = this.#queue;
    const { from, conditions, params } = queueSql(this.#annotator, changing);
    if (positions) {
      conditions.push('t.position IN (SELECT value FROM json_each(:positions))');
      params['positions'] = JSON.stringify(positions);
    }
    const sql = `SELECT t.position, ${stateSql} AS state FROM ${from} ${where(conditions)}`;
    return this.#db.all(sql, params);
  }
}

export function noTasks(): Record<TaskState, number> {
  return Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
}
