import * as z from 'zod';
import { taskStates } from '../../domain/annotation.ts';
import { verdicts } from '../../domain/run.ts';
import { disagreements, sortKeys, type TaskQueue, type TaskSort } from '../../domain/queue.ts';

const range = z.strictObject({ min: z.number().optional(), max: z.number().optional() });

export const taskSortSchema = z.strictObject({
  by: z.enum(sortKeys),
  descending: z.boolean().optional(),
  column: z.string().optional(),
  seed: z.string().optional(),
}) satisfies z.ZodType<TaskSort>;

/** The shape of a queue from outside: the arguments of a command, what was kept from an earlier session. */
export const taskQueueSchema = z.strictObject({
  state: z.enum(taskStates).optional(),
  states: z.array(z.enum(taskStates)).optional(),
  text: z.string().optional(),
  score: range.optional(),
  bothScores: range.optional(),
  gap: range.optional(),
  verdicts: z.array(z.enum([...verdicts, 'not-run'])).optional(),
  theirs: z.array(z.enum(disagreements)).optional(),
  flagged: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  skipped: z.boolean().optional(),
  guidelines: z.union([z.strictObject({ is: z.string() }), z.strictObject({ not: z.string() })]).optional(),
  languages: z.array(z.string()).optional(),
  context: z.array(z.strictObject({ column: z.string(), values: z.array(z.string()) })).optional(),
  sample: z.strictObject({ n: z.number().int().min(0), seed: z.string() }).optional(),
  among: z.strictObject({ title: z.string(), ids: z.array(z.string()) }).optional(),
  sort: taskSortSchema.optional(),
}) satisfies z.ZodType<TaskQueue>;
