import { DatasetRows, type DatasetJob, type Made, type StatusCounts } from './datasetRows.ts';
import { SplitPlan, splitNames, type SplitName } from './split/splitPlan.ts';
import type { Value } from './table/column.ts';
import type { LeftOutCounts } from './training/leftOut.ts';
import type { AskPage } from './writeExport.ts';

/** What an export would be: its first rows as soon as they are known, the counts as far as they are. */
export interface ExportPreview {
  columns: string[];
  /** Texts are cut; `null`: nothing. */
  rows: (string | null)[][];
  count: number;
  tasks: { seen: number; used: number };
  leftOut: LeftOutCounts;
  statuses: StatusCounts;
  /** What annotators are called, in the order of the tasks. */
  annotators: string[];
  /** Failure modes that answers name. */
  tags: string[];
  /** How many tasks are like one of the benchmarks. */
  contaminated?: number;
  /** Where it is divided, when all is counted. */
  parts?: { name: SplitName; rows: number }[];
  /** All is counted. */
  done: boolean;
}

const shownRows = 5;
const shownCharacters = 240;
/** Between two words about how far it is, in milliseconds. */
const pauseMs = 150;

/** Makes the rows as an export does, and keeps the first. Errors: those of `ask`; `export-failed` where the format cannot hold the shape. */
export async function previewExport(
  job: DatasetJob,
  ask: AskPage,
  { signal, tell }: { signal: AbortSignal; tell: (preview: ExportPreview) => void },
): Promise<ExportPreview> {
  const source = await DatasetRows.of(job, signal);
  const { split, benchmarks } = job.dataset;
  const plan = split && new SplitPlan();
  const sizes: number[] = [];
  const rows: ExportPreview['rows'] = [];
  let count = 0;
  let told = performance.now();
  const sofar = (more: Pick<ExportPreview, 'done' | 'parts'>): ExportPreview => ({
    columns: source.shape.columns.map(({ name }) => name),
    ...{ rows, count, tasks: source.tasks, statuses: source.statuses, leftOut: source.leftOut.sorted() },
    annotators: [...source.annotators],
    tags: [...source.tags].sort(),
    ...(benchmarks && { contaminated: source.contaminated.length }),
    ...more,
  });
  const note = ({ records, ...task }: Made): void => {
    const before = rows.length;
    for (const record of records.slice(0, shownRows - rows.length))
      rows.push(source.shape.columns.map(({ value }) => shown(value(record))));
    count += records.length;
    plan?.add({ ...task, rows: records.length });
    if (plan) sizes.push(records.length);
    if (before < shownRows && rows.length === shownRows) tellNow();
  };
  const tellNow = (): void => {
    told = performance.now();
    tell(sofar({ done: false }));
  };
  // With each page, also while nothing of them is kept.
  const asking: AskPage = (...page) => {
    if (performance.now() - told >= pauseMs) tellNow();
    return ask(...page);
  };
  for await (const made of source.made(asking, signal)) note(made);
  if (!plan || !split) return sofar({ done: true });
  tell(sofar({ done: false }));
  const { of } = await plan.divide(split, signal);
  const parts = splitNames
    .filter((name) => of.includes(name))
    .map((name) => ({ name, rows: sizes.reduce((sum, size, i) => sum + (of[i] === name ? size : 0), 0) }));
  return sofar({ done: true, parts });
}

function shown(value: Value): string | null {
  if (value === null) return null;
  const text = Array.isArray(value)
    ? value.map(({ role, content }) => `${role}: ${content.slice(0, shownCharacters)}`).join('\n')
    : String(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
