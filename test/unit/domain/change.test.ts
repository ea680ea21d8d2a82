import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredAnnotation } from '../../../src/domain/annotationHistory.ts';
import {
  concerns,
  mergeChanges,
  touches,
  type TaskAspect,
  type TaskChange,
} from '../../../src/domain/change.ts';

const of = (ids: string[] | 'all', ...what: TaskAspect[]): TaskChange => ({
  ids: ids === 'all' ? ids : new Set(ids),
  what: new Set(what),
});
const answer = (taskId: string) => ({ taskId, revision: 1 }) as StoredAnnotation;

test('two changes are one of all tasks and aspects of both', () => {
  const both = mergeChanges(of(['a'], 'run'), of(['b', 'a'], 'answer'));
  assert.deepEqual(both, of(['a', 'b'], 'run', 'answer'));
  assert.equal(mergeChanges(of('all', 'run'), of(['b'], 'run')).ids, 'all');
  assert.equal(mergeChanges(of(['b'], 'run'), of('all', 'run')).ids, 'all');
  const only = of(['a'], 'run');
  assert.equal(mergeChanges(undefined, only), only);
});

test('answers are known only where both changes tell them', () => {
  const a = { ...of(['a'], 'answer'), answers: [answer('a')] };
  const b = { ...of(['b'], 'answer'), answers: [answer('b')] };
  assert.deepEqual(mergeChanges(a, b).answers, [answer('a'), answer('b')]);
  for (const half of [mergeChanges(a, of(['b'], 'answer')), mergeChanges(of(['b'], 'answer'), a)])
    assert.ok(!('answers' in half), 'one of them has to be read');
});

test('a change touches its tasks, in its ways', () => {
  const change = of(['a'], 'run', 'input');
  assert.deepEqual(
    [touches(change, 'a'), touches(change, 'a', 'input', 'task'), touches(change, 'a', 'task')],
    [true, true, false],
  );
  assert.deepEqual([touches(change, 'b'), touches(undefined, 'a')], [false, false]);
  assert.ok(touches(of('all', 'task'), 'any'));
  assert.deepEqual(
    [concerns(change, 'run'), concerns(change, 'answer'), concerns(undefined)],
    [true, false, false],
  );
});
