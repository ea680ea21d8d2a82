import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { act, me, newFolder, openAs, tasks, models } from '../../unit/store/support.ts';
import type { Store } from '../../../src/store/api/store.ts';

/** Another program that holds the database's lock until `release`. */
function lock(path: string): { release: () => void } {
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  return {
    release: () => {
      other.exec('ROLLBACK');
      other.close();
    },
  };
}

async function opened(): Promise<{ store: Store; busy: boolean[] }> {
  const busy: boolean[] = [];
  const store = await openAs(await newFolder(), { onBusy: (is) => busy.push(is) });
  await store.upsertTasks(tasks(20), models);
  return { store, busy };
}

describe('another program holds the database', () => {
  test('what is read is answered meanwhile; drafts wait and are stored in their order', async () => {
    const { store, busy } = await opened();
    const { release } = lock(store.path);
    const order: string[] = [];
    const done = (name: string) => (): void => void order.push(name);
    const drafts = [1, 2, 3].map((score, i) =>
      store
        .act(act('t0', 'draft', { score1: score }, { expectedRevision: i === 0 ? 0 : undefined }))
        .then(done(`draft ${score}`)),
    );
    // A tree, a panel and counts, behind the drafts.
    assert.equal((await store.listTasks(me)).length, 20);
    assert.equal((await store.taskDetail('t0', me)).annotation, undefined);
    assert.equal((await store.counts(me)).total, 20);
    assert.deepEqual([order, busy], [[], [true]]);
    release();
    await Promise.all(drafts);
    assert.deepEqual(order, ['draft 1', 'draft 2', 'draft 3']);
    assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 3);
    assert.deepEqual(busy, [true, false]);
  });

  test('what is typed comes before what does many things', async () => {
    const { store } = await opened();
    const { release } = lock(store.path);
    const order: string[] = [];
    const done = (name: string) => (): void => void order.push(name);
    const all = [
      store
        .actMany(['t1', 't2'], { action: 'discard', annotator: me, guidelinesVersion: 'g', send: false })
        .then(done('bulk')),
      store.upsertTasks(tasks(25), models).then(done('load')),
      store.act(act('t3', 'draft', { score1: 5 })).then(done('typed')),
    ];
    await store.counts(me);
    release();
    await Promise.all(all);
    assert.deepEqual(order, ['typed', 'bulk', 'load']);
    assert.equal(await store.countTasks(me, { states: ['discarded'] }), 2);
  });

  test('an undo takes back what came last before it, and nothing that came after', async () => {
    const { store } = await opened();
    await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
    const { release } = lock(store.path);
    const order: string[] = [];
    const done = (name: string) => (): void => void order.push(name);
    const discard = { action: 'discard', annotator: me, guidelinesVersion: 'g', send: false } as const;
    const all = [
      store.actMany(['t1', 't2'], discard).then(done('bulk')),
      store.undo(me, false).then(done('undo')),
      store.act(act('t3', 'submitted', { score1: 5, score2: 5 })).then(done('typed')),
    ];
    await store.counts(me);
    release();
    await Promise.all(all);
    assert.deepEqual(order, ['bulk', 'undo', 'typed']);
    const { byState } = await store.counts(me);
    assert.deepEqual([byState.discarded, byState.submitted], [0, 2]);
  });

  test('what waited for ten seconds is refused, all of it at once, and the next is taken', async () => {
    const { store, busy } = await opened();
    const { release } = lock(store.path);
    const began = Date.now();
    const drafts = [1, 2, 3].map((score) => store.act(act(`t${score}`, 'draft', { score1: score })));
    const ends = await Promise.allSettled(drafts);
    assert.deepEqual(
      ends.map((end) => end.status === 'rejected' && (end.reason as { code?: string }).code),
      Array(3).fill('store-unavailable'),
    );
    // One after the other took ten seconds each.
    assert.ok(Date.now() - began < 20_000);
    release();
    await store.act(act('t1', 'draft', { score1: 1 }));
    assert.deepEqual(busy, [true, false]);
  });

  test('closing waits for nobody', async () => {
    const { store } = await opened();
    const { release } = lock(store.path);
    const draft = store.act(act('t0', 'draft', { score1: 1 }));
    const ended = assert.rejects(draft, { code: 'store-unavailable' });
    await store.counts(me);
    await store.close();
    await ended;
    release();
  });
});
