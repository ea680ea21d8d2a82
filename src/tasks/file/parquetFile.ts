import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import { checkColumns } from '../mapping/collectTasks.ts';
import { mappedColumns } from '../mapping/columnMapping.ts';
import { readFooter, readRows, type ParquetFooter, type RangeFile } from '../parquet/readParquet.ts';
import type { SourceRow, TaskSource } from '../mapping/taskSource.ts';

/** A Parquet file on the disk. Errors: `file-malformed`, `column-missing`. */
export async function openParquetFile(
  path: string,
  mapping: ColumnMapping,
  signal?: AbortSignal,
): Promise<Pick<TaskSource, 'rows' | 'total'>> {
  const name = basename(path);
  const handle = await open(path, 'r');
  const footer = await rangeFile(handle, name, signal)
    .then(readFooter)
    .finally(() => handle.close());
  checkColumns(name, mappedColumns(mapping), footer.columns);
  // Without named context, all other columns are the context.
  const columns = mapping.context ? mappedColumns(mapping) : footer.columns;
  return { rows: rowsOf(path, name, footer, columns, signal), total: footer.rows };
}

async function* rowsOf(
  path: string,
  name: string,
  footer: ParquetFooter,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceRow, void, undefined> {
  const handle = await open(path, 'r');
  try {
    const file = await rangeFile(handle, name, signal);
    yield* readRows(file, footer, columns, { from: 0, to: footer.rows, signal });
  } finally {
    await handle.close();
  }
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
