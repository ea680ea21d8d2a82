import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../../../src/platform/hash.ts';
import { act, generation, me, models, open, openWithTasks, task, tasks } from '../support.ts';

test('tasks come back in their order with all their fields', async () => {
  const store = await open();
  const full = task('HumanEval/0', {
    language: 'python',
    tests: 'assert f(1)',
    testSetup: 'import math',
    reference: 'def f(x): return 1',
    entryPoint: 'f',
    context: { concepts: 'lists', 'prompt é': '日本' },
  });
  assert.deepEqual(await store.upsertTasks([full, task('b')], models), {
    added: 2,
    updated: 0,
    unchanged: 0,
  });
  const detail = await store.taskDetail('HumanEval/0', me);
  assert.deepEqual(detail.task, { ...full, position: 0 });
  assert.deepEqual([detail.generations, detail.failures, detail.runs], [[], [], []]);
  assert.equal(detail.annotation, undefined);
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => [t.position, t.id, t.state, t.runs]),
    [
      [0, 'HumanEval/0', 'to-generate', 0],
      [1, 'b', 'to-generate', 0],
    ],
  );
});

test('tests come back as they were: one program or single checks, with their setup', async () => {
  const store = await open();
  const loaded = [
    task('one', { tests: '["text that looks like a list"]', testSetup: 'import math' }),
    task('list', { tests: ['assert f(1)', 'assert f(2)'] }),
    task('none'),
  ];
  const testsOf = async () =>
    Promise.all(loaded.map(async ({ id }) => (await store.taskDetail(id, me)).task)).then((all) =>
      all.map(({ tests, testSetup }) => [tests, testSetup]),
    );
  await store.upsertTasks(loaded, models);
  assert.deepEqual(await testsOf(), [
    ['["text that looks like a list"]', 'import math'],
    [['assert f(1)', 'assert f(2)'], undefined],
    [undefined, undefined],
  ]);
  assert.deepEqual(await store.upsertTasks(loaded, models), { added: 0, updated: 0, unchanged: 3 });
  const changed = [task('one', { tests: ['x'] }), task('list', { tests: 'x', testSetup: 'y' })];
  assert.deepEqual(await store.upsertTasks(changed, models), { added: 0, updated: 2, unchanged: 0 });
  assert.deepEqual((await testsOf()).slice(0, 2), [
    [['x'], undefined],
    ['x', 'y'],
  ]);
});

test('loading again adds nothing twice, updates what changed and puts new tasks at the end', async () => {
  const store = await openWithTasks(3);
  assert.deepEqual(await store.upsertTasks(tasks(3), models), { added: 0, updated: 0, unchanged: 3 });
  const changed = [{ ...tasks(3)[1]!, instruction: 'other' }, task('new'), tasks(3)[0]!];
  assert.deepEqual(await store.upsertTasks(changed, models), { added: 1, updated: 1, unchanged: 1 });
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => [t.id, t.instruction]),
    [
      ['t0', 'Instruction of t0'],
      ['t1', 'other'],
      ['t2', 'Instruction of t2'],
      ['new', 'Instruction of new'],
    ],
  );
});

test('a load of more than one batch keeps its order', async () => {
  const store = await open();
  assert.deepEqual(await store.upsertTasks(tasks(620), models), { added: 620, updated: 0, unchanged: 0 });
  const listed = await store.listTasks(me);
  assert.deepEqual(
    listed.map((t) => t.id),
    tasks(620).map((t) => t.id),
  );
});

test('recorded responses are stored with the models they are of', async () => {
  const store = await openWithTasks(1);
  const { generations } = await store.taskDetail('t0', me);
  assert.deepEqual(
    generations.map((g) => [g.response, g.model, g.provider, g.origin, g.text, g.hash]),
    [
      [1, 'model-one', 'recorded', 'recorded', 'first of t0', sha256('first of t0')],
      [2, 'model-two', 'recorded', 'recorded', 'second of t0', sha256('second of t0')],
    ],
  );
});

test('a recorded response replaces an earlier one unless that was judged', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'draft', { score1: 1 }));
  const other = tasks(2).map((t) => ({ ...t, generations: ['new first', 'new second'] as [string, string] }));
  assert.deepEqual(await store.upsertTasks(other, models), { added: 0, updated: 1, unchanged: 1 });
  const texts = async (id: string): Promise<string[]> =>
    (await store.taskDetail(id, me)).generations.map((g) => g.text);
  assert.deepEqual(await texts('t0'), ['first of t0', 'second of t0']);
  assert.deepEqual(await texts('t1'), ['new first', 'new second']);
});

test('what a model thought before a recorded response is kept apart from it', async () => {
  const store = await open();
  const whole = '<think>\nHm.\n</think>\n\nfirst';
  const recorded = task('t0', { generations: [whole, 'second'] });
  assert.equal((await store.upsertTasks([recorded], models)).added, 1);
  const [one, two] = (await store.taskDetail('t0', me)).generations;
  assert.deepEqual([one?.text, one?.reasoning, one?.hash], ['first', 'Hm.', sha256('first')]);
  assert.deepEqual([two?.text, two?.reasoning], ['second', undefined]);
  assert.equal((await store.upsertTasks([recorded], models)).unchanged, 1, 'loaded again it is the same');
});

test('a response that is stored with its thoughts, and one of a record of others, stay as they are', async () => {
  const store = await open();
  const whole = '<think>\nHm.\n</think>\n\nfirst';
  const generations: [string, string] = [whole, 'second'];
  await store.upsertTasks([task('t0'), task('t1', { generations, asTheyAre: true })], models);
  await store.putGeneration({ ...generation('t0', 1, whole), origin: 'recorded' });
  await store.upsertTasks([task('t0', { generations })], models);
  for (const id of ['t0', 't1']) {
    const [first] = (await store.taskDetail(id, me)).generations;
    assert.deepEqual([first?.text, first?.hash, first?.reasoning], [whole, sha256(whole), undefined], id);
  }
});

test('what was adopted from Argilla is not exchanged by a load', async () => {
  const store = await open();
  await store.upsertTasks([task('t0')], models);
  await store.putGeneration({ ...generation('t0', 1, 'from there'), origin: 'argilla' });
  await store.upsertTasks(tasks(1), models);
  const { generations } = await store.taskDetail('t0', me);
  assert.deepEqual(
    generations.map((g) => g.text),
    ['from there', 'second of t0'],
  );
});

test('a generation comes back with its provenance', async () => {
  const store = await open();
  await store.upsertTasks([task('a')], models);
  const first = {
    ...generation('a', 1, 'text \0 \u2028 é'),
    prompt: '<s>x',
    finishReason: 'stop',
    reasoning: 'So.',
  };
  await store.putGeneration(first);
  assert.deepEqual((await store.taskDetail('a', me)).generations, [first]);
  assert.equal((await store.listTasks(me))[0]?.state, 'to-generate');
  await store.putGeneration(generation('a', 2, 'two'));
  assert.equal((await store.listTasks(me))[0]?.state, 'to-score');
});

test('a failure is shown until the generation comes', async () => {
  const store = await open();
  await store.upsertTasks([task('a')], models);
  const failure = {
    taskId: 'a',
    response: 2,
    code: 'model-loading',
    message: 'It is loading.',
    action: 'Wait.',
    at: '2025-01-01T00:00:00.000Z',
  } as const;
  await store.putFailure(failure);
  await store.putFailure({ ...failure, response: 1, code: 'model-missing', message: 'No such model.' });
  assert.deepEqual((await store.taskDetail('a', me)).failures[1], failure);
  const [failed] = await store.listTasks(me, { state: 'failed' });
  assert.equal(failed?.failure, 'No such model.');
  await store.putGeneration(generation('a', 1, 'x'));
  assert.equal((await store.listTasks(me))[0]?.failure, 'It is loading.');
  await store.putGeneration(generation('a', 2, 'x'));
  const [ready] = await store.listTasks(me);
  assert.deepEqual([ready?.state, ready?.failure], ['to-score', undefined]);
  assert.deepEqual((await store.taskDetail('a', me)).failures, []);
});

test('a failure to generate anew does not take the task out of scoring', async () => {
  const store = await openWithTasks(1);
  await store.putFailure({ taskId: 't0', response: 1, code: 'cancelled', message: 'm', at: 'now' });
  assert.deepEqual(
    (await store.listTasks(me)).map((t) => [t.state, t.failure]),
    [['to-score', undefined]],
  );
});

test('states, counts and means are those of one annotator', async () => {
  const store = await openWithTasks(6);
  await store.upsertTasks([task('ungenerated')], models);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 2, flag: 'odd' }, { send: true }));
  await store.act(act('t1', 'submitted', { score1: 4 }));
  await store.act(act('t2', 'draft', { score1: 0 }));
  await store.act(act('t3', 'discarded', {}, { send: true }));
  await store.act({ ...act('t4', 'submitted', { score1: 1, score2: 1 }), annotator: 'local:other' });
  await store.act(act('t5', 'submitted', { score1: 6, score2: 6 }));
  await store.act(act('t5', 'pending'));
  assert.deepEqual(await store.counts(me), {
    total: 7,
    byState: {
      'to-score': 2,
      draft: 1,
      'to-generate': 1,
      failed: 0,
      submitted: 2,
      discarded: 1,
      withdrawn: 0,
    },
    unsent: 2,
    blocked: 0,
    held: 0,
    scores: [
      { response: 1, mean: 5.5, count: 2 },
      { response: 2, mean: 2, count: 1 },
    ],
  });
  assert.deepEqual((await store.counts('nobody')).scores, [
    { response: 1, mean: undefined, count: 0 },
    { response: 2, mean: undefined, count: 0 },
  ]);
  const ids = async (state: 'to-score' | 'draft' | 'to-generate' | 'submitted' | 'discarded') =>
    (await store.listTasks(me, { state })).map((t) => t.id);
  assert.deepEqual(await ids('to-score'), ['t4', 't5']);
  assert.deepEqual(await ids('draft'), ['t2']);
  assert.deepEqual(await ids('to-generate'), ['ungenerated']);
  assert.deepEqual(await ids('submitted'), ['t0', 't1']);
  assert.deepEqual(await ids('discarded'), ['t3']);
  const [first] = await store.listTasks(me, { state: 'submitted', limit: 1 });
  assert.deepEqual([first?.score1, first?.score2, first?.flag], [7, 2, 'odd']);
  assert.ok(first?.updatedAt);
  const [taken] = await store.listTasks(me, { state: 'to-score', offset: 1 });
  assert.deepEqual([taken?.id, taken?.score1, taken?.updatedAt], ['t5', undefined, undefined]);
});

test('pages of a list follow each other', async () => {
  const store = await openWithTasks(10);
  const pages = await Promise.all([0, 4, 8, 12].map((offset) => store.listTasks(me, { offset, limit: 4 })));
  assert.deepEqual(
    pages.map((page) => page.map((t) => t.position)),
    [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], []],
  );
  const behind = await store.listTasks(me, { after: 6, limit: 2 });
  assert.deepEqual(
    behind.map((t) => t.position),
    [7, 8],
  );
  assert.deepEqual(await store.listTasks(me, { after: 9 }), []);
});

test('a task that is not there is an error of its own', async () => {
  const store = await open();
  await assert.rejects(store.taskDetail('x', me), { code: 'task-missing', message: /"x"/ });
  await assert.rejects(store.putGeneration(generation('x', 1, '')), { code: 'task-missing' });
  await assert.rejects(store.act(act('x', 'draft')), { code: 'task-missing' });
});

test('a task of the wrong shape is refused and its whole batch left out', async () => {
  const store = await open();
  const wrong = { ...task('b'), instruction: 7 } as unknown as ReturnType<typeof task>;
  await assert.rejects(store.upsertTasks([task('a'), wrong], models), {
    code: 'internal',
    message: /instruction/,
  });
  assert.equal((await store.counts(me)).total, 0);
});
