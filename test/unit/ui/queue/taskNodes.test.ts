import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TaskState } from '../../../../src/domain/annotation.ts';
import type { StoredAnnotation } from '../../../../src/domain/annotationHistory.ts';
import type { TaskSummary } from '../../../../src/domain/queue.ts';
import { each } from '../../../each.ts';
import { TaskNodes, wholeList, type ListName } from '../../../../src/ui/queue/taskNodes.ts';

const none = {
  'to-generate': 0,
  failed: 0,
  'to-score': 0,
  draft: 0,
  submitted: 0,
  discarded: 0,
  withdrawn: 0,
};
const task = (id: string, change: Partial<TaskSummary> = {}): TaskSummary => ({
  id,
  position: 0,
  instruction: id,
  state: 'to-score',
  runs: 0,
  ...change,
});
const states = (nodes: { state: TaskState }[]): TaskState[] => nodes.map(({ state }) => state);
const to = (...tasks: (TaskSummary | [string, undefined])[]) =>
  new Map(tasks.map((one) => (Array.isArray(one) ? one : ([one.id, one] as const))));

test('groups are drawn from the root only when one comes or goes', () => {
  const nodes = new TaskNodes();
  assert.deepEqual(nodes.count({ ...none, 'to-score': 2 }), { root: true, changed: [] });
  assert.deepEqual(nodes.count({ ...none, 'to-score': 2 }), { root: false, changed: [] });
  const first = nodes.group('to-score');
  const next = nodes.count({ ...none, 'to-score': 1, draft: 1 });
  assert.deepEqual([next.root, states(next.changed)], [true, ['to-score']]);
  assert.equal(nodes.group('to-score'), first, 'the same node');
  assert.deepEqual(nodes.count(none), { root: true, changed: [] });
  assert.deepEqual(nodes.groups(false), []);
  assert.equal(nodes.count(none).root, false, 'nothing is left as before');
});

test('an empty group goes, but the one that models are emptying', () => {
  const nodes = new TaskNodes();
  nodes.count({ ...none, 'to-score': 1, draft: 1 });
  const { root, changed } = nodes.count({ ...none, 'to-score': 2 });
  assert.deepEqual([root, states(changed)], [true, ['to-score']]);
  assert.deepEqual(states(nodes.groups(false)), ['to-score']);
  nodes.count({ ...none, 'to-score': 2, 'to-generate': 1 });
  const generated = nodes.count({ ...none, 'to-score': 3 });
  assert.deepEqual([generated.root, states(generated.changed)], [false, ['to-score', 'to-generate']]);
  assert.deepEqual(states(nodes.groups(true)), ['to-generate', 'to-score']);
});

test('where models are asked, what will be scored has its group already', () => {
  const nodes = new TaskNodes();
  nodes.count({ ...none, 'to-generate': 3 });
  assert.deepEqual(states(nodes.groups(false)), ['to-score', 'to-generate']);
});

test('a list is read once, again when it expired, and its nodes keep their identity', () => {
  const nodes = new TaskNodes();
  assert.equal(nodes.listed('to-score'), undefined);
  const [a, b, more] = nodes.read('to-score', [task('a'), task('b'), task('c')], 2);
  assert.deepEqual([a, b, more], nodes.listed('to-score'));
  assert.deepEqual(more, { kind: 'more', state: 'to-score' });
  nodes.expire('to-score');
  assert.equal(nodes.listed('to-score'), undefined);
  const again = nodes.read('to-score', [task('b', { runs: 1 }), task('c'), task('d')], 2);
  assert.equal(again[0], b, 'the same node, with what it is now');
  assert.equal(nodes.task('b')?.task.runs, 1);
  assert.equal(again[2], more, 'the same node for more');
  assert.equal(nodes.task('a'), undefined, 'not listed any more');
  assert.equal(nodes.read('to-score', [task('b')], 2).length, 1, 'nothing more');
});

test('a task that went to another list keeps its node there', () => {
  const nodes = new TaskNodes();
  const [a] = nodes.read('to-score', [task('a')], 9);
  nodes.read('draft', [task('a', { state: 'draft' })], 9);
  nodes.read('to-score', [], 9);
  assert.equal(nodes.task('a'), a);
  nodes.read('draft', [], 9);
  assert.equal(nodes.task('a'), undefined);
});

test('only tasks that differ are drawn again, and one that moves is put in its place', () => {
  const nodes = new TaskNodes();
  nodes.read('to-score', [task('a'), task('b')], 9);
  nodes.read('draft', [], 9);
  const same = nodes.update(to(task('a'), task('b', { runs: 1 })), true);
  assert.deepEqual(
    [same.changed.map((node) => node.task.id), [...same.lists]],
    [['b'], []],
    'a is as it was',
  );
  assert.equal(nodes.listed('to-score')?.length, 2);
  const moved = nodes.update(to(task('a', { state: 'draft' })), true);
  assert.deepEqual([moved.changed, [...moved.lists]], [[], ['to-score', 'draft']]);
  const shown = (name: ListName): unknown[] | undefined =>
    nodes.listed(name)?.map((node) => (node.kind === 'task' ? node.task.id : node.kind));
  assert.deepEqual([shown('to-score'), shown('draft')], [['b'], ['a']]);
  // A list that is not known stays so; of a group that is not there all is known.
  nodes.count({ ...none, 'to-score': 1, draft: 1, discarded: 3 });
  nodes.update(to(task('b', { state: 'discarded' })), true);
  assert.deepEqual([shown('to-score'), shown('discarded')], [[], undefined]);
  nodes.update(to(task('a', { state: 'submitted' })), true);
  assert.deepEqual([shown('draft'), shown('submitted')], [[], ['a']]);
});

test('a task comes where it stands by its key or position; what lies behind the shown ones does not', () => {
  const at = (id: string, position: number, key?: string | number): TaskSummary =>
    task(id, { position, key });
  for (const [descending, listed, moved, then] of each<[boolean, TaskSummary[], TaskSummary, string]>([
    [false, [at('a', 1), at('c', 3)], at('b', 2), 'a b c'],
    [true, [at('c', 3), at('a', 1)], at('b', 2), 'c b a'],
    [false, [at('a', 1, 1), at('c', 3, 9)], at('b', 2, 9), 'a b c'],
    [true, [at('c', 3, 9), at('a', 1, 1)], at('d', 4, 9), 'c d a'],
    [true, [at('a', 1, 3), at('b', 2, -Infinity)], at('c', 3, 2), 'a c b'],
    [false, [at('a', 1, 3), at('b', 2, '\u{10ffff}')], at('c', 3, 4), 'a c b'],
    [false, [at('a', 1, 'one'), at('b', 2, '\u{10ffff}')], at('c', 3, 'two'), 'a c b'],
  ])) {
    const nodes = new TaskNodes();
    nodes.read(wholeList, [...listed], 9);
    nodes.update(to(moved), false, { descending });
    const ids = nodes.listed(wholeList)?.map((node) => (node.kind === 'task' ? node.task.id : ''));
    assert.equal(ids?.join(' '), then);
  }
  const full = new TaskNodes();
  full.read(wholeList, [at('a', 1), at('c', 3)], 2);
  full.update(to(at('b', 2)), false, { limit: () => 2 });
  assert.deepEqual(
    full.listed(wholeList)?.map((node) => (node.kind === 'task' ? node.task.id : node.kind)),
    ['a', 'b', 'more'],
  );
  const cut = new TaskNodes();
  cut.read(wholeList, [at('a', 1), at('c', 3), at('e', 5)], 2);
  cut.update(to(at('d', 4)), false);
  assert.equal(cut.listed(wholeList)?.length, 3, 'and "Show more"');
  cut.update(to(['a', undefined]), false);
  assert.equal(cut.listed(wholeList)?.length, 2);
  cut.update(to(['c', undefined]), false);
  assert.equal(cut.listed(wholeList), undefined, 'little is left of it: it is read again');
});

test('texts are in the order that SQLite has them in, by their UTF-8', () => {
  const texts = [
    'z',
    'é',
    '\ud7ff',
    '\ue000 own',
    '\ufb01 ligature',
    'Ａ wide',
    '\ufffd',
    '𝒳 script',
    '😀',
    '\u{10ffff}',
  ];
  const sqlite = new DatabaseSync(':memory:');
  const rows = sqlite
    .prepare('SELECT value FROM json_each(?) ORDER BY value')
    .all(JSON.stringify(texts.toReversed()));
  sqlite.close();
  const sorted = rows.map(({ value }) => String(value));
  assert.deepEqual(sorted, texts);
  assert.notDeepEqual(texts.toSorted(), texts, 'UTF-16 has them in another order');
  for (const descending of each([false, true])) {
    const nodes = new TaskNodes();
    nodes.read(wholeList, [], texts.length);
    for (const [i, key] of texts.entries())
      nodes.update(to(task(key, { key, position: texts.length - i })), false, { descending });
    const shown = nodes.listed(wholeList)?.map((node) => (node.kind === 'task' ? node.task.id : ''));
    assert.deepEqual(shown, descending ? sorted.toReversed() : sorted);
  }
});

test('in one list, another state changes a task in its place; another key, or leaving the queue, the list', () => {
  const nodes = new TaskNodes();
  nodes.read(wholeList, [task('a', { key: 1 }), task('b', { key: 2 })], 9);
  const state = nodes.update(to(task('a', { key: 1, state: 'submitted' })), false);
  assert.deepEqual([state.changed.length, state.lists.size], [1, 0]);
  assert.deepEqual([...nodes.update(to(task('a', { key: 3 })), false).lists], [wholeList]);
  nodes.read(wholeList, [task('b', { key: 2 }), task('a', { key: 3 })], 9);
  assert.deepEqual([...nodes.update(to(['b', undefined]), false).lists], [wholeList]);
  assert.deepEqual([...nodes.update(to(['unknown', undefined]), false).lists], []);
});

test('an answer that was just stored tells what a listed task is now', () => {
  const nodes = new TaskNodes();
  nodes.read('to-score', [task('a', { skipped: 'later' })], 9);
  const annotation = { taskId: 'a', status: 'submitted', score1: 3, score2: 4, skipped: 'x' };
  const now = nodes.answered({ ...annotation, shownOrder: [2, 1], updatedAt: 'now' } as StoredAnnotation);
  assert.deepEqual([now?.state, now?.score1, now?.score2, now?.skipped], ['submitted', 3, 4, undefined]);
  assert.equal(nodes.answered({ taskId: 'z' } as StoredAnnotation), undefined);
});

test('tasks of one title are told apart, also those that were drawn before the other was known', () => {
  const nodes = new TaskNodes();
  const adds = (id: string, change: Partial<TaskSummary> = {}): TaskSummary =>
    task(id, { instruction: 'Write `add_two(a)`.', ...change });
  nodes.count({ ...none, 'to-score': 2, draft: 1 });
  nodes.read('to-score', [adds('t1'), task('other')], 10);
  assert.deepEqual([nodes.hasNamesake(adds('t1')), nodes.newlyNamed()], [false, []]);
  nodes.read('draft', [adds('t2', { state: 'draft' })], 10);
  assert.deepEqual(
    nodes.newlyNamed().map((node) => node.task.id),
    ['t1', 't2'],
  );
  assert.deepEqual(nodes.newlyNamed(), [], 'once');
  assert.deepEqual([nodes.hasNamesake(adds('t2')), nodes.hasNamesake(task('other'))], [true, false]);
  // One that goes leaves the other as it was: a row does not change for what is done to another.
  nodes.update(to(['t2', undefined]), true);
  assert.ok(nodes.hasNamesake(adds('t1')));
  nodes.clear();
  assert.ok(!nodes.hasNamesake(adds('t1')));
});

test('in groups, too, tasks stand in the order of their keys: one that is answered takes its own with it', () => {
  const nodes = new TaskNodes();
  nodes.count({ ...none, 'to-score': 2, submitted: 2 });
  nodes.read('to-score', [task('a', { key: 3, position: 9 }), task('b', { key: 7, position: 1 })], 9);
  nodes.read(
    'submitted',
    [task('c', { key: 2, state: 'submitted' }), task('d', { key: 5, state: 'submitted' })],
    9,
  );
  const answer = { taskId: 'a', status: 'submitted', shownOrder: [1, 2] } as unknown as StoredAnnotation;
  const answered = nodes.answered(answer);
  assert.equal(answered?.key, 3);
  assert.ok(answered);
  const { lists } = nodes.update(to(answered), true);
  assert.deepEqual([...lists].sort(), ['submitted', 'to-score']);
  const ids = (name: ListName) =>
    nodes.listed(name)?.map((node) => (node.kind === 'task' ? node.task.id : node.kind));
  assert.deepEqual([ids('to-score'), ids('submitted')], [['b'], ['c', 'a', 'd']]);
});
