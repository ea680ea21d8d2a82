import * as l10n from '@vscode/l10n';
import type { Rubric } from '../domain/rubric.ts';
import { TouchstoneError } from '../platform/errors.ts';
/** What an export is, for whoever asks for one and for the thread that writes it. */

export type ExportFormat = 'csv' | 'jsonl' | 'json' | 'parquet';

/** One export, as it crosses to the thread. */
export interface ExportJob {
  format: ExportFormat;
  /** `annotated`: everything; `bare`: `instructions`, `response_model_1`, `response_model_2`. */
  shape: 'annotated' | 'bare';
  /** Where the file is to be; its folder must be there. */
  path: string;
  /** One annotator's answers; without it everybody's, one row for each. */
  annotator?: string;
  rubric: Rubric;
  /** The database, of which one moment is exported, and where to write what is not complete; else the rows are asked for. */
  from?: { database: string; scratch: string };
  /** Leave out what tells the models of tasks that are not submitted. */
  blind: boolean;
}

export interface ExportResult {
  path: string;
  rows: number;
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
