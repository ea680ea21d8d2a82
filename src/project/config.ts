import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { juryName } from '../domain/judgement.ts';
import type { Rubric } from '../domain/rubric.ts';
import { asPasted, extraBodySchema, keyHeaderSchema } from './modelFields.ts';
import { name, tasksSchema, unnamedColumns, type columnsSchema } from './tasksConfig.ts';
import { zodMessage } from './zodMessages.ts';

/** The schema of `touchstone.json`. Its JSON Schema (`schemas/touchstone.schema.json`) is made from it by `npm run schema`. */

const httpUrl = z
  .string()
  .overwrite(asPasted)
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

export const providers = ['hf-inference', 'openai', 'tgi', 'vscode-lm'] as const;

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

/** The same for one model: what it names goes over the project's, and `null` takes a parameter away. */
const ownParametersSchema = z
  .strictObject(
    Object.fromEntries(
      Object.entries(parametersSchema.shape).map(([key, schema]) => [
        key,
        (schema instanceof z.ZodDefault ? schema.unwrap() : schema).nullish(),
      ]),
    ) as unknown as {
      [K in keyof typeof parametersSchema.shape]: z.ZodOptional<
        z.ZodNullable<z.ZodType<NonNullable<z.output<(typeof parametersSchema.shape)[K]>>>>
      >;
    },
  )
  .describe('Parameters of this model alone: each goes over the project’s, null takes one away.');

const modelShape = z.strictObject({
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
    .describe('openai: chat completions (default), or raw completions with the chat template rendered here.'),
  parameters: ownParametersSchema.optional(),
  extraBody: extraBodySchema.optional(),
  keyHeader: keyHeaderSchema.optional(),
});

const hasAddress = (m: { url?: string | undefined; provider?: string | undefined }): boolean =>
  m.url !== undefined || (m.provider !== 'openai' && m.provider !== 'tgi');
const addressed = { path: ['url'], error: () => l10n.t('This provider needs a url') };

export const modelSchema = modelShape.refine(hasAddress, addressed);

/** A model under test; one whose responses are recorded is never asked and needs a name alone. */
const testedSchema = modelShape
  .extend({ provider: modelShape.shape.provider.optional() })
  .refine(hasAddress, addressed);

/** What a judge is called: by its `id`, else by the name of its model. */
export function judgeName({ id, name }: { id?: string; name: string }): string {
  return id ?? name;
}

/** A judge says the same of the same, unless asked otherwise. */
const judgeParameters = { temperature: 0, max_new_tokens: 2048, seed: 42 };

const judgeSchema = modelShape
  .extend({
    id: name
      .max(200)
      .optional()
      .describe(
        'What its suggestions are called by; default: the name. Two judges of the same model need it.',
      ),
    parameters: parametersSchema
      .default(judgeParameters)
      .describe(
        'Of the judge alone, in the words of Text Generation Inference. Default: temperature 0, seed 42.',
      ),
    compare: z
      .boolean()
      .default(true)
      .describe(
        'Ask also which response is better, in both orders: that shows whether the first one is preferred. Two requests more for each task.',
      ),
  })
  .refine(hasAddress, addressed);

const judgesSchema = z
  .array(judgeSchema)
  .min(1)
  .max(8)
  .superRefine((judges, ctx) => {
    const names = judges.map(judgeName);
    names.forEach((one, i) => {
      if (one === juryName || names.indexOf(one) < i)
        ctx.addIssue({
          code: 'custom',
          path: [i, judges[i]?.id === undefined ? 'name' : 'id'],
          message: l10n.t('The judge "{0}" needs an id of its own', one),
        });
    });
  })
  .describe('Models that score responses by the rubric, as suggestions: see docs/judge.md.');

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
  failureModes: z
    .boolean()
    .optional()
    .describe(
      'Ask for failure modes in a dataset that is made: a question with their names for each response.',
    ),
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

const configShape = z.strictObject({
  $schema: z.string().optional(),
  name,
  tasks: tasksSchema,
  models: z
    .tuple([testedSchema, testedSchema])
    .optional()
    .describe(
      'Two models; the order is Response 1, Response 2. With recorded responses a name is enough, or none: then they are called as the columns.',
    ),
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
  reference: z
    .enum(['after', 'before', 'off'])
    .default('after')
    .describe(
      'When it is shown how runs compare with the dataset’s own solution ("columns.reference"): after both responses are scored, before, or not at all.',
    ),
  order: z
    .enum(['loading', 'random', 'informative'])
    .default('loading')
    .describe(
      'The order of tasks until somebody chooses another: of loading, at random (by a seed of the annotator’s own), or the most informative next.',
    ),
  judges: judgesSchema.optional(),
  judgePrompt: name
    .default('judge.md')
    .describe('Markdown file with what judges are asked; where there is none, Touchstone’s own words.'),
  failureModes: z
    .array(
      z
        .string()
        .max(60)
        .regex(/\S/, { error: () => l10n.t('Expected a name of 1 to 60 characters') }),
    )
    .max(100)
    .optional()
    .describe('Failure modes that are offered first; the first nine by digits.'),
  judgeFailureModes: z
    .boolean()
    .optional()
    .describe('Whether judges propose failure modes. Default: where "failureModes" lists any.'),
  argilla: argillaSchema.optional(),
  export: exportSchema.optional().describe('What exports of training data say.'),
});

type Written = z.output<typeof configShape>;

export const configSchema = configShape
  .superRefine(({ tasks, models }, ctx) => {
    const recorded = mayRecord(tasks);
    const issue = (path: (string | number)[], message: string): void =>
      ctx.addIssue({ code: 'custom', path, message });
    if (!models && (!recorded || (isMapped(tasks) && !namesLog(tasks))))
      issue(
        ['models'],
        l10n.t('Two models are needed, since no recorded responses are named ("columns.generations")'),
      );
    if (!recorded && tasks.source !== 'argilla')
      models?.forEach(({ provider }, i) => {
        if (provider === undefined)
          issue(
            ['models', i, 'provider'],
            l10n.t('Expected how the model is asked: {0}', providers.join(', ')),
          );
      });
  })
  .transform((config) => ({ ...config, models: modelsOf(config) }));

/** Whether responses may be recorded: of a file that may be a log that is known when it is read. */
function mayRecord(tasks: TasksConfig): boolean {
  if (tasks.columns.generations !== undefined) return true;
  return (
    tasks.source === 'file' &&
    (namesLog(tasks) || /\.(?:jsonl?|ndjson|jsonlines)(?:\.gz)?$/i.test(tasks.path))
  );
}

/** Whether columns without recorded responses are named: it is a table, and no log that is known by its content. */
function isMapped({ columns }: TasksConfig): boolean {
  return columns !== unnamedColumns && columns.generations === undefined;
}

/** Whether it is said that a log is read. */
export function namesLog(tasks: TasksConfig): boolean {
  if (tasks.source !== 'file' || tasks.format === 'table') return false;
  return tasks.format !== undefined || tasks.samples !== undefined || /\.eval$/i.test(tasks.path);
}

/** The two models, those of recorded responses by the names of their columns where nobody named them. */
function modelsOf({ tasks, models }: Written): [ModelConfig, ModelConfig] {
  const { generations } = tasks.columns;
  const logs = logNames(tasks);
  const named = (i: 0 | 1): ModelConfig => {
    const model = models?.[i];
    const column = Array.isArray(generations) ? generations[i] : (logs[i] ?? `model-${i + 1}`);
    if (model) return { ...model, provider: model.provider ?? 'recorded' };
    return { name: column, provider: 'recorded' };
  };
  return [named(0), named(1)];
}

/** What models are called whose logs do not name them: as their files. */
function logNames(tasks: TasksConfig): string[] {
  if (tasks.source !== 'file' || tasks.format === 'table') return [];
  const files = tasks.samples === undefined ? [] : [tasks.samples].flat();
  const stems = files.map((file) => file.replace(/^.*[\\/]/, '').replace(/(?:\.(?:eval|jsonl?|gz))+$/i, ''));
  return new Set(stems).size === stems.length ? stems.filter((stem) => stem.trim() !== '') : [];
}

export type ProjectConfig = z.output<typeof configSchema>;
/** A model of `touchstone.json`; `recorded`: nobody says how it is asked, since it never is. */
export type ModelConfig = Omit<z.output<typeof modelShape>, 'provider'> & {
  provider: (typeof providers)[number] | 'recorded';
};
export type JudgeConfig = z.output<typeof judgeSchema>;
/** What is asked with; a model may have taken any of them away. */
export type GenerationParameters = Partial<z.output<typeof parametersSchema>>;
export type TasksConfig = z.output<typeof tasksSchema>;
export type ColumnMapping = z.output<typeof columnsSchema>;
export type ArgillaConfig = z.output<typeof argillaSchema>;

/** With what a model is asked: its own parameters go over the project's one by one. */
export function parametersOf(
  model: Pick<ModelConfig, 'parameters'>,
  { parameters }: Pick<ProjectConfig, 'parameters'>,
): GenerationParameters {
  const all = Object.entries({ ...parameters, ...model.parameters });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** Whether a judge is one of the models that it judges: models tend to prefer what they wrote themselves. */
export function isUnderTest(
  judge: Pick<JudgeConfig, 'name'>,
  { models }: Pick<ProjectConfig, 'models'>,
): boolean {
  const short = (name: string): string => name.split('/').at(-1)?.toLowerCase() ?? '';
  return models.some(({ name }) => short(name) === short(judge.name));
}
