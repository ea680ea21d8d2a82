import type { TaskInput } from '../../domain/task.ts';
import type { ColumnMapping } from '../../project/config.ts';

/** One row of a table as a source gives it; values as the format has them (a BigInt for a 64-bit integer of Parquet). */
export type Row = Record<string, unknown>;

/** A row that could be read, or what is wrong with one that could not. */
export type SourceRow = RowPlace &
  ({ values: Row; recorded?: Recorded } | { field: string; problem: string });

/** What was recorded elsewhere of a row's task, and what is to be told of it. */
export type Recorded = Required<Pick<TaskInput, 'generations' | 'generationModels' | 'theirs'>> & {
  told: string[];
};

export interface RowPlace {
  /** From 0, in the file or in the whole split. */
  index: number;
  /** From 1, where the format has lines. */
  line?: number;
  /** Where one source has several. */
  split?: string;
}

/** Why a row was left out, or what of it was. */
export interface RowWarning {
  /** The file's name, or the dataset with its split. */
  file: string;
  /** From 1, where the format has lines: the line at which the row begins. */
  line?: number;
  /** From 0: the row's place in the file or in the whole split. */
  row: number;
  /** The column; empty when the whole row is meant. */
  field: string;
  message: string;
}

export interface LoadProgress {
  message: string;
  /** Rows read so far. */
  rows: number;
  /** Rows wanted, where that is known already. */
  total?: number;
}

/** What is to be told of a file that costs no row: how it was read, columns that cannot be. `line`: from 1; 0 for none. */
export interface FileNote {
  line: number;
  field?: string;
  message: string;
}

/** A place that tasks come from, opened: what it is called, and its rows in order. */
export interface TaskSource {
  /** `TaskInput.source`: the dataset's id, the file's name, or `touchstone-sample`. */
  name: string;
  /** Named in warnings. */
  file: string;
  /** Which columns are shown with a task when `columns.context` names none. */
  context: 'all' | 'none';
  /** Rows to come, where that is known before they are read. */
  total?: number;
  rows: AsyncIterable<SourceRow>;
  /** Which of its columns is what, where it knows better than the project. */
  mapping?: ColumnMapping;
  /** Grows while the rows are read. */
  notes?: readonly FileNote[];
  /** Makes the id of a row without an id column: `nth` counts, from 0, the rows before it with the same instruction. */
  hashedId(row: RowPlace & { instruction: string; nth: number }): string;
}

export interface LoadContext {
  signal?: AbortSignal;
  onProgress?: (progress: LoadProgress) => void;
}
