import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tied, type Model } from '../../../webview/review/state/model.ts';

function modelOf(answer: Pick<AnswerView, 'points' | 'scores'>): Model {
  const criteria = [{ id: 'style' }, { id: 'works' }];
  return { answer, state: { rubric: { criteria } } } as unknown as Model;
}

test('B gets the points of A', () => {
  const points = { A: { style: 1 }, B: { style: 2, works: 3 } };
  const both = tied(modelOf({ points, scores: { B: 5 } }));
  assert.deepEqual(both, { points: { A: { style: 1 }, B: { style: 1 } }, scores: {} });
  assert.notEqual(both?.points.A, both?.points.B, 'each side has points of its own');
});

test('A gets those of B where it has none', () => {
  const both = tied(modelOf({ points: { A: {}, B: { works: 2 } }, scores: {} }));
  assert.deepEqual(both?.points, { A: { works: 2 }, B: { works: 2 } });
});

test('a score alone is copied as one', () => {
  assert.deepEqual(tied(modelOf({ points: { A: {}, B: {} }, scores: { A: 4 } })), {
    points: { A: {}, B: {} },
    scores: { A: 4, B: 4 },
  });
});

test('nothing is copied where neither has any', () => {
  assert.equal(tied(modelOf({ points: { A: {}, B: {} }, scores: {} })), undefined);
});
