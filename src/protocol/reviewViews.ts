import * as z from 'zod';
import { verdicts } from '../domain/run.ts';
import { evidenceSchema } from './evidenceSchema.ts';

// What a snapshot for the review page is made of; see `reviewMessages.ts` for the conversation.

export const side = z.enum(['A', 'B']);
/** Whose program runs: a shown response, or the correction. */
export const subject = z.enum(['A', 'B', 'correction']);
export const points = z.record(z.string(), z.number().int().min(0).max(10));

export const origin = z.enum(['judge', 'argilla', 'agent']);
export const taken = z.object({ agent: z.string(), origin });

/** A machine's proposal for one place of the answer (`target`, see `annotation/acceptSuggestions.ts`). */
export const suggestionView = taken.extend({
  target: z.string(),
  value: z.union([z.number(), z.string()]),
  /** How sure the agent is, from 0 to 1. */
  score: z.number().optional(),
  /** Why, in the agent's words. */
  reason: z.string().optional(),
  /** It is about responses that others replaced since. */
  outdated: z.boolean().optional(),
});

/** An answer in the words of what is shown: A is left, B right. */
export const answerViewSchema = z.object({
  points: z.object({ A: points, B: points }),
  /** Scores without points (answers that came from Argilla's page); ignored for a side that has all its points. */
  scores: z.object({ A: z.number().int().min(0).optional(), B: z.number().int().min(0).optional() }),
  corrected: z.enum(['A', 'B', 'combination', 'neither']).optional(),
  correction: z.string(),
  comments: z.string(),
  flag: z.string().optional(),
  skipped: z.string().optional(),
  /** The places that are a suggestion's, by target; they end when they are changed. */
  taken: z.record(z.string(), taken).optional(),
});

/** One input of the task, a row of the table of runs. */
export const inputView = z.object({
  id: z.string(),
  origin: z.enum(['annotator', 'dataset', 'example', 'model']),
  /** Where an example was found. */
  from: z.union([side, z.literal('instruction')]).optional(),
  /** One line that names it: the call, the first line of the snippet, or what is sent to stdin. */
  title: z.string(),
  code: z.string().optional(),
  stdin: z.string().optional(),
  args: z.array(z.string()).optional(),
  expectedValue: z.string().optional(),
  expectedOutput: z.string().optional(),
  checks: z.boolean(),
  /** An example of the task that both responses contradict alike: it counts against nobody. */
  contradicted: z.boolean().optional(),
});

/** What the page lets one type into an input. */
export const inputDraftSchema = z.object({
  code: z.string().max(100_000).optional(),
  stdin: z.string().max(1_000_000).optional(),
  args: z.array(z.string().max(10_000)).max(100).optional(),
  expectedValue: z.string().max(100_000).optional(),
  expectedOutput: z.string().max(1_000_000).optional(),
});

/** What the code itself shows for a criterion: never a score. */
export const hintView = z.object({
  /** The criterion it stands beside. */
  criterion: z.string(),
  /** `good`, `bad`: speaks for or against points; `plain`: neither. */
  tone: z.enum(['good', 'bad', 'plain']),
  text: z.string(),
});

export const runView = z.object({
  id: z.string(),
  /** None: the program as it is. */
  inputId: z.string().optional(),
  status: z.enum(['waiting', 'running', ...verdicts]),
  /** What was checked, where the language's harness counts. */
  evidence: evidenceSchema.optional(),
  /** The block of the response's code (from 0) that somebody chose as the program; none: it was found. */
  block: z.number().int().optional(),
  /** The line of the response (from 0) at which the program raised an error. */
  textLine: z.number().int().optional(),
  /** What the input's last expression evaluated to. */
  value: z.string().optional(),
  limit: z.enum(['time', 'memory', 'processes', 'disk']).optional(),
  compiling: z.boolean().optional(),
  peakMemoryBytes: z.number().optional(),
  exitCode: z.number().optional(),
  signal: z.string().optional(),
  durationMs: z.number().optional(),
  stdout: z.string(),
  stderr: z.string(),
  truncatedBytes: z.number(),
  /** Interpreter and version. */
  runner: z.string(),
  sandbox: z.string(),
  /** The code has changed since. */
  stale: z.boolean(),
  /** It is under way and waits for a line from whoever runs it, as far as that can be told. */
  waits: z.boolean().optional(),
  /** What the data set's own solution did with the same input, once that may be seen. */
  reference: z
    .object({ same: z.boolean(), by: z.enum(['value', 'exception', 'output']), reference: z.string() })
    .optional(),
});

export const runHead = runView.omit({ stdout: true, stderr: true });

/** A failure mode that is named of a response, or of lines of it. */
export const tagView = z.object({
  /** Its id. */
  tag: z.string(),
  name: z.string(),
  /** First and last, 1-based, of the response's text. */
  lines: z.tuple([z.number().int(), z.number().int()]).optional(),
});

export const responseView = z.object({
  side,
  state: z.enum(['missing', 'generating', 'ready', 'failed']),
  /** Markdown, as the model wrote it (hostile). While generating: what has come so far. */
  text: z.string(),
  /** The text begins as bare code of this language, without a fence: it is shown as code. */
  codeLanguage: z.string().optional(),
  /** What the model thought before its answer (hostile); without a text it has not come as a whole yet. `estimated`: not counted by the server. */
  thoughts: z
    .object({ tokens: z.number().int(), estimated: z.boolean().optional(), text: z.string().optional() })
    .optional(),
  /** Something else than the model ended the answer: the limit of its tokens, a filter, or it refused. `reason`: the server's word
   * (hostile) where models may be named. */
  cutOff: z
    .object({
      by: z.enum(['length', 'filter', 'refusal', 'other']),
      tokens: z.number().int().optional(),
      seconds: z.number().optional(),
      reason: z.string(),
    })
    .optional(),
  /** First and last lines (from 0) that the program was taken from, where the text has several blocks of code. */
  taken: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
  /** The blocks of code of which one may be chosen as the program: their place among all, their lines; and the one that was chosen. */
  blocks: z
    .array(z.object({ block: z.number().int(), lines: z.tuple([z.number().int(), z.number().int()]) }))
    .optional(),
  chosenBlock: z.number().int().optional(),
  failure: z.object({ message: z.string(), action: z.string().optional() }).optional(),
  /** The name, once it may be shown. */
  model: z.string().optional(),
  /** At most one for each input and one for the program as it is, newest; those under way among them. */
  runs: z.array(runView),
  hints: z.array(hintView),
  tags: z.array(tagView),
  /** Proposed by machines, once they may be seen. */
  suggestedTags: z.array(
    tagView.omit({ tag: true }).extend({ agent: z.string(), score: z.number().optional() }),
  ),
  /** How many inputs ran against the code as it is now, and how many of them showed what was expected. */
  tested: z.number(),
  passed: z.number(),
});

/** A comment on lines of a document that an editor shows. */
export const lineCommentView = z.object({
  id: z.string(),
  subject,
  startLine: z.number().int(),
  endLine: z.number().int(),
  /** Those lines as they were. */
  quote: z.string(),
  text: z.string(),
});

export const criterion = z.object({
  id: z.string(),
  title: z.string(),
  max: z.number().int(),
  description: z.string().optional(),
  levels: z.array(z.string()).optional(),
  /** Which evidence is shown beside it. */
  evidence: z.enum(['comments', 'example', 'runs']).optional(),
});

/** What may be done once nothing is left. */
export const doneWays = z.enum([
  'nextTask',
  'allTasks',
  'generateAll',
  'push',
  'connect',
  'export',
  'discarded',
  'queue',
  'back',
]);

/** Nothing is left in the queue: what was done, in the display language, and the ways on; the first is what most want. */
export const doneView = z.object({
  title: z.string(),
  lines: z.array(z.string()),
  ways: z.array(z.object({ way: doneWays, text: z.string() })),
});

export type Side = z.output<typeof side>;
export type AnswerView = z.output<typeof answerViewSchema>;
export type SubjectView = z.output<typeof subject>;
export type InputView = z.output<typeof inputView>;
export type InputDraft = z.output<typeof inputDraftSchema>;
export type HintView = z.output<typeof hintView>;
export type RunView = z.output<typeof runView>;
export type RunHead = z.output<typeof runHead>;
export type SuggestionView = z.output<typeof suggestionView>;
export type TakenView = z.output<typeof taken>;
export type DoneView = z.output<typeof doneView>;
export type DoneWay = z.output<typeof doneWays>;
export type LineCommentView = z.output<typeof lineCommentView>;
export type TagView = z.output<typeof tagView>;
export type ResponseView = z.output<typeof responseView>;
