import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { FileKeeper } from '../../../../src/store/file/fileKeeper.ts';
import { mark } from '../../../../src/store/file/storeMark.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { handle } from '../../../../src/store/thread/handlers.ts';
import { act, models, newFolder, tasks } from '../support.ts';

/** A database on a drive without shared memory. */
async function withoutLog(t: TestContext): Promise<{ db: Database; path: string }> {
  const path = join(await newFolder(), 'x.sqlite');
  const file = pathToFileURL(path);
  file.searchParams.set('vfs', 'unix-dotfile');
  const db = new Database(file, { keeper: new FileKeeper({ path }), made: (own) => mark(own, 'key') });
  assert.notEqual(db.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode, 'wal');
  t.after(() => db.close());
  handle(db, 'upsertTasks', [tasks(20), models]);
  return { db, path };
}

test('without a log an act does not read the whole file', async (t) => {
  const { db } = await withoutLog(t);
  const asked = t.mock.method(DatabaseSync.prototype, 'prepare');
  for (let i = 0; i < 5; i++) handle(db, 'act', [act(`t${i}`, 'draft', { comments: 'x' })]);
  const texts = asked.mock.calls.map(({ arguments: [sql] }) => sql);
  assert.ok(texts.length > 0);
  assert.deepEqual(
    texts.filter((sql) => /_check/.test(sql)),
    [],
  );
});

test('without a log an older copy over the file is seen all the same', async (t) => {
  const { db, path } = await withoutLog(t);
  copyFileSync(path, `${path}.backup`);
  handle(db, 'act', [act('t0', 'draft', { comments: 'x' })]);
  copyFileSync(`${path}.backup`, path);
  assert.throws(() => handle(db, 'act', [act('t1', 'draft', { comments: 'y' })]), /Nothing is saved/);
});
