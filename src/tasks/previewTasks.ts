import type { TaskInput } from '../domain/task.ts';
import type { ColumnMapping } from '../project/config.ts';
import { collectTasks } from './mapping/collectTasks.ts';
import { hashId } from './mapping/columnMapping.ts';
import { openFile } from './file/fileSource.ts';
import type { RowWarning, SourceRow, TaskSource } from './mapping/taskSource.ts';
import type { Preview } from './previewColumns.ts';

/** What would become of a table with these columns. */
export interface TaskPreview {
  /** The first tasks. */
  tasks: TaskInput[];
  /** Of the rows that were read. */
  total: number;
  leftOut: number;
  /** The first of what is to be told. */
  warnings: RowWarning[];
  /** There are more rows than were read. */
  more: boolean;
}

/** Rows that are looked at, and how long. */
const mostRows = 5_000;
const mostMs = 3_000;
const shownTasks = 3;
const shownWarnings = 20;

/** The tasks of a file as they would be loaded. Errors: those of `openFile` and `collectTasks`. */
export async function previewTasksOfFile(path: string, columns: ColumnMapping): Promise<TaskPreview> {
  return preview(await openFile({ path, columns }), columns);
}

/** The same of the rows of a dataset that were read already. */
export async function previewTasksOfRows(
  dataset: string,
  { rows }: Preview,
  columns: ColumnMapping,
): Promise<TaskPreview> {
  const all = async function* (): AsyncGenerator<SourceRow, void, undefined> {
    for (const [index, values] of rows.entries()) yield { index, values };
  };
  const source: TaskSource = {
    ...{ name: dataset, file: dataset, context: 'none', rows: all() },
    hashedId: ({ instruction, nth }) => hashId(dataset, instruction, nth),
  };
  return { ...(await preview(source, columns)), more: true };
}

async function preview(source: TaskSource, columns: ColumnMapping): Promise<TaskPreview> {
  const until = performance.now() + mostMs;
  let read = 0;
  let more = false;
  const some = async function* (): AsyncGenerator<SourceRow, void, undefined> {
    for await (const row of source.rows) {
      if (++read > mostRows || performance.now() > until) {
        more = true;
        return;
      }
      yield row;
    }
  };
  const { tasks, warnings, skipped } = await collectTasks({ ...source, rows: some() }, columns);
  return {
    tasks: tasks.slice(0, shownTasks),
    total: tasks.length,
    leftOut: skipped,
    warnings: warnings.slice(0, shownWarnings),
    more,
  };
}
