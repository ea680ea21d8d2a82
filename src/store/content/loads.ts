import type { TaskInput } from '../../domain/task.ts';
import { sha256 } from '../../platform/hash.ts';
import type { BegunLoad, LoadEnd } from '../api/store.ts';
import type { Database } from '../sqlite/database.ts';

/** Rows that are kept: only the newest says something. */
const kept = 20;
/** Tasks that are withdrawn in one transaction: nobody else writes meanwhile. */
const tasksAtOnce = 1_000;

/** A task that has an id which the load does not know. */
interface Left {
  position: number;
  id: string;
}

/** A load that goes on in this window. */
interface Load {
  /** JSON: the ids of all tasks that it brings. */
  ids: string;
  /** Tasks here that have none of them, by their content. */
  left?: Map<string, Left[]>;
}

const loads = new WeakMap<Database, Map<number, Load>>();

/**
 * Loading many tasks is many transactions: that a load was begun stands here before the first, and that it was ended after the last. One
 * without an end was interrupted (the window closed, the machine stopped), and its tasks may not all be there.
 */
export function beginLoad(db: Database, source: string, ids: string[]): number {
  const { rowid } = db.run('INSERT INTO loads (source, begun_at) VALUES (:source, :now)', {
    source,
    now: new Date().toISOString(),
  });
  db.run('DELETE FROM loads WHERE n <= :old', { old: rowid - kept });
  const going = loads.get(db) ?? new Map<number, Load>();
  loads.set(db, going);
  going.set(rowid, { ids: JSON.stringify(ids) });
  return rowid;
}

/** A later load brings all that an earlier one would have: the newest counts. */
export function unfinishedLoad(db: Database): BegunLoad | undefined {
  return db.get<BegunLoad>(
    `SELECT n AS load, source, begun_at AS begunAt FROM loads
     WHERE ended_at IS NULL AND n = (SELECT max(n) FROM loads)`,
  );
}

const notIn = 'id NOT IN (SELECT value FROM json_each(:ids))';

export function endLoad(db: Database, load: number, whole: boolean): LoadEnd {
  const ids = loads.get(db)?.get(load)?.ids;
  const end: LoadEnd = { withdrawn: 0, kept: 0, more: false };
  if (ids !== undefined && whole) {
    const left = db.all<Left>(
      `SELECT position, id FROM tasks WHERE +generated < 4 AND ${notIn} LIMIT ${tasksAtOnce}`,
      { ids },
    );
    for (const { position, id } of left) {
      db.run('UPDATE tasks SET generated = generated | 4 WHERE position = :position', { position });
      db.changes.add(position, id, 'task');
    }
    end.withdrawn = left.length;
    end.more = left.length === tasksAtOnce;
  } else if (ids !== undefined) {
    const sql = `SELECT count(*) AS n FROM tasks WHERE +generated < 4 AND ${notIn}`;
    end.kept = db.get<{ n: number }>(sql, { ids })?.n ?? 0;
  }
  if (end.more) return end;
  db.run('UPDATE loads SET ended_at = :now WHERE n = :load', { load, now: new Date().toISOString() });
  loads.get(db)?.delete(load);
  return end;
}

type Content = Pick<TaskInput, 'instruction' | 'tests'>;

/** What makes two tasks the same one, whatever their data set calls them. */
function contentOf({ instruction, tests }: Content): string {
  return sha256(JSON.stringify([instruction, tests ?? null]));
}

/**
 * The position of the task that has the content of one whose id is not known, and an id that the load does not bring: it is that task, under
 * another id (the file got another name, an id column came). It has the new id when this returns.
 */
export function takeOver(db: Database, load: number | undefined, task: TaskInput): number | undefined {
  const going = load === undefined ? undefined : loads.get(db)?.get(load);
  if (!going) return undefined;
  going.left ??= leftTasks(db, going.ids);
  for (const { position, id } of going.left.get(contentOf(task)) ?? []) {
    // Not what another row of the load, or another window, has taken over already.
    const { changes } = db.run('UPDATE tasks SET id = :now WHERE position = :position AND id = :id', {
      now: task.id,
      position,
      id,
    });
    if (changes === 0) continue;
    // The facts stay: their lot is drawn once, and an order or a sample at random stays as it was seen.
    db.run('DELETE FROM former_ids WHERE id = :now', { now: task.id });
    db.run('INSERT OR REPLACE INTO former_ids (id, task) VALUES (:id, :position)', { id, position });
    return position;
  }
  return undefined;
}

function leftTasks(db: Database, ids: string): Map<string, Left[]> {
  const left = new Map<string, Left[]>();
  const rows = db.each<Left & { instruction: string; tests: string | null; testList: string | null }>(
    `SELECT position, id, instruction, tests, test_list AS testList FROM tasks WHERE ${notIn}
     ORDER BY generated >= 4, position`,
    { ids },
  );
  for (const { position, id, instruction, tests, testList } of rows) {
    const list = testList === null ? undefined : (JSON.parse(testList) as string[]);
    const content = contentOf({ instruction, tests: list ?? tests ?? undefined });
    const same = left.get(content);
    if (same) same.push({ position, id });
    else left.set(content, [{ position, id }]);
  }
  return left;
}
