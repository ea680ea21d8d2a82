import * as l10n from '@vscode/l10n';
import type { Rubric } from '../domain/rubric.ts';
import { TouchstoneError } from '../platform/errors.ts';
import type { Contaminated } from './benchmarks/benchmarkIndex.ts';
import type { SplitName } from './split/splitPlan.ts';
import type { ExportedJudge } from './table/exportedJudges.ts';
import type { DatasetOptions, TrainingShape } from './training/datasetOptions.ts';
import type { LeftOutCounts } from './training/leftOut.ts';
/** What an export is, for whoever asks for one and for the thread that writes it. */

/** `arrow`: a folder for `datasets.load_from_disk`; the others are single files, or files in a folder. */
export type ExportFormat = 'csv' | 'jsonl' | 'json' | 'parquet' | 'arrow';

export type ExportShape = 'annotated' | 'bare' | 'long' | TrainingShape;

/** One export, as it crosses to the thread. */
export interface ExportJob {
  format: ExportFormat;
  /**
   * `annotated`: everything; `bare`: `instructions`, `response_model_1`, `response_model_2`; `long`: a row for each annotator and response;
   * else examples for a trainer.
   */
  shape: ExportShape;
  /** Where the file is to be; its folder must be there. */
  path: string;
  /** One annotator's answers; without it everybody's, one row for each. */
  annotator?: string;
  rubric: Rubric;
  /** The database, of which one moment is exported, and where to write what is not complete; else the rows are asked for. */
  from?: { database: string; scratch: string };
  /** Leave out what tells the models of tasks that are not submitted. */
  blind: boolean;
  /** Whose columns tables have. */
  judges?: ExportedJudge[];
  /** Filters, parts, a folder: every shape but the first two has them. */
  dataset?: DatasetOptions;
}

export interface ExportResult {
  path: string;
  rows: number;
  /** Where `ExportJob.dataset` was given. */
  dataset?: DatasetCounts;
}

export interface DatasetCounts {
  /** All that were looked at, and those of which something is in the file. */
  tasks: { seen: number; used: number };
  /** What is not in the file, by reason (`src/export/training/leftOut.ts`). */
  leftOut: LeftOutCounts;
  /** Tasks that are like one of the benchmarks that were given, in the file or left out. */
  contaminated?: Contaminated[];
  /** Absolute paths. */
  files: { path: string; split: SplitName; rows: number }[];
  /** Where it was divided: what stays together, and how many joins near copies took. */
  groups?: { count: number; nearCopies: number };
}

/** Why an export failed, as a typed error. */
export function exportFailure(error: unknown, path: string): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TouchstoneError('export-failed', l10n.t('{0} cannot be written: {1}.', path, reason), {
    cause: error,
    action: l10n.t('Choose another place, or make room on the drive.'),
  });
}
