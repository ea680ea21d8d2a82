import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import { checkPoints, checkScore, maxScore, scoreOf } from '../../../src/project/rubricRules.ts';

const all = { documentation: 2, example: 1, correctness: 3 };

function invalid(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TouchstoneError);
    assert.equal(error.code, 'answer-invalid');
    assert.match(`${error.message} ${error.action ?? ''}`, message);
    return true;
  };
}

test('the score is the sum, once every criterion has its points', () => {
  assert.equal(maxScore(defaultRubric), 7);
  assert.equal(scoreOf(defaultRubric, all), 6);
  assert.equal(scoreOf(defaultRubric, { documentation: 0, example: 0, correctness: 0 }), 0);
  assert.equal(scoreOf(defaultRubric, { documentation: 2, correctness: 3 }), undefined);
  assert.equal(scoreOf(defaultRubric, {}), undefined);
  assert.equal(scoreOf(defaultRubric, undefined), undefined);
});

test('points are whole and within their criterion', () => {
  checkPoints(defaultRubric, all, 'Response 1');
  checkPoints(defaultRubric, { example: 0 }, 'Response 1');
  for (const example of [-1, 3, 0.5, NaN])
    assert.throws(
      () => checkPoints(defaultRubric, { example }, 'Response 2'),
      invalid(/^Response 2: "example" takes whole points from 0 to 2/),
    );
  assert.throws(
    () => checkPoints(defaultRubric, { style: 1 }, 'Response 1'),
    invalid(/no criterion "style".*documentation, example, correctness/),
  );
});

test('a score is whole and within the rubric', () => {
  for (const score of [0, 4, 7]) checkScore(defaultRubric, score, 'Response 1');
  for (const score of [-1, 8, 3.5, NaN])
    assert.throws(
      () => checkScore(defaultRubric, score, 'Response 1'),
      invalid(/^Response 1: .*from 0 to 7/),
    );
});
