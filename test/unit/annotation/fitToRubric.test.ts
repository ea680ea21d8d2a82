import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer } from '../../../src/annotation/checkAnswer.ts';
import { fitToRubric } from '../../../src/annotation/fitToRubric.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import { rubricSchema } from '../../../src/project/config.ts';
import type { Rubric } from '../../../src/domain/rubric.ts';

const rubric = (maxima: Record<string, number>): Rubric =>
  rubricSchema.parse({
    criteria: Object.entries(maxima).map(([id, max]) => ({ id, title: id, max })),
    correctAtOrBelow: 4,
  });

const clean = (answer: Answer): Answer => JSON.parse(JSON.stringify(answer)) as Answer;

const scored: Answer = {
  points1: { style: 2, works: 3 },
  score1: 5,
  points2: { style: 0, works: 1 },
  score2: 1,
  comments: 'stays',
};

test('under the same rubric nothing changes', () => {
  assert.deepEqual(clean(fitToRubric(rubric({ style: 2, works: 3 }), scored)), scored);
});

test('a criterion that is gone takes its points along, and the sum is that of the rest', () => {
  const fitted = fitToRubric(rubric({ works: 3 }), scored);
  assert.deepEqual(clean(fitted), {
    points1: { works: 3 },
    score1: 3,
    points2: { works: 1 },
    score2: 1,
    comments: 'stays',
  });
});

test('points above a new maximum are open again, and there is no sum until they are given', () => {
  const smaller = rubric({ style: 2, works: 2 });
  const fitted = fitToRubric(smaller, scored);
  assert.deepEqual(clean(fitted), {
    points1: { style: 2 },
    points2: { style: 0, works: 1 },
    score2: 1,
    comments: 'stays',
  });
  assert.throws(
    () => checkAnswer(smaller, fitted, 'submitted', ['Response A', 'Response B']),
    /Response A \(“works”\)/,
  );
});

test('a new criterion is open, also where the old points gave a sum', () => {
  const larger = rubric({ style: 2, works: 3, safe: 1 });
  const fitted = fitToRubric(larger, scored);
  assert.deepEqual([fitted.score1, fitted.score2], [undefined, undefined]);
  assert.deepEqual(fitted.points1, { style: 2, works: 3 });
  assert.throws(() => checkAnswer(larger, fitted, 'submitted'), /“safe”/);
});

test('a score without points stays while the rubric can give it', () => {
  assert.deepEqual(clean(fitToRubric(rubric({ works: 4 }), { score1: 4, score2: 5 })), { score1: 4 });
});
