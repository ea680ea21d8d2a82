import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerView } from '../../../../src/protocol/reviewViews.ts';
import type { ReviewState } from '../../../../src/protocol/reviewState.ts';
import { changesMore } from '../../../../src/ui/answers/draftEffects.ts';
import { state } from '../../../page/support/states.ts';

const whole = { documentation: 1, example: 1, correctness: 1 };
const answer = (change: Partial<AnswerView> = {}): AnswerView => ({ ...state().answer, ...change });
const changes = (
  told: Partial<ReviewState>,
  written: Partial<AnswerView>,
  suggested = false,
  counted = false,
): boolean =>
  changesMore({ state: { ...state({ status: 'draft' }), ...told }, suggested }, answer(written), counted);

test('points, comments and a first draft change nothing but the answer', () => {
  assert.ok(!changes({}, { points: { A: whole, B: whole }, comments: 'x' }));
  assert.ok(!changes({ status: 'none' }, { comments: 'x' }));
});

test('what others follow from is told: a judgement taken back, another version, a correction, suggestions', () => {
  for (const status of ['submitted', 'discarded'] as const) assert.ok(changes({ status }, {}));
  assert.ok(changes({ status: 'none' }, {}, false, true));
  assert.ok(!changes({}, {}, false, true));
  assert.ok(changes({ older: { version: 'v1', scores: {} } }, {}));
  assert.ok(changes({}, { correction: 'x' }));
  const corrected = { answer: answer({ correction: 'x' }) };
  assert.ok(!changes(corrected, { correction: 'x y' }));
  assert.ok(changes({ ...corrected, correctionRuns: [] }, { correction: 'x y' }));
  const scored = { points: { A: whole, B: whole } };
  assert.ok(changes({}, scored, true));
  assert.ok(!changes({ answer: answer(scored) }, { ...scored, comments: 'x' }, true));
  assert.ok(changes({ answer: answer(scored) }, {}, true));
});
