import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { CallCost } from '../../../src/store/thread/storeWorker.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { me, models, newFolder, open, openAs, tasks } from '../../unit/store/support.ts';

/** A merge is a change of names: however often they were used, it costs the same, and one undo takes it back. */

const other = 'local:other';

/** A store in which 10,000 uses of two failure modes are, of two people, on 2,500 tasks. */
async function used(costs: CallCost[]): Promise<{ store: Store; folder: string }> {
  const folder = await newFolder();
  const first = await open(folder);
  await first.upsertTasks(tasks(2500), models);
  const { path } = first;
  await first.close();
  const db = new DatabaseSync(path);
  const use = (response: number, tag: string) => ({ response, tag });
  const answer = JSON.stringify({
    tags: [use(1, 'off by one'), use(2, 'fencepost'), ...[1, 2].map((n) => use(n, 'slow'))],
  });
  db.exec('BEGIN');
  for (const name of ['Off by one', 'Fencepost', 'Slow'])
    db.prepare('INSERT INTO tags (id, name, key) VALUES (?1, ?2, ?1)').run(name.toLowerCase(), name);
  for (const annotator of [me, other])
    db.prepare(
      `INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, hash1, hash2, answer)
       SELECT ?, position, 'submitted', 1, '2026', 'g', (SELECT hash FROM generations WHERE task = position AND response = 1),
         (SELECT hash FROM generations WHERE task = position AND response = 2), ? FROM tasks`,
    ).run(annotator, answer);
  db.exec('COMMIT');
  db.close();
  return { store: await openAs(folder, { onCost: (cost) => costs.push(cost) }), folder };
}

async function seen(store: Store): Promise<unknown> {
  const pages = await store.exportPage(undefined, undefined, 10_000);
  return [await store.tags(me), pages.map(({ annotation }) => annotation?.tags)];
}

test('merging 10,000 uses takes no longer than a moment, and one undo brings all of them back', async () => {
  const costs: CallCost[] = [];
  const { store } = await used(costs);
  const before = await seen(store);
  const listed = (await store.tags(me)).map(({ name, uses, all }) => [name, uses, all]);
  assert.deepEqual(listed, [
    ['Slow', 5000, 10_000],
    ['Fencepost', 2500, 5000],
    ['Off by one', 2500, 5000],
  ]);
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    await store.changeTags(me, { merge: ['fencepost'], into: 'off by one' });
    times.push(performance.now() - start);
    const merged = (await store.tags(me)).map(({ name, uses, all }) => [name, uses, all]);
    assert.deepEqual(merged, [
      ['Off by one', 5000, 10_000],
      ['Slow', 5000, 10_000],
    ]);
    assert.equal((await store.undo(me, true))?.what, 'tag-merged');
    assert.deepEqual(await seen(store), before);
  }
  const usual = times.toSorted((a, b) => a - b)[2] ?? Infinity;
  assert.ok(usual < 100, `${usual.toFixed(1)} ms`);
  // Nothing of it grows with the uses.
  const statements = costs.filter(({ method }) => method === 'changeTags').map((cost) => cost.statements);
  assert.equal(statements.length, 5);
  assert.ok(Math.max(...statements) < 20, statements.join(', '));
  assert.deepEqual(await store.outbox(me, 10), []);
});
