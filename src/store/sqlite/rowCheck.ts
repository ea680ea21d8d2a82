import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import { answerSchema } from '../../annotation/checkAnswer.ts';
import { verdicts } from '../../domain/run.ts';
import { evidenceSchema } from '../../protocol/evidenceSchema.ts';
import { attempt } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import { columnsOf, fits } from './rowColumns.ts';
import { tagKey, tagName } from '../../domain/tags.ts';
import { taskHash } from '../api/shownTexts.ts';
import {
  inputContentSchema,
  judgementSchema,
  logVerdictSchema,
  provenanceSchema,
  runInputSchema,
  takenSchema,
  taskInputSchema,
} from './validation.ts';

/** Rows that somebody else wrote: whether they are what this program would have written. */

/** The tables that hold people's work and what it is about, in the order in which they may be filled. */
export const carried = [
  'tasks',
  'task_versions',
  'generations',
  'old_generations',
  'failures',
  'log_verdicts',
  'runs',
  'inputs',
  'hidden_inputs',
  'chosen_blocks',
  'orders',
  'annotations',
  'history',
  'texts',
  'history_texts',
  'guidelines',
  'suggestions',
  'judge_prompts',
  'judgements',
  'judge_failures',
  'times',
  'draws',
  'line_comments',
  'names',
  'tags',
  'tag_acts',
] as const;
export type CarriedTable = (typeof carried)[number];

export type ForeignRow = Record<string, SQLOutputValue>;

/** A value that was kept as JSON. */
const json = (schema: z.ZodType): z.ZodType =>
  z.string().refine((text) => {
    const value = attempt(() => JSON.parse(text) as unknown);
    return value !== undefined && schema.safeParse(value).success;
  });
const words = (...known: [string, ...string[]]): z.ZodType => z.enum(known);
/** Somebody who annotates: an editor of a machine, or a user of Argilla. */
const called = z.string().regex(/^(?:local|argilla):[^\p{Cc}]{1,2000}$/u);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const tagRow = z
  .object({
    id: z.string().min(1).max(200),
    name: z.string(),
    key: z.string(),
    within: z.string().nullish(),
    gone: z.union([z.literal(0), z.literal(1)]),
  })
  .refine(({ name, key }) => tagName(name) === name && tagKey(name) === key);
/** Beside the answer: see `About` of `rows.ts`. */
const answered = {
  answer: json(
    answerSchema.extend({ task: hash.optional(), made1: hash.optional(), made2: hash.optional() }),
  ),
  taken: json(takenSchema).nullish(),
};
const generated = {
  hash,
  origin: words('model', 'recorded', 'argilla'),
  provenance: json(provenanceSchema),
  instruction: hash.nullish(),
};
const rubric = z.looseObject({ criteria: z.array(z.looseObject({ id: z.string(), max: z.number() })) });

const reasons = z.record(z.string(), z.string());

const versionSchema = taskInputSchema.omit({ id: true, generations: true }).partial({ source: true });

/** Whether what is kept of a task is what its hashes say. */
function isVersion({
  hash,
  texts,
  content,
}: Record<'hash' | 'texts', string> & { content?: unknown }): boolean {
  const task = attempt(() => versionSchema.parse(JSON.parse(String(content))));
  if (!task) return false;
  const judged = taskHash(task);
  return texts === judged && hash === (task.source === undefined ? judged : sha256(String(content)));
}

/** What columns hold beyond their type, and beyond what the schema itself checks. */
const checks: Partial<Record<CarriedTable, z.ZodType>> = {
  tasks: z.object({
    context: json(z.record(z.string(), z.string())).nullable(),
    test_list: json(z.array(z.string())).nullish(),
  }),
  task_versions: z.object({ hash, texts: hash, content: json(versionSchema) }).refine(isVersion),
  generations: z.object(generated),
  old_generations: z.object({ ...generated, response: z.union([z.literal(1), z.literal(2)]) }),
  log_verdicts: z.object({ hash, verdict: json(logVerdictSchema.omit({ passed: true })) }),
  runs: z.object({
    response: words('1', '2', 'correction'),
    verdict: words(...verdicts),
    evidence: json(evidenceSchema).nullish(),
    limit_name: words('time', 'memory', 'processes', 'disk').nullable(),
    input: json(runInputSchema).nullable(),
  }),
  chosen_blocks: z.object({ hash }),
  inputs: z.object({ content: json(inputContentSchema) }),
  annotations: z.object(answered),
  history: z.object({ ...answered, status: words('draft', 'submitted', 'discarded', 'pending') }),
  texts: z.object({ hash, text: json(z.string()) }).refine((row) => row.hash === sha256(String(row.text))),
  history_texts: z.object({ hash, field: words('correction', 'comments', 'flag', 'skipped') }),
  guidelines: z.object({ rubric: json(rubric) }),
  names: z.object({ name: called, person: called, label: z.string().max(1000).nullish() }),
  tags: tagRow,
  tag_acts: z.object({ before: json(z.array(tagRow)), now: json(z.array(tagRow)) }),
  draws: z.object({ chance: z.number().gt(0).max(1), tasks: z.number().min(1) }),
  suggestions: z.object({
    about: hash.nullish(),
    value: json(z.unknown().refine((value) => value !== null)),
    reasons: json(reasons).nullish(),
  }),
  judgements: z.object({
    task_hash: hash,
    verdict: json(judgementSchema.shape.verdict),
    provenance: json(judgementSchema.shape.provenance),
  }),
};

export function isGoodRow(table: CarriedTable, row: ForeignRow): boolean {
  return checks[table]?.safeParse(row).success ?? true;
}

/** Whether everything in a database of the newest schema is what this program would have written. */
export function allGood(db: DatabaseSync): boolean {
  return carried.every((table) => {
    const columns = columnsOf(db, table);
    for (const row of db.prepare(`SELECT * FROM ${table}`).iterate())
      if (!columns.every((column) => fits(column, row[column.name])) || !isGoodRow(table, row)) return false;
    return true;
  });
}
