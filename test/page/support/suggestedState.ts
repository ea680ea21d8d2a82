import type { ReviewState, SuggestionView } from '../../../src/protocol/reviewMessages.ts';
import { state } from './states.ts';

export const judge = { agent: 'judge', origin: 'judge' as const };

export function by(
  target: string,
  value: string | number,
  more: Partial<SuggestionView> = {},
): SuggestionView {
  return { ...judge, target, value, score: 0.8, ...more };
}

export const suggestions = [
  by('points.A.documentation', 2),
  by('points.A.example', 0),
  by('points.A.correctness', 3),
  by('points.B.documentation', 1, { score: 0.9 }),
  by('points.B.documentation', 0, { agent: 'unsure', score: 0.3 }),
  by('corrected', 'B'),
  by('comments', 'Response B misses the empty matrix.'),
];

export const scored: ReviewState['answer'] = {
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
    status: 'draft',
    suggestions,
    lineComments: [
      { id: 'c1', subject: 'A', startLine: 2, endLine: 3, quote: 'try:\n    return', text: 'Why so?' },
      { id: 'c2', subject: 'correction', startLine: 1, endLine: 1, quote: 'def f():', text: 'mine' },
    ],
  });
}
