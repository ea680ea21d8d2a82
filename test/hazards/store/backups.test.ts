import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { backUp, backupDueIn } from '../../../src/store/file/backups.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

const key = 'an editor';

interface Project {
  folder: string;
  /** Where its copies lie. */
  backups: string;
  open: (options?: { key?: string }) => Promise<Store>;
}

async function project(): Promise<Project> {
  const folder = await newFolder();
  const backups = join(await newFolder(), 'backups', 'one');
  return {
    folder,
    backups,
    open: (options) => openAs(folder, { key, backups, ownsUnmarked: false, ...options }),
  };
}

const submit = (store: Store, i: number, comments = String(i)): Promise<unknown> =>
  store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 2, comments }));

/** Opens, answers, closes. */
async function session({ open }: Project, ...answered: number[]): Promise<void> {
  const store = await open();
  await store.upsertTasks(tasks(80), models);
  for (const i of answered) await submit(store, i);
  await store.close();
}

async function copies(folder: string, kind = 'backup'): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(`touchstone.${kind}-`)).sort();
}

/** As if it had been made some days before. */
async function age(folder: string, name: string, days: number, kind = 'backup'): Promise<void> {
  const at = new Date(Date.now() - days * 86_400_000).toISOString().replaceAll(/[:.]/g, '-');
  await rename(join(folder, name), join(folder, `touchstone.${kind}-${at}.sqlite`));
}

/** The comments that the copy holds, by task. */
function heldBy(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    assert.deepEqual(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {}), ['ok']);
    const rows = db.prepare("SELECT answer ->> '$.comments' AS n FROM annotations ORDER BY task").all();
    return rows.map(({ n }) => String(n));
  } finally {
    db.close();
  }
}

async function commentsOf(store: Store): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const { id } of await store.listTasks(me)) {
    const { annotation } = await store.taskDetail(id, me);
    if (annotation) found.push(annotation.comments);
  }
  return found;
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 20_000; ;) {
    const value = await ask();
    if (value !== undefined) return value;
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('copies of the database outside of the project', () => {
  test('the first is made once there is an answer and nobody acts; nothing waits for it', async () => {
    const { open, backups } = await project();
    const store = await open();
    await store.upsertTasks(tasks(80), models);
    assert.deepEqual(await copies(backups), []);
    await submit(store, 0);
    const [copy = ''] = await until('a copy', async () => {
      const found = await copies(backups);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(heldBy(join(backups, copy)), ['0']);
    assert.deepEqual(await readdir(backups), [copy], 'nothing else lies there');
  });

  test('one is made at closing, in place of that of the same day, and none where nothing changed', async () => {
    const one = await project();
    await session(one, 0);
    const first = await copies(one.backups);
    await session(one);
    assert.deepEqual(await copies(one.backups), first);
    await session(one, 1);
    const [copy = '', ...more] = await copies(one.backups);
    assert.deepEqual(more, []);
    assert.deepEqual(heldBy(join(one.backups, copy)), ['0', '1']);
  });

  test('it is due after a day with changes, and after many changes', async () => {
    const { open, backups } = await project();
    const store = await open();
    await store.upsertTasks(tasks(80), models);
    const dueIn = (): number | undefined => {
      const db = new DatabaseSync(store.path, { readOnly: true });
      try {
        return backupDueIn(db, { folder: backups, key });
      } finally {
        db.close();
      }
    };
    assert.equal(dueIn(), undefined, 'without an answer');
    await submit(store, 0);
    assert.equal(dueIn(), 0);
    assert.ok(backUp(store.path, { folder: backups, key }));
    assert.equal(dueIn(), undefined, 'nothing changed');
    await submit(store, 1);
    const inADay = dueIn() ?? 0;
    assert.ok(inADay > 23 * 3_600_000 && inADay <= 24 * 3_600_000, String(inADay));
    for (let i = 2; i < 60; i++) await submit(store, i);
    const soon = dueIn() ?? 0;
    assert.ok(soon > 9 * 60_000 && soon <= 10 * 60_000, String(soon));
    await age(backups, (await copies(backups))[0] ?? '', 2);
    assert.equal(dueIn(), 0);
  });

  test('of three days the last one stays', async () => {
    const one = await project();
    for (const days of each([5, 4, 3, 2, 1])) {
      await session(one, 10 - days);
      await age(one.backups, (await copies(one.backups)).at(-1) ?? '', days);
    }
    await session(one, 20);
    const kept = await copies(one.backups);
    assert.equal(kept.length, 3);
    assert.deepEqual(
      each(kept).map((name) => heldBy(join(one.backups, name)).length),
      [4, 5, 6],
    );
  });

  test('what a database holds that was put in its place does not take the copies away', async () => {
    const one = await project();
    await session(one, 0, 1, 2);
    await rm(join(one.folder, '.touchstone'), { recursive: true });
    for (let i = 10; i < 16; i++) {
      await session(one, i);
      await age(one.backups, (await copies(one.backups)).at(-1) ?? '', 0);
    }
    const held = each(await copies(one.backups)).map((name) => heldBy(join(one.backups, name)));
    assert.deepEqual(held, [
      ['0', '1', '2'],
      ['10', '11', '12', '13', '14', '15'],
    ]);
  });

  test('what another editor left in a database is not copied', async () => {
    const one = await project();
    const theirs = await one.open({ key: 'another editor' });
    await theirs.upsertTasks(tasks(3), models);
    await submit(theirs, 0);
    await theirs.close();
    await rm(one.backups, { recursive: true, force: true });
    await session(one, 1);
    assert.deepEqual(await copies(one.backups), []);
    assert.equal(backUp(theirs.path, { folder: one.backups, key }), undefined);
  });

  test('one that is too large is not copied', async () => {
    const one = await project();
    const store = await one.open();
    await store.upsertTasks(tasks(3), models);
    await submit(store, 0);
    assert.equal(backUp(store.path, { folder: one.backups, key }, 10_000), undefined);
    assert.deepEqual(await copies(one.backups), []);
    assert.ok(backUp(store.path, { folder: one.backups, key }));
  });

  test('what a copy that was cut off left is removed, and is never taken for one', async () => {
    const one = await project();
    await session(one, 0);
    await writeFile(join(one.backups, 'touchstone.backup-2020-01-01T00-00-00-000Z.sqlite'), 'half');
    await session(one, 1);
    const store = await one.open();
    assert.equal(store.kept, undefined);
  });
});

describe('a project whose database has gone', () => {
  const removals: Record<string, (own: string) => Promise<unknown>> = {
    'the folder is removed': (own) => rm(own, { recursive: true }),
    'the folder is moved away': async (own) => rename(own, join(await newFolder(), 'away')),
    'the file is removed': (own) => rm(join(own, 'touchstone.sqlite')),
  };
  for (const [what, remove] of each(Object.entries(removals)))
    test(`${what}: its answers are offered, and taken in beside those that were given since`, async () => {
      const one = await project();
      await session(one, 0, 1, 2);
      await remove(join(one.folder, '.touchstone'));
      const store = await one.open();
      assert.equal(store.kept?.answers, 3);
      assert.ok(Math.abs(Date.now() - Date.parse(store.kept.madeAt)) < 60_000);
      await store.upsertTasks(tasks(80), models);
      await submit(store, 1, 'newer');
      await submit(store, 5);
      assert.deepEqual(await commentsOf(store), ['newer', '5'], 'nothing comes by itself');
      await store.kept.restore();
      assert.deepEqual(await commentsOf(store), ['0', 'newer', '2', '5']);
      const history = await store.history('t1');
      assert.ok(history.some(({ answer }) => answer.comments === '1'));
      await store.close();
      const again = await one.open();
      assert.equal(again.kept, undefined, 'once');
      assert.deepEqual(await commentsOf(again), ['0', 'newer', '2', '5']);
      assert.equal((await copies(one.backups, 'former')).length, 1, 'the copy stays');
    });

  test('whoever types while many are taken in waits for some of them at most', async () => {
    const one = await project();
    const first = await one.open();
    await first.upsertTasks(tasks(2000), models);
    await submit(first, 1);
    await first.close();
    await rm(join(one.folder, '.touchstone'), { recursive: true });
    const store = await one.open();
    await store.upsertTasks(tasks(10), models);
    let isOver = false;
    const restoring = store.kept?.restore().then(() => (isOver = true));
    await submit(store, 5);
    assert.equal(isOver, false, 'all the rest was still to come');
    await restoring;
    assert.deepEqual(await commentsOf(store), ['1', '5']);
    assert.equal((await store.overview(me)).total, 2000);
  });

  test('what is not wanted is not offered again, and stays; what was not answered is', async () => {
    const one = await project();
    await session(one, 0);
    await rm(join(one.folder, '.touchstone'), { recursive: true });
    await session(one, 1);
    const store = await one.open();
    assert.equal(store.kept?.answers, 1, 'also once there is another database');
    await store.kept.leave();
    await store.close();
    const again = await one.open();
    assert.equal(again.kept, undefined);
    assert.deepEqual(await commentsOf(again), ['1']);
    const [former = ''] = await copies(one.backups, 'former');
    assert.deepEqual(heldBy(join(one.backups, former)), ['0']);
  });

  test('an older copy in its place is told apart, also once it went on', async () => {
    const one = await project();
    await session(one, 0);
    const own = join(one.folder, '.touchstone');
    const older = join(await newFolder(), 'older');
    await cp(own, older, { recursive: true });
    await session(one, 1, 2);
    await rm(own, { recursive: true });
    await cp(older, own, { recursive: true });
    await session(one, 10, 11, 12, 13);
    const store = await one.open();
    assert.equal(store.kept?.answers, 3);
    await store.kept.restore();
    assert.deepEqual(await commentsOf(store), ['0', '1', '2', '10', '11', '12', '13']);
  });

  test('a project that was moved back, or whose folder was written again, is not asked about', async () => {
    const one = await project();
    await session(one, 0);
    const own = join(one.folder, '.touchstone');
    const away = join(await newFolder(), 'away');
    await rename(own, away);
    await rename(away, own);
    const store = await one.open();
    await submit(store, 1);
    await rm(own, { recursive: true });
    await submit(store, 2);
    await store.close();
    const again = await one.open();
    assert.equal(again.kept, undefined);
    assert.deepEqual(await commentsOf(again), ['0', '1', '2']);
  });

  test('a copy that this editor did not make is not taken in', async () => {
    const one = await project();
    await session(one, 0);
    const other = await project();
    await mkdir(dirname(other.backups), { recursive: true });
    await cp(one.backups, other.backups, { recursive: true });
    const store = await openAs(other.folder, { key: 'another editor', backups: other.backups });
    assert.equal(store.kept, undefined);
  });
});
