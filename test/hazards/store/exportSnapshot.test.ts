import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSnapshot } from '../../../src/export/snapshotPages.ts';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import { migrate } from '../../../src/store/sqlite/schema.ts';
import { act, me, newFolder, openAs, openWithTasks, models, tasks } from '../../unit/store/support.ts';

/** An export looks at the database, and does nothing to it. */

test('an export makes no database where there is none', async () => {
  const folder = await newFolder();
  assert.throws(() => openSnapshot(join(folder, 'x.sqlite'), folder), { code: 'store-unavailable' });
  assert.deepEqual(readdirSync(folder), []);
});

test('nor does it carry one over to a newer schema', async () => {
  const folder = await newFolder();
  const file = join(folder, 'x.sqlite');
  const db = new DatabaseSync(file);
  migrate(db, 0, migrations.length - 1);
  db.close();
  const before = readFileSync(file);
  openSnapshot(file, folder).close();
  assert.deepEqual(readFileSync(file), before);
  assert.deepEqual(readdirSync(folder), ['x.sqlite']);
});

test('one of a newer Touchstone is refused', async () => {
  const store = await openWithTasks(1);
  const db = new DatabaseSync(store.path);
  db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  db.close();
  assert.throws(() => openSnapshot(store.path, ''), { code: 'store-newer' });
});

test('an export that cannot begin leaves nothing open and nothing behind', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const { path } = store;
  await store.close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = DELETE');
  const opened = (): number => readdirSync('/proc/self/fd').length;
  const before = opened();
  assert.throws(() => openSnapshot(path, join(folder, 'missing')), { code: 'store-unavailable' });
  assert.equal(opened(), before);
  // And one that can is of a copy, which goes with it.
  const scratch = await newFolder();
  const snapshot = openSnapshot(path, scratch);
  assert.equal(readdirSync(scratch).length, 1);
  assert.equal(snapshot.page(me, undefined, 10).length, 1);
  snapshot.close();
  assert.deepEqual(readdirSync(scratch), []);
  assert.equal(opened(), before);
  db.close();
});

test('a window whose database has moved into the project exports what lies there', async () => {
  const [folder, elsewhere] = [await newFolder(), await newFolder()];
  const store = await openAs(folder, { trusted: false, elsewhere });
  await store.upsertTasks(tasks(1), models);
  const former = store.path;
  const trusted = await openAs(folder, { elsewhere });
  await store.act(act('t0', 'draft', { comments: 'moved' }));
  assert.deepEqual([store.path, store.path === former], [trusted.path, false]);
  rmSync(elsewhere, { recursive: true });
  const snapshot = openSnapshot(store.path, '');
  assert.equal(snapshot.page(me, undefined, 10)[0]?.annotation?.comments, 'moved');
  snapshot.close();
});
