import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { attempt } from '../../platform/errors.ts';
import { pragma } from '../file/connection.ts';
import { name } from '../file/storeMark.ts';
import { taskShuffle } from './migration3.ts';
import { migrations } from './migrations.ts';
import { carried, isGoodRow, type CarriedTable, type ForeignRow } from './rowCheck.ts';
import { columnsOf, fits } from './rowColumns.ts';
import { migrate } from './schema.ts';

/**
 * Makes a new database at `target` of what is known in another one: rows of known tables and columns, each looked at. What is left out: all
 * that the other's schema does (triggers, views, computed columns), what was waiting to be sent, what is known of Argilla's records, and the
 * small things that the editor remembers. Gives how many rows were left out.
 */
export function importForeign(source: DatabaseSync, target: string): number {
  const told = Number(pragma(source, 'user_version'));
  const version = told >= 1 && told <= migrations.length ? told : migrations.length;
  const db = new DatabaseSync(target, { enableForeignKeyConstraints: false });
  try {
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF; BEGIN');
    migrate(db, 0, version);
    let left = 0;
    for (const table of carried) {
      left += copyTable(source, db, table, version);
      // Before the runs, whose triggers count in them.
      if (table === 'tasks' && version >= 3) addFacts(db);
    }
    if (version < 8) keepJudged(source, db);
    migrate(db, version);
    for (const table of carried) left += removeOrphans(db, table);
    if (version >= 6) keepWithdrawn(source, db);
    db.exec(`DELETE FROM search; INSERT INTO search (rowid, id, instruction, response1, response2)
      SELECT t.position, t.id, t.instruction, coalesce(a.text, ''), coalesce(b.text, '') FROM tasks t
      LEFT JOIN generations a ON a.task = t.position AND a.response = 1
      LEFT JOIN generations b ON b.task = t.position AND b.response = 2;`);
    name(db);
    db.exec('COMMIT');
    return left;
  } finally {
    db.close();
  }
}

/** Computed by triggers of ours from the rows that follow. */
const computed: Partial<Record<CarriedTable, string[]>> = { tasks: ['generated', 'runs', 'failure'] };

function copyTable(source: DatabaseSync, db: DatabaseSync, table: CarriedTable, version: number): number {
  // A view or a virtual table of that name would be somebody's program: SQLite knows which is one, whatever its text looks like.
  const isTable = `SELECT 1 FROM pragma_table_list(?) WHERE schema = 'main' AND type = 'table'`;
  if (!source.prepare(isTable).get(table) || !db.prepare(isTable).get(table)) return 0;
  const there = new Set(columnsOf(source, table).map(({ name }) => name));
  const columns = columnsOf(db, table).filter(
    ({ name }) => there.has(name) && !computed[table]?.includes(name),
  );
  if (columns.length === 0) return 0;
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  const insert = db.prepare(`INSERT INTO ${table} (${names}) VALUES (${marks})`);
  // The first version kept less of a run; its migration makes the rest.
  const isGood = (row: ForeignRow): boolean =>
    columns.every((column) => fits(column, row[column.name])) &&
    ((table === 'runs' && version === 1) || isGoodRow(table, row));
  let left = 0;
  const select = source.prepare(`SELECT ${names} FROM ${table} NOT INDEXED`);
  select.setReadBigInts(true);
  for (const read of select.iterate()) {
    const row = Object.fromEntries(Object.entries(read).map(([name, value]) => [name, plain(value)]));
    const values = columns.map(({ name }) => row[name] as SQLInputValue);
    if (!isGood(row) || attempt(() => insert.run(...values)) === undefined) left++;
  }
  return left;
}

/** What is too large for a number stays what it is, and fits nowhere. */
function plain(value: SQLOutputValue): SQLOutputValue {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function addFacts(db: DatabaseSync): void {
  const insert = db.prepare('INSERT INTO task_facts (task, shuffle) VALUES (?, ?)');
  for (const { position, id } of db.prepare('SELECT position, id FROM tasks').all())
    insert.run(Number(position), taskShuffle(id));
}

/** The rest of that column is computed. */
function keepWithdrawn(source: DatabaseSync, db: DatabaseSync): void {
  const withdraw = db.prepare('UPDATE tasks SET generated = generated | 4 WHERE position = ?');
  const withdrawn = attempt(() =>
    source.prepare('SELECT position FROM tasks NOT INDEXED WHERE generated >= 4').all(),
  );
  for (const { position } of withdrawn ?? []) withdraw.run(Number(position));
}

/** What was judged lay among what is remembered, which is not taken over. Its hash says whether it is what it says. */
function keepJudged(source: DatabaseSync, db: DatabaseSync): void {
  const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  const prefix = 'judgedTask:';
  const rows = attempt(() =>
    source
      .prepare('SELECT key, value FROM meta NOT INDEXED WHERE substr(key, 1, ?) = ?')
      .all(prefix.length, prefix),
  );
  for (const { key, value } of rows ?? []) {
    const hash = String(key).slice(prefix.length);
    if (isGoodRow('task_versions', { hash, texts: hash, content: value ?? null }))
      insert.run(String(key), String(value));
  }
}

/** Rows about tasks that are not there. */
function removeOrphans(db: DatabaseSync, table: CarriedTable): number {
  if (!columnsOf(db, table).some(({ name }) => name === 'task')) return 0;
  const orphans = `DELETE FROM ${table} WHERE task NOT IN (SELECT position FROM tasks)`;
  return Number(db.prepare(orphans).run().changes);
}
