import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit, TaskSummary } from '../../../../src/domain/queue.ts';
import { hitPlace, shownScores, taskLabel } from '../../../../src/ui/queue/taskLabels.ts';

const task = (change: Partial<TaskSummary> = {}): TaskSummary => ({
  id: 't1',
  position: 0,
  instruction: 'Write `merge_intervals(list)`.',
  state: 'to-score',
  runs: 0,
  ...change,
});
const hit = (text: string, found: string, where: Hit['in'] = 'instruction'): Hit => {
  const start = text.indexOf(found);
  return { in: where, snippet: { text, marks: [{ start, end: start + found.length }] } };
};

test('scores stand at the side where the annotator saw them', () => {
  const scores = { score1: 5, score2: 3 };
  assert.equal(shownScores(task({ ...scores, shownOrder: [1, 2] })), 'A 5 · B 3');
  assert.equal(shownScores(task({ ...scores, shownOrder: [2, 1] })), 'A 3 · B 5');
  assert.equal(shownScores(task({ score2: 0, shownOrder: [2, 1] })), 'A 0 · B –');
  assert.equal(shownScores(task({ shownOrder: [2, 1] })), '');
});

test('where text was found is told by side, and by none while the order is not drawn', () => {
  const place = (where: Hit['in'], shownOrder?: TaskSummary['shownOrder']): string =>
    hitPlace(hit('x', 'x', where), { shownOrder });
  assert.equal(place('response1', [1, 2]), 'in Response A');
  assert.equal(place('response1', [2, 1]), 'in Response B');
  assert.equal(place('response2', [2, 1]), 'in Response A');
  assert.equal(place('response2'), 'in a response');
  assert.deepEqual([place('id'), place('instruction')], ['in the id', '']);
});

test('a label is the title, and behind it what was found, highlighted', () => {
  assert.deepEqual(taskLabel(task()), { label: 'merge_intervals', highlights: [] });
  const text = 'some words that stand before the needle in the hay';
  const { label, highlights } = taskLabel(task({ hit: hit(text, 'needle') }));
  assert.ok(label.startsWith('merge_intervals: …'), label);
  assert.deepEqual(
    highlights.map(([start, end]) => label.slice(start, end)),
    ['needle'],
  );
  const near = taskLabel(task({ hit: hit('the needle', 'needle') }));
  assert.equal(near.label, 'merge_intervals: the needle');
});

test('characters that act are gone from labels, and marks stay in their place', () => {
  const { label, highlights } = taskLabel(task({ hit: hit('a\u202eb needle', 'needle') }));
  assert.doesNotMatch(label, /\u202e/);
  assert.deepEqual(
    highlights.map(([start, end]) => label.slice(start, end)),
    ['needle'],
  );
});
