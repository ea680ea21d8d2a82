import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { FileKeeper } from '../../../../src/store/file/fileKeeper.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { openStore } from '../../../../src/store/thread/storeClient.ts';
import { migrations } from '../../../../src/store/sqlite/migrations.ts';
import { me, newFolder, open, openWithTasks, task, models, worker } from '../support.ts';

test('a new store lies in .touchstone, which keeps itself out of version control', async () => {
  const folder = await newFolder();
  const store = await open(folder);
  assert.equal(store.path, join(folder, '.touchstone', 'touchstone.sqlite'));
  assert.equal(await readFile(join(folder, '.touchstone', '.gitignore'), 'utf8'), '*\n');
  assert.equal((await store.counts(me)).total, 0);
});

test('a .gitignore that somebody wrote is left alone', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, '.touchstone'));
  await writeFile(join(folder, '.touchstone', '.gitignore'), 'mine\n');
  await open(folder);
  assert.equal(await readFile(join(folder, '.touchstone', '.gitignore'), 'utf8'), 'mine\n');
});

test('the file is in WAL mode and of the newest schema', async () => {
  const store = await open();
  const path = store.path;
  await store.close();
  const db = new DatabaseSync(path);
  assert.equal(db.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
  assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], migrations.length);
  db.close();
});

test('where a drive has no shared memory, another journal mode serves', async () => {
  const file = pathToFileURL(join(await newFolder(), 'x.sqlite'));
  // SQLite's VFS with lock files knows no shared memory, as some network drives do not.
  file.searchParams.set('vfs', 'unix-dotfile');
  const db = new Database(file);
  assert.notEqual(db.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode, 'wal');
  db.write(() => db.run("INSERT INTO meta (key, value) VALUES ('a', 'b')"));
  assert.equal(db.get<{ value: string }>('SELECT value FROM meta')?.value, 'b');
  db.close();
});

test('an opening that fails at its very end leaves no file open', async () => {
  const path = join(await newFolder(), 'x.sqlite');
  const keeper = new FileKeeper({ path });
  keeper.opened = () => {
    throw new Error('at the end');
  };
  assert.throws(() => new Database(path, { keeper }), /at the end/);
  // SQLite removes the log with the last connection.
  assert.equal(existsSync(`${path}-wal`), false);
});

test('a store of a newer Touchstone is refused and left as it is', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(2, folder);
  const path = store.path;
  await store.close();
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  db.close();
  await assert.rejects(openStore(folder, { worker }), { code: 'store-newer', action: /Update/ });
  const again = new DatabaseSync(path);
  assert.equal(again.prepare('SELECT count(*) AS n FROM tasks').get()?.['n'], 2);
  again.close();
});

test('a file that is no database is refused with a way out', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, '.touchstone'));
  await writeFile(join(folder, '.touchstone', 'touchstone.sqlite'), 'not a database'.repeat(1000));
  await assert.rejects(openStore(folder, { worker }), { code: 'store-unavailable', action: /elsewhere/ });
});

test('a folder that cannot be made is refused with a way out', async () => {
  const folder = await newFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  await chmod(folder, 0o700);
  await assert.rejects(openStore(file, { worker }), { code: 'store-unavailable', action: /writable/ });
});

test('a worker that cannot start is an error', async () => {
  await assert.rejects(openStore(await newFolder(), { worker: new URL('./missing.ts', import.meta.url) }), {
    code: 'store-unavailable',
  });
});

test('a worker that dies refuses what was asked and what will be', async () => {
  const dying = new URL('./dyingWorker.ts', import.meta.url);
  const store = await openStore(await newFolder(), { worker: dying });
  await assert.rejects(store.counts(me), { code: 'store-unavailable' });
  await assert.rejects(store.counts(me), { code: 'store-unavailable' });
  await store.close();
});

test('a closed store refuses calls; what was asked before is done', async () => {
  const folder = await newFolder();
  const store = await open(folder);
  const asked = store.upsertTasks([task('a')], models);
  await Promise.all([asked, store.close(), store.close()]);
  await assert.rejects(store.counts(me), { code: 'store-unavailable', message: /closed/ });
  assert.equal((await (await open(folder)).counts(me)).total, 1);
});

test('many windows may make the same store at the same time', async () => {
  const folder = await newFolder();
  const stores = await Promise.all(Array.from({ length: 6 }, () => open(folder)));
  const results = await Promise.all(stores.map((store) => store.upsertTasks([task('a'), task('b')], models)));
  assert.equal(
    results.reduce((sum, result) => sum + result.added, 0),
    2,
  );
  const all = await Promise.all(stores.map((store) => store.listTasks(me)));
  assert.equal(all.length, 6);
  assert.ok(all.every((tasks) => isDeepStrictEqual(tasks, all[0])));
});

test('meta values are kept', async () => {
  const folder = await newFolder();
  const store = await open(folder);
  assert.equal(await store.getMeta('k'), undefined);
  await store.setMeta('k', 'v');
  await store.setMeta('k', 'w');
  assert.equal(await (await open(folder)).getMeta('k'), 'w');
  await store.setMeta('k', undefined);
  assert.equal(await store.getMeta('k'), undefined);
});
