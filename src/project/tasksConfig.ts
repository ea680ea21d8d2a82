import * as l10n from '@vscode/l10n';
import * as z from 'zod';

/** Where tasks come from, and which column is what: a part of the schema of `touchstone.json`. */

/** A name in `touchstone.json`. */
export const name = z
  .string()
  .trim()
  .min(1, { error: () => l10n.t('Expected a name') });

export const columnsSchema = z
  .strictObject({
    instruction: z
      .union([name, z.array(name).min(1).max(8)])
      .describe(
        'Column with the instruction (required): text, or a conversation (messages). Several columns are joined: instruction and input.',
      ),
    id: name.optional().describe('Column with a stable id; else a hash of source and row.'),
    generations: z
      .union([z.tuple([name, name]), name])
      .optional()
      .describe(
        'Columns with recorded responses of model 1 and 2, or one column with a list of both: then no model is asked.',
      ),
    tests: name
      .optional()
      .describe(
        'Column with tests: code (HumanEval), a list of checks (MBPP), or inputs and outputs; they become inputs of runs.',
      ),
    testSetup: name
      .optional()
      .describe('Column with code that the tests need first (MBPP: test_setup_code).'),
    reference: name
      .optional()
      .describe(
        'Column with the dataset’s own solution (HumanEval: canonical_solution): responses are compared with what it gives.',
      ),
    entryPoint: name.optional().describe('Column with the name of the function under test.'),
    language: name.optional().describe('Column with the programming language.'),
    context: z.array(name).optional().describe('Columns shown beside the instruction.'),
  })
  .describe('Which column is what.');

/** Logs of evaluators that are read: see docs/recorded.md. */
export const logFormatIds = [
  'inspect',
  'promptfoo',
  'lm-eval',
  'livecodebench',
  'evalplus',
  'samples',
  'bigcode',
] as const;

/** What is read where no columns are named: the same object each time, which tells it from the same columns written down. */
export const unnamedColumns: Readonly<z.output<typeof columnsSchema>> = { instruction: 'instruction' };
const columns = columnsSchema.default(() => unnamedColumns);

export const tasksSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('sample'), columns }).describe('The bundled sample tasks.'),
  z.strictObject({
    source: z.literal('file'),
    path: name.describe(
      'File of tasks, relative to this folder: .jsonl, .json, .csv or .parquet (.gz where it applies), or a log of an evaluator (.eval, .json, .jsonl).',
    ),
    format: z
      .enum(['table', ...logFormatIds])
      .optional()
      .describe(
        'What the file is: a table with a row for each task, or the log of an evaluator. Left out: found by its content.',
      ),
    samples: z
      .union([name, z.array(name).min(1).max(2)])
      .optional()
      .describe(
        'Logs with recorded responses to the tasks of `path`, found by id: one with two models, or two (Response 1, Response 2).',
      ),
    columns,
  }),
  z.strictObject({
    source: z.literal('hub'),
    dataset: z
      .string()
      .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/, {
        error: () => l10n.t('Expected a dataset id such as owner/name'),
      })
      .describe('Dataset id on the Hugging Face Hub.'),
    config: name.optional().describe('Configuration (subset) of the dataset.'),
    split: name.default('train').describe('Split, with slicing: train[:3], train[10:20], train[:10%].'),
    revision: name.optional().describe('Branch, tag or commit of the converted Parquet files.'),
    columns,
  }),
  z
    .strictObject({ source: z.literal('argilla'), columns })
    .describe('The records of the Argilla dataset named below.'),
]);
