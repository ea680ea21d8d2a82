import * as l10n from '@vscode/l10n';
import { canonicalLanguage } from '../code/languages.ts';
import { sha256 } from '../platform/hash.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { ExportRow } from '../store/api/store.ts';
import { datasetFiles, type DatasetFiles, type FileFacts } from './datasetFiles.ts';
import { exportFailure, type DatasetCounts, type ExportJob, type ExportResult } from './exportProtocol.ts';
import { writerFor, type RecordWriter } from './formats.ts';
import { Spool } from './files/spool.ts';
import { SplitPlan, splitNames, type SplitName } from './split/splitPlan.ts';
import type { Column, Value } from './table/column.ts';
import { neutralised } from './table/formulas.ts';
import { tableShape } from './tableShapes.ts';
import { cardOf } from './training/datasetCard.ts';
import { newSources, noteSources, sumOf, type DatasetFacts } from './training/datasetFacts.ts';
import type { DatasetOptions } from './training/datasetOptions.ts';
import { LeftOut } from './training/leftOut.ts';
import { manifestOf } from './training/manifest.ts';
import { isTraining, trainingShape, type TaskShape } from './training/trainingShape.ts';
import { rowsThatFollow, type AskPage } from './writeExport.ts';

export type DatasetJob = ExportJob & { dataset: DatasetOptions };

/**
 * Writes examples, or tables with filters, into a file, one file for each part, or a folder for the Hub; all of it appears at the end. Of each
 * task no more is kept in memory than the split needs. Errors: those of `ask`; `export-failed`.
 */
export async function writeDataset(
  job: DatasetJob,
  ask: AskPage,
  signal?: AbortSignal,
): Promise<ExportResult> {
  let files: DatasetFiles | undefined;
  try {
    const shape = new DatasetShape(job);
    files = await datasetFiles(job);
    const made = await new DatasetWriter(job, shape, files, signal).write(ask);
    const rows = Object.values(made.facts.rows).reduce((sum, counts) => sum + sumOf(counts), 0);
    if (rows === 0) throw nothingLeft(made.facts);
    await files.commit((data) => Promise.resolve(papersOf(made.facts, data)));
    return { path: job.path, rows, dataset: made.counts };
  } catch (error) {
    await files?.abort();
    throw exportFailure(error, job.path);
  }
}

/** The shape of a job, as all shapes are. Errors: `export-failed` where the format cannot hold it. */
class DatasetShape {
  readonly leftOut = new LeftOut();
  readonly of: TaskShape<object>;

  constructor({ shape, format, rubric, blind, dataset }: DatasetJob) {
    const { filters, examples, folder } = dataset;
    const { leftOut } = this;
    this.of = isTraining(shape)
      ? (trainingShape(shape, {
          rubric,
          filters,
          options: examples,
          leftOut,
        }) as unknown as TaskShape<object>)
      : tableShape(shape, { rubric, blind, filters, leftOut });
    if (format === 'csv' && this.of.columns.some(({ type }) => type === 'messages'))
      throw new TouchstoneError('export-failed', l10n.t('CSV cannot hold messages.'), {
        action: l10n.t('Choose JSON Lines or Parquet, or a shape of plain texts.'),
      });
    if (folder && !this.of.isFlat && (format === 'json' || format === 'jsonl'))
      throw new TouchstoneError(
        'export-failed',
        l10n.t('Objects of different keys in JSON are no table that the Hub could show.'),
        { action: l10n.t('Choose Parquet or CSV.') },
      );
  }

  /** In JSON a column of floating point always has a decimal point: readers take its type from the first rows. */
  text = (record: object): string => {
    if (!this.of.isFlat) return JSON.stringify(record);
    const fields = this.of.columns.map(
      (column) => `${JSON.stringify(column.name)}:${jsonOf(column, record)}`,
    );
    return `{${fields.join()}}`;
  };
}

function jsonOf({ type, value }: Column<object>, record: object): string {
  const is = value(record);
  return type === 'double' && Number.isSafeInteger(is) ? `${is as number}.0` : JSON.stringify(is);
}

/** In a CSV there are texts and numbers alone. */
function csvColumns(columns: Column<object>[], { neutralise }: DatasetOptions): Column<object>[] {
  const field = (is: Value): Value => {
    if (typeof is === 'string') return neutralise ? neutralised(is) : is;
    return typeof is === 'boolean' ? String(is) : is;
  };
  return columns.map(({ value, ...column }) => ({ ...column, value: (record) => field(value(record)) }));
}

class DatasetWriter {
  readonly #job: DatasetJob;
  readonly #shape: DatasetShape;
  readonly #files: DatasetFiles;
  readonly #signal: AbortSignal | undefined;
  readonly #writers = new Map<SplitName, RecordWriter<object>>();
  readonly #rows: Partial<Record<SplitName, Record<string, number>>> = {};
  readonly #tasks = { seen: 0, used: 0 };
  readonly #sources = newSources();

  constructor(job: DatasetJob, shape: DatasetShape, files: DatasetFiles, signal: AbortSignal | undefined) {
    this.#job = job;
    this.#shape = shape;
    this.#files = files;
    this.#signal = signal;
  }

  async write(ask: AskPage): Promise<{ facts: DatasetFacts; counts: DatasetCounts }> {
    const { split } = this.#job.dataset;
    const groups = split ? await this.#divided(ask, split) : undefined;
    if (!split) {
      await this.#begin('train');
      for await (const made of this.#made(ask)) await this.#put('train', made);
    }
    for (const writer of this.#writers.values()) await writer.finish();
    const { shape, format, rubric, blind, dataset } = this.#job;
    const shared = { tasks: this.#tasks, leftOut: this.#shape.leftOut.sorted(), groups };
    const facts = {
      shape,
      format,
      rubric,
      blind,
      options: dataset,
      columns: this.#shape.of.columns,
      rows: this.#rows,
    };
    const files = splitNames
      .filter((name) => this.#writers.has(name))
      .map((name) => ({ path: this.#files.pathOf(name), split: name, rows: sumOf(this.#rows[name]) }));
    return {
      facts: { ...facts, ...shared, sources: this.#sources, files: [] },
      counts: { ...shared, files },
    };
  }

  async #divided(
    ask: AskPage,
    shares: NonNullable<DatasetOptions['split']>,
  ): Promise<DatasetCounts['groups']> {
    const plan = new SplitPlan();
    const spool = await Spool.create<Made>(this.#files.spoolPath());
    try {
      for await (const made of this.#made(ask)) {
        plan.add({ ...made, rows: made.records.length });
        await spool.write(made);
      }
      const parts = await plan.divide(shares, this.#signal);
      for (const name of splitNames) if (parts.of.includes(name)) await this.#begin(name);
      let n = 0;
      for await (const made of spool.values()) {
        this.#signal?.throwIfAborted();
        await this.#put(parts.of[n++] ?? 'train', made);
      }
      return { count: parts.groups, nearCopies: parts.nearCopies };
    } finally {
      await spool.remove();
    }
  }

  async #begin(name: SplitName): Promise<void> {
    const file = await this.#files.open(name);
    const { format, dataset } = this.#job;
    const columns = format === 'csv' ? csvColumns(this.#shape.of.columns, dataset) : this.#shape.of.columns;
    const writer = writerFor(format, columns, file, this.#shape.text);
    this.#writers.set(name, writer);
    this.#rows[name] = {};
    await writer.begin();
  }

  async #put(name: SplitName, { records, language }: Made): Promise<void> {
    const counts = (this.#rows[name] ??= {});
    counts[language] = (counts[language] ?? 0) + records.length;
    for (const record of records) await this.#writers.get(name)?.write(record);
  }

  /** The tasks of which something is in the file, one after the other. */
  async *#made(ask: AskPage): AsyncGenerator<Made> {
    for await (const rows of tasksOf(ask, () => this.#tasks.used)) {
      this.#signal?.throwIfAborted();
      this.#tasks.seen++;
      const { instruction, records, from } = this.#shape.of.records(rows);
      const [{ task }] = rows;
      if (records.length === 0) continue;
      this.#tasks.used++;
      noteSources(this.#sources, from, this.#job);
      const language = task.language ? canonicalLanguage(task.language) : '';
      yield { id: task.id, instruction, language, records };
    }
  }
}

/** What one task makes. */
interface Made {
  id: string;
  instruction: string;
  language: string;
  records: object[];
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

function papersOf(facts: DatasetFacts, data: FileFacts[]): Record<string, string> {
  const card = cardOf(facts);
  const readme = { path: 'README.md', bytes: Buffer.byteLength(card), sha256: sha256(card) };
  return { 'README.md': card, 'manifest.json': manifestOf({ ...facts, files: [readme, ...data] }) };
}

function nothingLeft({ tasks, leftOut }: DatasetFacts): TouchstoneError {
  return new TouchstoneError(
    'export-failed',
    l10n.t('None of {0} tasks is left for this export.', tasks.seen),
    {
      action: l10n.t('Submit answers, or ask for less: status, scores, checks, annotators.'),
      data: { tasks, leftOut },
    },
  );
}
