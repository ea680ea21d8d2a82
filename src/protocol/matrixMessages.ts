import * as z from 'zod';
import { taskStates, type TaskState } from '../domain/annotation.ts';
import { outcomes } from '../domain/matrix.ts';
import { nothing, type PageContract } from './channel.ts';

/** All tasks and their responses in a table, and the work on all of them that goes on. */

const outcome = z.enum(outcomes);
const count = z.number().int().min(0);
const checked = z.object({ passed: count, judged: count });

const side = z.object({
  outcome,
  tests: checked,
  own: checked,
  lines: count,
  score: z.number().optional(),
  /** Points say something else than what ran. */
  odd: z.literal(true).optional(),
  /** As far as it may be seen by now. */
  judge: z.number().optional(),
  tags: z.array(z.string()).optional(),
  /** Why there is no response. */
  failure: z.string().optional(),
});
export type MatrixSide = z.output<typeof side>;

const row = z.object({
  id: z.string(),
  /** In the order of loading. */
  position: z.number().int(),
  title: z.string(),
  language: z.string().optional(),
  state: z.enum(taskStates as [TaskState, ...TaskState[]]),
  flagged: z.literal(true).optional(),
  /** A and B, as they are shown. */
  sides: z.tuple([side, side]),
  /** Which of them is of the first model: only where that may be known. */
  first: z.union([z.literal(0), z.literal(1)]).optional(),
  /** Milliseconds since 1970. */
  changed: z.number().optional(),
});
export type MatrixRow = z.output<typeof row>;

const work = z.object({
  kind: z.enum(['runs', 'responses']),
  state: z.enum(['going', 'done', 'stopped']),
  /** Responses. */
  done: count,
  total: count,
  atOnce: count,
  seconds: z.number(),
  perSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
  /** What the models wrote, as far as they tell. */
  tokens: count.optional(),
  /** What kept responses from being run, or from coming: each reason once, with how often. */
  problems: z.array(z.object({ text: z.string(), count })),
});
export type MatrixWork = z.output<typeof work>;

const share = z.object({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  tasks: count,
});

const matrixState = z.object({
  project: z.string(),
  /** As they may be shown; hidden ones are "Model 1" and "Model 2". */
  models: z.tuple([z.string(), z.string()]),
  /** By model are only tasks that were submitted. */
  blind: z.boolean(),
  /** pass@k of each model; empty as long as it is counted. */
  passAt: z.tuple([z.array(z.object({ k: count, share })), z.array(z.object({ k: count, share }))]),
  isCounting: z.boolean(),
  /** How many responses came to what: of each model, or of both together where that would tell one of them apart. */
  kinds: z.array(z.object({ label: z.string(), counts: z.partialRecord(outcome, count) })),
  /** All tasks are here. */
  complete: z.boolean(),
  total: count,
  submitted: count,
  work: work.optional(),
  /** Acts that there are now: `runAll`, `generateAll`, `retry`. */
  can: z.array(z.string()),
});
export type MatrixState = z.output<typeof matrixState>;

const ids = z.array(z.string());

const requests = {
  open: { in: z.object({ id: z.string() }), out: nothing },
  /** Runs these again, whatever is known of them. */
  run: { in: z.object({ ids }), out: nothing, timeoutMs: Infinity },
  runAll: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  generateAll: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  /** What could not be run, or did not come, once more. */
  retry: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  stop: { in: z.object({}), out: nothing },
  /** Tasks with this text in them or in a response. */
  search: { in: z.object({ text: z.string() }), out: ids },
  useAsQueue: { in: z.object({ ids, title: z.string() }), out: nothing },
  /** These rows, in this order, to the clipboard. */
  copy: { in: z.object({ as: z.enum(['markdown', 'csv']), ids, byModel: z.boolean() }), out: nothing },
} satisfies PageContract['requests'];

export const matrixContract = {
  requests,
  signals: { ready: z.object({}), error: z.object({ message: z.string().max(10_000) }) },
  events: {
    state: z.object({ state: matrixState }),
    /** `anew`: instead of all that was told before. Rows that are known already are replaced. */
    rows: z.object({ rows: z.array(row), anew: z.boolean(), gone: ids.optional() }),
    /** Responses that run or are asked for now. */
    live: z.object({
      responses: z.array(z.object({ id: z.string(), side: z.union([z.literal(0), z.literal(1)]) })),
    }),
  },
} satisfies PageContract;
