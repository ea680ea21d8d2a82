import type { StoredSuggestion } from '../../../src/domain/annotationHistory.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { state } from './states.ts';

export const judge = { agent: 'judge', origin: 'judge' as const };

const by = { ...judge, score: 0.8, at: '2026-01-01T10:00:00.000Z' };

/** A is Response 2. */
export const suggestions: StoredSuggestion[] = [
  {
    ...by,
    field: 'points2',
    value: { documentation: 2, example: 0, correctness: 3 },
    reasons: { documentation: 'A docstring says what Response 2 returns.' },
  },
  { ...by, field: 'points1', value: { documentation: 1 }, score: 0.9 },
  { ...by, field: 'points1', value: { documentation: 0 }, agent: 'unsure', score: 0.3 },
  { ...by, field: 'corrected', value: 'Response 1' },
  { ...by, field: 'comments', value: 'Response 1 misses the empty matrix.' },
];

export const scored: AnswerView = {
  points: {
    A: { documentation: 1, example: 0, correctness: 2 },
    B: { documentation: 2, example: 1, correctness: 1 },
  },
  scores: {},
  correction: '',
  comments: '',
};

/** A task that is scored by hand, so that its suggestions are shown; with comments on lines. */
export function suggested(): ReviewState {
  return state({
    answer: scored,
    suggestions,
    lineComments: [
      { id: 'c1', subject: 'A', startLine: 2, endLine: 3, quote: 'try:\n    return', text: 'Why so?' },
      { id: 'c2', subject: 'correction', startLine: 1, endLine: 1, quote: 'def f():', text: 'mine' },
    ],
  });
}
