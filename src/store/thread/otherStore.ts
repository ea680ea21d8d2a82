import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../platform/errors.ts';
import { peek, pragma } from '../file/connection.ts';
import { isOwnFile } from '../file/ownFiles.ts';
import { isMarked } from '../file/storeMark.ts';
import { compareSchema } from '../sqlite/schema.ts';
import { migrations } from '../sqlite/migrations.ts';
import { namesAnother, storeFileName, storeFolderName } from './choosePlace.ts';

/** Why the database of a project that is not open is not read. */
export type NotRead =
  /** There is none, or a link is in the way. */
  | 'missing'
  /** Another editor or machine made it, and nobody has said here that it is theirs; or it is not as we write it. */
  | 'foreign'
  /** It is of another version: opening its project carries an earlier one over. */
  | 'version';

export interface OtherStore {
  path: string;
  /** All of it is in the one file: no window has written to it since that was closed. */
  isStill: boolean;
}

/**
 * The database in a project's folder for reading beside the open one: this editor's own alone, through no link. Looks only, and makes and locks
 * nothing. Blocks.
 */
export function otherStore(folder: string, key: string): OtherStore | { reason: NotRead } {
  const place = join(folder, storeFolderName);
  if (!isOwnFile(folder, storeFolderName, storeFileName)) return { reason: 'missing' };
  const path = join(place, storeFileName);
  const beside = ['-wal', '-shm', '-journal'].map((end) => storeFileName + end);
  // SQLite opens these by their names.
  if (beside.some((name) => attempt(() => lstatSync(join(place, name))) && !isOwnFile(place, name)))
    return { reason: 'missing' };
  if (namesAnother(`${path}-journal`)) return { reason: 'foreign' };
  const reason = attempt(
    () =>
      peek(path, (db): NotRead | undefined => {
        if (!isMarked(db, key)) return 'foreign';
        if (Number(pragma(db, 'user_version')) !== migrations.length) return 'version';
        return compareSchema(db) === 'same' ? undefined : 'foreign';
      }),
    'foreign' as const,
  );
  if (reason !== undefined) return { reason };
  return { path, isStill: (lstatSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0 };
}
