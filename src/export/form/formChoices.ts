import { trainingShapes, type ExportArguments } from '../exportArguments.ts';

/** What is chosen on the page of exports. Lines are as they were typed. */
export interface FormChoices {
  shape: NonNullable<ExportArguments['shape']>;
  format: ExportArguments['format'];
  what: 'submitted' | 'everything';
  queue: boolean;
  annotators: string;
  tag: string;
  minScore: string;
  minGap: string;
  checks: boolean;
  withoutFlagged: boolean;
  /** Paths. */
  benchmarks: string[];
  withoutBenchmarks: boolean;
  corrections: boolean;
  goodFrom: string;
  split: boolean;
  train: string;
  validation: string;
  test: string;
  seed: string;
  folder: boolean;
  name: string;
  license: string;
  neutralise: boolean;
}

export const everybody = '';
export const onlyMe = '\0me';

export const firstChoices: FormChoices = {
  shape: 'annotated',
  format: 'csv',
  what: 'submitted',
  queue: false,
  annotators: everybody,
  tag: '',
  minScore: '',
  minGap: '',
  checks: false,
  withoutFlagged: false,
  benchmarks: [],
  withoutBenchmarks: true,
  corrections: true,
  goodFrom: '',
  split: false,
  train: '80',
  validation: '10',
  test: '10',
  seed: '42',
  folder: false,
  name: '',
  license: '',
  neutralise: false,
};

const numbers = ['minScore', 'minGap', 'goodFrom', 'train', 'validation', 'test', 'seed'] as const;
export type NumberChoice = (typeof numbers)[number];

/** A number as it was typed; `undefined`: nothing; NaN: none. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  return plain === '' ? undefined : Number(plain);
}

/** Lines in which there is no number, or none that could be meant. */
export function faultsOf(choices: FormChoices): NumberChoice[] {
  const used: readonly NumberChoice[] = choices.split
    ? numbers
    : numbers.filter((id) => !['train', 'validation', 'test'].includes(id));
  const faults = used.filter((id) => {
    const value = numberOf(choices[id]);
    if (id === 'seed') return value !== undefined && !Number.isSafeInteger(value);
    return value !== undefined && !(value >= 0);
  });
  const shares = (['train', 'validation', 'test'] as const).map((id) => numberOf(choices[id]) ?? 0);
  if (choices.split && faults.length === 0 && shares.every((share) => share === 0)) faults.push('train');
  return faults;
}

export function isTrainingShape(shape: FormChoices['shape']): boolean {
  return (trainingShapes as readonly string[]).includes(shape);
}

const inMessages = ['sft', 'sft-prompt-completion', 'dpo', 'kto', 'reward'];

/** The formats that can hold a shape, as a file or as a folder for the Hub. */
export function formatsOf({
  shape,
  folder,
}: Pick<FormChoices, 'shape' | 'folder'>): ExportArguments['format'][] {
  const all: ExportArguments['format'][] = ['csv', 'jsonl', 'json', 'parquet', 'arrow'];
  return all.filter(
    (format) =>
      !(format === 'csv' && inMessages.includes(shape)) &&
      !(folder && format === 'arrow') &&
      !(folder && shape === 'annotated' && (format === 'json' || format === 'jsonl')),
  );
}

/** With another value; what no longer fits is put right. */
export function chosen(choices: FormChoices, id: string, value: unknown): FormChoices {
  if (!Object.hasOwn(choices, id) || typeof value !== typeof choices[id as keyof FormChoices]) return choices;
  const next: FormChoices = { ...choices, [id]: value };
  const formats = formatsOf(next);
  if (!formats.includes(next.format)) next.format = formats.includes('jsonl') ? 'jsonl' : 'parquet';
  return next;
}

/** As the command takes them; what says nothing is left out. */
export function toArguments(choices: FormChoices, path: string): ExportArguments {
  const { shape, format, what, annotators } = choices;
  const isTraining = isTrainingShape(shape);
  const isTable = !isTraining && shape !== 'long';
  const isCsv = format === 'csv';
  const entries: Partial<ExportArguments> = {
    ...(annotators === onlyMe ? { annotators: 'me' } : {}),
    ...(annotators === everybody && isTable ? { annotators: 'all' } : {}),
    ...(annotators !== onlyMe && annotators !== everybody ? { annotators: [annotators] } : {}),
    ...(what === 'submitted' && isTable ? { statuses: ['submitted'] } : {}),
    ...(what === 'everything' && shape === 'long' ? { statuses: ['submitted', 'draft', 'discarded'] } : {}),
    queue: choices.queue || undefined,
    tags: choices.tag === '' ? undefined : [choices.tag],
    minScore: numberOf(choices.minScore),
    minGap: numberOf(choices.minGap),
    checks: choices.checks ? 'passed' : undefined,
    withoutFlagged: choices.withoutFlagged || undefined,
    ...(choices.benchmarks.length > 0 && {
      benchmarks: choices.benchmarks,
      withoutBenchmarks: choices.withoutBenchmarks,
    }),
    corrections: isTraining && !choices.corrections ? false : undefined,
    goodFrom: shape.startsWith('kto') ? numberOf(choices.goodFrom) : undefined,
    ...(choices.split && { split: sharesOf(choices) }),
    seed: isTraining && !choices.split && numberOf(choices.seed) !== 42 ? numberOf(choices.seed) : undefined,
    folder: choices.folder || undefined,
    name: choices.folder ? choices.name.trim() || undefined : undefined,
    license: choices.folder ? choices.license.trim() || undefined : undefined,
    neutraliseFormulas: (isCsv && choices.neutralise) || undefined,
  };
  const said = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  return { format, path, shape, ...said };
}

function sharesOf(choices: FormChoices): Exclude<ExportArguments['split'], boolean | undefined> {
  const [train, validation, test] = (['train', 'validation', 'test'] as const).map(
    (id) => (numberOf(choices[id]) ?? 0) / 100,
  ) as [number, number, number];
  return { train, validation, test, seed: numberOf(choices.seed) ?? 42 };
}

/** What a file or a folder of these choices is called, unless somebody says otherwise. */
export function fileName({ shape, format, folder }: FormChoices): string {
  const names: Partial<Record<FormChoices['shape'], string>> = {
    annotated: 'annotations',
    bare: 'responses',
    long: 'judgements',
  };
  const stem = names[shape] ?? shape;
  return folder || format === 'arrow' ? stem : `${stem}.${format}`;
}
