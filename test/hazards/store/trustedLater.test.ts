import assert from 'node:assert/strict';
import { copyFile, cp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, test } from 'node:test';
import type { Answer } from '../../../src/domain/annotation.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

/** A database came along, one answered without trust beside it, and the folder is trusted now: no answer of either goes. */

let folder: string;
let elsewhere: string;

const untrusted = (): Promise<Store> =>
  openAs(folder, { key: 'mine', ownsUnmarked: false, trusted: false, elsewhere });
const trusted = (): Promise<Store> => openAs(folder, { key: 'mine', ownsUnmarked: false, elsewhere });

async function submit(store: Store, id: string, score1: number, more: Answer = {}): Promise<void> {
  await store.act(act(id, 'submitted', { score1, score2: 0, ...more }, { send: true }));
  // The next act is a later one by the clock.
  await setTimeout(2);
}

/** Answers in the other editor, which made the project's database. */
async function theirs(...answers: [id: string, score1: number][]): Promise<Store> {
  const store = await openAs(folder, { key: 'theirs', ownsUnmarked: false });
  await store.upsertTasks(tasks(4), models);
  for (const [id, score] of answers) await submit(store, id, score);
  await store.close();
  return store;
}

const scoreOf = async (store: Store, id: string): Promise<number | undefined> =>
  (await store.taskDetail(id, me)).annotation?.score1;
const scoresIn = async (store: Store, id: string): Promise<unknown[]> =>
  (await store.history(id)).map(({ answer }) => answer.score1);

beforeEach(async () => {
  [folder, elsewhere] = [await newFolder(), await newFolder()];
});

describe('a project that is trusted later', () => {
  test('goes on with its own database: the copy that was taken of it is old by now', async () => {
    const { path } = await theirs(['t0', 1]);
    await (await untrusted()).close();
    await theirs(['t0', 2], ['t1', 3]);
    const { ino } = await stat(path);
    const store = await trusted();
    assert.deepEqual([await scoreOf(store, 't0'), await scoreOf(store, 't1')], [2, 3]);
    assert.deepEqual(await scoresIn(store, 't0'), [1, 2], 'nothing was added');
    assert.deepEqual([store.path, (await stat(path)).ino, store.foreign], [path, ino, true]);
    const kept = await readdir(join(elsewhere, '.touchstone'));
    assert.equal(kept.filter((name) => /^touchstone\.carried-.*\.sqlite$/.test(name)).length, 1);
    assert.ok(!kept.includes('touchstone.sqlite'));
  });

  test('has the newer of two answers, and the other one in the history', async () => {
    await theirs(['t0', 1], ['t1', 1]);
    const away = await untrusted();
    await submit(away, 't0', 2);
    await theirs(['t0', 3], ['t1', 3]);
    await submit(away, 't1', 4);
    await submit(away, 't2', 5);
    await away.close();
    const store = await trusted();
    const now = await Promise.all(['t0', 't1', 't2', 't3'].map((id) => scoreOf(store, id)));
    assert.deepEqual(now, [3, 4, 5, undefined]);
    assert.deepEqual(await scoresIn(store, 't0'), [1, 3, 2, 3]);
    assert.deepEqual(await scoresIn(store, 't1'), [1, 3, 4]);
    assert.equal((await store.counts(me)).byState.submitted, 3);
    // What waited to be sent waits here, and is sent once one says whose it is.
    await store.claim();
    const waiting = (await store.outbox(me, 10)).map(({ taskId }) => taskId);
    assert.deepEqual(waiting.sort(), ['t0', 't1', 't2']);
  });

  test('takes nothing twice where the end of it was not reached', async () => {
    await theirs(['t0', 1]);
    const away = await untrusted();
    await submit(away, 't0', 2);
    await away.close();
    await theirs(['t0', 3]);
    await copyFile(away.path, join(folder, 'away'));
    const first = await trusted();
    const before = await scoresIn(first, 't0');
    await first.close();
    await copyFile(join(folder, 'away'), away.path);
    const again = await trusted();
    assert.deepEqual([await scoresIn(again, 't0'), before], [before, [1, 3, 2, 3]]);
  });

  test('has the tasks and responses, too, that were made without trust', async () => {
    const away = await untrusted();
    await away.upsertTasks(tasks(6), models);
    await submit(away, 't5', 5);
    await away.close();
    await theirs(['t0', 1]);
    const store = await trusted();
    assert.equal(await scoreOf(store, 't5'), 5);
    assert.equal((await store.taskDetail('t5', me)).generations[0]?.text, 'first of t5');
    assert.equal((await store.listTasks(me, { text: 'second of t5' })).length, 1);
    assert.equal((await store.counts(me)).total, 6);
  });

  test('is where a window goes on that was open without trust', async () => {
    await theirs(['t0', 1]);
    const away = await untrusted();
    await submit(away, 't1', 2);
    const store = await trusted();
    await submit(away, 't2', 3);
    assert.deepEqual([await scoreOf(store, 't1'), await scoreOf(store, 't2')], [2, 3]);
    assert.equal(away.path, store.path);
  });

  test('is not held up by a copy that cannot be read, which stays', async () => {
    await theirs(['t0', 1]);
    const away = await untrusted();
    await away.close();
    await cp(join(import.meta.dirname, 'trustedLater.test.ts'), away.path);
    assert.equal(await scoreOf(await trusted(), 't0'), 1);
    assert.ok((await readdir(join(elsewhere, '.touchstone'))).includes('touchstone.sqlite'));
  });
});
