import { fitToRubric } from '../../annotation/fitToRubric.ts';
import { correctedChoices, type Answer, type Corrected, type ShownOrder } from '../../domain/annotation.ts';
import { legend, withLegend, withoutLegend } from '../../annotation/answerView.ts';
import type { Rubric } from '../../domain/rubric.ts';
import { maxScore, scoreOf } from '../../project/rubricRules.ts';
import { questionNames } from './datasetSettings.ts';
import { askedOf, tagValues, type TagOptions } from './tagQuestions.ts';
import { wireText, type ResponseValues } from '../api/wire.ts';

/** Between an `Answer` and the values of a response in Argilla. */

const ours = new Set<string>(Object.values(questionNames));

/**
 * The values of an answer. What is empty or out of range is left out (a discarded answer may hold anything); comments that
 * name A or B get a legend, if the order is known.
 */
export function toValues(
  given: Answer,
  rubric: Rubric,
  order?: ShownOrder,
  options?: TagOptions,
): ResponseValues {
  const answer = fitToRubric(rubric, given);
  const max = maxScore(rubric);
  const score = (value: number | undefined): number | undefined =>
    value !== undefined && Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
  const text = (value: string | undefined): string | undefined =>
    value === undefined || value.trim() === '' ? undefined : wireText(value);
  const comments = text(answer.comments);
  const values = {
    [questionNames.score1]: score(scoreOf(rubric, answer.points1) ?? answer.score1),
    [questionNames.score2]: score(scoreOf(rubric, answer.points2) ?? answer.score2),
    [questionNames.corrected]: answer.corrected,
    [questionNames.correction]: text(answer.correction),
    [questionNames.comments]: comments !== undefined && order ? withLegend(comments, order) : comments,
  };
  const own = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { value }]],
  );
  return { ...(Object.fromEntries(own) as ResponseValues), ...tagValues(given, options).values };
}

/**
 * The answer in a response's values; what is out of range is left out. Argilla holds no points and no flag. The legend of the
 * comments is taken off, unless `keepLegend`.
 */
export function fromValues(values: ResponseValues, rubric: Rubric, keepLegend = false): Answer {
  const number = (name: string): number | undefined => {
    const value = values[name]?.value;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxScore(rubric)
      ? value
      : undefined;
  };
  const text = (name: string): string | undefined => {
    const value = values[name]?.value;
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const corrected = values[questionNames.corrected]?.value;
  const comments = text(questionNames.comments);
  const answer: Answer = {
    score1: number(questionNames.score1),
    score2: number(questionNames.score2),
    corrected: isCorrected(corrected) ? corrected : undefined,
    correction: text(questionNames.correction),
    comments: comments === undefined || keepLegend ? comments : withoutLegend(comments),
  };
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
}

/** The order that the legend of the comments tells. */
export function orderOf(values: ResponseValues): ShownOrder | undefined {
  const comments = values[questionNames.comments]?.value;
  if (typeof comments !== 'string') return undefined;
  const orders: ShownOrder[] = [
    [1, 2],
    [2, 1],
  ];
  return orders.find((order) => comments.trimEnd().endsWith(`(${legend(order)})`));
}

/** Whether two responses say the same, as far as our questions go. */
export function sameValues(a: ResponseValues, b: ResponseValues, options?: TagOptions): boolean {
  const chosen = (values: ResponseValues, name: string): string => {
    const value = values[name]?.value;
    return JSON.stringify(Array.isArray(value) ? value.map(String).sort() : []);
  };
  return (
    [...ours].every((name) => blank(a[name]?.value) === blank(b[name]?.value)) &&
    askedOf(options).every((name) => chosen(a, name) === chosen(b, name))
  );
}

/** Whether a response answers any of our questions. */
export function holdsOurs(values: ResponseValues, options?: TagOptions): boolean {
  return !sameValues(values, {}, options);
}

/** `values`, with the answers to questions that are not ours kept: an upsert replaces all. */
export function withOthers(
  values: ResponseValues,
  existing: ResponseValues,
  options?: TagOptions,
): ResponseValues {
  const asked = askedOf(options);
  const others = Object.entries(existing).filter(([name]) => !ours.has(name) && !asked.includes(name));
  return { ...Object.fromEntries(others), ...values };
}

function blank(value: unknown): unknown {
  return value == null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
}

function isCorrected(value: unknown): value is Corrected {
  return correctedChoices.some((choice) => choice === value);
}
