import * as l10n from '@vscode/l10n';
import { canonicalLanguage } from '../code/text/languages.ts';
import type { AnnotationStatus } from '../domain/annotation.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { ExportRow } from '../store/api/store.ts';
import { BenchmarkIndex, type Contaminated } from './benchmarks/benchmarkIndex.ts';
import { readBenchmarks } from './benchmarks/readBenchmarks.ts';
import type { ExportJob } from './exportProtocol.ts';
import type { Column } from './table/column.ts';
import { tableShape } from './tableShapes.ts';
import { newSources, noteSources } from './training/datasetFacts.ts';
import type { DatasetOptions } from './training/datasetOptions.ts';
import { LeftOut } from './training/leftOut.ts';
import { isTraining, trainingShape, type TaskShape } from './training/trainingShape.ts';
import { rowsThatFollow, type AskPage } from './writeExport.ts';

export type DatasetJob = ExportJob & { dataset: DatasetOptions };

/** What one task makes. */
export interface Made {
  id: string;
  instruction: string;
  language: string;
  records: object[];
}

/** Answers by their status, and tasks without one; of those whose answers are wanted, whatever else is asked. */
export type StatusCounts = Record<AnnotationStatus | 'none', number>;

/** The rows of an export, task by task, and all that is counted while they are made. */
export class DatasetRows {
  readonly #job: DatasetJob;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #benchmarks: BenchmarkIndex | undefined;
  readonly leftOut = new LeftOut();
  readonly shape: TaskShape<object>;
  readonly tasks = { seen: 0, used: 0 };
  readonly sources = newSources();
  readonly statuses: StatusCounts = { submitted: 0, draft: 0, discarded: 0, none: 0 };
  /** What those are called who have answered, whether they are wanted or not. */
  readonly annotators = new Set<string>();
  /** Failure modes that answers name, as they are called now. */
  readonly tags = new Set<string>();
  /** Tasks that are like one of a benchmark, whether they are left out or not. */
  readonly contaminated: Contaminated[] = [];

  /** Reads the benchmarks. Errors: `export-failed` where the format cannot hold the shape, those of `readBenchmarks`. */
  static async of(job: DatasetJob, signal?: AbortSignal): Promise<DatasetRows> {
    const { benchmarks } = job.dataset;
    const index = benchmarks && new BenchmarkIndex(await readBenchmarks(benchmarks.paths, signal));
    return new DatasetRows(job, index);
  }

  private constructor(job: DatasetJob, benchmarks: BenchmarkIndex | undefined) {
    this.#job = job;
    const { format, dataset } = job;
    const { filters, folder } = dataset;
    this.shape = shapeOf(job, this.leftOut);
    checkFormat(this.shape, format, folder);
    this.#wanted = filters.tasks && new Set(filters.tasks);
    this.#benchmarks = benchmarks;
  }

  /** A record as JSON. A column of floating point always has a decimal point: readers take its type from the first rows. */
  text = (record: object): string => {
    if (!this.shape.isFlat) return JSON.stringify(record);
    const fields = this.shape.columns.map(
      (column) => `${JSON.stringify(column.name)}:${jsonOf(column, record)}`,
    );
    return `{${fields.join()}}`;
  };

  /** The tasks of which something is in the file, one after the other. */
  async *made(ask: AskPage, signal?: AbortSignal): AsyncGenerator<Made> {
    for await (const rows of tasksOf(ask, () => this.tasks.used)) {
      signal?.throwIfAborted();
      const made = this.#madeOf(rows);
      if (made) yield made;
    }
  }

  #madeOf(rows: [ExportRow, ...ExportRow[]]): Made | undefined {
    const [{ task }] = rows;
    this.tasks.seen++;
    if (this.#wanted && !this.#wanted.has(task.id)) {
      this.leftOut.add('tasks', 'queue');
      return undefined;
    }
    this.#count(rows);
    const { instruction, records, from } = this.shape.records(rows);
    if (records.length === 0 || this.#isLeftOut(task.id, instruction)) return undefined;
    this.tasks.used++;
    noteSources(this.sources, from, this.#job);
    const language = task.language ? canonicalLanguage(task.language) : '';
    return { id: task.id, instruction, language, records };
  }

  #count(rows: readonly ExportRow[]): void {
    const { annotators } = this.#job.dataset.filters;
    for (const { annotation, annotatorName = '' } of rows) {
      if (annotation) this.annotators.add(annotatorName || annotation.annotator);
      for (const { tag, name = tag } of annotation?.tags ?? []) this.tags.add(name);
      if (!annotation) this.statuses.none++;
      else if (!annotators || annotators.includes(annotation.annotator) || annotators.includes(annotatorName))
        this.statuses[annotation.status]++;
    }
  }

  #isLeftOut(id: string, instruction: string): boolean {
    const match = this.#benchmarks?.match(instruction);
    if (!match) return false;
    this.contaminated.push({ id, ...match });
    if (this.#job.dataset.benchmarks?.leaveOut !== true) return false;
    this.leftOut.add('tasks', 'benchmark');
    return true;
  }
}

function shapeOf({ shape, rubric, blind, judges, dataset }: DatasetJob, leftOut: LeftOut): TaskShape<object> {
  const { filters, examples } = dataset;
  if (!isTraining(shape)) return tableShape(shape, { rubric, blind, judges, filters, leftOut });
  return trainingShape(shape, {
    rubric,
    filters,
    options: examples,
    leftOut,
  }) as unknown as TaskShape<object>;
}

function checkFormat(shape: TaskShape<object>, format: ExportJob['format'], folder: boolean): void {
  if (format === 'csv' && shape.columns.some(({ type }) => type === 'messages'))
    throw new TouchstoneError('export-failed', l10n.t('CSV cannot hold messages.'), {
      action: l10n.t('Choose JSON Lines or Parquet, or a shape of plain texts.'),
    });
  if (folder && format === 'arrow')
    throw new TouchstoneError(
      'export-failed',
      l10n.t('A folder that datasets loads from disk is no folder for the Hub.'),
      { action: l10n.t('Choose Parquet for the Hub, or leave “folder” out.') },
    );
  if (folder && !shape.isFlat && (format === 'json' || format === 'jsonl'))
    throw new TouchstoneError(
      'export-failed',
      l10n.t('Objects of different keys in JSON are no table that the Hub could show.'),
      { action: l10n.t('Choose Parquet or CSV.') },
    );
}

function jsonOf({ type, value }: Column<object>, record: object): string {
  const is = value(record);
  return type === 'double' && Number.isSafeInteger(is) ? `${is as number}.0` : JSON.stringify(is);
}

/** The rows of each task: those of its annotators follow each other. */
async function* tasksOf(ask: AskPage, written: () => number): AsyncGenerator<[ExportRow, ...ExportRow[]]> {
  let rows: ExportRow[] = [];
  for await (const row of rowsThatFollow(ask, written)) {
    if (rows[0] && rows[0].task.position !== row.task.position) yield rows as [ExportRow, ...ExportRow[]];
    if (rows[0]?.task.position !== row.task.position) rows = [];
    rows.push(row);
  }
  if (rows.length > 0) yield rows as [ExportRow, ...ExportRow[]];
}
