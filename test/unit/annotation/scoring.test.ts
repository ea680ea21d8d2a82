import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCriteria, sumOf, wantsCorrection } from '../../../src/annotation/scoring.ts';

const criteria = [{ id: 'a' }, { id: 'b' }];

test('criteria are open until they have points, or a score stands alone', () => {
  assert.deepEqual(openCriteria(criteria, {}), criteria);
  assert.deepEqual(openCriteria(criteria, { points: { a: 0 } }), [{ id: 'b' }]);
  assert.deepEqual(openCriteria(criteria, { points: {}, score: 3 }), []);
});

test('a sum is that of the points so far, the score that stands alone, or nothing', () => {
  assert.equal(sumOf(criteria, {}), undefined);
  assert.equal(sumOf(criteria, { points: { b: 2 } }), 2);
  assert.equal(sumOf(criteria, { points: { a: 1, b: 2, gone: 4 }, score: 9 }), 3);
  assert.equal(sumOf(criteria, { score: 3 }), 3);
});

test('a correction is wanted when both scores are complete and low', () => {
  const wanted = (limit: number | undefined, score1?: number, score2?: number): boolean =>
    wantsCorrection({ criteria, correctAtOrBelow: limit }, [{ score: score1 }, { score: score2 }]);
  assert.equal(wanted(4, 4, 0), true);
  assert.equal(wanted(4, 4, 5), false);
  assert.equal(wanted(4, 5, 4), false);
  assert.equal(wanted(4, 0, undefined), false);
  assert.equal(wanted(4, undefined, 0), false);
  assert.equal(wanted(undefined, 0, 0), false);
  assert.equal(wanted(0, 0, 0), true);
  assert.equal(
    wantsCorrection({ criteria, correctAtOrBelow: 4 }, [{ points: { a: 1 } }, { score: 0 }]),
    false,
  );
});
