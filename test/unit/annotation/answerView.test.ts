import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer } from '../../../src/annotation/checkAnswer.ts';
import { correctedChoices, type Answer, type ShownOrder } from '../../../src/domain/annotation.ts';
import {
  fromView,
  legend,
  namesSides,
  toView,
  withLegend,
  withoutLegend,
} from '../../../src/annotation/answerView.ts';
import { answerViewSchema } from '../../../src/protocol/reviewViews.ts';
import { defaultRubric } from '../../../src/project/config.ts';

const orders: ShownOrder[] = [
  [1, 2],
  [2, 1],
];
const answer: Answer = {
  score1: 6,
  score2: 3,
  points1: { documentation: 2, example: 1, correctness: 3 },
  points2: { documentation: 1 },
  corrected: 'Response 2',
  correction: 'code',
  comments: 'c',
  flag: 'f',
  skipped: 's',
};

test('what is shown as A and B follows the order', () => {
  const straight = toView(answer, [1, 2]);
  const swapped = toView(answer, [2, 1]);
  assert.deepEqual([straight.scores, straight.corrected], [{ A: 6, B: 3 }, 'B']);
  assert.deepEqual([swapped.scores, swapped.corrected], [{ A: 3, B: 6 }, 'A']);
  assert.deepEqual(swapped.points, { A: answer.points2, B: answer.points1 });
});

test('there and back is the same answer, in both orders and for every choice', () => {
  for (const order of orders)
    for (const corrected of [...correctedChoices, undefined]) {
      const view = toView({ ...answer, corrected }, order);
      assert.deepEqual(answerViewSchema.parse(view), view);
      assert.deepEqual(fromView(view, order), { ...answer, corrected });
    }
});

test('an empty view is an empty answer', () => {
  for (const order of orders)
    assert.deepEqual(checkAnswer(defaultRubric, fromView(toView({}, order), order), 'draft'), {});
});

test('the legend says what A and B were', () => {
  assert.equal(legend([2, 1]), 'A = Response 2, B = Response 1');
  assert.equal(legend([2, 1], ['one', 'two']), 'A = Response 2 (two), B = Response 1 (one)');
});

test('comments get the legend once, if they name a side, and lose it on the way back', () => {
  const pushed = withLegend('B crashes.\n', [2, 1]);
  assert.equal(pushed, 'B crashes.\n\n(A = Response 2, B = Response 1)');
  assert.equal(withLegend(pushed, [2, 1]), pushed);
  assert.equal(withoutLegend(pushed), 'B crashes.');
  assert.equal(withLegend('Both fail.', [2, 1]), 'Both fail.');
  assert.equal(withoutLegend('Both fail.'), 'Both fail.');
});

const named = [
  'Response A is wrong',
  'in response b there is a bug',
  'responses a and b',
  'I like option A.',
  'B',
  'B.',
  'Better than B',
  'A is better',
  'A: good. Nothing else.',
  "A's docstring",
  'A',
  'Good. A works, the other one does not.',
  'I prefer A',
  'the code of A runs',
  'A/B alike',
  'both (A and the other) run',
  'A vs B',
  '- A fails on empty lists',
  'A und B sind gleich',
];
const unnamed = [
  '',
  'A good answer',
  'A simple loop would do. A test is missing.',
  'It answers a question',
  'the response a user wants',
  'This is a bug',
  'Use `A` and `B` as type names',
  '```python\nclass B(A): pass\n```\nfine',
  'ABBA',
  'B2B and A1',
  'C++ and B+ trees',
  'A* search is overkill',
  '"A list comprehension is shorter"',
  '- A docstring is missing',
  'class_A',
];

for (const text of named) test(`names a side: ${text}`, () => assert.ok(namesSides(text)));
for (const text of unnamed)
  test(`names no side: ${JSON.stringify(text)}`, () => assert.ok(!namesSides(text)));
