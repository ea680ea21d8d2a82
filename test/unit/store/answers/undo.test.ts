import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import type { ActStatus } from '../../../../src/domain/annotationHistory.ts';
import { act, me, openWithTasks } from '../support.ts';

const scored = (score: number) => ({ score1: score, score2: score });

async function state(store: Store, id: string): Promise<string> {
  const { annotation } = await store.taskDetail(id, me);
  return annotation ? `${annotation.status} ${annotation.score1 ?? '-'}` : 'none';
}

function undone(taskId: string, status: ActStatus): unknown {
  return { taskId, taskIds: [taskId], what: status === 'pending' ? 'taken-back' : status, undone: status };
}

async function outbox(store: Store): Promise<unknown[]> {
  return (await store.outbox(me, 10)).map((row) => [row.taskId, row.status, row.answer]);
}

test('nothing done, nothing to undo; drafts do not count', async () => {
  const store = await openWithTasks(1);
  assert.equal(await store.undo(me, true), undefined);
  await store.act(act('t0', 'draft', scored(1)));
  assert.equal(await store.undo(me, true), undefined);
  assert.equal(await state(store, 't0'), 'draft 1');
});

test('acts are taken back one after the other, across tasks, to what was before each', async () => {
  const store = await openWithTasks(3);
  await store.act(act('t0', 'draft', scored(1)));
  await store.act(act('t0', 'submitted', scored(2)));
  await store.act(act('t1', 'discarded'));
  await store.act(act('t0', 'submitted', scored(3)));
  await store.act(act('t0', 'pending'));
  assert.deepEqual(await store.undo(me, false), undone('t0', 'pending'));
  assert.equal(await state(store, 't0'), 'submitted 3');
  assert.deepEqual(await store.undo(me, false), undone('t0', 'submitted'));
  assert.equal(await state(store, 't0'), 'submitted 2');
  assert.deepEqual(await store.undo(me, false), undone('t1', 'discarded'));
  assert.equal(await state(store, 't1'), 'none');
  assert.deepEqual(await store.undo(me, false), undone('t0', 'submitted'));
  assert.equal(await state(store, 't0'), 'draft 1');
  assert.equal(await store.undo(me, false), undefined);
  assert.deepEqual(
    (await store.history('t0')).map((e) => `${e.kind} ${e.status}`),
    [
      'act draft',
      'act submitted',
      'act submitted',
      'act pending',
      'undo submitted',
      'undo submitted',
      'undo draft',
    ],
  );
});

test('what was undone can be done again and undone again', async () => {
  const store = await openWithTasks(1);
  for (let i = 1; i <= 3; i++) {
    await store.act(act('t0', 'submitted', scored(i)));
    assert.equal(await state(store, 't0'), `submitted ${i}`);
    assert.deepEqual(await store.undo(me, false), undone('t0', 'submitted'));
    assert.equal(await state(store, 't0'), 'none');
    assert.equal(await store.undo(me, false), undefined);
  }
});

test('a draft that was begun after the act is kept', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1)));
  await store.act(act('t0', 'draft', { ...scored(2), comments: 'typed since' }));
  assert.deepEqual(await store.undo(me, true), undone('t0', 'submitted'));
  assert.equal((await store.taskDetail('t0', me)).annotation?.comments, 'typed since');
  assert.deepEqual(await outbox(store), [['t0', 'pending', {}]]);
});

test('an undo goes to the outbox: as the earlier answer, or as taken back', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  await store.act(act('t0', 'discarded', scored(2), { send: true }));
  assert.deepEqual(await outbox(store), [['t0', 'discarded', scored(2)]]);
  await store.undo(me, true);
  assert.deepEqual(await outbox(store), [['t0', 'submitted', scored(1)]]);
  await store.undo(me, true);
  assert.deepEqual(await outbox(store), [['t0', 'pending', {}]]);
});

test('an undo replaces what waits to be sent even when the caller does not send', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(1), { send: true }));
  await store.undo(me, false);
  assert.deepEqual(await outbox(store), [['t0', 'pending', {}]]);
});

test('undo is for one annotator', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', scored(1)));
  await store.act({ ...act('t1', 'submitted', scored(2)), annotator: 'local:other' });
  assert.deepEqual(await store.undo(me, false), undone('t0', 'submitted'));
  assert.equal((await store.taskDetail('t1', 'local:other')).annotation?.score1, 2);
});

test('what was adopted can still be undone', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'draft', scored(1)));
  await store.act(act('t0', 'submitted', scored(2)));
  const there = 'argilla:http://127.0.0.1:6900/u';
  await store.adopt(me, there, true);
  assert.deepEqual(await store.undo(there, true), undone('t0', 'submitted'));
  const { annotation } = await store.taskDetail('t0', there);
  assert.deepEqual([annotation?.status, annotation?.score1], ['draft', 1]);
  assert.equal((await store.outbox(there, 1))[0]?.status, 'pending');
});

test('random sequences of acts and undos agree with a simple model', async () => {
  const store = await openWithTasks(3);
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const current = new Map<string, string>();
  const stack: { id: string; before: string }[] = [];
  for (let i = 0; i < 150; i++) {
    const id = `t${random(3)}`;
    const before = current.get(id) ?? 'none';
    if (random(3) === 0) {
      const last = stack.pop();
      const step = await store.undo(me, false);
      assert.equal(step?.taskId, last?.id);
      if (last) current.set(last.id, last.before);
    } else {
      const status = (['submitted', 'discarded', 'pending'] as const)[random(3)]!;
      await store.act(act(id, status, scored(i)));
      stack.push({ id, before });
      current.set(id, status === 'pending' ? 'none' : `${status} ${i}`);
    }
    for (const id of ['t0', 't1', 't2']) assert.equal(await state(store, id), current.get(id) ?? 'none');
  }
});
