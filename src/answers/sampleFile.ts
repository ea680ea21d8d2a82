import * as z from 'zod';
import { correctedChoices } from '../domain/annotation.ts';
import type { JudgeVerdict } from '../domain/judgement.ts';
import type { Points, Rubric } from '../domain/rubric.ts';
import { sha256 } from '../platform/hash.ts';
import { scoreOf } from '../project/rubricRules.ts';
import type { SampleAnswer, SampleAnswers } from '../store/api/sampleAnswers.ts';

/**
 * What people and a judge have said in a sample project lies beside its tasks, an object a line: first who they are and from when on, then what
 * they said, in the order of time. Points stand in the order of the rubric's criteria, first those of Response 1.
 */
export const sampleFileName = 'answers.jsonl';

const response = z.union([z.literal(1), z.literal(2)]);
const winner = z.union([response, z.literal(0)]);
const points = z.tuple([z.array(z.number()), z.array(z.number())]);
/** The place of the task among those of the project, from 0. */
const task = z.number().int().min(0);
/** Seconds since what the first line says. */
const at = z.number().min(0);

const lineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('since'), at: z.iso.datetime() }),
  z.strictObject({ kind: z.literal('annotator'), name: z.string(), label: z.string() }),
  /** `reasons`: what it says for each number of points, by the criteria. */
  z.strictObject({
    kind: z.literal('judge'),
    name: z.string(),
    prompt: z.string(),
    reasons: z.array(z.array(z.string())),
  }),
  z.strictObject({
    kind: z.literal('answer'),
    task,
    /** Which annotator, from 0. */
    by: z.number().int(),
    /** The response that was on the left. */
    first: response,
    at,
    /** Seconds. */
    spent: z.number(),
    /** Which version of the guidelines, from 0. */
    guidelines: z.number().int(),
    points,
    tags: z.array(z.tuple([response, z.string()])).optional(),
    corrected: z.enum(correctedChoices).optional(),
    correction: z.string().optional(),
    comments: z.string().optional(),
  }),
  /** `winners`: of both, in either order. */
  z.strictObject({
    kind: z.literal('judgement'),
    task,
    at,
    points,
    winners: z.tuple([winner, winner]),
  }),
]);
type Line = z.output<typeof lineSchema>;
type Said<K extends Line['kind']> = Extract<Line, { kind: K }>;

/**
 * What the lines say, for the store. `guidelines`: the versions that were followed, in their order; all have this rubric. `taskIds`: in the
 * order of the file of tasks.
 * Errors: those of zod for what is no such file.
 */
export function readSampleAnswers(
  text: string,
  rubric: Rubric,
  {
    guidelines,
    taskIds,
  }: { guidelines: readonly { version: string; text: string }[]; taskIds: readonly string[] },
): SampleAnswers {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const all = <K extends Line['kind']>(kind: K): Said<K>[] =>
    lines.filter((line): line is Said<K> => line.kind === kind);
  const annotators = all('annotator').map(({ name, label }) => ({ name, label }));
  const from = Date.parse(all('since')[0]?.at ?? '');
  const [judge] = all('judge');
  const context = {
    rubric,
    taskIds,
    when: (seconds: number) => new Date(from + 1000 * seconds).toISOString(),
  };
  return {
    annotators,
    guidelines: guidelines.map((one) => ({ ...one, rubric })),
    answers: all('answer').map((line) =>
      answerOf(line, {
        ...context,
        annotator: annotators[line.by]?.name ?? '',
        version: guidelines[line.guidelines]?.version ?? '',
      }),
    ),
    judgements: judge ? all('judgement').flatMap((line) => judgementsOf(line, judge, context)) : [],
  };
}

interface Context {
  rubric: Rubric;
  taskIds: readonly string[];
  when: (seconds: number) => string;
}

function pointsOf({ criteria }: Rubric, values: readonly number[]): Points {
  return Object.fromEntries(criteria.map(({ id }, i) => [id, values[i] ?? 0]));
}

function answerOf(
  line: Said<'answer'>,
  { rubric, taskIds, when, annotator, version }: Context & { annotator: string; version: string },
): SampleAnswer {
  const [points1, points2] = [pointsOf(rubric, line.points[0]), pointsOf(rubric, line.points[1])];
  const { corrected, correction, comments, tags = [] } = line;
  return {
    taskId: taskIds[line.task] ?? '',
    annotator,
    shownOrder: line.first === 1 ? [1, 2] : [2, 1],
    at: when(line.at),
    spentMs: 1000 * line.spent,
    guidelinesVersion: version,
    answer: {
      ...{ score1: scoreOf(rubric, points1), score2: scoreOf(rubric, points2), points1, points2 },
      ...(corrected && { corrected }),
      ...(correction !== undefined && { correction }),
      ...(comments !== undefined && { comments }),
    },
    tags: tags.map(([of, name]) => ({ response: of, name })),
  };
}

function judgementsOf(
  line: Said<'judgement'>,
  { name, prompt, reasons }: Said<'judge'>,
  { rubric, taskIds, when }: Context,
): SampleAnswers['judgements'] {
  const taskId = taskIds[line.task] ?? '';
  const scored = line.points.map((values): JudgeVerdict => {
    const why = rubric.criteria.map(({ id }, i) => [id, reasons[i]?.[values[i] ?? 0] ?? '']);
    return { points: pointsOf(rubric, values), reasons: Object.fromEntries(why) as Record<string, string> };
  });
  const [there, back] = line.winners.map((winner): JudgeVerdict => ({ winner }));
  const said = { '1': scored[0], '2': scored[1], '1,2': there, '2,1': back };
  return (['1', '2', '1,2', '2,1'] as const).map((question) => {
    const verdict = said[question] ?? {};
    const answer = JSON.stringify(verdict);
    const sent = sha256(`${taskId} ${question}`);
    return {
      ...{ taskId, judge: name, question, prompt, at: when(line.at), verdict, answer },
      provenance: {
        ...{ model: name, provider: 'sample', structured: 'schema', sent, attempts: 1, durationMs: 3000 },
      },
    };
  });
}
