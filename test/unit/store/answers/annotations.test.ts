import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../../src/domain/annotation.ts';
import { sha256 } from '../../../../src/platform/hash.ts';
import { conflictOf } from '../../../../src/store/api/answerConflict.ts';
import type { Act, AnswerConflict } from '../../../../src/domain/annotationHistory.ts';
import { act, generation, me, open, openWithTasks } from '../support.ts';

const full: Answer = {
  score1: 5,
  score2: 2,
  points1: { documentation: 2, example: 1, correctness: 2 },
  corrected: 'Response 1',
  correction: 'é\n```python\n```',
  comments: 'A is better',
  flag: 'look',
};

test('an answer comes back as it was given, also after reopening', async () => {
  const store = await openWithTasks(1);
  await store.shownOrder('t0', me, [2, 1]);
  const stored = await store.act(act('t0', 'submitted', full));
  assert.deepEqual(stored, {
    ...full,
    taskId: 't0',
    annotator: me,
    status: 'submitted',
    revision: 1,
    guidelinesVersion: 'g1',
    shownOrder: [2, 1],
    updatedAt: stored?.updatedAt,
  });
  assert.match(stored?.updatedAt ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const again = await open(store.path.replace('/.touchstone/touchstone.sqlite', ''));
  assert.deepEqual((await again.taskDetail('t0', me)).annotation, stored);
  assert.equal((await again.taskDetail('t0', 'local:other')).annotation, undefined);
});

test('the shown order is stored at first display and never redrawn', async () => {
  const store = await openWithTasks(2);
  assert.deepEqual(await store.shownOrder('t0', me, [2, 1]), [2, 1]);
  assert.deepEqual(await store.shownOrder('t0', me, [1, 2]), [2, 1]);
  assert.deepEqual(await store.shownOrder('t0', 'local:other', [1, 2]), [1, 2]);
  assert.deepEqual((await store.taskDetail('t0', me)).shownOrder, [2, 1]);
  assert.equal((await store.taskDetail('t1', me)).shownOrder, undefined);
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => t.shownOrder),
    [[2, 1], undefined],
  );
});

test('each act has its history, with who, when, the guidelines and the judged texts', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 2 }));
  await store.putGeneration(generation('t0', 2, 'other'));
  await store.act(act('t0', 'discarded', { comments: 'c' }, { guidelinesVersion: 'g2' }));
  await store.act(act('t0', 'pending', { comments: 'ignored' }));
  const entries = await store.history('t0');
  const [h1, h2] = [sha256('first of t0'), sha256('second of t0')];
  assert.deepEqual(
    entries.map((e) => [e.kind, e.status, e.answer, e.guidelinesVersion, e.annotator, e.generationHashes]),
    [
      ['act', 'submitted', { score1: 1, score2: 2 }, 'g1', me, [h1, h2]],
      ['act', 'discarded', { comments: 'c' }, 'g2', me, [h1, sha256('other')]],
      ['act', 'pending', {}, 'g1', me, [h1, sha256('other')]],
    ],
  );
  assert.equal((await store.taskDetail('t0', me)).annotation, undefined);
});

test('typing is one draft in the history, other acts begin a new one', async () => {
  const store = await openWithTasks(1);
  for (let i = 0; i < 5; i++) await store.act(act('t0', 'draft', { comments: 'x'.repeat(i) }));
  await store.act(act('t0', 'draft', { comments: 'y' }, { guidelinesVersion: 'g2' }));
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  await store.act(act('t0', 'draft', { comments: 'z' }));
  assert.deepEqual(
    (await store.history('t0')).map((e) => [e.status, e.answer.comments]),
    [
      ['draft', 'xxxx'],
      ['draft', 'y'],
      ['submitted', undefined],
      ['draft', 'z'],
    ],
  );
  assert.equal((await store.taskDetail('t0', me)).annotation?.revision, 8);
});

test('an act on an answer that another window changed is refused and writes nothing', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'draft', { score1: 1 }, { expectedRevision: 0 }));
  await store.act(act('t0', 'draft', { score1: 2 }, { expectedRevision: 1 }));
  for (const expectedRevision of [0, 1, 3])
    await assert.rejects(store.act(act('t0', 'submitted', {}, { expectedRevision, send: true })), {
      code: 'argilla-conflict',
      message: 'This task was changed in another window.',
      action: /newer answer/,
    });
  assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 2);
  assert.equal((await store.history('t0')).length, 1);
  assert.deepEqual(await store.outbox(me, 10), []);
});

test('a refused act tells both answers, so that one can choose', async () => {
  const store = await openWithTasks(1);
  const theirs = await store.act(act('t0', 'submitted', { score1: 7, score2: 1 }));
  const mine = act('t0', 'draft', { score1: 2 }, { expectedRevision: 0 });
  const refused = async (wanted: Act): Promise<AnswerConflict | undefined> =>
    conflictOf(
      await store.act(wanted).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  const conflict = await refused(mine);
  assert.deepEqual(conflict, {
    taskId: 't0',
    mine: { status: 'draft', answer: { score1: 2 } },
    theirs,
    revision: 1,
  });
  await store.act(act('t0', 'pending'));
  const gone = await refused({ ...mine, expectedRevision: 1 });
  assert.deepEqual([gone?.theirs, gone?.revision], [undefined, 0]);
  const chosen = await store.act({ ...mine, expectedRevision: gone?.revision });
  assert.equal(chosen?.score1, 2);
  assert.equal(conflictOf(new Error('other')), undefined);
});

test('a revision is never given twice, also when the answer was taken back in between', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  assert.equal(await store.act(act('t0', 'pending', {}, { expectedRevision: 1 })), undefined);
  const again = await store.act(act('t0', 'draft', {}, { expectedRevision: 0 }));
  assert.equal(again?.revision, 3);
  await assert.rejects(store.act(act('t0', 'draft', {}, { expectedRevision: 1 })), {
    code: 'argilla-conflict',
  });
});

test('an answer of the wrong shape is refused', async () => {
  const store = await openWithTasks(1);
  const wrong = [
    { answer: { score1: 1.5 } },
    { answer: { score1: -1 } },
    { answer: { corrected: 'A' } },
    { answer: { score: 1 } },
    { status: 'done' },
    { annotator: '' },
  ] as unknown as Partial<Act>[];
  for (const more of wrong)
    await assert.rejects(store.act(act('t0', 'draft', {}, more)), { code: 'answer-invalid' });
  assert.deepEqual(await store.history('t0'), []);
});

test('the local answers become those of the name that one connects with; of two the newer is in use', async () => {
  const store = await openWithTasks(5);
  const there = 'argilla:http://127.0.0.1:6900/u';
  await store.shownOrder('t0', me, [2, 1]);
  await store.shownOrder('t4', me, [2, 1]);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 2 }));
  await store.act(act('t1', 'draft', { score1: 3 }));
  await store.act(act('t2', 'submitted', { score1: 1, score2: 1 }));
  await store.act({ ...act('t2', 'submitted', { score1: 7, score2: 7 }), annotator: there });
  await store.act(act('t3', 'submitted', { score1: 1, score2: 1 }));
  await store.act(act('t3', 'pending'));
  assert.equal(await store.adopt(me, there, true), 2);
  const { annotation } = await store.taskDetail('t0', there);
  assert.deepEqual(
    [annotation?.status, annotation?.score2, annotation?.shownOrder],
    ['submitted', 2, [2, 1]],
  );
  assert.equal((await store.taskDetail('t1', there)).annotation?.status, 'draft');
  assert.equal((await store.taskDetail('t2', there)).annotation?.score1, 7);
  assert.equal((await store.taskDetail('t2', me)).annotation?.score1, 7, 'both names are one person');
  assert.deepEqual(
    (await store.history('t2')).map((e) => [e.kind, e.annotator, e.answer.score1]),
    [
      ['act', there, 1],
      ['act', there, 7],
      ['adopt', there, 7],
    ],
  );
  assert.deepEqual(await store.shownOrder('t4', there, [1, 2]), [2, 1]);
  assert.deepEqual(
    (await store.outbox(there, 10)).map((row) => [row.taskId, row.status, row.answer]),
    [['t0', 'submitted', { score1: 1, score2: 2 }]],
  );
  assert.deepEqual(
    (await store.history('t0')).map((e) => [e.kind, e.annotator]),
    [
      ['act', there],
      ['adopt', there],
    ],
  );
  assert.equal(await store.adopt(me, there, true), 0);
  assert.equal(await store.adopt(there, there, true), 0);
});
