import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** Columns of a table, and whether a value is of their type. */

export interface Column {
  name: string;
  type: string;
  required: boolean;
}

/** The columns of a table that hold something by themselves. */
export function columnsOf(db: DatabaseSync, table: string): Column[] {
  return db
    .prepare('SELECT name, type, "notnull" AS required, pk FROM pragma_table_xinfo(?) WHERE hidden = 0')
    .all(table)
    .map(({ name, type, required, pk }) => ({
      name: String(name),
      type: String(type),
      required: required === 1 || Number(pk) > 0,
    }));
}

/** Whether a value is of the column's type: SQLite itself takes any. */
export function fits({ type, required }: Column, value: SQLOutputValue | undefined): boolean {
  if (value === null || value === undefined) return !required;
  if (type === 'TEXT') return typeof value === 'string';
  if (type === 'INTEGER') return Number.isSafeInteger(value);
  return typeof value === 'number' && Number.isFinite(value);
}
