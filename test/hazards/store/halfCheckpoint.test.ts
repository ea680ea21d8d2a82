import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSnapshot } from '../../../src/export/snapshotPages.ts';
import { me, newFolder, openWithTasks } from '../../unit/store/support.ts';

test('a checkpoint that exports let come half way only is not taken for another database', async () => {
  const folder = await newFolder();
  const count = 6_000;
  const store = await openWithTasks(count, folder);
  const snapshots = [5, 13].map((every) => ({ every, open: openSnapshot(store.path, folder) }));
  let done = 0;
  for (let i = 0; i < 150; i++) {
    const ids = new Set(Array.from({ length: 100 }, (_, k) => `t${(i * 137 + k * 61) % count}`));
    const action = i % 2 === 0 ? 'discard' : 'reopen';
    const bulk = { action, annotator: me, guidelinesVersion: 'g', send: true, batch: `b${i}` } as const;
    done += (await store.actMany([...ids], bulk)).length;
    // As exports that begin and end one after the other.
    for (const snapshot of snapshots)
      if (i % snapshot.every === 0) {
        snapshot.open.close();
        snapshot.open = openSnapshot(store.path, folder);
      }
  }
  for (const { open } of snapshots) open.close();
  assert.equal(done, 150 * 100);
});
