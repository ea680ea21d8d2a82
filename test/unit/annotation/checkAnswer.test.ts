import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer, parseAnswer } from '../../../src/annotation/checkAnswer.ts';
import { defaultRubric } from '../../../src/project/config.ts';

const all = { documentation: 2, example: 1, correctness: 3 };

test('points imply the score, also over one that was given', () => {
  assert.deepEqual(checkAnswer(defaultRubric, { points1: all, score1: 2, score2: 4 }, 'submitted'), {
    points1: all,
    score1: 6,
    score2: 4,
  });
});

test('a draft may be incomplete; so may what is discarded', () => {
  const partial = { points1: { example: 2 }, points2: {}, comments: 'c' };
  for (const status of ['draft', 'discarded'] as const)
    assert.deepEqual(checkAnswer(defaultRubric, partial, status), { points1: { example: 2 }, comments: 'c' });
  assert.deepEqual(checkAnswer(defaultRubric, {}, 'discarded'), {});
});

test('what is missing from a submitted answer is named in plain words', () => {
  assert.throws(() => checkAnswer(defaultRubric, { points2: { example: 0 } }, 'submitted', ['A', 'B']), {
    code: 'answer-invalid',
    message: 'Not scored yet: A (0 to 7); B (“Comments, docstrings”, “Runs, works”).',
    action: 'Score both responses, then submit.',
  });
  assert.throws(() => checkAnswer(defaultRubric, { score1: 0 }, 'submitted'), {
    message: 'Not scored yet: Response 2 (0 to 7).',
  });
  // Points that were begun must be finished: the old score no longer says what the annotator means.
  assert.throws(
    () => checkAnswer(defaultRubric, { score1: 5, score2: 5, points1: { example: 1 } }, 'submitted'),
    {
      message: /Response 1 \(“Comments, docstrings”, “Runs, works”\)/,
    },
  );
});

test('what is out of range is refused in every status', () => {
  for (const status of ['draft', 'submitted', 'discarded'] as const) {
    for (const answer of [
      { score1: 8 },
      { score2: -1 },
      { score1: 1.5 },
      { points1: { example: 3 } },
      { points2: { style: 1 } },
    ])
      assert.throws(() => checkAnswer(defaultRubric, answer, status), { code: 'answer-invalid' });
  }
});

test('blank texts go, others stay as they were typed; a correction needs no choice', () => {
  assert.deepEqual(checkAnswer(defaultRubric, { correction: '  x\n', comments: ' \n', flag: '' }, 'draft'), {
    correction: '  x\n',
  });
});

test('an answer from outside is parsed strictly, naming the field', () => {
  const answer = { score1: 1, points2: { example: 1 }, corrected: 'Neither', comments: '' };
  assert.deepEqual(parseAnswer(answer), answer);
  assert.throws(() => parseAnswer({ score1: '7' }), { code: 'answer-invalid', message: /score1/ });
  assert.throws(() => parseAnswer({ points1: { example: 0.5 } }), { message: /points1\.example/ });
  assert.throws(() => parseAnswer({ corrected: 'A' }), { message: /corrected/ });
  assert.throws(() => parseAnswer({ rating: 7 }), { message: /rating/ });
  assert.throws(() => parseAnswer(null), { code: 'answer-invalid' });
});
