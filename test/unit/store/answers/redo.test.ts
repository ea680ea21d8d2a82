import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../../src/domain/annotation.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, generation, me, openWithTasks } from '../support.ts';

const scored = (score: number): Answer => ({ score1: score, score2: score });

async function state(store: Store, id: string): Promise<string> {
  const { annotation } = await store.taskDetail(id, me);
  return annotation ? `${annotation.status} ${annotation.score1 ?? '-'}` : 'none';
}

async function states(store: Store, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => state(store, `t${i}`)));
}

async function outbox(store: Store): Promise<unknown[]> {
  return (await store.outbox(me, 10)).map((row) => [row.taskId, row.status, row.answer]);
}

test('nothing undone, nothing to do again', async () => {
  const store = await openWithTasks(1);
  assert.equal(await store.redo(me, true), undefined);
  await store.act(act('t0', 'submitted', scored(1)));
  assert.equal(await store.redo(me, true), undefined);
});

test('what was undone is done again in its order, and the history tells', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', scored(1)));
  await store.act(act('t1', 'discarded'));
  await store.act(act('t0', 'pending'));
  for (let i = 0; i < 3; i++) await store.undo(me, false);
  assert.deepEqual(await states(store, 2), ['none', 'none']);
  assert.deepEqual(await store.redo(me, false), {
    taskId: 't0',
    taskIds: ['t0'],
    what: 'submitted',
    redone: 'submitted',
  });
  assert.deepEqual(await states(store, 2), ['submitted 1', 'none']);
  assert.equal((await store.redo(me, false))?.redone, 'discarded');
  assert.equal((await store.redo(me, false))?.redone, 'pending');
  assert.equal(await store.redo(me, false), undefined);
  assert.deepEqual(await states(store, 2), ['none', 'discarded -']);
  // Again and again.
  for (let i = 0; i < 3; i++) await store.undo(me, false);
  assert.equal(await store.undo(me, false), undefined);
  assert.deepEqual(await states(store, 2), ['none', 'none']);
  await store.redo(me, false);
  assert.deepEqual(await states(store, 2), ['submitted 1', 'none']);
  const history = await store.history('t1');
  assert.deepEqual(
    history.map(({ kind, status }) => `${kind} ${status}`),
    ['act discarded', 'undo pending', 'redo discarded', 'undo pending'],
  );
  assert.equal(history[1]?.of, history[0]?.seq);
  assert.equal(history[2]?.of, history[1]?.seq);
});

test('a new act ends it for all, typing for its task alone, saving what is there not at all', async () => {
  const store = await openWithTasks(3);
  await store.act(act('t0', 'draft', scored(1)));
  await store.act(act('t0', 'submitted', scored(1)));
  await store.act(act('t1', 'submitted', scored(2)));
  await store.undo(me, false);
  await store.undo(me, false);
  await store.act(act('t0', 'draft', scored(1)));
  await store.act(act('t1', 'draft', scored(7)));
  assert.deepEqual(await store.redo(me, false), {
    taskId: 't0',
    taskIds: ['t0'],
    what: 'submitted',
    redone: 'submitted',
  });
  assert.equal(await store.redo(me, false), undefined, 'what was typed on t1 stays');
  assert.deepEqual(await states(store, 2), ['submitted 1', 'draft 7']);
  await store.undo(me, false);
  await store.act(act('t2', 'discarded'));
  assert.equal(await store.redo(me, false), undefined);
});

test('it goes to the outbox, and comes from the same texts', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(3), { send: true }));
  const before = (await store.history('t0'))[0];
  await store.undo(me, true);
  assert.deepEqual(await outbox(store), [['t0', 'pending', {}]]);
  await store.putGeneration(generation('t0', 1, 'another'));
  await store.redo(me, true);
  assert.deepEqual(await outbox(store), [['t0', 'submitted', scored(3)]]);
  assert.deepEqual((await store.history('t0')).at(-1)?.generationHashes, before?.generationHashes);
});

test('redo is for one annotator, and ends with an answer from Argilla', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scored(3)));
  await store.undo(me, false);
  assert.equal(await store.redo('local:other', false), undefined);
  const remote = { dataset: 'd', taskId: 't0', recordId: 'r', responseId: 'p' };
  assert.equal(await store.putPulled('t0', me, 'submitted', scored(5), 'g', remote), true);
  assert.equal(await store.redo(me, false), undefined);
});

test('random acts, undos and redos agree with a simple model', async () => {
  const store = await openWithTasks(3);
  let seed = 11;
  const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const current = ['none', 'none', 'none'];
  const done: { task: number; from: string; to: string }[] = [];
  let undone: typeof done = [];
  for (let i = 0; i < 200; i++) {
    const dice = random(5);
    if (dice < 2) {
      const step = done.pop();
      assert.equal((await store.undo(me, false))?.taskId, step && `t${step.task}`);
      if (step) current[step.task] = step.from;
      if (step) undone.push(step);
    } else if (dice < 4) {
      const step = undone.pop();
      assert.equal((await store.redo(me, false))?.taskId, step && `t${step.task}`);
      if (step) current[step.task] = step.to;
      if (step) done.push(step);
    } else {
      const task = random(3);
      const status = (['submitted', 'discarded', 'pending'] as const)[random(3)]!;
      await store.act(act(`t${task}`, status, scored(i)));
      const to = status === 'pending' ? 'none' : `${status} ${i}`;
      done.push({ task, from: current[task]!, to });
      undone = [];
      current[task] = to;
    }
    assert.deepEqual(await states(store, 3), current);
  }
});

test('back to any entry of the history, as an act that can be undone', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'draft', { comments: 'first' }));
  await store.act(act('t0', 'submitted', scored(2), { send: true }));
  await store.act(act('t0', 'discarded', scored(3), { guidelinesVersion: 'g2', send: true }));
  const [draft, submitted] = await store.history('t0');
  const back = await store.revert('t0', me, submitted!.seq, true);
  assert.deepEqual([back?.status, back?.score1, back?.guidelinesVersion], ['submitted', 2, 'g1']);
  assert.deepEqual(await outbox(store), [['t0', 'submitted', scored(2)]]);
  assert.equal((await store.revert('t0', me, draft!.seq, true))?.comments, 'first');
  assert.deepEqual(await outbox(store), [['t0', 'pending', {}]]);
  assert.deepEqual(
    (await store.history('t0')).slice(3).map(({ kind, status, of }) => [kind, status, of]),
    [
      ['revert', 'submitted', submitted!.seq],
      ['revert', 'draft', draft!.seq],
    ],
  );
  await store.undo(me, true);
  assert.equal(await state(store, 't0'), 'submitted 2');
  await store.undo(me, true);
  assert.equal(await state(store, 't0'), 'discarded 3');
  await store.redo(me, true);
  assert.equal(await state(store, 't0'), 'submitted 2');
  for (const [task, who, seq] of [
    ['t1', me, submitted!.seq],
    ['t0', 'local:other', submitted!.seq],
    ['t0', me, 999],
  ] as const)
    await assert.rejects(store.revert(task, who, seq, true), { code: 'answer-invalid' });
});
