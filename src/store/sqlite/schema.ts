import { DatabaseSync } from 'node:sqlite';
import { pragma } from '../file/connection.ts';
import { runInput1 } from './migration2.ts';
import { taskShuffle } from './migration3.ts';
import { runHead6, textHash6 } from './migration6.ts';
import { migrations } from './migrations.ts';

/** Brings a database from one version of the schema to another (the newest). Called in a transaction. */
export function migrate(db: DatabaseSync, from: number, to = migrations.length): void {
  db.function('run_input_1', { deterministic: true }, runInput1);
  db.function('task_shuffle', { deterministic: true }, taskShuffle);
  db.function('text_hash_6', { deterministic: true }, textHash6);
  db.function('run_head_6', { deterministic: true }, runHead6);
  for (const migration of migrations.slice(from, to)) db.exec(migration);
  db.exec(`PRAGMA user_version = ${to}`);
}

/** What SQLite itself makes: tables of the full-text search, and of the planner's statistics. They hold columns and no expression. */
const shadow =
  /^CREATE TABLE ['"]?(?:search_[a-z]+|sqlite_stat[14]|sqlite_sequence)['"]?\s?\([\w ,]*(?:PRIMARY KEY\([\w, ]+\))?\)(?: WITHOUT ROWID)?$/;
const made = /^(?:search_(?:data|idx|docsize|config|content)|sqlite_stat[14])$/;

/**
 * Whether a database has the schema that the migrations of its version make, and nothing besides: a trigger or a view of another's would
 * run with what one does. `empty`: nothing was made yet. `newer`: of a version that is not known here.
 */
export function compareSchema(db: DatabaseSync): 'empty' | 'same' | 'other' | 'newer' {
  const version = Number(pragma(db, 'user_version'));
  if (version > migrations.length) return 'newer';
  const here = objectsOf(db);
  if (version === 0 && here.size === 0) return 'empty';
  const expected = expectedObjects(version);
  for (const [name, sql] of here)
    if (expected.get(name) !== sql && !(made.test(tableOf(name)) && shadow.test(sql))) return 'other';
  return [...expected.keys()].every((name) => here.has(name)) ? 'same' : 'other';
}

/** By version. */
const expectations = new Map<number, Map<string, string>>();

function expectedObjects(version: number): Map<string, string> {
  let objects = expectations.get(version);
  if (objects) return objects;
  const db = new DatabaseSync(':memory:');
  try {
    migrate(db, 0, version);
    objects = objectsOf(db);
  } finally {
    db.close();
  }
  expectations.set(version, objects);
  return objects;
}

/** Each object's text by its kind, name and table. */
function objectsOf(db: DatabaseSync): Map<string, string> {
  const rows = db.prepare('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema').all();
  return new Map(
    rows.map(({ type, name, table, sql }) => [
      JSON.stringify([type, name, table]),
      String(sql ?? '').replaceAll(/\s+/g, ' '),
    ]),
  );
}

function tableOf(key: string): string {
  const [type, name, table] = JSON.parse(key) as string[];
  return type === 'table' && name === table ? (name ?? '') : '';
}
