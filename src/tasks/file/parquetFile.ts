import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled, isCancelled } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import { checkColumns } from '../mapping/collectTasks.ts';
import { mappedColumns } from '../mapping/columnMapping.ts';
import { readFooter, readRows, type ParquetFooter, type RangeFile } from '../parquet/readParquet.ts';
import type { FileNote, SourceRow, TaskSource } from '../mapping/taskSource.ts';

/** A Parquet file on the disk. Errors: `file-malformed`, `column-missing`. */
export async function openParquetFile(
  path: string,
  mapping: ColumnMapping,
  signal?: AbortSignal,
): Promise<Pick<TaskSource, 'rows' | 'total' | 'notes'>> {
  const name = basename(path);
  const handle = await open(path, 'r');
  const footer = await rangeFile(handle, name, signal)
    .then(readFooter)
    .finally(() => handle.close());
  checkColumns(name, mappedColumns(mapping), footer.columns);
  // Without named context, all other columns are the context.
  const columns = mapping.context ? mappedColumns(mapping) : footer.columns;
  const notes: FileNote[] = [];
  const wanted = { needed: mappedColumns(mapping), columns };
  return { rows: rowsOf(path, name, footer, wanted, notes, signal), total: footer.rows, notes };
}

async function* rowsOf(
  path: string,
  name: string,
  footer: ParquetFooter,
  wanted: { needed: readonly string[]; columns: readonly string[] },
  notes: FileNote[],
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceRow, void, undefined> {
  const handle = await open(path, 'r');
  let { columns } = wanted;
  let next = 0;
  try {
    const file = await rangeFile(handle, name, signal);
    for (;;)
      try {
        for await (const row of readRows(file, footer, columns, { from: next, to: footer.rows, signal })) {
          next = row.index + 1;
          yield row;
        }
        return;
      } catch (error) {
        // A column that nobody mapped keeps no row from being read.
        const spare = columns.filter((column) => !wanted.needed.includes(column));
        if (isCancelled(error) || spare.length === 0) throw error;
        const bad = await undecodable(file, footer, spare, { from: next, to: next + 1, signal });
        const dropped = bad.length > 0 ? bad : spare;
        columns = columns.filter((column) => !dropped.includes(column));
        for (const field of dropped)
          notes.push({
            line: 0,
            field,
            message: l10n.t('This column cannot be read from row {0} on: it is not shown.', next),
          });
      }
  } finally {
    await handle.close();
  }
}

/** Of these columns those that cannot be decoded at a row. */
async function undecodable(
  file: RangeFile,
  footer: ParquetFooter,
  columns: readonly string[],
  range: { from: number; to: number; signal: AbortSignal | undefined },
): Promise<string[]> {
  const bad: string[] = [];
  for (const column of columns)
    try {
      for await (const row of readRows(file, footer, [column], range)) void row;
    } catch (error) {
      if (isCancelled(error)) throw error;
      bad.push(column);
    }
  return bad;
}

async function rangeFile(
  handle: FileHandle,
  name: string,
  signal: AbortSignal | undefined,
): Promise<RangeFile> {
  return {
    name,
    byteLength: (await handle.stat()).size,
    async read(start, end) {
      if (signal?.aborted) throw cancelled();
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, start);
      if (bytesRead !== bytes.byteLength)
        throw new TouchstoneError('file-malformed', l10n.t('{0} became shorter while it was read.', name));
      return bytes.buffer;
    },
  };
}
