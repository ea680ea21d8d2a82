import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTask } from '../../../src/annotation/queue.ts';
import type { TaskState } from '../../../src/annotation/types.ts';

const queue = (...states: TaskState[]) => states.map((state, i) => ({ id: `t${i}`, state }));

test('the next open task after the given one, wrapping round', () => {
  const tasks = queue('to-score', 'submitted', 'draft', 'failed', 'discarded', 'to-generate');
  assert.equal(nextTask(tasks, 't0')?.id, 't2');
  assert.equal(nextTask(tasks, 't1')?.id, 't2');
  assert.equal(nextTask(tasks, 't2')?.id, 't0');
  assert.equal(nextTask(tasks, 't5')?.id, 't0');
  assert.equal(nextTask(tasks, 't2', 'previous')?.id, 't0');
  assert.equal(nextTask(tasks, 't1', 'previous')?.id, 't0');
  assert.equal(nextTask(tasks, 't0', 'previous')?.id, 't2');
});

test('without a given task, or with one that is not there, from the end it goes from', () => {
  const tasks = queue('submitted', 'to-score', 'to-score');
  assert.equal(nextTask(tasks, undefined)?.id, 't1');
  assert.equal(nextTask(tasks, 'gone', 'previous')?.id, 't2');
  const open = queue('to-score', 'to-score');
  assert.equal(nextTask(open, undefined)?.id, 't0');
  assert.equal(nextTask(open, undefined, 'previous')?.id, 't1');
});

test('the given task only when nothing else is open; nothing when all are done', () => {
  assert.equal(nextTask(queue('submitted', 'draft'), 't1')?.id, 't1');
  assert.equal(nextTask(queue('submitted', 'discarded'), 't1'), undefined);
  assert.equal(nextTask([], 't1'), undefined);
});
