import type { Rubric } from '../../../src/domain/rubric.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, checkShown } from '../../../src/answers/shownAnswer.ts';
import type { ReviewTask } from '../../../src/answers/reviewTask.ts';

const rubric = { criteria: [{ id: 'works', title: 'Works', max: 5 }] } as Rubric;
const both = [{}, {}] as ReviewTask['generations'];
const look = (
  change: Partial<ReviewTask> = {},
): Pick<ReviewTask, 'generations' | 'lineComments' | 'shownOrder'> => ({
  generations: both,
  lineComments: [],
  shownOrder: [2, 1],
  ...change,
});

test('an answer is submitted once both responses are there, and drafted before', () => {
  const one = look({ generations: both.slice(1) });
  const answer = { score1: 1, score2: 2 };
  assert.throws(() => checkShown(rubric, answer, 'submitted', one), { code: 'generation-missing' });
  assert.equal(checkShown(rubric, answer, 'draft', one).score1, 1);
  assert.equal(checkShown(rubric, answer, 'submitted', look()).score2, 2);
});

test('a fault names the response as it is shown', () => {
  assert.throws(
    () => checkShown(rubric, { score1: 9 }, 'draft', look()),
    (error: { code?: string; message: string }) => {
      assert.equal(error.code, 'answer-invalid');
      assert.match(error.message, /Response B/, 'Response 1 stands right');
      return true;
    },
  );
});

test('an answer alone has no author and no time', () => {
  const stored = { score1: 1, comments: 'x', status: 'draft', revision: 4, annotator: 'me' };
  assert.deepEqual(
    Object.entries(answerOf(stored)).filter(([, value]) => value !== undefined),
    [
      ['score1', 1],
      ['comments', 'x'],
    ],
  );
  assert.equal(answerOf(undefined).score1, undefined);
});
