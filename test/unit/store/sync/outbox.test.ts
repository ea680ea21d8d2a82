import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RemoteRecord } from '../../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../support.ts';

const dataset = 'http://127.0.0.1:6900/d1';
const scored = (score: number) => ({ score1: score, score2: score });
const remote = (taskId: string, more: Partial<RemoteRecord> = {}): RemoteRecord => ({
  dataset,
  taskId,
  recordId: `record-${taskId}`,
  responseId: `response-${taskId}`,
  seenUpdatedAt: '2025-01-01T00:00:00.000001',
  ...more,
});

test('the outbox holds one row for a task, the newest act, oldest task first', async () => {
  const store = await openWithTasks(3);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  await store.act(act('t1', 'discarded', {}, { send: true }));
  await store.act(act('t2', 'draft', scored(9), { send: true }));
  const [first] = await store.outbox(me, 10);
  await store.failOutbox(first!, 'timeout', false);
  await store.act(act('t0', 'submitted', scored(2), { send: true }));
  const rows = await store.outbox(me, 10);
  assert.deepEqual(
    rows.map((row) => [row.taskId, row.status, row.answer, row.attempts, row.lastError, row.blocked]),
    [
      ['t1', 'discarded', {}, 0, undefined, false],
      ['t0', 'submitted', scored(2), 0, undefined, false],
    ],
  );
  assert.ok(rows[1]!.seq > first!.seq);
  assert.equal((await store.outbox(me, 1)).length, 1);
  assert.deepEqual(await store.outbox('local:other', 10), []);
});

test('an act without sending leaves no row, but does not let an older answer go out', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', scored(1)));
  assert.deepEqual(await store.outbox(me, 10), []);
  await store.act(act('t1', 'submitted', scored(1), { send: true }));
  await store.act(act('t1', 'submitted', scored(2)));
  assert.deepEqual((await store.outbox(me, 10))[0]?.answer, scored(2));
});

test('an acknowledgement removes only what was sent, and remembers the response either way', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  const [sent] = await store.outbox(me, 1);
  await store.act(act('t0', 'submitted', scored(2), { send: true }));
  await store.ackOutbox(sent!, remote('t0'));
  const [waiting] = await store.outbox(me, 1);
  assert.deepEqual(waiting?.answer, scored(2));
  assert.deepEqual(await store.remotes(dataset), [{ ...remote('t0'), annotator: me }]);
  await store.ackOutbox(waiting, remote('t0', { seenUpdatedAt: 'later' }));
  assert.deepEqual(await store.outbox(me, 1), []);
  assert.equal((await store.remotes(dataset))[0]?.seenUpdatedAt, 'later');
});

test('a response that was deleted there is known no more', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  await store.ackOutbox((await store.outbox(me, 1))[0]!, remote('t0'));
  await store.undo(me, true);
  const [row] = await store.outbox(me, 1);
  assert.equal(row?.status, 'pending');
  await store.ackOutbox(row, remote('t0', { responseId: undefined, seenUpdatedAt: undefined }));
  const [left] = await store.remotes(dataset);
  assert.deepEqual([left?.recordId, left?.responseId], ['record-t0', undefined]);
});

test('failures count, block and unblock; a late one does not touch a newer act', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  await store.act(act('t1', 'submitted', scored(1), { send: true }));
  const [first] = await store.outbox(me, 10);
  await store.failOutbox(first!, 'one', false);
  await store.failOutbox(first!, 'two', true);
  const rows = await store.outbox(me, 10);
  assert.deepEqual(
    rows.map((row) => [row.taskId, row.attempts, row.lastError, row.blocked]),
    [
      ['t1', 0, undefined, false],
      ['t0', 2, 'two', true],
    ],
  );
  const counts = await store.counts(me);
  assert.deepEqual([counts.unsent, counts.blocked], [2, 1]);
  await store.unblockOutbox(me);
  assert.equal((await store.counts(me)).blocked, 0);
  await store.act(act('t0', 'discarded', {}, { send: true }));
  await store.failOutbox(first!, 'late', true);
  assert.equal((await store.outbox(me, 10)).find((row) => row.taskId === 't0')?.attempts, 0);
});

test('records are known for each dataset, responses for each annotator', async () => {
  const store = await openWithTasks(2);
  await store.putRemotes([
    remote('t0', { annotator: me }),
    remote('t1', { responseId: undefined, seenUpdatedAt: undefined }),
    remote('t0', { dataset: 'other', recordId: 'x', responseId: undefined, seenUpdatedAt: undefined }),
  ]);
  // Seen again without a look at the response: that stays known.
  await store.putRemotes([remote('t0', { responseId: undefined })]);
  assert.deepEqual(
    (await store.remotes(dataset, me)).map((r) => [r.taskId, r.recordId, r.responseId]),
    [
      ['t0', 'record-t0', 'response-t0'],
      ['t1', 'record-t1', undefined],
    ],
  );
  assert.equal((await store.remotes(dataset, 'local:other'))[0]?.responseId, undefined);
  assert.equal((await store.remotes(dataset))[0]?.responseId, 'response-t0');
  // The record was made anew: the response belonged to the old one.
  await store.putRemotes([remote('t0', { recordId: 'new', responseId: undefined })]);
  const [renewed] = await store.remotes(dataset);
  assert.deepEqual([renewed?.recordId, renewed?.responseId], ['new', undefined]);
  await assert.rejects(store.putRemotes([remote('missing')]), { code: 'task-missing' });
});

test('a pulled answer is written once, and keeps the points that still fit', async () => {
  const store = await openWithTasks(1);
  const points1 = { documentation: 2, example: 2, correctness: 1 };
  await store.act(act('t0', 'submitted', { score1: 5, score2: 3, points1, points2: points1, flag: 'f' }));
  const pull = () => store.putPulled('t0', me, 'submitted', { score1: 5, score2: 6 }, 'g2', remote('t0'));
  assert.equal(await pull(), true);
  assert.equal(await pull(), false);
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual(
    [
      annotation?.score2,
      annotation?.points1,
      annotation?.points2,
      annotation?.flag,
      annotation?.guidelinesVersion,
    ],
    [6, points1, undefined, 'f', 'g2'],
  );
  assert.deepEqual(
    (await store.history('t0')).map((e) => e.kind),
    ['act', 'pull'],
  );
  assert.equal((await store.remotes(dataset, me))[0]?.responseId, 'response-t0');
  assert.equal(await store.undo(me, true), undefined, 'what a pull overtook is not undone');
});

test('a pulled answer does not touch one that waits to be sent', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  assert.equal(await store.putPulled('t0', me, 'discarded', {}, 'g', remote('t0')), false);
  assert.equal((await store.taskDetail('t0', me)).annotation?.status, 'submitted');
  const [known] = await store.remotes(dataset, me);
  assert.deepEqual([known?.recordId, known?.seenUpdatedAt], ['record-t0', undefined]);
});

test('of a draft here and an answer there the younger one stays', async () => {
  const store = await openWithTasks(3);
  const past = '2001-01-01T00:00:00.000000';
  const future = '2999-01-01T00:00:00.000000';
  for (const id of ['t0', 't1', 't2']) await store.act(act(id, 'draft', { comments: 'typed' }));
  const pull = (id: string, seenUpdatedAt: string | undefined) =>
    store.putPulled(id, me, 'submitted', scored(4), 'g', remote(id, { seenUpdatedAt }));
  assert.equal(await pull('t0', past), false);
  assert.equal(await pull('t1', undefined), false);
  assert.equal(await pull('t2', future), true);
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => t.state),
    ['draft', 'draft', 'submitted'],
  );
  // Edited after it was pulled: the same answer there is no news.
  await store.act(act('t2', 'draft', { comments: 'more' }));
  assert.equal(await pull('t2', future), false);
  assert.equal((await store.taskDetail('t2', me)).annotation?.comments, 'more');
  assert.equal((await store.history('t2'))[0]?.answer.comments, 'typed');
});

test('a pulled answer of the wrong shape is refused', async () => {
  const store = await openWithTasks(1);
  await assert.rejects(store.putPulled('t0', me, 'submitted', { score1: 0.5 }, 'g', remote('t0')), {
    code: 'answer-invalid',
  });
});
