import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import { hashId } from '../mapping/columnMapping.ts';
import type { SourceRow, TaskSource } from '../mapping/taskSource.ts';
import { jsonlRows, jsonRows } from './jsonRows.ts';
import { firstBytes, isGzip, textPieces } from './textPieces.ts';

export interface FileOptions {
  /** Real path; see `insideProject`. */
  path: string;
  columns: ColumnMapping;
  /** Default: the file's name. */
  name?: string;
  signal?: AbortSignal;
}

type Format = 'jsonl' | 'json' | 'csv' | 'parquet';

/** Opens a file of tasks. Errors: `file-malformed`, `column-missing` (Parquet), and those of its rows as they are read. */
export async function openFile({
  path,
  columns,
  name = basename(path),
  signal,
}: FileOptions): Promise<TaskSource> {
  const source = {
    name,
    file: basename(path),
    context: 'all' as const,
    // A file is edited by people: an id that follows the text, not the row's number, keeps the annotations of all other rows
    // when one is inserted or removed.
    hashedId: ({ instruction, nth }: { instruction: string; nth: number }) => hashId(name, instruction, nth),
  };
  const format = await formatOf(path);
  if (format === 'parquet') {
    const { openParquetFile } = await import('./parquetFile.ts');
    return { ...source, ...(await openParquetFile(path, columns, signal)) };
  }
  return { ...source, rows: await textRows(format, path, signal) };
}

async function textRows(
  format: Exclude<Format, 'parquet'>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<SourceRow>> {
  const name = basename(path);
  const pieces = textPieces(path, name, { signal });
  switch (format) {
    case 'jsonl':
      return jsonlRows(pieces);
    case 'json':
      return jsonRows(pieces, name);
    case 'csv':
      return (await import('./csvRows.ts')).csvRows(pieces, name);
  }
}

/** By the file's ending, but Parquet and gzip by their first bytes. */
async function formatOf(path: string): Promise<Format> {
  const name = basename(path);
  const head = await firstBytes(path);
  if (head.toString('latin1') === 'PAR1') return 'parquet';
  const [, ending, gz] = /\.(jsonl|ndjson|json|csv|parquet)(\.gz)?$/i.exec(name) ?? [];
  switch (ending?.toLowerCase()) {
    case 'jsonl':
    case 'ndjson':
      return 'jsonl';
    case 'json':
      return 'json';
    case 'csv':
      return 'csv';
    case 'parquet':
      throw new TouchstoneError(
        'file-malformed',
        gz || isGzip(head)
          ? l10n.t('{0} is Parquet packed as gzip.', name)
          : l10n.t('{0} is not a Parquet file.', name),
        gz || isGzip(head) ? { action: l10n.t('Unpack it: Parquet is compressed in itself.') } : {},
      );
    default:
      throw new TouchstoneError(
        'file-malformed',
        l10n.t('The kind of the file {0} is not known by its name.', name),
        l10n.t('Name it .jsonl, .json, .csv or .parquet (the first three also with .gz).'),
      );
  }
}
