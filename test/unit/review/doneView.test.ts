import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pace } from '../../../src/domain/annotationHistory.ts';
import { doneView } from '../../../src/review/doneView.ts';
import { duration, paceLines } from '../../../src/review/paceText.ts';

const pace: Pace = { today: 3, judged: 10, left: 4, medianMs: 60_000, leftMs: 240_000 };
const argilla = { url: 'http://localhost:6900', workspace: 'argilla', dataset: 'd', minSubmitted: 1 };
const none = {
  'to-generate': 0,
  failed: 0,
  'to-score': 0,
  draft: 0,
  submitted: 10,
  discarded: 0,
  withdrawn: 0,
};
const counts = { byState: none, unsent: 0, blocked: 0, held: 0 };
const is = { queue: undefined, connected: false, canGenerate: true, times: true };
const ways = (...of: Parameters<typeof doneView>): string[] => doneView(...of).ways.map(({ way }) => way);

test('all is judged: what was done, and where to go', () => {
  const { title, lines } = doneView({ name: 'p' }, counts, pace, is);
  assert.equal(title, 'All tasks of p are judged');
  assert.deepEqual(lines, [
    'Judged today: 3, in all: 10',
    'Usual time for a task: 60 s',
    'Submitted: 10, discarded: 0',
  ]);
  assert.deepEqual(ways({ name: 'p' }, counts, pace, is), ['export', 'queue', 'back']);
});

test('the end of a queue leads on to what is open outside it', () => {
  const open = { ...counts, byState: { ...none, 'to-score': 2, draft: 1 } };
  const inQueue = { ...is, queue: 'drafts' };
  const { title, lines } = doneView({ name: 'p' }, open, pace, inQueue);
  assert.equal(title, 'This queue is done: drafts');
  assert.ok(lines.includes('Still to be scored outside this queue: 3'));
  assert.equal(ways({ name: 'p' }, open, pace, inQueue)[0], 'allTasks');
  assert.equal(doneView({ name: 'p' }, open, pace, is).title, 'Left to score: 3');
  assert.equal(ways({ name: 'p' }, open, pace, is)[0], 'nextTask');
});

test('what is missing is generated only where models can be asked', () => {
  const waiting = { ...counts, byState: { ...none, failed: 1, 'to-generate': 2 } };
  const { title, lines } = doneView({ name: 'p' }, waiting, pace, is);
  assert.equal(title, 'Nothing is left to score in p');
  assert.ok(lines.includes('Still without responses: 3'));
  assert.equal(ways({ name: 'p' }, waiting, pace, is)[0], 'generateAll');
  assert.equal(ways({ name: 'p' }, waiting, pace, { ...is, canGenerate: false })[0], 'export');
});

test('answers are pushed where Argilla is known, which is connected to first', () => {
  const unsent = { byState: { ...none, discarded: 1 }, unsent: 3, blocked: 2, held: 1 };
  const { lines } = doneView({ name: 'p', argilla }, unsent, pace, is);
  assert.deepEqual(lines.slice(-3), [
    'Answers not yet sent to Argilla: 3',
    'Of these, waiting for your decision (Push to Argilla): 2',
    'Of these, held back while they are drafts again: 1',
  ]);
  assert.deepEqual(ways({ name: 'p', argilla }, unsent, pace, is), [
    'connect',
    'export',
    'discarded',
    'queue',
    'back',
  ]);
  assert.equal(ways({ name: 'p', argilla }, unsent, pace, { ...is, connected: true })[0], 'push');
  assert.ok(!doneView({ name: 'p' }, unsent, pace, is).lines.some((line) => line.includes('not yet sent')));
});

test('times are told where they are wanted and known', () => {
  assert.deepEqual(paceLines(pace, true), [
    'Judged today: 3, in all: 10',
    'Usual time for a task: 60 s',
    'About 4 min for the 4 that are left',
  ]);
  assert.equal(paceLines(pace, false).length, 1);
  assert.equal(paceLines({ ...pace, medianMs: undefined }, true).length, 1);
  assert.equal(paceLines({ ...pace, left: 0 }, true).length, 2);
});

test('a duration is as exact as it is of use', () => {
  const words = [0, 400, 1_499, 89_400, 90_000, 5_369_000, 5_370_000, 7_200_000, 9_060_000].map(duration);
  assert.deepEqual(words, [
    '1 s',
    '1 s',
    '1 s',
    '89 s',
    '2 min',
    '89 min',
    '1 h 30 min',
    '2 h 0 min',
    '2 h 31 min',
  ]);
});
