import { basename, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import type { ExportOptions } from './exportRows.ts';
import type { SplitShares } from './split/splitPlan.ts';
import type { About, TrainingShape } from './training/datasetOptions.ts';

const tables = ['annotated', 'bare', 'long'] as const;
export const trainingShapes = [
  ...['sft', 'sft-prompt-completion', 'sft-standard', 'dpo', 'dpo-standard'],
  ...['kto', 'kto-standard', 'reward', 'reward-standard'],
] as TrainingShape[];

const defaultSeed = 42;
const defaultShares: SplitShares = { train: 0.8, validation: 0.1, test: 0.1, seed: defaultSeed };
const defaultSeparator = '\n\n';

const share = z.number().nonnegative().default(0);

const splitShares = z
  .strictObject({ train: share, validation: share, test: share, seed: z.number().int().optional() })
  .refine(({ train, validation, test }) => train + validation + test > 0);

/** What `touchstone.export` takes; all but `format` and `path` have their usual values without being given (docs/export.md). */
export const exportArguments = z.strictObject({
  format: z.enum(['csv', 'jsonl', 'json', 'parquet', 'arrow']),
  path: z.string().min(1),
  shape: z.enum([...tables, ...trainingShapes]).optional(),
  folder: z.boolean().optional(),
  overwrite: z.boolean().optional(),
  name: z.string().min(1).optional(),
  license: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/)
    .optional(),
  annotators: z.union([z.enum(['me', 'all']), z.array(z.string()).min(1)]).optional(),
  statuses: z
    .array(z.enum(['submitted', 'draft', 'discarded']))
    .min(1)
    .optional(),
  minScore: z.number().optional(),
  minGap: z.number().nonnegative().optional(),
  checks: z.literal('passed').optional(),
  tags: z.array(z.string()).min(1).optional(),
  withoutFlagged: z.boolean().optional(),
  corrections: z.boolean().optional(),
  goodFrom: z.number().optional(),
  systemPrompt: z.string().optional(),
  separator: z.string().optional(),
  seed: z.number().int().optional(),
  split: z.union([z.boolean(), splitShares]).optional(),
  neutraliseFormulas: z.boolean().optional(),
  push: z.strictObject({ repo: z.string().min(1), private: z.boolean().default(true) }).optional(),
  queue: z.union([z.literal(true), z.looseObject({})]).optional(),
  benchmarks: z.array(z.string().min(1)).min(1).optional(),
  withoutBenchmarks: z.boolean().optional(),
});

export type ExportArguments = z.output<typeof exportArguments>;

/** Errors: `export-failed`, naming what is wrong. */
export function readArguments(given: unknown): ExportArguments {
  // What is pushed has no place here.
  const isPush = typeof given === 'object' && given !== null && 'push' in given;
  const { data, error } = exportArguments.safeParse(isPush ? { path: 'dataset', ...given } : given);
  if (data) return data;
  const [issue] = error.issues;
  const why = issue ? [issue.path.join('.'), issue.message].filter(Boolean).join(': ') : '';
  throw new TouchstoneError(
    'export-failed',
    l10n.t('export takes { format, path, shape? } and what docs/export.md names. {0}', why),
  );
}

interface ExportContext extends Omit<About, 'name' | 'license'> {
  /** What touchstone.json says of exports. */
  config?: { license?: string; systemPrompt?: string };
  me: string;
  /** What the store calls somebody by in answers. */
  personOf: (name: string) => Promise<string>;
  /** The ids of a queue's tasks; `true`: of the one that is chosen. */
  tasksOf?: (queue: NonNullable<ExportArguments['queue']>) => Promise<string[]>;
  /** With all that can be counted, where a plain table needs no options, too. */
  counted?: boolean;
}

/** What is to be exported, with all that was not said. Scores and answers of others are asked for only where a shape or an argument wants them. */
export async function exportOf(
  given: ExportArguments,
  { me, personOf, tasksOf, config, counted = false, ...about }: ExportContext,
): Promise<Pick<ExportOptions, 'format' | 'path' | 'shape' | 'annotator' | 'dataset'>> {
  const { format, path, shape = 'annotated', seed = defaultSeed } = given;
  const isTable = shape === 'annotated' || shape === 'bare';
  const names = given.annotators ?? (isTable ? 'me' : 'all');
  const wanted = names === 'all' ? undefined : names === 'me' ? [me] : names;
  const others = Object.keys(given).filter((key) => !['format', 'path', 'shape'].includes(key));
  const isPlain = isTable && others.length === 0 && format !== 'arrow';
  if (isPlain && !counted) return { format, path, shape, annotator: me };

  // Of one annotator a table has all tasks, also those that others alone have answered.
  // Whether one is flagged is seen in the answers of all.
  const annotator = isTable && wanted?.length === 1 && !given.withoutFlagged ? wanted[0] : undefined;
  const chosen = annotator === undefined ? wanted : undefined;
  const split = given.split === true ? defaultShares : given.split || undefined;
  const { minScore, minGap, checks, tags, withoutFlagged, goodFrom, queue } = given;
  const license = given.license ?? config?.license;
  // An empty one takes that of the project away.
  const systemPrompt = (given.systemPrompt ?? config?.systemPrompt) || undefined;
  return {
    format,
    path,
    shape,
    annotator,
    dataset: {
      filters: {
        annotators: chosen && [...new Set(await Promise.all(chosen.map(personOf)))],
        statuses: given.statuses ?? (isTable ? undefined : ['submitted']),
        ...{ minScore, minGap, checks, tags, withoutFlagged },
        ...(queue && tasksOf && { tasks: await tasksOf(queue) }),
      },
      examples: {
        ...{ systemPrompt, goodFrom, seed },
        separator: given.separator ?? defaultSeparator,
        corrections: given.corrections ?? true,
      },
      split: split && { ...split, seed: given.split === true ? seed : (split.seed ?? seed) },
      folder: given.folder ?? false,
      overwrite: given.overwrite ?? false,
      neutralise: given.neutraliseFormulas ?? false,
      ...(given.benchmarks && {
        benchmarks: { paths: given.benchmarks, leaveOut: given.withoutBenchmarks ?? false },
      }),
      about: { ...about, license, name: given.name ?? basename(path, given.folder ? '' : extname(path)) },
    },
  };
}
