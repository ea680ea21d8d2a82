import assert from 'node:assert/strict';
import {
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { folderActs } from '../../soak/folder-acts.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

interface Opened {
  folder: string;
  own: string;
  store: Store;
  /** How often it was told that the folder was written again. */
  told: () => number;
}

async function opened(folder?: string): Promise<Opened> {
  const base = folder ?? (await newFolder());
  let told = 0;
  const store = await openAs(base, { onWrittenAnew: () => told++ });
  if (folder === undefined) await store.upsertTasks(tasks(50), models);
  return { folder: base, own: dirname(store.path), store, told: () => told };
}

const submit = (store: Store, i: number): Promise<unknown> =>
  store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 2, comments: String(i) }));

/** Which of the acts are there for whoever looks now, another program too. */
function stored(path: string): number[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("SELECT answer ->> '$.comments' AS n FROM annotations ORDER BY task").all();
  const whole = db.prepare('PRAGMA integrity_check').get();
  db.close();
  assert.deepEqual(Object.values(whole ?? {}), ['ok']);
  return rows.map(({ n }) => Number(n));
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds());) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const removals: Record<string, (own: string) => Promise<unknown>> = {
  'the folder is removed': (own) => rm(own, { recursive: true }),
  'the folder is moved away': async (own) => rename(own, join(await newFolder(), 'away')),
  'the file is removed': (own) => rm(join(own, 'touchstone.sqlite')),
  'the file is moved within the folder': (own) =>
    rename(join(own, 'touchstone.sqlite'), join(own, 'mine.sqlite')),
  'the logs are removed': (own) =>
    Promise.all(each(['-wal', '-shm']).map((end) => rm(join(own, `touchstone.sqlite${end}`)))),
};

describe('the database goes away while it is open', () => {
  for (const [what, remove] of each(Object.entries(removals))) {
    test(`${what}: what is acknowledged is in the file that the next start opens`, async () => {
      const { store, own, folder, told } = await opened();
      await submit(store, 0);
      await remove(own);
      await submit(store, 1);
      assert.deepEqual(stored(store.path), [0, 1], 'at once');
      assert.equal(await readFile(join(own, '.gitignore'), 'utf8'), '*\n');
      await submit(store, 2);
      await until('it is told', () => told() > 0);
      assert.equal(told(), 1, 'once');
      await remove(own);
      await submit(store, 3);
      await store.close();
      const again = await openAs(folder);
      assert.deepEqual(stored(again.path), [0, 1, 2, 3]);
      assert.equal((await again.counts(me)).byState.submitted, 4);
      assert.equal(again.foreign, false);
    });

    test(`${what}: two windows go on with one file`, async () => {
      const one = await opened();
      const two = await opened(one.folder);
      await submit(one.store, 0);
      await submit(two.store, 1);
      await remove(one.own);
      await Promise.all([submit(one.store, 2), submit(two.store, 3)]);
      await submit(one.store, 4);
      assert.deepEqual(stored(one.store.path), [0, 1, 2, 3, 4]);
      await two.store.close();
      await submit(one.store, 5);
      const three = await opened(one.folder);
      await Promise.all([submit(one.store, 6), submit(three.store, 7)]);
      assert.deepEqual(stored(one.store.path), [0, 1, 2, 3, 4, 5, 6, 7]);
    });
  }

  test('where nobody acts it is written again as well, and when the window closes', async () => {
    const { store, own, told } = await opened();
    await submit(store, 0);
    store.onDidChange(() => undefined);
    await rm(own, { recursive: true });
    await until('it is back', () => told() === 1);
    assert.deepEqual(stored(store.path), [0]);
    await rm(own, { recursive: true });
    await store.close();
    assert.deepEqual(stored(store.path), [0]);
  });

  test('a project that is removed as a whole does not come back by itself, but with what is done after', async () => {
    const project = join(await newFolder(), 'project');
    await mkdir(project);
    const one = await openAs(project);
    await one.upsertTasks(tasks(50), models);
    await submit(one, 0);
    await rm(project, { recursive: true });
    await one.close();
    assert.equal(existsSync(project), false);
    const two = await openAs(project);
    await two.upsertTasks(tasks(50), models);
    await submit(two, 1);
    await rm(project, { recursive: true });
    await submit(two, 2);
    await two.close();
    assert.deepEqual(stored(two.path), [1, 2]);
  });

  test('what cannot be written anywhere is refused with its reason, and saved once it can', async () => {
    const { store, own, folder } = await opened();
    await submit(store, 0);
    await rm(own, { recursive: true });
    await writeFile(join(folder, '.touchstone'), 'in the way');
    await assert.rejects(submit(store, 1), { code: 'store-unavailable', message: /\.touchstone/ });
    await rm(join(folder, '.touchstone'));
    await submit(store, 2);
    await store.close();
    assert.deepEqual(
      stored(store.path).filter((n) => n !== 1),
      [0, 2],
    );
  });
});

/** The folder as it is now, as a backup that is whole by itself. */
async function backup(store: Store): Promise<string> {
  const folder = join(await newFolder(), 'backup');
  await mkdir(folder);
  const db = new DatabaseSync(store.path, { readOnly: true });
  db.prepare('VACUUM INTO ?').run(join(folder, 'touchstone.sqlite'));
  db.close();
  return folder;
}

const replacements: Record<string, (own: string, backup: string) => Promise<unknown>> = {
  'a backup takes the folder’s place': async (own, from) => {
    await rm(own, { recursive: true });
    await cp(from, own, { recursive: true });
  },
  'a backup is moved over the file': (own, from) =>
    rename(join(from, 'touchstone.sqlite'), join(own, 'touchstone.sqlite')),
  'a backup is copied into the file': (own, from) =>
    copyFile(join(from, 'touchstone.sqlite'), join(own, 'touchstone.sqlite')),
  'a backup is copied into the file with its times': async (own, from) => {
    await copyFile(join(from, 'touchstone.sqlite'), join(own, 'touchstone.sqlite'));
    const { atime, mtime } = await stat(join(from, 'touchstone.sqlite'));
    await utimes(join(own, 'touchstone.sqlite'), atime, mtime);
  },
  'another project’s database takes its place': async (own) => {
    const other = await opened();
    await other.store.close();
    await rm(own, { recursive: true });
    await cp(other.own, own, { recursive: true });
  },
};

describe('another database takes the place of the open one', () => {
  for (const [what, replace] of each(Object.entries(replacements)))
    test(`${what}: nothing is overwritten, nothing is said to be saved, and what was held is beside it`, async () => {
      const { store, own, folder, told } = await opened();
      await submit(store, 0);
      const from = await backup(store);
      // More than a log holds, so that the file itself has gone on.
      for (let i = 1; i < 20; i++)
        await store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 2, comments: 'x'.repeat(300_000) }));
      await replace(own, from);
      const before = await readFile(store.path);
      const refused = await submit(store, 30).then(
        () => undefined,
        (error: unknown) => error as Error & { code: string; action?: string },
      );
      assert.equal(refused?.code, 'store-unavailable');
      assert.match(refused.message, /Nothing is saved in this window any more/);
      await assert.rejects(submit(store, 31), { message: refused.message });
      await assert.rejects(store.setMeta('a', 'b'), { message: refused.message });
      assert.deepEqual(await readFile(store.path), before, 'as whoever put it there wanted it');
      const rescued = (await readdir(own)).filter((name) => /^touchstone\.rescued-.*\.sqlite$/.test(name));
      const overwritten = what.includes('into the file');
      if (!overwritten) {
        assert.equal(rescued.length, 1);
        assert.ok(refused.action?.includes(rescued[0] ?? '-'), refused.action);
        const db = new DatabaseSync(join(own, rescued[0] ?? ''), { readOnly: true });
        assert.ok(Number(db.prepare('SELECT count(*) AS n FROM annotations').get()?.['n']) >= 20);
        db.close();
      }
      await store.close();
      assert.equal(told(), 0);
      // The other one is whole, and the next start goes on with it.
      const again = await openAs(folder);
      await submit(again, 40);
      assert.equal(stored(again.path).includes(40), true);
    });
});

test('a backup that is newer than the file itself, but older than its log, does not pass for a checkpoint', async () => {
  const { store, own, folder } = await opened();
  for (let i = 0; i < 5; i++)
    await store.act(act(`t${i}`, 'draft', { comments: String(i), correction: 'x'.repeat(200_000) }));
  // Written again as a whole: its pages lie as those of a backup do.
  await rm(own, { recursive: true });
  for (let i = 5; i < 9; i++)
    await store.act(act(`t${i}`, 'draft', { comments: String(i), correction: 'x'.repeat(200_000) }));
  const from = await backup(store);
  await submit(store, 9);
  await copyFile(join(from, 'touchstone.sqlite'), join(own, 'touchstone.sqlite'));
  await assert.rejects(submit(store, 10), { code: 'store-unavailable', message: /Nothing is saved/ });
  await store.close();
  const again = await openAs(folder);
  assert.deepEqual(stored(again.path), [0, 1, 2, 3, 4, 5, 6, 7, 8], 'the backup, whole');
});

test('acts on the folder, drawn by lot, lose nothing that was acknowledged and not refused', async (t) => {
  const until = Date.now() + 8_000;
  let acts = 0;
  for (const seed of each([1, 2, 3, 4, 5, 6, 7, 8])) {
    const { faults, acknowledged } = await folderActs(seed, 12);
    assert.deepEqual(faults, [], `seed ${seed}`);
    acts += acknowledged;
    if (Date.now() > until) break;
  }
  t.diagnostic(`${acts} acknowledged acts`);
  assert.ok(acts > 20);
});
