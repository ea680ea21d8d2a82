import assert from 'node:assert/strict';
import fs, { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import type { TouchstoneError } from '../../../src/platform/errors.ts';
import { FileKeeper } from '../../../src/store/file/fileKeeper.ts';
import { mark } from '../../../src/store/file/storeMark.ts';
import { Database } from '../../../src/store/sqlite/database.ts';
import { handle } from '../../../src/store/thread/handlers.ts';
import { act, models, newFolder, tasks } from '../../unit/store/support.ts';

/** The file has gone and is to be written again, but something is in the way. What is told then is true. */

/** Cannot open a second connection: no descriptors are left, say. */
class Unlucky extends FileKeeper {
  override opened(db: DatabaseSync): void {
    super.opened(db, () => {
      throw new Error('unable to open');
    });
  }
}

async function opened(Keeper: typeof FileKeeper): Promise<{ db: Database; path: string }> {
  const path = join(await newFolder(), '.touchstone', 'touchstone.sqlite');
  mkdirSync(dirname(path));
  const db = new Database(path, { keeper: new Keeper({ path }), made: (own) => mark(own, 'key') });
  handle(db, 'upsertTasks', [tasks(3), models]);
  handle(db, 'act', [act('t0', 'draft', { comments: 'saved' })]);
  return { db, path };
}

function refusedAct(db: Database): TouchstoneError {
  let refused: TouchstoneError | undefined;
  assert.throws(
    () => handle(db, 'act', [act('t1', 'draft', { comments: 'not saved' })]),
    (error) => ((refused = error as TouchstoneError), true),
  );
  assert.match(refused?.message ?? '', /could not be opened again\. Nothing is saved/);
  return refused as TouchstoneError;
}

function commentsIn(path: string): unknown[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("SELECT answer ->> '$.comments' AS said FROM annotations").all();
  db.close();
  return rows.map(({ said }) => said);
}

test('it is in its place, but cannot be opened: one is told to open the project again', async () => {
  const { db, path } = await opened(Unlucky);
  rmSync(dirname(path), { recursive: true });
  const { message, action } = refusedAct(db);
  assert.equal(action, `What was saved in this window is in ${path}. Open the project again.`);
  assert.deepEqual(commentsIn(path), ['saved']);
  assert.equal(refusedAct(db).message, message, 'for good');
  assert.deepEqual(
    readdirSync(dirname(path)).filter((name) => /rescued|tmp/.test(name)),
    [],
  );
  db.close();
});

test('it cannot be put in its place: one is told where it lies, and what to do with it', async (t: TestContext) => {
  const { db, path } = await opened(FileKeeper);
  rmSync(dirname(path), { recursive: true });
  for (const name of ['linkSync', 'renameSync'] as const)
    t.mock.method(fs, name, () => {
      throw new Error('input/output error');
    });
  syncBuiltinESMExports();
  const { action = '' } = refusedAct(db);
  t.mock.restoreAll();
  syncBuiltinESMExports();
  const [, copy = ''] = /is in (.*)\. Give that the name (.*), then/.exec(action) ?? [];
  assert.ok(action.includes(`the name ${path},`), action);
  assert.deepEqual(commentsIn(copy), ['saved']);
  assert.equal(existsSync(path), false);
  db.close();
});
