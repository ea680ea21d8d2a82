import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { thoughtsIn, withoutThoughts } from '../../code/answer/thoughts.ts';
import { responsesIn, type JudgeQuestion, type JudgeVerdict } from '../../domain/judgement.ts';
import type { Points, Rubric } from '../../domain/rubric.ts';
import { parseJson } from '../../platform/errors.ts';
import { winners } from './answerShape.ts';
import { readTags, tagsField } from './proposedTags.ts';

/** What an answer says, or why it says nothing: in one sentence for people, and in English for the judge that is asked again. */
export type ReadAnswer =
  | {
      verdict: JudgeVerdict;
      /** Failure modes that could not be used, where any are asked for. */
      droppedTags?: number;
    }
  | AnswerFault;
export interface AnswerFault {
  fault: string;
  english: string;
}

/** Reads at most so many characters: an answer is a few hundred. */
const longest = 100_000;
/** Objects that are tried: a text may hold several, a draft before the answer. */
const mostTried = 20;

/**
 * Understands the answer to a question. The last JSON object in it that fits counts, whatever stands around it: models put it into a block of
 * code, and words before it. Nothing is guessed: points are whole numbers in their range, and every criterion has some.
 * `lines`: those of the response, where failure modes are asked for.
 */
export function readAnswer(
  answer: string,
  question: JudgeQuestion,
  rubric: Rubric,
  lines?: number,
): ReadAnswer {
  let fault: AnswerFault | undefined;
  for (const value of objectsIn(answer.slice(-longest)).toReversed()) {
    const read =
      responsesIn(question).length === 1 ? scores(value, rubric, lines) : comparison(value, question);
    if ('verdict' in read) return read;
    fault ??= read;
  }
  return fault ?? noObject();
}

function noObject(): AnswerFault {
  return { fault: l10n.t('The answer holds no JSON object.'), english: 'It held no JSON object.' };
}

const scored = z.looseObject({ reason: z.string(), points: z.number() });
const sure = z.number().min(0).max(100);

function scores(value: Record<string, unknown>, { criteria }: Rubric, lines: number | undefined): ReadAnswer {
  const points: Points = {};
  const reasons: Record<string, string> = {};
  for (const { id, max } of criteria) {
    const given = Object.hasOwn(value, id) ? value[id] : undefined;
    if (given === undefined)
      return { fault: l10n.t('The criterion "{0}" is missing.', id), english: `"${id}" was missing.` };
    const parsed = scored.safeParse(given);
    if (!parsed.success)
      return {
        fault: l10n.t('"{0}" has no reason and points.', id),
        english: `"${id}" had no reason and points.`,
      };
    const { reason, points: n } = parsed.data;
    if (!Number.isInteger(n) || n < 0 || n > max)
      return {
        fault: l10n.t('"{0}" takes whole points from 0 to {1}, not {2}.', id, max, n),
        english: `"${id}" takes whole points from 0 to ${max}, not ${n}.`,
      };
    if (reason.trim() === '')
      return {
        fault: l10n.t('"{0}" has points without a reason.', id),
        english: `"${id}" had points without a reason.`,
      };
    points[id] = n;
    reasons[id] = reason.trim();
  }
  const confidence = sure.safeParse(value['confidence']);
  const verdict = { points, reasons, ...(confidence.success && { confidence: confidence.data / 100 }) };
  if (lines === undefined) return { verdict };
  const { tags, dropped } = readTags(value[tagsField], lines);
  return { verdict: { ...verdict, tags }, droppedTags: dropped };
}

const compared = z.looseObject({ reason: z.string().trim().min(1), winner: z.enum(winners) });

function comparison(value: Record<string, unknown>, question: JudgeQuestion): ReadAnswer {
  const parsed = compared.safeParse(value);
  if (!parsed.success)
    return {
      fault: l10n.t('A reason and a winner ("first", "second" or "tie") are wanted.'),
      english: 'A reason and a winner ("first", "second" or "tie") are wanted.',
    };
  const { reason, winner } = parsed.data;
  const [first = 1, second = 2] = responsesIn(question);
  return { verdict: { reason, winner: winner === 'tie' ? 0 : winner === 'first' ? first : second } };
}

/** Objects that stand in a text by themselves, in their order. */
function objectsIn(text: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  let from = 0;
  for (let tried = 0; tried < mostTried; tried++) {
    const start = text.indexOf('{', from);
    if (start < 0) break;
    const end = endOfObject(text, start);
    const value = end === undefined ? undefined : parseJson(text.slice(start, end));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject) found.push(value as Record<string, unknown>);
    from = isObject && end !== undefined ? end : start + 1;
  }
  return found;
}

/** Behind the brace that closes the one at `start`; braces in strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  for (const match of text.slice(start).matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}' && --depth === 0) return start + match.index + 1;
  }
  return undefined;
}

/** The answer without what the model thought aloud, and that. A thought that never ends is no answer. */
export function withoutReasoning(text: string): { answer: string; reasoning?: string } {
  const thoughts = thoughtsIn(text);
  if (thoughts.length === 0) return { answer: text };
  const reasoning = thoughts.map(({ from, to }) => text.slice(from, to)).join('\n');
  return { answer: withoutThoughts(text).trim(), reasoning };
}
