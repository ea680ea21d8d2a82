import * as l10n from '@vscode/l10n';
import { sha256 } from '../platform/hash.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { datasetsPapers } from './arrow/datasetsFolder.ts';
import { datasetFiles, type DatasetFiles } from './datasetFiles.ts';
import { DatasetRows, type DatasetJob, type Made } from './datasetRows.ts';
import { exportFailure, type DatasetCounts, type ExportResult } from './exportProtocol.ts';
import { writerFor, type RecordWriter } from './formats.ts';
import type { FileFacts } from './files/fileFacts.ts';
import { Spool } from './files/spool.ts';
import { SplitPlan, splitNames, type SplitName } from './split/splitPlan.ts';
import type { Column, Value } from './table/column.ts';
import { neutralised } from './table/formulas.ts';
import { cardOf } from './training/datasetCard.ts';
import { sumOf, type DatasetFacts } from './training/datasetFacts.ts';
import type { DatasetOptions } from './training/datasetOptions.ts';
import { manifestOf } from './training/manifest.ts';
import type { AskPage } from './writeExport.ts';

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
    const rows = await DatasetRows.of(job, signal);
    files = await datasetFiles(job);
    const made = await new DatasetWriter(job, rows, files, signal).write(ask);
    const count = Object.values(made.facts.rows).reduce((sum, counts) => sum + sumOf(counts), 0);
    if (count === 0) throw nothingLeft(made.facts);
    await files.commit((data) => Promise.resolve(papersOf(made.facts, data)));
    return { path: job.path, rows: count, dataset: made.counts };
  } catch (error) {
    await files?.abort();
    throw exportFailure(error, job.path);
  }
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
  readonly #source: DatasetRows;
  readonly #files: DatasetFiles;
  readonly #signal: AbortSignal | undefined;
  readonly #writers = new Map<SplitName, RecordWriter<object>>();
  readonly #rows: Partial<Record<SplitName, Record<string, number>>> = {};

  constructor(job: DatasetJob, source: DatasetRows, files: DatasetFiles, signal: AbortSignal | undefined) {
    this.#job = job;
    this.#source = source;
    this.#files = files;
    this.#signal = signal;
  }

  async write(ask: AskPage): Promise<{ facts: DatasetFacts; counts: DatasetCounts }> {
    const { split } = this.#job.dataset;
    const groups = split ? await this.#divided(ask, split) : undefined;
    if (!split) {
      await this.#begin('train');
      for await (const made of this.#source.made(ask, this.#signal)) await this.#put('train', made);
    }
    for (const writer of this.#writers.values()) await writer.finish();
    const { shape, format, rubric, blind, dataset } = this.#job;
    const { tasks, leftOut, contaminated, sources } = this.#source;
    const shared = { tasks, leftOut: leftOut.sorted(), groups, ...(dataset.benchmarks && { contaminated }) };
    const facts = {
      shape,
      format,
      rubric,
      blind,
      options: dataset,
      columns: this.#source.shape.columns,
      rows: this.#rows,
    };
    const files = splitNames
      .filter((name) => this.#writers.has(name))
      .map((name) => ({ path: this.#files.pathOf(name), split: name, rows: sumOf(this.#rows[name]) }));
    return {
      facts: { ...facts, ...shared, sources, files: [] },
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
      for await (const made of this.#source.made(ask, this.#signal)) {
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
    const columns =
      format === 'csv' ? csvColumns(this.#source.shape.columns, dataset) : this.#source.shape.columns;
    const writer = writerFor(format, columns, file, this.#source.text);
    this.#writers.set(name, writer);
    this.#rows[name] = {};
    await writer.begin();
  }

  async #put(name: SplitName, { records, language }: Made): Promise<void> {
    const counts = (this.#rows[name] ??= {});
    counts[language] = (counts[language] ?? 0) + records.length;
    for (const record of records) await this.#writers.get(name)?.write(record);
  }
}

function papersOf(facts: DatasetFacts, data: FileFacts[]): Record<string, string> {
  if (facts.format === 'arrow') {
    const parts = facts.options.split && splitNames.filter((name) => facts.rows[name] !== undefined);
    return datasetsPapers(facts.columns, parts, data);
  }
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
