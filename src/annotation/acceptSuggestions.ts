import { juryName } from '../domain/judgement.ts';
import type { AnswerView, SuggestionView, TakenView } from '../protocol/reviewViews.ts';

/**
 * Suggestions in the words of what is shown. A target is one place of an answer: `points.A.<criterion>`, `scores.B`, `corrected`,
 * `correction` or `comments`. Pure: the page and the host take suggestions over by the same rules.
 */

/** The best suggestion for each place: not outdated, then that of all judges together, then the surest, then by the agent's name. */
export function bestSuggestions(suggestions: readonly SuggestionView[]): Map<string, SuggestionView> {
  const best = new Map<string, SuggestionView>();
  for (const suggestion of suggestions) {
    const other = best.get(suggestion.target);
    if (!other || rank(suggestion) > rank(other)) best.set(suggestion.target, suggestion);
  }
  return best;
}

function rank({ outdated, score, agent, origin }: SuggestionView): number {
  const isJury = origin === 'judge' && agent === juryName;
  return (outdated ? 0 : 10) + (isJury ? 5 : 0) + (score ?? 0);
}

/** The side of a place that has one; `criterion`: it is one criterion's points, else the score. */
function sideAt(target: string): { side: 'A' | 'B'; criterion?: string } | undefined {
  const found = /^(?:scores\.(?<score>[AB])|points\.(?<points>[AB])\.(?<criterion>.+))$/.exec(target)?.groups;
  if (!found) return undefined;
  return { side: (found['score'] ?? found['points']) === 'A' ? 'A' : 'B', criterion: found['criterion'] };
}

/** What stands at a place of an answer; undefined where nothing does. */
export function valueAt(answer: AnswerView, target: string): string | number | undefined {
  const { side, criterion } = sideAt(target) ?? {};
  if (side) return criterion === undefined ? answer.scores[side] : answer.points[side][criterion];
  if (target === 'corrected') return answer.corrected;
  return target === 'correction' || target === 'comments' ? answer[target] || undefined : undefined;
}

/** Whether a suggestion may be taken over: text that somebody wrote, and points, are never replaced by less. */
export function canTake(answer: AnswerView, { target, value }: SuggestionView): boolean {
  const now = valueAt(answer, target);
  if (now === value) return false;
  if (target === 'correction' || target === 'comments') return now === undefined;
  const { side, criterion } = sideAt(target) ?? {};
  return !side || criterion !== undefined || Object.keys(answer.points[side]).length === 0;
}

/** The answer with these suggestions taken over, as far as they may be, each marked with its agent. */
export function withTaken(answer: AnswerView, suggestions: Iterable<SuggestionView>): AnswerView {
  let result = structuredClone(answer);
  for (const suggestion of suggestions) if (canTake(result, suggestion)) result = take(result, suggestion);
  return result;
}

function take(answer: AnswerView, { target, value, agent, origin }: SuggestionView): AnswerView {
  const { side, criterion } = sideAt(target) ?? {};
  const taken = { ...answer.taken, [target]: { agent, origin } };
  if (side && criterion !== undefined) {
    const { [side]: _bare, ...scores } = answer.scores;
    const given = { ...answer.points[side], [criterion]: Number(value) };
    return { ...answer, points: { ...answer.points, [side]: given }, scores, taken };
  }
  if (side) return { ...answer, scores: { ...answer.scores, [side]: Number(value) }, taken };
  if (target === 'corrected') {
    const corrected = correctedChoices.find((one) => one === value);
    return corrected ? { ...answer, corrected, taken } : answer;
  }
  if (target === 'correction' || target === 'comments') return { ...answer, [target]: String(value), taken };
  return answer;
}

const correctedChoices = ['A', 'B', 'combination', 'neither'] as const;

/** What is still a suggestion's after a change by hand: the places that say what they said. */
export function stillTaken(before: AnswerView, after: AnswerView): Record<string, TakenView> | undefined {
  const kept = Object.entries(before.taken ?? {}).filter(
    ([target]) => valueAt(before, target) === valueAt(after, target),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
