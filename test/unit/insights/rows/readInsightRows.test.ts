import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMoment } from '../../../../src/export/files/moment.ts';
import type { InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import { judgedTasks, placesInSession } from '../../../../src/insights/rows/insightRow.ts';
import { readInsightRows, readPeople } from '../../../../src/insights/rows/readInsightRows.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import {
  act,
  generation,
  input,
  me,
  models,
  newFolder,
  open,
  openWithTasks,
  run,
  task,
} from '../../store/support.ts';
import { answer } from '../sections/support.ts';

async function rowsOf(store: Store): Promise<InsightRow[]> {
  const { db, close } = openMoment(store.path, await newFolder());
  try {
    return readInsightRows(db);
  } finally {
    close();
  }
}

const scored = { score1: 5, score2: 3 };

test('submitted answers of everybody count, with all that is known of them; others do not', async () => {
  const store = await open();
  const two: [string, string] = ['first', 'the second'];
  const context = { topic: 'strings' };
  const all = ['t0', 't1', 't2', 't3', 't4'].map((id) =>
    task(id, { language: 'python', context, generations: two }),
  );
  await store.upsertTasks(all, models);
  const points = { style: 2, works: 3 };
  await store.shownOrder('t0', me, [2, 1]);
  await store.addTime('t0', me, 42_000);
  await store.act(
    act('t0', 'submitted', { ...scored, points1: points, corrected: 'Response 1', correction: 'x' }),
  );
  await store.act(
    act('t0', 'submitted', { score1: 1, score2: 7 }, { annotator: 'local:other', guidelinesVersion: 'g2' }),
  );
  await store.act(act('t1', 'draft', scored));
  await store.act(act('t2', 'discarded', scored));
  await store.act(act('t3', 'submitted', scored));
  await store.act(act('t3', 'pending'));

  const rows = await rowsOf(store);
  assert.equal(rows.length, 2);
  const [mine, theirs] = rows[0]?.annotator === me ? rows : rows.toReversed();
  assert.match(mine?.submittedAt ?? '', /^\d{4}-/);
  assert.deepEqual(
    { ...mine, submittedAt: '' },
    {
      taskId: 't0',
      position: 0,
      annotator: me,
      scores: [5, 3],
      points: [points, undefined],
      shownOrder: [2, 1],
      submittedAt: '',
      spentMs: 42_000,
      guidelinesVersion: 'g1',
      corrected: 'Response 1',
      language: 'python',
      columns: context,
      lengths: [5, 10],
      runs: [undefined, undefined],
    },
  );
  assert.deepEqual(
    [theirs?.scores, theirs?.shownOrder, theirs?.spentMs, theirs?.guidelinesVersion],
    [[1, 7], undefined, 0, 'g2'],
  );
});

test('of each input the newest run counts, if it says what is expected and is not hidden', async () => {
  const store = await openWithTasks(4);
  const [checks, plain, own] = [
    { ...input({ code: 'assert f(1) == 2' }), origin: 'dataset' as const, checks: true },
    input({ code: 'f(1)' }),
    { ...input({ code: 'f(2)', expectedValue: '9' }), origin: 'example' as const, from: 1 as const },
  ];
  await store.putRun(
    run('t0', 'a', { input: checks, verdict: 'crashed' }),
    run('t0', 'b', { input: checks, verdict: 'passed' }),
    run('t0', 'c', { response: 2, input: checks, verdict: 'differs' }),
    run('t0', 'd', { input: own, verdict: 'differs' }),
    run('t0', 'e', { verdict: 'crashed' }),
    run('t1', 'f', { input: plain, verdict: 'crashed' }),
    run('t1', 'g', { response: 2, input: checks, verdict: 'passed' }),
    run('t1', 'h', { response: 2, input: plain, verdict: 'timed-out' }),
    run('t2', 'i', { input: checks, verdict: 'passed' }),
    run('t3', 'j', { input: checks, verdict: 'stopped' }),
    run('t3', 'k', { response: 2, input: checks, verdict: 'passed' }),
  );
  for (const id of ['t0', 't1', 't2', 't3']) await store.act(act(id, 'submitted', scored));
  // Another text came after the answer: what it runs like was not judged.
  await store.putGeneration(generation('t2', 1, 'another first'));
  const rows = await rowsOf(store);
  assert.deepEqual(
    rows.map(({ runs }) => runs),
    [
      ['passed', 'failed'],
      [undefined, 'failed'],
      [undefined, undefined],
      [undefined, 'passed'],
    ],
  );
  assert.deepEqual([rows[1]?.lengths, rows[2]?.lengths], [[11, 12], undefined]);

  await store.hideInput('t0', checks.id, true);
  assert.deepEqual((await rowsOf(store))[0]?.runs, [undefined, undefined]);
});

test('people are told by the labels of their names', async () => {
  const store = await openWithTasks(1);
  await store.introduce('local:other', 'Ada');
  const { db, close } = openMoment(store.path, await newFolder());
  assert.deepEqual(readPeople(db), new Map([['local:other', 'Ada']]));
  close();
});

test('tasks come in the order of their first answer, whoever gave it', () => {
  const rows = [answer(2, [1, 1]), answer(1, [1, 1]), answer(0, [1, 1], { taskId: 't2', annotator: 'bob' })];
  assert.deepEqual(
    judgedTasks(rows).map(({ id, rows: own }) => [id, own.length]),
    [
      ['t2', 2],
      ['t1', 1],
    ],
  );
});

test('each annotator has sessions of their own', () => {
  const rows = [
    answer(0, [1, 1]),
    answer(1, [1, 1], { annotator: 'bob' }),
    answer(30, [1, 1]),
    answer(59, [1, 1], { annotator: 'bob' }),
    answer(55, [1, 1]),
  ];
  const places = placesInSession(rows);
  assert.deepEqual(
    rows.map((row) => places.get(row)),
    [1, 1, 2, 1, 3],
  );
});

test('failure modes are read as they are called now, each once for a response', async () => {
  const store = await openWithTasks(2);
  const add = [
    { response: 1 as const, name: 'Slow' },
    { response: 1 as const, name: 'slow', lines: [2, 3] as [number, number] },
    { response: 1 as const, name: 'Takes long' },
    { response: 2 as const, name: 'gone' },
  ];
  await store.act(act('t0', 'submitted', scored));
  await store.act(act('t0', 'submitted', scored, { tags: { add }, entry: 'step' }));
  await store.act(act('t1', 'submitted', scored));
  await store.changeTags(me, { merge: ['takes long'], into: 'slow' });
  await store.changeTags(me, { remove: 'gone' });
  assert.deepEqual(
    (await rowsOf(store)).map(({ tags }) => tags),
    [[['Slow'], []], undefined],
  );
});
