import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { Rubric } from '../domain/rubric.ts';
import { zodMessage } from './zodMessages.ts';

/** The schema of `touchstone.json`. Its JSON Schema (`schemas/touchstone.schema.json`) is made from it by `npm run schema`. */

const httpUrl = z
  .string()
  .refine((value) => /^https?:\/\/[^\s/]+/i.test(value) && URL.canParse(value), {
    error: () => l10n.t('Expected an http or https URL'),
  })
  .refine(
    (value) => !URL.canParse(value) || (new URL(value).username === '' && new URL(value).password === ''),
    {
      error: () =>
        l10n.t('A URL here must not hold a user name or password: secrets live in VS Code’s secret storage'),
    },
  );

z.config({ customError: zodMessage });

const name = z
  .string()
  .trim()
  .min(1, { error: () => l10n.t('Expected a name') });

export const columnsSchema = z
  .strictObject({
    instruction: name.describe('Column with the instruction (required).'),
    id: name.optional().describe('Column with a stable id; else a hash of source and row.'),
    generations: z
      .tuple([name, name])
      .optional()
      .describe('Columns with recorded responses of model 1 and 2: then no model is asked.'),
    tests: name
      .optional()
      .describe(
        'Column with tests: code (HumanEval), a list of checks (MBPP), or inputs and outputs; they become inputs of runs.',
      ),
    testSetup: name
      .optional()
      .describe('Column with code that the tests need first (MBPP: test_setup_code).'),
    entryPoint: name.optional().describe('Column with the name of the function under test.'),
    language: name.optional().describe('Column with the programming language.'),
    context: z.array(name).optional().describe('Columns shown beside the instruction.'),
  })
  .describe('Which column is what.');

const columns = columnsSchema.default({ instruction: 'instruction' });

export const tasksSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('sample'), columns }).describe('The bundled sample tasks.'),
  z.strictObject({
    source: z.literal('file'),
    path: name.describe(
      'File of tasks, relative to this folder: .jsonl, .json, .csv or .parquet; .gz where it applies.',
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

export const providers = ['hf-inference', 'openai', 'tgi', 'vscode-lm'] as const;

export const modelSchema = z
  .strictObject({
    name: name.describe('Model id, as the provider knows it.'),
    provider: z.enum(providers).describe('How the model is asked.'),
    url: httpUrl.optional().describe('Server address; required for openai and tgi.'),
    inferenceProvider: name
      .optional()
      .describe('hf-inference: which inference provider answers (default: auto).'),
    chatTemplate: z
      .string()
      .min(1)
      .optional()
      .describe('"auto" (the model’s own, from the server or the Hub), or a Jinja chat template.'),
    tokenizer: name.optional().describe('Hub model whose chat template is used when it is not `name`.'),
    api: z
      .enum(['chat', 'completions'])
      .optional()
      .describe(
        'openai: chat completions (default), or raw completions with the chat template rendered here.',
      ),
  })
  .refine((m) => m.url !== undefined || m.provider === 'hf-inference' || m.provider === 'vscode-lm', {
    path: ['url'],
    error: () => l10n.t('This provider needs a url'),
  });

export const parametersSchema = z
  .strictObject({
    temperature: z.number().min(0).max(100).optional(),
    top_p: z.number().gt(0).max(1).optional(),
    top_k: z.number().int().positive().nullable().optional(),
    max_new_tokens: z.number().int().positive().max(1_000_000).default(1024),
    repetition_penalty: z.number().positive().nullable().optional(),
    do_sample: z.boolean().optional(),
    return_full_text: z.boolean().optional(),
    seed: z.number().int().nonnegative().nullable().optional(),
    stop: z.array(z.string().min(1)).max(16).optional(),
  })
  .describe('Generation parameters, in the words of Text Generation Inference.');

export const criterionSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, { error: () => l10n.t('Expected lower-case letters, digits and dashes') })
    // Points are kept by id in plain objects, which have this one already.
    .refine((id) => id !== 'constructor', { error: () => l10n.t('Expected another id') }),
  title: name,
  max: z.number().int().min(1).max(10),
  description: z.string().optional(),
  levels: z.array(z.string()).optional().describe('What each number of points means, from 0.'),
  evidence: z
    .enum(['comments', 'example', 'runs'])
    .optional()
    .describe(
      'Which evidence is shown beside it: comments and docstrings, a test example, or runs. Default: by the usual ids (documentation, example, correctness).',
    ),
});

export const defaultRubric = {
  criteria: [
    {
      id: 'documentation',
      title: 'Comments, docstrings',
      max: 2,
      levels: [
        'Nothing explains the code',
        'Some comments or a docstring',
        'Docstrings and comments where they help',
      ],
    },
    {
      id: 'example',
      title: 'Test example',
      max: 2,
      levels: ['No example', 'An example, but thin or without its result', 'A good example that one can run'],
    },
    {
      id: 'correctness',
      title: 'Runs, works',
      max: 3,
      levels: [
        'Does not run or is wrong',
        'Right in the main, with faults',
        'Right but for rare cases',
        'Right and robust',
      ],
    },
  ],
  correctAtOrBelow: 4,
};

export const rubricSchema = z
  .strictObject({
    criteria: z.array(criterionSchema).min(1).max(10),
    correctAtOrBelow: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('Ask for a correction when both scores are at or below this.'),
  })
  .superRefine((rubric, ctx) => {
    const seen = new Set<string>();
    rubric.criteria.forEach((criterion, i) => {
      if (seen.has(criterion.id))
        ctx.addIssue({
          code: 'custom',
          path: ['criteria', i, 'id'],
          message: l10n.t('The id "{0}" is there twice', criterion.id),
        });
      seen.add(criterion.id);
      if (criterion.levels && criterion.levels.length !== criterion.max + 1)
        ctx.addIssue({
          code: 'custom',
          path: ['criteria', i, 'levels'],
          message: l10n.t(
            'Expected {0} descriptions, one for each number of points from 0 to {1}',
            criterion.max + 1,
            criterion.max,
          ),
        });
    });
  }) satisfies z.ZodType<Rubric>;

export const argillaSchema = z.strictObject({
  url: httpUrl,
  workspace: name.default('argilla'),
  dataset: name.max(200),
  minSubmitted: z.number().int().min(1).default(1),
});

/** The Hub's ids, such as `apache-2.0` (huggingface.co/docs/hub/repositories-licenses). */
const licenseId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/, {
  error: () => l10n.t('Expected the id of a license, such as apache-2.0'),
});

export const exportSchema = z.strictObject({
  license: licenseId.optional().describe('License of exported datasets, by its id on the Hub: apache-2.0.'),
  systemPrompt: z
    .string()
    .min(1)
    .optional()
    .describe('System prompt that training data has before each instruction; models here are asked without.'),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  name,
  tasks: tasksSchema,
  models: z.tuple([modelSchema, modelSchema]).describe('Two models; the order is Response 1, Response 2.'),
  parameters: parametersSchema.default({ max_new_tokens: 1024 }),
  guidelines: name.default('guidelines.md').describe('Markdown file with the annotators’ instructions.'),
  rubric: rubricSchema.default(defaultRubric),
  blind: z.boolean().default(true).describe('Hide which model wrote what until the task is submitted.'),
  suggestions: z
    .enum(['after', 'before', 'off'])
    .default('after')
    .describe(
      'When suggestions of judges, agents and Argilla are shown: after both responses are scored by hand, before, or not at all.',
    ),
  argilla: argillaSchema.optional(),
  export: exportSchema.optional().describe('What exports of training data say.'),
});

export type ProjectConfig = z.output<typeof configSchema>;
export type ModelConfig = z.output<typeof modelSchema>;
export type GenerationParameters = z.output<typeof parametersSchema>;
export type TasksConfig = z.output<typeof tasksSchema>;
export type ColumnMapping = z.output<typeof columnsSchema>;
export type ArgillaConfig = z.output<typeof argillaSchema>;
