import type { Rubric } from '../../domain/rubric.ts';
import type { ExportRow } from '../../store/api/store.ts';
import type { ExportedJudge } from './exportedJudges.ts';

/** One turn of a conversation, as chat templates and trainers know it. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export type Value = string | number | boolean | Message[] | null;

/** A column of a table. All may be null. */
export interface Column<T> {
  name: string;
  type: 'string' | 'int32' | 'int64' | 'double' | 'bool' | 'messages';
  value: (record: T) => Value;
}

/** What tables need to know of the project. */
export interface TableContext {
  rubric: Rubric;
  /** Leave out what tells the models of tasks that are not submitted. */
  blind: boolean;
  /** Whose columns there are. */
  judges?: readonly ExportedJudge[];
}

/** Turns a row of the store into zero or one rows of the file. */
export interface Shape<T extends object> {
  columns: Column<T>[];
  /** `undefined`: the row is left out. */
  record: (row: ExportRow) => T | undefined;
}
