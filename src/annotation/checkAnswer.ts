import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import type { Points, Rubric } from '../domain/rubric.ts';
import { checkPoints, checkScore, maxScore, scoreOf } from '../project/rubricRules.ts';
import type { TagUse } from '../domain/tags.ts';
import { correctedChoices, type AnnotationStatus, type Answer } from '../domain/annotation.ts';

const score = z.number().int().min(0);
const points = z.record(z.string(), z.number().int().min(0));

/** The shape of an answer from outside (the API). `checkAnswer` holds it against the rubric. */
const givenSchema = z.strictObject({
  score1: score.optional(),
  score2: score.optional(),
  points1: points.optional(),
  points2: points.optional(),
  corrected: z.enum(correctedChoices).optional(),
  correction: z.string().optional(),
  comments: z.string().optional(),
  flag: z.string().optional(),
  skipped: z.string().optional(),
}) satisfies z.ZodType<Answer>;

const line = z.number().int().min(1);

export const tagUseSchema = z.strictObject({
  response: z.union([z.literal(1), z.literal(2)]),
  tag: z.string().min(1).max(200),
  lines: z.tuple([line, line]).optional(),
}) satisfies z.ZodType<TagUse>;

/** What a machine proposes: `tag` is a name. */
export const suggestedTagsSchema = z.array(tagUseSchema).max(100);

/** The shape of an answer at the store's boundary. */
export const answerSchema = givenSchema.extend({
  tags: z.array(tagUseSchema).max(1000).optional(),
}) satisfies z.ZodType<Answer>;

/** Parses an answer from outside. Throws `answer-invalid` naming the field. */
export function parseAnswer(value: unknown): Answer {
  const parsed = givenSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new TouchstoneError(
    'answer-invalid',
    l10n.t(
      'The answer cannot be read: {0}{1}.',
      field ? `${field}: ` : '',
      issue?.message ?? l10n.t('wrong shape'),
    ),
  );
}

/**
 * Holds an answer against the rubric and completes it: points of all criteria imply the score (a score given beside them
 * is ignored), and blank texts and empty points become `undefined`. A draft or a discarded answer may be incomplete; a submitted one
 * needs both scores. A correction without `corrected` is allowed, as in Argilla, where both questions are optional.
 * `names` are what messages call the responses: pass what is shown ("A", "B") where the order is hidden.
 * Throws `answer-invalid`, saying what is missing or out of range.
 */
export function checkAnswer(
  rubric: Rubric,
  answer: Answer,
  status: AnnotationStatus,
  names: readonly [string, string] = ['Response 1', 'Response 2'],
): Answer {
  const first = checkResponse(rubric, { points: answer.points1, score: answer.score1 }, names[0]);
  const second = checkResponse(rubric, { points: answer.points2, score: answer.score2 }, names[1]);
  if (status === 'submitted') {
    const missing = [whatIsMissing(rubric, first, names[0]), whatIsMissing(rubric, second, names[1])];
    const text = missing.filter((m) => m !== undefined).join('; ');
    if (text)
      throw new TouchstoneError('answer-invalid', l10n.t('Not scored yet: {0}.', text), {
        action: l10n.t('Score both responses, then submit.'),
      });
  }
  return withoutUndefined({
    score1: first.score,
    score2: second.score,
    points1: first.points,
    points2: second.points,
    corrected: answer.corrected,
    correction: text(answer.correction),
    comments: text(answer.comments),
    flag: text(answer.flag),
    skipped: status === 'draft' ? text(answer.skipped) : undefined,
  });
}

interface Scored {
  score?: number;
  points?: Points;
}

function checkResponse(rubric: Rubric, { points, score }: Scored, name: string): Scored {
  if (points) checkPoints(rubric, points, name);
  if (score !== undefined) checkScore(rubric, score, name);
  const given = points && Object.keys(points).length > 0 ? points : undefined;
  return { points: given, score: scoreOf(rubric, given) ?? score };
}

/** In plain words, as "Response 1 (Test example, Runs, works)"; `undefined` when nothing is. */
function whatIsMissing(rubric: Rubric, scored: Scored, name: string): string | undefined {
  const { points } = scored;
  if (points) {
    const open = rubric.criteria.filter((c) => points[c.id] === undefined);
    return open.length > 0 ? `${name} (${open.map((c) => `“${c.title}”`).join(', ')})` : undefined;
  }
  return scored.score === undefined ? l10n.t('{0} (0 to {1})', name, maxScore(rubric)) : undefined;
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

function withoutUndefined(answer: Answer): Answer {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
}
