import type { Rubric } from '../../../../src/domain/rubric.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, ShownOrder } from '../../../../src/domain/annotation.ts';
import { answerText, changesText, scoresText } from '../../../../src/ui/answers/answerText.ts';
import { toView } from '../../../../src/annotation/answerView.ts';

const rubric = {
  criteria: [
    { id: 'style', title: 'Style', max: 2 },
    { id: 'works', title: 'Works', max: 3 },
  ],
} as Rubric;
/** Response 2 is shown first, as A. */
const order: ShownOrder = [2, 1];

test('an answer is told as it was shown: Response 2 first, where it was A', () => {
  const answer: Answer = {
    points1: { style: 1, gone: 3 },
    points2: { style: 2, works: 0 },
    score2: 2,
    corrected: 'Response 2',
    comments: 'Fine.\n\n',
  };
  assert.equal(
    answerText(answer, order, 'submitted', rubric),
    [
      ...['# Submitted', '', '## Response A', '', '- Style: 2', '- Works: 0', '- Score: 2', ''],
      ...['## Response B', '', '- Style: 1', '- gone: 3', '', '## Corrected', '', 'Response A', ''],
      ...['## Comments', '', 'Fine.', ''],
    ].join('\n'),
  );
});

test('scores in short, with a dash for the one that is missing', () => {
  assert.equal(scoresText(toView({ score1: 3 }, order)), 'A – · B 3');
  assert.equal(scoresText(toView({}, order)), '');
});

test('changes name the side, the criterion and both values', () => {
  const before: Answer = { points2: { style: 1 }, comments: 'Old.', flag: 'unclear' };
  const after: Answer = { points2: { style: 2, works: 3 }, comments: 'New.', correction: 'x' };
  assert.equal(
    changesText(before, after, order, rubric),
    'A Style 1 → 2, A Works – → 3, correction, comments changed, flag removed',
  );
  assert.equal(changesText({ score1: 4 }, { score1: 5 }, order, rubric), 'B 4 → 5');
  assert.equal(changesText(before, before, order, rubric), '');
});
