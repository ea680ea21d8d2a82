import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '../../../../src/domain/run.ts';
import { taskPages } from '../../../../src/store/api/taskPages.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import type { TaskFilter, TaskQueue, TaskSort } from '../../../../src/domain/queue.ts';
import { act, generation, input, me, models, open, openWithTasks, run, task } from '../support.ts';
import { each } from '../../../each.ts';

async function ids(store: Store, filter: TaskFilter): Promise<string> {
  return (await store.listTasks(me, filter)).map(({ id }) => id.slice(1)).join(' ');
}

/** 0 submitted 7/1, 1 draft 3/-, 2 to be scored, 3 discarded 2/2 with a flag, 4 submitted 5/4 under g2, 5 taken back. */
async function judged(): Promise<Store> {
  const store = await openWithTasks(6);
  await store.act(act('t4', 'submitted', { score1: 5, score2: 4 }, { guidelinesVersion: 'g2' }));
  await store.act(act('t0', 'submitted', { score1: 7, score2: 1 }));
  await store.act(act('t1', 'draft', { score1: 3 }));
  await store.act(act('t3', 'discarded', { score1: 2, score2: 2, flag: 'unclear' }));
  await store.act(act('t5', 'submitted', { score1: 6, score2: 6, flag: 'f' }));
  await store.act(act('t5', 'pending'));
  return store;
}

test('states, scores, gaps, flags and guidelines narrow together', async () => {
  const store = await judged();
  const cases: [TaskQueue, string][] = [
    [{ states: ['submitted', 'draft'] }, '0 1 4'],
    [{ states: [] }, ''],
    [{ score: { max: 2 } }, '0 3'],
    [{ score: { min: 4, max: 5 } }, '4'],
    [{ score: { min: 3, max: 3 } }, '1'],
    [{ bothScores: { max: 4 } }, '3'],
    [{ bothScores: { min: 4 } }, '4'],
    [{ gap: { min: 1 } }, '0 4'],
    [{ gap: { max: 1 } }, '3 4'],
    [{ flagged: true }, '3'],
    [{ flagged: false }, '0 1 2 4 5'],
    [{ guidelines: { is: 'g2' } }, '4'],
    [{ guidelines: { not: 'g2' } }, '0 1 3'],
    [{ guidelines: { not: 'g2' }, states: ['submitted'] }, '0'],
    [{ state: 'submitted', gap: { min: 2 }, score: { min: 7 } }, '0'],
  ];
  for (const [queue, expected] of cases) {
    assert.equal(await ids(store, queue), expected, JSON.stringify(queue));
    assert.equal(await store.countTasks(me, queue), expected === '' ? 0 : expected.split(' ').length);
  }
  assert.equal(await store.countTasks('local:other', { score: { min: 0 } }), 0);
  await assert.rejects(store.listTasks(me, { sort: { by: 'rowid' as 'gap' } }), { code: 'internal' });
});

test('sorted by scores, gap and time, whatever has none last', async () => {
  const store = await judged();
  const rubric = { criteria: [{ id: 'c', title: 'C', max: 7 }] };
  await store.putGuidelines('g1', 'one', rubric);
  // The second version is first seen later, by a clock of milliseconds.
  for (const then = Date.now(); Date.now() === then;) await new Promise(setImmediate);
  await store.putGuidelines('g2', 'two', rubric);
  const cases: [TaskSort, string][] = [
    [{ by: 'position', descending: true }, '5 4 3 2 1 0'],
    [{ by: 'score1' }, '3 1 4 0 2 5'],
    [{ by: 'score1', descending: true }, '0 4 1 3 2 5'],
    [{ by: 'score2', descending: true }, '4 3 0 1 2 5'],
    [{ by: 'highest' }, '3 1 4 0 2 5'],
    [{ by: 'lowest' }, '0 3 1 4 2 5'],
    [{ by: 'gap', descending: true }, '0 4 3 1 2 5'],
    [{ by: 'state' }, '2 5 1 0 4 3'],
    [{ by: 'state', descending: true }, '3 0 4 1 2 5'],
    [{ by: 'flagged' }, '3 0 1 2 4 5'],
    [{ by: 'guidelines' }, '0 1 3 4 2 5'],
    [{ by: 'guidelines', descending: true }, '4 0 1 3 2 5'],
    [{ by: 'text', descending: true }, '5 4 3 2 1 0'],
  ];
  for (const [sort, expected] of cases) {
    assert.equal(await ids(store, { sort }), expected, JSON.stringify(sort));
    // By pages, and one after the other, it is the same.
    const paged: string[] = [];
    for await (const page of taskPages(store, me, { sort }, 2))
      paged.push(...page.map(({ id }) => id.slice(1)));
    assert.equal(paged.join(' '), expected);
    await follows(store, { sort, states: ['submitted', 'draft', 'discarded', 'to-score'] }, expected);
  }
  const updated = await store.listTasks(me, { sort: { by: 'updated' } });
  const times = updated.map(({ updatedAt }) => updatedAt ?? '~');
  assert.deepEqual(times, times.toSorted());
  assert.deepEqual(
    updated.slice(-2).map(({ id }) => id),
    ['t2', 't5'],
  );
});

/** "Next" goes through the queue as listed and begins again; "previous" the other way. */
async function follows(store: Store, queue: TaskQueue, expected: string): Promise<void> {
  const order = expected.split(' ').map((n) => `t${n}`);
  for (const [i, id] of order.entries()) {
    const next = order[(i + 1) % order.length];
    assert.equal(await store.nextTask(me, id, 'next', queue), next);
    assert.equal(await store.nextTask(me, next, 'previous', queue), id);
  }
}

test('"next" goes through a queue, by default what is open in it', async () => {
  const store = await judged();
  const byGap: TaskQueue = { sort: { by: 'gap', descending: true }, states: ['submitted', 'discarded'] };
  assert.equal(await store.nextTask(me, undefined, 'next', byGap), 't0');
  assert.equal(await store.nextTask(me, undefined, 'previous', byGap), 't3');
  assert.equal(await store.nextTask(me, 't2', 'next', byGap), 't0', 'from one that is not in it');
  assert.equal(await store.nextTask(me, 't1', 'next', { sort: { by: 'score1' } }), 't2');
  assert.equal(await store.nextTask(me, 't5', 'next', { sort: { by: 'score1' } }), 't1');
  assert.equal(await store.nextTask(me, 't0', 'next', { flagged: true }), undefined);
  assert.equal(await store.nextTask(me, 't3', 'next', { flagged: true, states: ['discarded'] }), 't3');
});

test('a place holds where an act changes what a queue is sorted by', async () => {
  const store = await judged();
  const queue: TaskQueue = { sort: { by: 'gap', descending: true }, states: ['submitted', 'discarded'] };
  const place = await store.place(me, 't0', queue.sort);
  assert.deepEqual(place, { position: 0, key: 6 });
  await store.act(act('t0', 'submitted', { score1: 1, score2: 1 }));
  assert.equal(await store.nextTask(me, 't0', 'next', queue), 't3', 'where it stands now');
  assert.equal(await store.nextTask(me, place, 'next', queue), 't4', 'where it stood');
  await assert.rejects(store.place(me, 'gone'), { code: 'task-missing' });
});

test('runs: the newest of each response and input, of the texts that are there', async () => {
  const store = await openWithTasks(5);
  let n = 0;
  const ran = (id: string, verdict: Verdict, more: Parameters<typeof run>[2] = {}): Promise<void> =>
    store.putRun(run(id, `r${n++}`, { verdict, ...more }));
  const one = { ...input({ code: 'f(1)' }), origin: 'annotator' as const };
  await ran('t0', 'crashed');
  await ran('t0', 'passed');
  await ran('t1', 'passed', { input: one });
  await ran('t1', 'differs', { input: one, response: 2 });
  await ran('t2', 'crashed', { response: 'correction' });
  await ran('t3', 'timed-out');
  assert.equal(await ids(store, { verdicts: ['passed'] }), '0 1');
  assert.equal(await ids(store, { verdicts: ['differs', 'timed-out'] }), '1 3');
  assert.equal(await ids(store, { verdicts: ['crashed'] }), '');
  assert.equal(await ids(store, { verdicts: ['not-run'] }), '2 4');
  assert.equal(await ids(store, { verdicts: ['not-run', 'passed'] }), '0 1 2 4');
  assert.equal(await ids(store, { sort: { by: 'runs' } }), '0 1 3 2 4');
  assert.equal(await ids(store, { sort: { by: 'runs', descending: true } }), '3 1 0 2 4');
  await store.putGeneration(generation('t1', 2, 'another'));
  assert.equal(await ids(store, { verdicts: ['differs'] }), '', 'that text is gone');
  assert.equal(await ids(store, { verdicts: ['passed'] }), '0 1');
  await store.putGeneration(generation('t3', 1, 'another'));
  assert.equal(await ids(store, { verdicts: ['not-run'] }), '2 3 4');
  await ran('t3', 'stopped');
  assert.equal(await ids(store, { verdicts: ['stopped'] }), '3');
});

test('columns of the context, with their values counted', async () => {
  const store = await open();
  const column = 'a "quoted".name[0]';
  await store.upsertTasks(
    [
      task('t0', { context: { [column]: 'x', level: 'easy' } }),
      task('t1', { context: { [column]: 'it\'s "y"' } }),
      task('t2'),
      task('t3', { context: { [column]: 'x' } }),
    ],
    models,
  );
  assert.equal(await ids(store, { context: [{ column, values: ['x'] }] }), '0 3');
  assert.equal(await ids(store, { context: [{ column, values: ['it\'s "y"'] }] }), '1');
  assert.equal(await ids(store, { context: [{ column: 'level', values: ['x'] }] }), '');
  assert.deepEqual(await store.contextValues(column, 10), [
    { value: 'x', count: 2 },
    { value: 'it\'s "y"', count: 1 },
  ]);
  assert.deepEqual(await store.contextValues(column, 1), [{ value: 'x', count: 2 }]);
  assert.deepEqual(await store.contextValues('none', 10), []);
  assert.deepEqual(await store.contextColumns(), [column, 'level']);
  assert.equal(await ids(store, { context: [{ column, values: ['x', 'it\'s "y"'] }] }), '0 1 3');
  const both = [
    { column, values: ['x'] },
    { column: 'level', values: ['easy', 'hard'] },
  ];
  assert.equal(await ids(store, { context: both }), '0');
});

test('tasks that were named, with what else is asked for; those that are gone are left out', async () => {
  const store = await openWithTasks(5);
  await store.act(act('t3', 'submitted', { score1: 1, score2: 2 }));
  const among = { title: 'some', ids: ['t3', 't1', 'gone', 't4'] };
  assert.equal(await ids(store, { among }), '1 3 4');
  assert.equal(await ids(store, { among, states: ['submitted'] }), '3');
  assert.equal(await ids(store, { among, text: 't4' }), '4');
  assert.equal(await ids(store, { among: { title: 'none', ids: [] } }), '');
  const { total, byState } = await store.queueCounts(me, { among });
  assert.deepEqual([total, byState.submitted, byState['to-score']], [3, 1, 2]);
  assert.equal(await store.nextTask(me, 't1', 'next', { among, states: ['submitted', 'to-score'] }), 't3');
});

test('sorted by a column: numbers by their size, then words, whatever has none last', async () => {
  const store = await open();
  const values = ['10', 'b', '9', undefined, '9.5', 'a', '1.2.3'];
  await store.upsertTasks(
    values.map((n, i) => task(`t${i}`, n === undefined ? {} : { context: { n } })),
    models,
  );
  const by = (descending: boolean): TaskSort => ({ by: 'context', column: 'n', descending });
  assert.equal(await ids(store, { sort: by(false) }), '6 2 4 0 5 1 3');
  assert.equal(await ids(store, { sort: by(true) }), '1 5 0 4 2 6 3');
  const all = { states: ['to-generate'] satisfies TaskQueue['states'] };
  await follows(store, { ...all, sort: by(false) }, '6 2 4 0 5 1 3');
  await follows(store, { ...all, sort: by(true) }, '1 5 0 4 2 6 3');
});

test('what a queue holds, and the place of a task in it', async () => {
  const store = await judged();
  const queue: TaskQueue = { sort: { by: 'gap', descending: true }, score: { min: 2 } };
  assert.equal(await ids(store, queue), '0 4 3 1');
  const counts = await store.queueCounts(me, queue);
  assert.deepEqual(
    [counts.total, counts.byState.submitted, counts.byState.draft, counts.byState.discarded, counts.place],
    [4, 2, 1, 1, undefined],
  );
  for (const [i, id] of ['t0', 't4', 't3', 't1'].entries())
    assert.deepEqual((await store.queueCounts(me, queue, await store.place(me, id, queue.sort))).place, {
      before: i,
      here: true,
    });
  const other = await store.queueCounts(me, queue, await store.place(me, 't2', queue.sort));
  assert.deepEqual(other.place, { before: 4, here: false });
  assert.deepEqual((await store.queueCounts(me, {}, { position: 3 })).place, { before: 3, here: true });
  assert.equal((await store.queueCounts(me, { text: 'nowhere' })).total, 0);
});

test('a sample is the same for a seed on every machine, whatever was judged or loaded in which order', async () => {
  const [store, other] = [await openWithTasks(200), await open()];
  const reversed = Array.from({ length: 200 }, (_, i) => task(`t${199 - i}`));
  await other.upsertTasks(reversed, models);
  const drawn = async (from: Store, seed: string, n = 20): Promise<Set<string>> =>
    new Set((await from.listTasks(me, { sample: { n, seed } })).map(({ id }) => id));
  const first = await drawn(store, 'one');
  assert.equal(first.size, 20);
  assert.deepEqual(await drawn(other, 'one'), first);
  const random = async (from: Store): Promise<string> =>
    ids(from, { sort: { by: 'random', seed: 'one' }, limit: 10 });
  assert.equal(await random(other), await random(store));
  assert.equal(await random(store), '49 163 190 99 124 6 104 142 128 93', 'and will be in later versions');
  assert.notDeepEqual(await drawn(store, 'two'), first);
  const larger = await drawn(store, 'one', 40);
  assert.ok(
    each(first).every((id) => larger.has(id)),
    'a larger one holds the smaller',
  );
  const [some = ''] = first;
  await store.act(act(some, 'submitted', { score1: 1, score2: 1 }));
  assert.deepEqual(await drawn(store, 'one'), first);
  const queue: TaskQueue = { sample: { n: 20, seed: 'one' } };
  assert.equal(await store.countTasks(me, { ...queue, state: 'to-score' }), 19);
  const next = await store.nextTask(me, some, 'next', { ...queue, sort: { by: 'random', seed: 'x' } });
  assert.ok(next !== some && first.has(next ?? ''));
});

test('lots favour nobody', async () => {
  const store = await open();
  await store.upsertTasks(
    Array.from({ length: 1000 }, (_, i) => task(`HumanEval/${i}`)),
    models,
  );
  const drawn = new Map<string, number>();
  for (let seed = 0; seed < 100; seed++)
    for (const { id } of await store.listTasks(me, { sample: { n: 100, seed: String(seed) } }))
      drawn.set(id, (drawn.get(id) ?? 0) + 1);
  // Each is drawn 10 times on average, with a deviation of 3.
  assert.ok(drawn.size > 990, `${drawn.size} of 1000 were drawn`);
  assert.ok(Math.max(...drawn.values()) < 25);
});

test('a sample of what is searched for', async () => {
  const store = await open();
  await store.upsertTasks(
    Array.from({ length: 50 }, (_, i) =>
      task(`t${i}`, { instruction: i % 2 ? 'odd' : 'even', context: { third: String(i % 3) } }),
    ),
    models,
  );
  const queue: TaskQueue = {
    text: 'odd',
    context: [{ column: 'third', values: ['0'] }],
    sample: { n: 5, seed: '' },
  };
  const found = await store.listTasks(me, queue);
  assert.equal(found.length, 5);
  assert.ok(found.every(({ position }) => position % 2 === 1 && position % 3 === 0));
});

test('hits come with what stands around them', async () => {
  const store = await open();
  await store.upsertTasks(
    [
      task('t0', { instruction: 'Sort a naïve list' }),
      task('t1', { instruction: 'Other', generations: ['none', 'x '.repeat(200) + 'the list of y'] }),
      task('list/2', { instruction: 'Other' }),
    ],
    models,
  );
  const hits = (await store.listTasks(me, { text: 'lis', snippets: true })).map(({ hit }) => hit);
  assert.deepEqual(
    hits.map((hit) => [
      hit?.in,
      hit?.snippet.marks.map(({ start, end }) => hit.snippet.text.slice(start, end)),
    ]),
    [
      ['instruction', ['list']],
      ['response2', ['list']],
      ['id', ['list']],
    ],
  );
  assert.equal(hits[0]?.snippet.text, 'Sort a naïve list');
  assert.match(hits[1]?.snippet.text ?? '', /^…x x .*the list of y$/);
  assert.equal((await store.listTasks(me, { text: 'lis' }))[0]?.hit, undefined);
});

test('languages, as the tasks name them', async () => {
  const store = await open();
  const named = ['python', 'go', undefined, 'python'];
  await store.upsertTasks(
    named.map((language, i) => task(`t${i}`, { ...(language !== undefined && { language }) })),
    models,
  );
  assert.deepEqual(await store.languages(), [
    { value: 'python', count: 2 },
    { value: 'go', count: 1 },
  ]);
  assert.equal(await ids(store, { languages: ['go'] }), '1');
  assert.equal(await ids(store, { languages: ['go', 'python'] }), '0 1 3');
  assert.equal(await ids(store, { languages: ['Go'] }), '');
  const sampled = await ids(store, { languages: ['python'], sample: { n: 3, seed: '1' } });
  assert.equal(sampled, '0 3', 'the lot is drawn from these');
});
