import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitingInputs, type Verdict } from '../../../src/domain/run.ts';

const ran = (...runs: [id: string | undefined, verdict: Verdict][]) =>
  runs.map(([inputId, verdict]) => ({ ...(inputId !== undefined && { inputId }), verdict }));
const ids = ['a', 'b', 'c', 'd'];

test('after two inputs that ran out of time those that were not run wait', () => {
  const slow = ran([undefined, 'passed'], ['a', 'timed-out'], ['b', 'timed-out']);
  assert.deepEqual(waitingInputs(ids, slow), { timedOut: 2, waiting: ['c', 'd'] });
  assert.deepEqual(waitingInputs(ids, [...slow, ...ran(['c', 'stopped'])]).waiting, ['c', 'd']);
  assert.deepEqual(waitingInputs(ids, [...slow, ...ran(['c', 'passed'])]).waiting, ['d']);
  assert.deepEqual(waitingInputs(['a', 'b'], slow).waiting, []);
});

test('one that ran out of time, the program as it is, and what passed since keep nothing waiting', () => {
  assert.deepEqual(waitingInputs(ids, []), { timedOut: 0, waiting: [] });
  assert.deepEqual(waitingInputs(ids, ran([undefined, 'timed-out'], ['a', 'timed-out'])).waiting, []);
  const better = ran(['a', 'timed-out'], ['b', 'timed-out'], ['a', 'passed']);
  assert.deepEqual(waitingInputs(ids, better), { timedOut: 1, waiting: [] });
  assert.deepEqual(waitingInputs(['c', 'd'], ran(['a', 'timed-out'], ['b', 'timed-out'])).waiting, []);
});
