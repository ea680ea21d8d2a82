import { openFile } from './file/fileSource.ts';
import type { Row } from './mapping/taskSource.ts';

/** The names of a table's columns, and its first rows. */
export interface Preview {
  names: string[];
  rows: Row[];
}

/** Rows that are read. */
const mostRows = 20;

/** What is in a file of tasks, for a person to choose from: of its first rows those that can be read. Errors: as `openFile`. */
export async function previewFile(path: string): Promise<Preview> {
  const isParquet = /\.parquet$/i.test(path);
  const source = await openFile({ path, columns: { instruction: isParquet ? [] : '' } });
  const names = new Set<string>();
  const rows: Row[] = [];
  let read = 0;
  for await (const row of source.rows) {
    if ('values' in row) rows.push(row.values);
    if (++read >= mostRows) break;
  }
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return { names: [...names], rows };
}
