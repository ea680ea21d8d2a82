import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { askedAbout, type BackupPlace } from '../file/backups.ts';
import { peek } from '../file/connection.ts';
import { copyInto, temporaryIn } from '../file/copies.ts';
import { isMarked } from '../file/storeMark.ts';
import { Database } from '../sqlite/database.ts';
import { takeAnswers } from './takeAnswers.ts';

/**
 * Takes the answers of a copy that was kept in the editor's storage into the project's database: of two answers the newer is in use, and
 * both are in the history. The copy itself stays as it is; a second one is what older migrations are made in. What is asked for meanwhile
 * goes in between. `lot` does a part of it. Errors: `store-unavailable`.
 */
export async function restoreAnswers(
  database: Database,
  { folder, key }: BackupPlace,
  path: string,
  lot: (act: () => boolean) => boolean,
): Promise<void> {
  const copy = join(folder, basename(path));
  const temporary = temporaryIn(dirname(copy));
  try {
    peek(copy, (db) => {
      if (!isMarked(db, key)) throw notOurs(copy);
      copyInto(db, temporary);
    });
    const other = new Database(temporary);
    try {
      const lots = takeAnswers(database, other);
      while (lot(() => lots.next().done !== true)) await setImmediate();
    } finally {
      other.close();
    }
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(temporary + end, { force: true });
  }
  askedAbout(folder, copy);
}

function notOurs(path: string): TouchstoneError {
  return new TouchstoneError('store-unavailable', l10n.t('{0} was not written by this editor.', path));
}
