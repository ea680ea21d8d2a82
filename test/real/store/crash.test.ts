import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missing, runActor, scoreTogether } from './actors.ts';
import { newFolder, open, openWithTasks } from '../../unit/store/support.ts';

test('what was acknowledged is there after a process was killed while it acted', async () => {
  const folder = await newFolder();
  await (await openWithTasks(5000, folder)).close();
  let first = 0;
  for (const kill of [
    { after: 1, delayMs: 0 },
    { after: 20, delayMs: 3 },
    { after: 50, delayMs: 7 },
  ]) {
    const { acknowledged, signal } = await runActor(folder, 'local:killed', first, 4999, { kill });
    assert.equal(signal, 'SIGKILL');
    assert.ok(acknowledged.length >= kill.after);
    const store = await open(folder);
    assert.deepEqual(await missing(store, 'local:killed', acknowledged), []);
    first = acknowledged.at(-1)! + 1;
    // Nothing half done: as many answers as history entries and rows to send.
    const counts = await store.counts('local:killed');
    assert.equal(counts.unsent, counts.byState.submitted);
    assert.ok(
      counts.byState.submitted - first <= 3,
      'no more than the acts under way at a kill go unacknowledged',
    );
    await store.close();
  }
});

test('two processes that act at once lose nothing', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(100, folder);
  const [one, two] = await Promise.all([
    runActor(folder, 'local:one', 0, 99),
    runActor(folder, 'local:two', 0, 99),
  ]);
  assert.deepEqual([one.code, two.code], [0, 0]);
  assert.deepEqual([one.acknowledged.length, two.acknowledged.length], [100, 100]);
  assert.deepEqual(await missing(store, 'local:one', one.acknowledged), []);
  assert.deepEqual(await missing(store, 'local:two', two.acknowledged), []);
});

test('two processes of one annotator that score the same tasks at once lose nothing, in an order that the history tells', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(7, folder);
  assert.deepEqual(await scoreTogether(folder, store, 7, 60), []);
});

test('of two windows that change one answer at once one is told, and each accepted change counts', async () => {
  const folder = await newFolder();
  const one = await openWithTasks(1, folder);
  const two = await open(folder);
  let accepted = 0;
  for (let i = 0; i < 20; i++) {
    const revision = (await one.taskDetail('t0', 'local:me')).annotation?.revision ?? 0;
    const results = await Promise.allSettled(
      [one, two].map((store) =>
        store.act({
          taskId: 't0',
          annotator: 'local:me',
          status: 'submitted',
          answer: { score1: 1, score2: 1 },
          guidelinesVersion: 'g',
          send: true,
          expectedRevision: revision,
        }),
      ),
    );
    const done = results.filter((result) => result.status === 'fulfilled');
    assert.equal(done.length, 1);
    accepted++;
  }
  assert.equal((await one.taskDetail('t0', 'local:me')).annotation?.revision, accepted);
  assert.equal((await two.history('t0')).length, accepted);
});
