import * as z from 'zod';
import { answerSchema, tagUseSchema } from '../../annotation/checkAnswer.ts';
import { rubricSchema } from '../../project/config.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { judgeQuestions, type JudgeFailure, type Judgement } from '../../domain/judgement.ts';
import { verdicts } from '../../domain/run.ts';
import type { InputContent, OracleRun, RunInput } from '../../domain/run.ts';
import { evidenceSchema } from '../../protocol/evidenceSchema.ts';
import {
  suggestedFields,
  type TakenFields,
  type Act,
  type BulkAct,
  type LineComment,
  type Suggestion,
} from '../../domain/annotationHistory.ts';
import type { TagAct, TagChange } from '../../domain/tags.ts';
import type { RemoteRecord } from '../api/store.ts';
import type {
  Generation,
  GenerationFailure,
  LogVerdict,
  Run,
  StoredInput,
  TaskInput,
  Usage,
} from '../../domain/task.ts';

/** What crosses into the worker and is stored. */

const response = z.union([z.literal(1), z.literal(2)]);
const key = z.string().min(1);
const when = z.string().min(1);
const count = z.number().int().min(0);

export const logVerdictSchema = z.object({
  passed: z.boolean().optional(),
  tool: z.string(),
  by: z.string().optional(),
  value: z.string().optional(),
  reason: z.string().optional(),
}) satisfies z.ZodType<LogVerdict>;

export const taskInputSchema = z.object({
  id: key,
  instruction: z.string(),
  language: z.string().optional(),
  tests: z.union([z.string(), z.array(z.string())]).optional(),
  testSetup: z.string().optional(),
  entryPoint: z.string().optional(),
  reference: z.string().optional(),
  context: z.record(z.string(), z.string()).optional(),
  source: z.string(),
  generations: z.tuple([z.string().nullable(), z.string().nullable()]).optional(),
  asTheyAre: z.literal(true).optional(),
  generationModels: z.tuple([z.string().nullable(), z.string().nullable()]).optional(),
  theirs: z.tuple([logVerdictSchema.nullable(), logVerdictSchema.nullable()]).optional(),
}) satisfies z.ZodType<TaskInput>;

export const oracleRunSchema = z.object({
  subject: z.enum(['reference', 'stub']),
  inputId: z.string(),
  origin: z.enum(['annotator', 'dataset', 'example', 'model']).optional(),
  codeHash: z.string(),
  verdict: z.enum(verdicts),
  value: z.string().optional(),
  stdout: z.string(),
  error: z.string().optional(),
  problem: z.string().optional(),
}) satisfies z.ZodType<OracleRun>;

const usage = z.object({
  promptTokens: count.optional(),
  completionTokens: count.optional(),
  reasoningTokens: count.optional(),
}) satisfies z.ZodType<Usage>;

/** The part of a generation that is kept as JSON. */
export const provenanceSchema = z.object({
  url: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  prompt: z.string().optional(),
  startedAt: when,
  durationMs: z.number().optional(),
  finishReason: z.string().optional(),
  usage: usage.optional(),
  seed: z.number().optional(),
  // Behind all others, and left out where there is none: answers name how a text came about by the hash of this.
  reasoning: z.string().optional(),
});
export type Provenance = z.output<typeof provenanceSchema>;

export const generationSchema = provenanceSchema.extend({
  taskId: key,
  response,
  model: z.string(),
  provider: z.string(),
  text: z.string(),
  origin: z.enum(['model', 'recorded', 'argilla']),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  asked: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
}) satisfies z.ZodType<Omit<Generation, 'forOther'>>;

export const failureSchema = z.object({
  taskId: key,
  response,
  code: z.custom<ErrorCode>((value) => typeof value === 'string'),
  message: z.string(),
  action: z.string().optional(),
  at: when,
}) satisfies z.ZodType<GenerationFailure>;

/** The part of an input that is kept as JSON. */
export const inputContentSchema = z.object({
  code: z.string().optional(),
  stdin: z.string().optional(),
  args: z.array(z.string()).optional(),
  expectedValue: z.string().optional(),
  expectedOutput: z.string().optional(),
}) satisfies z.ZodType<InputContent>;

export const storedInputSchema = inputContentSchema.extend({
  id: key,
  origin: z.enum(['annotator', 'model']),
}) satisfies z.ZodType<StoredInput>;

/** A place among the blocks of a text. */
export const blockSchema = z.number().int().min(0).max(1000);

export const runInputSchema = inputContentSchema.extend({
  id: key,
  origin: z.enum(['annotator', 'dataset', 'example', 'model']),
  from: z.union([response, z.literal('instruction')]).optional(),
  checks: z.boolean().optional(),
  fromJson: z.boolean().optional(),
}) satisfies z.ZodType<RunInput>;

export const runSchema = z.object({
  id: key,
  taskId: key,
  response: z.union([response, z.literal('correction')]),
  codeHash: z.string(),
  block: count.optional(),
  language: z.string(),
  runner: z.string(),
  input: runInputSchema.optional(),
  verdict: z.enum(verdicts),
  evidence: evidenceSchema.optional(),
  value: z.string().optional(),
  limit: z.enum(['time', 'memory', 'processes', 'disk']).optional(),
  compiling: z.boolean().optional(),
  peakMemoryBytes: count.optional(),
  exitCode: z.number().int().optional(),
  signal: z.string().optional(),
  timedOut: z.boolean(),
  stopped: z.boolean(),
  stdout: z.string(),
  stderr: z.string(),
  truncatedBytes: count,
  durationMs: z.number(),
  sandbox: z.string(),
  startedAt: when,
}) satisfies z.ZodType<Run>;

const origin = z.enum(['judge', 'argilla', 'agent']);

export const takenSchema = z.partialRecord(
  z.union([z.enum(suggestedFields), z.templateLiteral(['points', z.enum(['1', '2']), '.', key])]),
  z.strictObject({ agent: key, origin }),
) satisfies z.ZodType<TakenFields>;

export const tagChangeSchema = z.object({
  add: z
    .array(tagUseSchema.omit({ tag: true }).extend({ name: z.string().max(1000) }))
    .max(1000)
    .optional(),
  // What stands beside an id is what it is called.
  remove: z.array(z.object(tagUseSchema.shape)).max(1000).optional(),
}) satisfies z.ZodType<TagChange>;

export const tagActSchema = z.union([
  z.strictObject({ rename: key, to: z.string().max(1000) }),
  z.strictObject({ merge: z.array(key).min(1).max(1000), into: key }),
  z.strictObject({ remove: key }),
]) satisfies z.ZodType<TagAct>;

export const actSchema = z.object({
  taskId: key,
  annotator: key,
  status: z.enum(['draft', 'submitted', 'discarded', 'pending']),
  answer: answerSchema,
  guidelinesVersion: z.string(),
  send: z.boolean(),
  expectedRevision: count.optional(),
  base: answerSchema.optional(),
  rubric: rubricSchema.optional(),
  shown: z
    .union([
      z.object({ task: z.string(), responses: z.tuple([z.string(), z.string()]) }),
      z.literal('former'),
    ])
    .optional(),
  tags: tagChangeSchema.optional(),
  taken: takenSchema.optional(),
  entry: z.enum(['own', 'step']).optional(),
}) satisfies z.ZodType<Act>;

export const bulkSchema = z.object({
  action: z.enum(['discard', 'reopen']),
  annotator: key,
  guidelinesVersion: z.string(),
  send: z.boolean(),
  batch: key.optional(),
}) satisfies z.ZodType<BulkAct>;

/** Without the value: its shape is that of the field in an answer. */
export const suggestionSchema = z.object({
  agent: key,
  origin,
  field: z.enum(suggestedFields),
  value: z.custom<Suggestion['value']>((value) => value !== undefined),
  score: z.number().min(0).max(1).optional(),
  reasons: z.record(z.string(), z.string()).optional(),
  at: when,
}) satisfies z.ZodType<Suggestion>;

const asked = { taskId: key, judge: key, question: z.enum(judgeQuestions), prompt: key, at: when };

export const judgementSchema = z.object({
  ...asked,
  about: z.object({ task: key, responses: z.tuple([z.string(), z.string()]) }),
  verdict: z.object({
    points: z.record(z.string(), count).optional(),
    reasons: z.record(z.string(), z.string()).optional(),
    confidence: z.number().min(0).max(1).optional(),
    tags: z
      .array(z.object({ name: z.string().min(1).max(200), lines: tagUseSchema.shape.lines }))
      .max(100)
      .optional(),
    winner: z.union([response, z.literal(0)]).optional(),
    reason: z.string().optional(),
  }),
  provenance: z.looseObject({
    model: key,
    provider: key,
    url: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    seed: z.number().optional(),
    structured: z.enum(['bounded', 'schema', 'words']),
    sent: key,
    attempts: count,
    durationMs: z.number(),
    finishReason: z.string().optional(),
    usage: usage.optional(),
  }),
  answer: z.string(),
  reasoning: z.string().optional(),
}) satisfies z.ZodType<Judgement>;

export const judgeFailureSchema = z.object({
  ...asked,
  code: z.custom<ErrorCode>((code) => typeof code === 'string'),
  message: z.string(),
  attempts: count,
  answer: z.string().optional(),
}) satisfies z.ZodType<JudgeFailure>;

export const lineCommentSchema = z
  .object({
    id: key,
    taskId: key,
    annotator: key,
    response: z.union([response, z.literal('correction')]),
    startLine: z.number().int().min(1),
    endLine: z.number().int().min(1),
    quote: z.string(),
    text: z.string(),
    at: when,
  })
  .refine((comment) => comment.endLine >= comment.startLine, {
    path: ['endLine'],
    error: 'Expected a line at or after the first',
  }) satisfies z.ZodType<LineComment>;

export const remoteSchema = z.object({
  dataset: key,
  taskId: key,
  recordId: key,
  annotator: key.optional(),
  responseId: key.optional(),
  seenUpdatedAt: z.string().optional(),
}) satisfies z.ZodType<RemoteRecord>;

export const orderSchema = z.union([
  z.tuple([z.literal(1), z.literal(2)]),
  z.tuple([z.literal(2), z.literal(1)]),
]);
