import type { LogVerdict } from '../../../domain/task.ts';
import type { logFormatIds } from '../../../project/tasksConfig.ts';
import type { Row } from '../../mapping/taskSource.ts';

/** Where something stands in a log. */
export interface LogPlace {
  /** From 1, in a text. */
  line?: number;
  /** In a zip. */
  entry?: string;
}

/** What one model answered to one task, as a log has it. */
export interface LogSample extends LogPlace {
  /** Missing: the log counts tasks from 0, by `nth`. */
  id?: string;
  nth?: number;
  /** Missing: the log does not say what was asked. */
  instruction?: string;
  /** What else the log knows of the task, by its own names. */
  fields: Row;
  /** Missing: the log does not say. */
  model?: string;
  /** Missing: there is none, as `lack` says; or the log holds verdicts alone, as `onlyVerdict` says. */
  response?: string;
  lack?: string;
  onlyVerdict?: true;
  verdict?: LogVerdict;
  /** The number of an answer of the same model to the same task, where the log tells. */
  epoch?: number;
  /** Where its task stands among all, where the order of the log says nothing. */
  rank?: number;
  /** The same answer looked at in another way (a filter): not another answer. */
  again?: true;
}

export type LogItem = LogSample | (LogPlace & { problem: string; field?: string });

/** A log that was opened. */
export interface OpenLog {
  /** What its tasks are called together: the benchmark's name, where the log tells. */
  dataset?: string;
  items: AsyncIterable<LogItem>;
}

/** A log as a file: its beginning, and its text. */
export interface LogFile {
  path: string;
  /** As told in messages. */
  name: string;
  signal?: AbortSignal | undefined;
}

/** The results of one program. */
export interface LogFormat {
  /** In `tasks.format`. */
  id: LogFormatId;
  /** What people call the program. */
  title: string;
  /** The file holds no instructions: a file of tasks is needed beside it. */
  needsTasks?: true;
  recognises(sketch: Sketch): boolean;
  open(file: LogFile): OpenLog | Promise<OpenLog>;
}

export type LogFormatId = (typeof logFormatIds)[number];

/** The beginning of a file: enough to tell formats apart. */
export interface Sketch {
  name: string;
  kind: 'zip' | 'list' | 'object' | 'lines' | 'other';
  /** Of an object: its members and theirs (`results.version`), as far as the beginning goes; of lists and lines, those of the first item. */
  has: (path: string) => boolean;
  /** The file was named as one with responses to the tasks of another. */
  isSamples: boolean;
  /** Names in a zip. */
  entries: readonly string[];
}
