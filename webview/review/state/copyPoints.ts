import type { AnswerView } from '../../../src/protocol/reviewMessages.ts';
import { openCriteria, type Model } from './model.ts';

/** Both responses with the same points: B gets those of A, or A those of B where A has none. Undefined when neither has any. */
export function tied(model: Model): Pick<AnswerView, 'points' | 'scores'> | undefined {
  const { points, scores } = model.answer;
  const has = (side: 'A' | 'B') => Object.keys(points[side]).length > 0 || scores[side] !== undefined;
  const from = has('A') ? 'A' : has('B') ? 'B' : undefined;
  if (!from) return undefined;
  // A score alone stands for points only where there are none.
  const bare = openCriteria(model, from).length === 0 ? scores[from] : undefined;
  return {
    points: { A: { ...points[from] }, B: { ...points[from] } },
    scores: bare === undefined ? {} : { A: bare, B: bare },
  };
}
