import assert from 'node:assert/strict';
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { each } from '../../each.ts';
import {
  act,
  me,
  newFolder,
  openAs,
  openWithTasks,
  tasks,
  models,
  worker,
} from '../../unit/store/support.ts';

const names = { folder: '.touchstone', file: 'touchstone.sqlite' };

/** A database of another program, with what it holds. */
async function otherProgram(): Promise<{ file: string; bytes: Buffer }> {
  const file = join(await newFolder(), 'other.db');
  const db = new DatabaseSync(file);
  db.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES ('x')");
  db.close();
  return { file, bytes: await readFile(file) };
}

describe('links that a project brings along', () => {
  for (const trusted of each([true, false]))
    test(`.touchstone leads elsewhere, ${trusted ? 'with' : 'without'} trust`, async () => {
      const [folder, outside, elsewhere] = await Promise.all([newFolder(), newFolder(), newFolder()]);
      await symlink(outside, join(folder, names.folder), 'dir');
      const opening = openAs(folder, { trusted, elsewhere });
      if (trusted) await assert.rejects(opening, { code: 'store-unavailable', message: /\.touchstone/ });
      else await (await opening).upsertTasks(tasks(1), models);
      assert.deepEqual(await readdir(outside), []);
    });

  for (const trusted of each([true, false]))
    test(`the database leads to another program’s, ${trusted ? 'with' : 'without'} trust`, async () => {
      const [folder, elsewhere, other] = await Promise.all([newFolder(), newFolder(), otherProgram()]);
      await mkdir(join(folder, names.folder));
      await symlink(other.file, join(folder, names.folder, names.file));
      const opening = openAs(folder, { trusted, elsewhere });
      if (trusted)
        await assert.rejects(opening, { code: 'store-unavailable', message: /touchstone\.sqlite is a link/ });
      else await (await opening).upsertTasks(tasks(1), models);
      assert.deepEqual(await readFile(other.file), other.bytes);
    });

  test('a second name of another program’s file is no file of ours either', async () => {
    const [folder, other] = await Promise.all([newFolder(), otherProgram()]);
    await mkdir(join(folder, names.folder));
    await link(other.file, join(folder, names.folder, names.file));
    await assert.rejects(openStore(folder, { worker }), { code: 'store-unavailable' });
    assert.deepEqual(await readFile(other.file), other.bytes);
  });

  test('a link to nowhere makes nothing where it leads', async () => {
    const [folder, outside] = await Promise.all([newFolder(), newFolder()]);
    await mkdir(join(folder, names.folder));
    await symlink(join(outside, 'made'), join(folder, names.folder, names.file));
    await assert.rejects(openStore(folder, { worker }), { code: 'store-unavailable' });
    assert.deepEqual(await readdir(outside), []);
  });

  for (const end of each(['-wal', '-shm', '-journal']))
    test(`so is what SQLite opens beside it: ${end}`, async () => {
      const [folder, outside] = await Promise.all([newFolder(), newFolder()]);
      await (await openWithTasks(1, folder)).close();
      await writeFile(join(outside, 'theirs'), 'theirs');
      await symlink(join(outside, 'theirs'), join(folder, names.folder, names.file + end));
      await assert.rejects(openStore(folder, { worker }), { code: 'store-unavailable' });
      assert.equal(await readFile(join(outside, 'theirs'), 'utf8'), 'theirs');
    });

  test('a journal that names another file is not played back: SQLite would remove that', async () => {
    const [folder, outside] = await Promise.all([newFolder(), newFolder()]);
    await (await openWithTasks(1, folder)).close();
    const theirs = join(outside, 'theirs');
    await writeFile(theirs, 'theirs');
    const tail = Buffer.alloc(8);
    tail.writeUInt32BE(theirs.length);
    tail.writeUInt32BE(
      [...Buffer.from(theirs)].reduce((sum, byte) => sum + byte, 0),
      4,
    );
    const magic = Buffer.from('d9d505f920a163d7', 'hex');
    // A header of one sector without a page, then the name.
    const header = Buffer.concat([magic, Buffer.from([0, 0, 0, 0]), Buffer.alloc(4), Buffer.alloc(4)]);
    header.writeUInt32BE(1, 8);
    const sector = Buffer.alloc(512);
    header.copy(sector);
    const name = Buffer.concat([Buffer.alloc(4), Buffer.from(theirs), tail, magic]);
    await writeFile(join(folder, names.folder, `${names.file}-journal`), Buffer.concat([sector, name]));
    await assert.rejects(openStore(folder, { worker }), { code: 'store-unavailable', message: /-journal/ });
    assert.equal(await readFile(theirs, 'utf8'), 'theirs');
  });
});

describe('without trust', () => {
  test('nothing is written into the project; one reads and scores, and takes it along once the folder is trusted', async () => {
    const [folder, elsewhere] = await Promise.all([newFolder(), newFolder()]);
    await writeFile(join(folder, 'touchstone.json'), '{}');
    const store = await openAs(folder, { trusted: false, elsewhere });
    await store.upsertTasks(tasks(3), models);
    await store.act(act('t0', 'submitted', { score1: 1, score2: 2, comments: 'untrusted' }));
    assert.deepEqual(await readdir(folder), ['touchstone.json']);
    assert.ok(store.path.startsWith(elsewhere));
    // Trusted now, in another window; the first one is still open, and goes along.
    const trusted = await openAs(folder, { trusted: true, elsewhere });
    assert.equal(trusted.path, join(folder, names.folder, names.file));
    assert.equal((await trusted.taskDetail('t0', me)).annotation?.comments, 'untrusted');
    await store.act(act('t1', 'draft', { comments: 'from the first window' }));
    assert.equal((await trusted.taskDetail('t1', me)).annotation?.comments, 'from the first window');
    await Promise.all([store.close(), trusted.close()]);
    const again = await openAs(folder, { trusted: false, elsewhere });
    assert.equal(again.path, join(folder, names.folder, names.file), 'this editor made it');
    assert.equal((await again.taskDetail('t1', me)).annotation?.comments, 'from the first window');
    assert.equal(again.foreign, false);
  });

  test('a database that came along is read, and stays as it is to the byte', async () => {
    const [folder, elsewhere] = await Promise.all([newFolder(), newFolder()]);
    const theirs = await openAs(folder, { key: 'theirs' });
    await theirs.upsertTasks(tasks(2), models);
    await theirs.act(act('t0', 'submitted', { score1: 3, score2: 4 }));
    await theirs.close();
    const before = await readFile(join(folder, names.folder, names.file));
    const listed = await readdir(join(folder, names.folder));
    const store = await openAs(folder, { trusted: false, elsewhere });
    assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 3);
    await store.act(act('t1', 'submitted', { score1: 5, score2: 6 }));
    await store.close();
    assert.deepEqual(await readdir(join(folder, names.folder)), listed);
    assert.deepEqual(await readFile(join(folder, names.folder, names.file)), before);
    // And once it is trusted, both are in the project.
    const trusted = await openAs(folder, { trusted: true, elsewhere });
    const scores = await Promise.all(
      ['t0', 't1'].map(async (id) => (await trusted.taskDetail(id, me)).annotation?.score1),
    );
    assert.deepEqual(scores, [3, 5]);
    assert.equal(trusted.foreign, true);
  });
});
