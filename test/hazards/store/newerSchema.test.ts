import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, me, models, openWithTasks, run, task, tasks } from '../../unit/store/support.ts';

/** Another window, of a newer version, carries the open file over. */
function carryOver(store: Store): DatabaseSync {
  const db = new DatabaseSync(store.path);
  db.exec(`CREATE TABLE of_a_newer_version (a); PRAGMA user_version = ${migrations.length + 1}`);
  return db;
}

/** All that the file holds. */
function content(db: DatabaseSync): unknown[] {
  return each([
    'meta',
    'tasks',
    'annotations',
    'history',
    'outbox',
    'runs',
    'changes',
    'orders',
    'times',
  ]).map((table) => db.prepare(`SELECT * FROM ${table}`).all());
}

const writes: Record<string, (store: Store) => Promise<unknown>> = {
  submit: (store) => store.act(act('t0', 'submitted', { score1: 1, score2: 2 }, { send: true })),
  draft: (store) => store.act(act('t1', 'draft', { comments: 'typed' })),
  undo: (store) => store.undo(me, true),
  'load tasks': (store) => store.upsertTasks([task('new')], models),
  run: (store) => store.putRun(run('t0', 'new')),
  remember: (store) => store.setMeta('a', 'b'),
  order: (store) => store.shownOrder('t1', me, [2, 1]),
  time: (store) => store.addTime('t0', me, 5),
};

for (const [name, write] of each(Object.entries(writes)))
  test(`an old window writes nothing into a file that a newer version has carried over: ${name}`, async () => {
    const store = await openWithTasks(2);
    await store.act(act('t0', 'discarded'));
    const db = carryOver(store);
    const before = content(db);
    await assert.rejects(write(store), { code: 'store-newer', action: /Update/ });
    await assert.rejects(write(store), { code: 'store-newer' });
    assert.deepEqual(content(db), before);
    // What is there can still be read.
    assert.equal((await store.listTasks(me)).length, 2);
    db.close();
  });

test('the very next act sees it, also between the lots of a long load', async () => {
  const store = await openWithTasks(1);
  const many = tasks(5_000);
  const loading = store.upsertTasks(many, models);
  // The file is carried over as soon as the first lots are there.
  const db = new DatabaseSync(store.path, { timeout: 10_000 });
  while (Number(db.prepare('SELECT count(*) AS n FROM tasks').get()?.['n']) < 250)
    await new Promise(setImmediate);
  db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  const then = Number(db.prepare('SELECT count(*) AS n FROM tasks').get()?.['n']);
  await assert.rejects(loading, { code: 'store-newer' });
  assert.equal(db.prepare('SELECT count(*) AS n FROM tasks').get()?.['n'], then);
  assert.ok(then < many.length);
  db.close();
});
