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

test('an answer there takes the place of a draft that came from there, and of none that was typed here', async () => {
  const store = await openWithTasks(2);
  const future = '2999-01-01T00:00:00.000000';
  const pull = (id: string, seenUpdatedAt: string | undefined, overHere = false) =>
    store.putPulled(id, me, 'submitted', scored(4), 'g', remote(id, { seenUpdatedAt }), { overHere });
  await store.act(act('t0', 'draft', { comments: 'typed' }));
  for (const at of ['2001-01-01T00:00:00.000000', undefined, future])
    assert.equal(await pull('t0', at), false);
  assert.equal((await store.taskDetail('t0', me)).annotation?.comments, 'typed');
  assert.equal(await pull('t0', future, true), true, 'unless that is wanted');
  assert.equal((await store.history('t0'))[0]?.answer.comments, 'typed');
  await store.putPulled('t1', me, 'draft', scored(2), 'g', remote('t1', { seenUpdatedAt: future }));
  assert.equal(await pull('t1', '2001-01-01T00:00:00.000000'), true);
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => t.state),
    ['submitted', 'submitted'],
  );
});

test('what failed stands behind what was not tried, and what needs a decision keeps its reason', async () => {
  const store = await openWithTasks(3);
  for (const id of ['t0', 't1', 't2']) await store.act(act(id, 'submitted', scored(1), { send: true }));
  const [first, second] = await store.outbox(me, 10);
  await store.failOutbox(first!, 'busy', false);
  await store.failOutbox(second!, 'refused', true);
  await store.failOutbox(second!, 'busy', false);
  assert.deepEqual(
    (await store.outbox(me, 10)).map((row) => [row.taskId, row.lastError, row.blocked]),
    [
      ['t2', undefined, false],
      ['t0', 'busy', false],
      ['t1', 'refused', true],
    ],
  );
});

test('a pulled answer of the wrong shape is refused', async () => {
  const store = await openWithTasks(1);
  await assert.rejects(store.putPulled('t0', me, 'submitted', { score1: 0.5 }, 'g', remote('t0')), {
    code: 'answer-invalid',
  });
});
