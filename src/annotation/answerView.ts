import type { AnswerView } from '../protocol/reviewViews.ts';
import { responseOf, sideOf } from '../domain/sides.ts';
import type { Answer, Corrected, ResponseNumber, ShownOrder, Side } from '../domain/annotation.ts';

/** An answer about Response 1 and 2, in the words of what is shown. */
export function toView(answer: Answer, order: ShownOrder): AnswerView {
  const points = { 1: answer.points1 ?? {}, 2: answer.points2 ?? {} };
  const scores = { 1: answer.score1, 2: answer.score2 };
  const a = responseOf(order, 'A');
  const b = responseOf(order, 'B');
  return {
    points: { A: { ...points[a] }, B: { ...points[b] } },
    scores: { A: scores[a], B: scores[b] },
    corrected: answer.corrected && correctedToView(answer.corrected, order),
    correction: answer.correction ?? '',
    comments: answer.comments ?? '',
    flag: answer.flag,
    skipped: answer.skipped,
  };
}

/** An answer about A and B, as it is stored. Blank texts and empty points become `undefined`. */
export function fromView(view: AnswerView, order: ShownOrder): Answer {
  const first = sideOf(order, 1);
  const second = sideOf(order, 2);
  return {
    score1: view.scores[first],
    score2: view.scores[second],
    points1: nonEmpty(view.points[first]),
    points2: nonEmpty(view.points[second]),
    corrected: view.corrected && correctedFromView(view.corrected, order),
    correction: view.correction.trim() === '' ? undefined : view.correction,
    comments: view.comments.trim() === '' ? undefined : view.comments,
    flag: view.flag,
    skipped: view.skipped,
  };
}

function nonEmpty(points: Record<string, number>): Record<string, number> | undefined {
  return Object.keys(points).length > 0 ? { ...points } : undefined;
}

type CorrectedView = NonNullable<AnswerView['corrected']>;

export function correctedToView(corrected: Corrected, order: ShownOrder): CorrectedView {
  if (corrected === 'Combination of both') return 'combination';
  if (corrected === 'Neither') return 'neither';
  return sideOf(order, corrected === 'Response 1' ? 1 : 2);
}

export function correctedFromView(corrected: CorrectedView, order: ShownOrder): Corrected {
  if (corrected === 'combination') return 'Combination of both';
  if (corrected === 'neither') return 'Neither';
  return `Response ${responseOf(order, corrected)}`;
}

/** Tells readers outside what A and B were, as "A = Response 2, B = Response 1"; with names "A = Response 2 (name), …". */
export function legend(order: ShownOrder, names?: readonly [string, string]): string {
  const part = (side: Side): string => {
    const response: ResponseNumber = responseOf(order, side);
    return `${side} = Response ${response}${names ? ` (${names[response - 1]})` : ''}`;
  };
  return `${part('A')}, ${part('B')}`;
}

/** At the end of a text without blanks there: a pattern that began with blanks would look at each run of them again and again. */
const legendLine = /\(A = Response [12], B = Response [12]\)$/;

/** The comments as they are pushed: with a legend at the end if they name A or B (see `namesSides`). */
export function withLegend(comments: string, order: ShownOrder): string {
  if (legendLine.test(comments.trimEnd()) || !namesSides(comments)) return comments;
  return `${comments.trimEnd()}\n\n(${legend(order)})`;
}

/** Takes the legend off again: comments that come back from Argilla. */
export function withoutLegend(comments: string): string {
  const text = comments.trimEnd();
  return legendLine.test(text) ? text.replace(legendLine, '').trimEnd() : comments;
}

/** What may follow "A" at the start of a sentence when it is a name and no article. */
const afterName =
  'is|was|has|had|does|did|will|would|can|could|should|must|and|or|but|vs|over|also|only|works|fails|runs|crashes|' +
  'returns|uses|gives|misses|lacks|handles|passes|explains|explained|failed|worked|wins|looks|seems|needs';

const namedResponse =
  /(?<!\p{L})(?:[Rr]esponses?|[Aa]nswers?|[Oo]ptions?)\s+(?:[ABb]|a(?!\s+(?!and\b|or\b)\p{L}))(?![\p{L}\p{N}_])/u;

/** As much of the text as tells whether a capital A begins a sentence. */
const around = 40;

const namedA = /(?<![\p{L}\p{N}_])A(?![\p{L}\p{N}_+#*])/gu;
const namedB = /(?<![\p{L}\p{N}_])B(?![\p{L}\p{N}_+#*])/u;
const verbAfter = new RegExp(`^\\s+(?:${afterName})\\b`, 'u');

/**
 * Whether comments name A or B, code aside. The rule, in this order:
 * - "Response A", "responses a and b", "option B": names ("answers a question" is not one);
 * - a capital B that stands alone: a name;
 * - a capital A that stands alone *within* a sentence: a name, since the article would be small there;
 * - a capital A at the *start* of a sentence or line: a name if punctuation, the end or one of a few verbs ("A is …",
 *   "A works …") follows; an article otherwise ("A good answer").
 * A legend too many does no harm, so doubtful cases within a sentence count.
 */
export function namesSides(comments: string): boolean {
  const prose = comments.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/`[^`\n]*`/g, ' ');
  const text = prose.replace(/\s+/g, (blanks) => (blanks.includes('\n') ? '\n' : ' '));
  if (namedResponse.test(text)) return true;
  if (namedB.test(text)) return true;
  for (const match of text.matchAll(namedA)) {
    const before = text.slice(Math.max(0, match.index - around), match.index);
    const after = text.slice(match.index + 1, match.index + around);
    const startsSentence = /(?:^|[.!?:\n]["'”’)]*|[\n(“"‘']|[-*•#>]\s)\s*$/u.test(before);
    const article = /^\s+["'“‘]?[\p{L}\p{N}]/u.test(after) && !verbAfter.test(after);
    if (!startsSentence || !article) return true;
  }
  return false;
}
