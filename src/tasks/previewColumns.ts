import { openFile } from './file/fileSource.ts';

/**
 * The names of a table's columns, for a person to choose from: those of the first row that can be read (of the first 20).
 * Errors: as `openFile`; for Parquet the wrong name asked for here gives an error that lists the columns.
 */
export async function readColumns(path: string): Promise<string[]> {
  if (/\.parquet$/i.test(path)) return parquetColumns(path);
  const source = await openFile({ path, columns: { instruction: '' } });
  let read = 0;
  for await (const row of source.rows) {
    if ('values' in row) return Object.keys(row.values);
    if (++read >= 20) break;
  }
  return [];
}

async function parquetColumns(path: string): Promise<string[]> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return parquetSchema(metadata).children.map((column) => column.element.name);
}
