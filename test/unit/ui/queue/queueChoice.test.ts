import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isByState,
  isEmpty,
  isForWork,
  parseRange,
  queueChoiceSchema,
  rangeText,
  tidy,
  toQueue,
  walkedStates,
  wholeOf,
  type QueueChoice,
} from '../../../../src/ui/queue/queueChoice.ts';

test('ranges as they are typed, and back', () => {
  const cases: [string, ReturnType<typeof parseRange>, string][] = [
    ['3', { min: 3, max: 3 }, '= 3'],
    ['= 3', { min: 3, max: 3 }, '= 3'],
    [' 2 - 5 ', { min: 2, max: 5 }, '2–5'],
    ['2..5', { min: 2, max: 5 }, '2–5'],
    ['>=4', { min: 4 }, '≥ 4'],
    ['≥ 4', { min: 4 }, '≥ 4'],
    ['4+', { min: 4 }, '≥ 4'],
    ['> 4', { min: 5 }, '≥ 5'],
    ['<=4', { max: 4 }, '≤ 4'],
    ['< 4', { max: 3 }, '≤ 3'],
    ['0', { min: 0, max: 0 }, '= 0'],
  ];
  for (const [text, range, written] of cases) {
    assert.deepEqual(parseRange(text), range, text);
    assert.equal(rangeText(range ?? {}), written);
    assert.deepEqual(parseRange(written), range, 'what is shown can be typed');
  }
  for (const text of ['', '5-2', '<0', 'x', '3.5', '-1', '3-', '12345', '>= <= 3'])
    assert.equal(parseRange(text), undefined, text);
});

test('an answer changes but the state of a task in a queue of texts, columns, lots and states', () => {
  const byState: QueueChoice[] = [
    {},
    { text: 'a', states: ['draft'], sample: { n: 5, seed: '' } },
    { among: { title: 'pass', ids: ['t1'] }, pass: { looked: ['t1'] } },
    { context: [{ column: 'c', values: ['v'] }], sort: { by: 'position', descending: true } },
    { sort: { by: 'random', seed: 's' } },
  ];
  const others: QueueChoice[] = [
    { text: 'a', sort: { by: 'state' } },
    { score: { min: 1 } },
    { text: 'a', flagged: true },
    { skipped: true },
    { verdicts: ['crashed'] },
    { guidelines: 'current' },
  ];
  for (const choice of byState) assert.ok(isByState(choice), JSON.stringify(choice));
  for (const choice of others) assert.ok(!isByState(choice), JSON.stringify(choice));
});

test('what says nothing is no part of a queue', () => {
  const nothing: QueueChoice = {
    text: '  ',
    states: [],
    verdicts: [],
    context: [{ column: 'c', values: [] }],
    score: {},
    gap: {},
    flagged: undefined,
    sort: { by: 'position' },
  };
  assert.ok(isEmpty(tidy(nothing)));
  const queue: QueueChoice = { flagged: false, gap: { max: 0 }, sort: { by: 'position', descending: true } };
  assert.deepEqual(tidy({ ...queue, text: ' a ' }), { ...queue, text: 'a' });
});

test('"older" follows the version that is current', () => {
  assert.deepEqual(toQueue({ guidelines: 'older', flagged: true }, 'v2'), {
    guidelines: { not: 'v2' },
    flagged: true,
  });
  assert.deepEqual(toQueue({ guidelines: 'current' }, 'v2'), { guidelines: { is: 'v2' } });
  assert.deepEqual(toQueue({ guidelines: { is: 'v1' } }, 'v2'), { guidelines: { is: 'v1' } });
  assert.deepEqual(toQueue({}, 'v2'), {});
  const among = { title: 'pass', ids: ['t1'] };
  assert.deepEqual(
    toQueue({ among, pass: { looked: ['t1'] } }, 'v2'),
    { among },
    'the store knows no passes',
  );
});

test('"Next" goes through open tasks, unless the queue asks for judged ones', () => {
  const work: QueueChoice[] = [
    {},
    { text: 'a' },
    { states: ['to-score'] },
    { states: ['draft'], gap: { min: 1 } },
    { flagged: false },
    { verdicts: ['crashed'], sample: { n: 5, seed: '' } },
  ];
  const review: QueueChoice[] = [
    { states: ['submitted'] },
    { states: ['to-score', 'discarded'] },
    { gap: { min: 1 } },
    { bothScores: { max: 1 } },
    { flagged: true },
    { guidelines: 'older' },
    { among: { title: 'ties', ids: ['t1'] } },
    { among: { title: 'pass', ids: ['t1'] }, pass: { looked: [] } },
  ];
  for (const choice of work) assert.ok(isForWork(choice), JSON.stringify(choice));
  for (const choice of review) assert.ok(!isForWork(choice), JSON.stringify(choice));
  assert.deepEqual(walkedStates({ text: 'a' }), ['to-score', 'draft']);
  assert.deepEqual(walkedStates({ states: ['draft'] }), ['draft']);
  assert.equal(walkedStates({ flagged: true }).length, 6);
  assert.deepEqual(wholeOf({ states: ['draft'], text: 'a' }), { states: undefined, text: 'a' });
  assert.deepEqual(wholeOf({ states: ['submitted'] }), { states: ['submitted'] });
});

test('the shape of a queue from outside', () => {
  assert.ok(queueChoiceSchema.safeParse({ guidelines: 'older', states: ['draft'] }).success);
  for (const wrong of [{ state: 'draft' }, { guidelines: { not: 'v' } }, { unknown: 1 }, 'draft', null])
    assert.ok(!queueChoiceSchema.safeParse(wrong).success, JSON.stringify(wrong));
});
