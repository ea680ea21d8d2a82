import { createHmac, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { sha256 } from '../../platform/hash.ts';
import { metaValue, pragma, putMetaValue } from './connection.ts';

/** `PRAGMA application_id` of our files: "TSto". */
export const applicationId = 0x54_53_74_6f;

/**
 * Whose a database is: each has an id, and for each editor that made it or was told that it is its user's own a mark which only the
 * editor with that key can have made. Several editors may share a folder; each has a mark of its own.
 */
export function isMarked(db: DatabaseSync, key: string): boolean {
  if (pragma(db, 'application_id') !== applicationId) return false;
  const id = metaValue(db, 'store');
  return id !== undefined && metaValue(db, markName(key)) === markOf(id, key);
}

/** Whether the editor with the key has found everything in it to be as it writes it itself. */
export function isChecked(db: DatabaseSync, key: string): boolean {
  const id = metaValue(db, 'store');
  return id !== undefined && metaValue(db, checkedName(key)) === markOf(`checked ${id}`, key);
}

/** Called in a transaction. */
export function markChecked(db: DatabaseSync, key: string): void {
  putMetaValue(db, checkedName(key), markOf(`checked ${name(db)}`, key));
}

/** Whether it is of before there were marks. */
export function isUnmarked(db: DatabaseSync): boolean {
  return pragma(db, 'application_id') === 0;
}

/** Makes it the own one of the editor with the key. Called in a transaction. */
export function mark(db: DatabaseSync, key: string): void {
  putMetaValue(db, markName(key), markOf(name(db), key));
  const unclaimed = unclaimedKeys(db, key);
  db.prepare(
    'UPDATE OR REPLACE meta SET key = substr(key, length(:unclaimed) + 1) WHERE substr(key, 1, length(:unclaimed)) = :unclaimed',
  ).run({ unclaimed });
}

/** What the keys in `meta` begin with of what the editor remembers in a database that is not its own yet. */
export function unclaimedKeys(db: DatabaseSync, key: string): string {
  return `${markOf(`unclaimed ${metaValue(db, 'store') ?? ''}`, key)}:`;
}

/** Gives it an id, and nobody's mark. Called in a transaction. */
export function name(db: DatabaseSync): string {
  const id = metaValue(db, 'store') ?? randomUUID();
  db.exec(`PRAGMA application_id = ${applicationId}`);
  putMetaValue(db, 'store', id);
  return id;
}

function markName(key: string): string {
  return `mark:${editorOf(key)}`;
}

function checkedName(key: string): string {
  return `checked:${editorOf(key)}`;
}

function editorOf(key: string): string {
  return sha256(`touchstone store ${key}`, 16);
}

function markOf(id: string, key: string): string {
  return createHmac('sha256', key).update(id).digest('hex');
}
