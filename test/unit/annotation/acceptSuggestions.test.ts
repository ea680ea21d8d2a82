import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bestSuggestions,
  canTake,
  stillTaken,
  withTaken,
} from '../../../src/annotation/acceptSuggestions.ts';
import type { AnswerView, SuggestionView } from '../../../src/protocol/reviewViews.ts';

const by = (target: string, value: string | number, more: Partial<SuggestionView> = {}): SuggestionView => ({
  agent: 'judge',
  origin: 'judge',
  target,
  value,
  ...more,
});
const empty: AnswerView = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' };
const mark = { agent: 'judge', origin: 'judge' as const };

test('the best suggestion for a place is of today’s responses, then the surest', () => {
  const best = bestSuggestions([
    by('corrected', 'A', { score: 0.4 }),
    by('corrected', 'B', { score: 0.9, outdated: true }),
    by('corrected', 'neither', { score: 0.6 }),
    by('comments', 'x'),
  ]);
  assert.equal(best.get('corrected')?.value, 'neither');
  assert.equal(best.get('comments')?.value, 'x');
  assert.equal(best.size, 2);
});

test('of judges and their jury the jury is the best, as long as it is of today’s responses', () => {
  const jury = by('points.A.works', 2, { agent: 'jury', score: 0.5 });
  const one = by('points.A.works', 3, { score: 1 });
  assert.equal(bestSuggestions([one, jury]).get('points.A.works'), jury);
  assert.equal(bestSuggestions([{ ...jury, outdated: true }, one]).get('points.A.works'), one);
  assert.equal(bestSuggestions([{ ...jury, origin: 'agent' }, one]).get('points.A.works'), one);
});

test('what is taken over is marked; nothing that was written or is known better is replaced', () => {
  const mine: AnswerView = { ...empty, points: { A: { works: 1 }, B: {} }, comments: 'Mine.' };
  const after = withTaken(mine, [
    by('points.A.works', 3),
    by('points.B.works', 2),
    by('scores.A', 7),
    by('scores.B', 7),
    by('corrected', 'combination'),
    by('correction', 'fixed'),
    by('comments', 'theirs'),
    by('elsewhere', 'x'),
  ]);
  assert.deepEqual(after, {
    points: { A: { works: 3 }, B: { works: 2 } },
    scores: {},
    corrected: 'combination',
    correction: 'fixed',
    comments: 'Mine.',
    taken: { 'points.A.works': mark, 'points.B.works': mark, corrected: mark, correction: mark },
  });
  assert.deepEqual(mine.points, { A: { works: 1 }, B: {} }, 'the answer given is left alone');
  assert.equal(canTake(empty, by('scores.B', 4)), true);
  assert.equal(canTake(after, by('corrected', 'combination')), false, 'it says so already');
});

test('a place is a suggestion’s until it is changed by hand', () => {
  const taken = withTaken(empty, [by('points.A.works', 3), by('comments', 'theirs')]);
  const changed = { ...taken, comments: 'theirs, and mine' };
  assert.deepEqual(stillTaken(taken, changed), { 'points.A.works': mark });
  assert.equal(stillTaken({ ...taken, taken: undefined }, changed), undefined);
});
