import type { Rubric } from '../project/config.ts';
import type { PlainError } from '../platform/errors.ts';
import type { DisplayLanguage } from '../platform/displayLanguage.ts';
import type { ExportPlace, ExportRow } from '../store/api/store.ts';

/** What the thread that writes an export is told, and what it says: it asks for pages until it is done. */

export const exportFormats = ['csv', 'jsonl', 'json', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportShapes = ['annotated', 'bare'] as const;
export type ExportShape = (typeof exportShapes)[number];

/** One export, as it crosses to the thread. */
export interface ExportJob {
  format: ExportFormat;
  /** `annotated`: everything; `bare`: `instructions`, `response_model_1`, `response_model_2`. */
  shape: ExportShape;
  /** Where the file is to be; its folder must be there. */
  path: string;
  /** One annotator's answers; without it everybody's, one row for each. */
  annotator?: string;
  rubric: Rubric;
  /** Leave out what tells the models of tasks that are not submitted. */
  blind: boolean;
}

/** What the thread starts with. */
export interface WorkerData {
  job: ExportJob;
  language: DisplayLanguage;
}

export interface ExportResult {
  path: string;
  rows: number;
}

export type ToWorker =
  | { type: 'page'; rows: ExportRow[] }
  /** There will be no page: what was written goes, and the thread answers `failed`. */
  | { type: 'stop' };

export type FromWorker =
  /** `written`: rows so far. */
  | { type: 'ask'; after: ExportPlace | undefined; limit: number; written: number }
  | { type: 'done'; result: ExportResult }
  | { type: 'failed'; error: PlainError };
