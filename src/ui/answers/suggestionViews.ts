import * as vscode from 'vscode';
import * as z from 'zod';
import { responseOf, sideOf } from '../../domain/sides.ts';
import { bestSuggestions, canTake, withTaken } from '../../annotation/acceptSuggestions.ts';
import { correctedToView, fromView, toView } from '../../annotation/answerView.ts';
import type { ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ProjectConfig } from '../../project/config.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type { AnswerView, SuggestionView, TakenView } from '../../protocol/reviewMessages.ts';
import {
  suggestedFields,
  type StoredSuggestion,
  type TakenField,
  type TakenFields,
} from '../../domain/annotationHistory.ts';
import { changeAnswer, ownAnswer, type Look } from './answerEdits.ts';
import type { Session } from '../session/session.ts';

const given = z.array(
  z.strictObject({
    agent: z.string().trim().min(1).max(200),
    /** `agent`, if not given. */
    origin: z.enum(['judge', 'agent']).optional(),
    field: z.enum(suggestedFields),
    value: z.union([z.number(), z.string(), z.record(z.string(), z.number())]),
    score: z.number().min(0).max(1).optional(),
  }),
);

/** Keeps what another extension proposes. Errors: `answer-invalid`, `task-missing`. */
export async function suggest(session: Session, taskId: string, suggestions: unknown): Promise<void> {
  const parsed = given.safeParse(suggestions);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TouchstoneError(
      'answer-invalid',
      vscode.l10n.t(
        'A suggestion cannot be kept: {0}: {1}',
        issue?.path.join('.') ?? '',
        issue?.message ?? '',
      ),
    );
  }
  const at = new Date().toISOString();
  await session.store.putSuggestions(
    taskId,
    parsed.data.map((one) => ({ ...one, origin: one.origin ?? 'agent', at })),
  );
}

/** The suggestions that the annotator may see by now: after both responses have scores, unless the project says otherwise. */
export function visibleSuggestions(config: ProjectConfig, look: Look): SuggestionView[] {
  const { annotation } = look;
  const scored = annotation?.score1 !== undefined && annotation.score2 !== undefined;
  if (config.suggestions === 'off' || (config.suggestions === 'after' && !scored)) return [];
  const plain = plainFor(config, look);
  return look.suggestions.flatMap((one) => {
    const { origin, score, outdated } = one;
    return placesOf(one, config, look.shownOrder).map(({ target, value }): SuggestionView => ({
      target,
      value: typeof value === 'string' && target !== 'corrected' ? plain(value) : value,
      agent: plain(one.agent),
      origin,
      ...(score === undefined ? {} : { score }),
      ...(outdated ? { outdated } : {}),
    }));
  });
}

interface PlacedValue {
  target: string;
  value: string | number;
}

/** Where a suggestion goes; what the rubric cannot hold goes nowhere. */
function placesOf(
  { field, value }: StoredSuggestion,
  config: ProjectConfig,
  order: ShownOrder,
): PlacedValue[] {
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
  if (field === 'corrected')
    return [{ target: field, value: correctedToView(value as Parameters<typeof correctedToView>[0], order) }];
  return [{ target: field, value: value as string }];
}

/** Texts of machines as they may be shown: the responses are called as on screen, and no model is named while that is hidden. */
function plainFor(config: ProjectConfig, { annotation, shownOrder }: Look): (text: string) => string {
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
    return names.reduce((rest, name) => rest.replaceAll(name, vscode.l10n.t('a model')), shown);
  };
}

/** The places of a stored answer that are a suggestion's, as shown. */
export function takenView(config: ProjectConfig, look: Look): AnswerView['taken'] {
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
export function takenFields(config: ProjectConfig, look: Look, taken: AnswerView['taken']): TakenFields {
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
export function takeable(config: ProjectConfig, look: Look): SuggestionView[] {
  const best = bestSuggestions(visibleSuggestions(config, look));
  const view = toView(ownAnswer(look), look.shownOrder);
  return [...best.values()].filter((suggestion) => canTake(view, suggestion));
}

/** Takes all suggestions over that may be seen. Resolves to how many. */
export async function takeAll(session: Session, taskId: string): Promise<number> {
  const { config } = session.project;
  let count = 0;
  await changeAnswer(session, taskId, (answer, look) => {
    const list = takeable(config, look);
    count = list.length;
    if (count === 0) return { answer };
    const view = withTaken(
      { ...toView(ownAnswer(look), look.shownOrder), taken: takenView(config, look) },
      list,
    );
    return {
      answer: { ...answer, ...fromView(view, look.shownOrder) },
      taken: takenFields(config, look, view.taken),
    };
  });
  return count;
}
