import * as l10n from '@vscode/l10n';
import { responseOf, sideOf } from '../domain/sides.ts';
import { bestSuggestions, canTake } from '../annotation/acceptSuggestions.ts';
import { correctedToView, toView } from '../annotation/answerView.ts';
import type { ShownOrder } from '../domain/annotation.ts';
import type { ProjectConfig } from '../project/config.ts';
import { maxScore } from '../project/rubricRules.ts';
import type { AnswerView, SuggestionView, TakenView } from '../protocol/reviewViews.ts';
import {
  suggestedFields,
  type StoredSuggestion,
  type TakenField,
  type TakenFields,
} from '../domain/annotationHistory.ts';
import type { ReviewTask } from '../answers/reviewTask.ts';
import { ownAnswer } from '../answers/shownAnswer.ts';

/** Whether the annotator may see suggestions by now: after both responses have scores, unless the project says otherwise. */
export function maySee({ suggestions }: ProjectConfig, { annotation }: ReviewTask): boolean {
  const scored = annotation?.score1 !== undefined && annotation.score2 !== undefined;
  return suggestions === 'before' || (suggestions === 'after' && scored);
}

/** The suggestions that the annotator may see by now. Failure modes stand with their response: see `suggestedTags`. */
export function visibleSuggestions(config: ProjectConfig, look: ReviewTask): SuggestionView[] {
  if (!maySee(config, look)) return [];
  const plain = plainFor(config, look);
  return look.suggestions.flatMap((one) => {
    const { origin, score, outdated, reasons = {} } = one;
    return placesOf(one, config, look.shownOrder).map(({ target, value }): SuggestionView => ({
      target,
      value: typeof value === 'string' && target !== 'corrected' ? plain(value) : value,
      agent: plain(one.agent),
      origin,
      ...(score === undefined ? {} : { score }),
      ...reasonFor(target, reasons, plain),
      ...(outdated ? { outdated } : {}),
    }));
  });
}

function reasonFor(
  target: string,
  reasons: Readonly<Record<string, string>>,
  plain: (text: string) => string,
): { reason?: string } {
  const [, criterion = ''] = /^points\.[AB]\.(.+)$/.exec(target) ?? [];
  const reason = Object.hasOwn(reasons, criterion) ? reasons[criterion] : undefined;
  return reason === undefined ? {} : { reason: plain(reason) };
}

/** Where a suggestion goes; what the rubric cannot hold goes nowhere. */
export function placesOf(
  { field, value }: StoredSuggestion,
  config: ProjectConfig,
  order: ShownOrder,
): Pick<SuggestionView, 'target' | 'value'>[] {
  const { criteria } = config.rubric;
  const fits = (points: number | undefined, max: number): points is number =>
    points !== undefined && Number.isInteger(points) && points >= 0 && points <= max;
  if (field === 'points1' || field === 'points2') {
    const side = sideOf(order, field === 'points1' ? 1 : 2);
    const points = value as Record<string, number>;
    return criteria.flatMap(({ id, max }) => {
      const suggested = points[id];
      return fits(suggested, max) ? [{ target: `points.${side}.${id}`, value: suggested }] : [];
    });
  }
  if (field === 'score1' || field === 'score2') {
    const score = value as number;
    const target = `scores.${sideOf(order, field === 'score1' ? 1 : 2)}`;
    return fits(score, maxScore(config.rubric)) ? [{ target, value: score }] : [];
  }
  if (field === 'tags') return [];
  if (field === 'corrected')
    return [{ target: field, value: correctedToView(value as Parameters<typeof correctedToView>[0], order) }];
  return [{ target: field, value: value as string }];
}

/** Texts of machines as they may be shown: the responses are called as on screen, and no model is named while that is hidden. */
export function plainFor(
  config: ProjectConfig,
  { annotation, shownOrder }: ReviewTask,
): (text: string) => string {
  const hidden = config.blind && annotation?.status !== 'submitted';
  const names = config.models
    .flatMap(({ name }) => [name, name.split('/').at(-1) ?? name])
    .filter((n) => n.length > 2);
  return (text) => {
    const shown = text.replace(
      /\bResponse ([12])\b/g,
      (_, n) => `Response ${sideOf(shownOrder, n === '1' ? 1 : 2)}`,
    );
    if (!hidden) return shown;
    return names.reduce((rest, name) => rest.replaceAll(name, l10n.t('a model')), shown);
  };
}

/** The places of a stored answer that are a suggestion's, as shown. */
export function takenView(config: ProjectConfig, look: ReviewTask): AnswerView['taken'] {
  const taken = look.annotation?.taken;
  if (!taken) return undefined;
  const plain = plainFor(config, look);
  const entries = Object.entries(taken).flatMap(([field, by]): [string, TakenView][] => {
    if (!by) return [];
    const mark = { agent: plain(by.agent), origin: by.origin };
    const [, kind, response, criterion] = /^(points|score)([12])(?:\.(.+))?$/.exec(field) ?? [];
    if (!kind) return [[field, mark]];
    const side = sideOf(look.shownOrder, response === '1' ? 1 : 2);
    if (kind === 'score') return [[`scores.${side}`, mark]];
    const ids = criterion === undefined ? config.rubric.criteria.map(({ id }) => id) : [criterion];
    return ids.map((id) => [`points.${side}.${id}`, mark]);
  });
  return Object.fromEntries(entries);
}

/** The same for the store; agents under the names that they have there. */
export function takenFields(
  config: ProjectConfig,
  look: ReviewTask,
  taken: AnswerView['taken'],
): TakenFields {
  const plain = plainFor(config, look);
  const agents = [
    ...look.suggestions,
    ...Object.values(look.annotation?.taken ?? {}).filter((by) => by !== undefined),
  ];
  const entries = Object.entries(taken ?? {}).flatMap(([target, mark]): [TakenField, TakenView][] => {
    const agent = agents.find((one) => plain(one.agent) === mark.agent && one.origin === mark.origin)?.agent;
    const field = fieldOf(target, look.shownOrder);
    return agent === undefined || field === undefined ? [] : [[field, { agent, origin: mark.origin }]];
  });
  return Object.fromEntries(entries);
}

function fieldOf(target: string, order: ShownOrder): TakenField | undefined {
  const [, kind, side, criterion] = /^(points|scores)\.([AB])(?:\.(.+))?$/.exec(target) ?? [];
  if (!kind) return suggestedFields.find((field) => field === target);
  const response = responseOf(order, side === 'A' ? 'A' : 'B');
  return kind === 'scores' ? `score${response}` : `points${response}.${criterion ?? ''}`;
}

/** What taking all over would change. */
export function takeable(config: ProjectConfig, look: ReviewTask): SuggestionView[] {
  const best = bestSuggestions(visibleSuggestions(config, look));
  const view = toView(ownAnswer(look), look.shownOrder);
  return [...best.values()].filter((suggestion) => canTake(view, suggestion));
}
