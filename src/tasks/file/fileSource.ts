import { csvRows } from './csvRows.ts';
import { openParquetFile } from './parquetFile.ts';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import { hashId, mappedColumns } from '../mapping/columnMapping.ts';
import type { FileNote, SourceRow, TaskSource } from '../mapping/taskSource.ts';
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

type Format = 'jsonl' | 'json' | 'csv' | 'tsv' | 'parquet';

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
    return { ...source, ...(await openParquetFile(path, columns, signal)) };
  }
  const notes: FileNote[] = [];
  return {
    ...source,
    notes,
    rows: await textRows(format, path, { wanted: mappedColumns(columns), notes, signal }),
  };
}

async function textRows(
  format: Exclude<Format, 'parquet'>,
  path: string,
  { wanted, notes, signal }: { wanted: string[]; notes: FileNote[]; signal: AbortSignal | undefined },
): Promise<AsyncIterable<SourceRow>> {
  const name = basename(path);
  const tell = (line: number, message: string): void => void notes.push({ line, message });
  const pieces = (): AsyncGenerator<string, void, undefined> => textPieces(path, name, { signal, tell });
  switch (format) {
    case 'jsonl': {
      // A list is one whatever the file is called.
      for await (const piece of textPieces(path, name, { signal })) {
        const first = /\S/.exec(piece)?.[0];
        if (first === '[') return jsonRows(pieces(), name, wanted);
        if (first !== undefined) break;
      }
      return jsonlRows(pieces());
    }
    case 'json':
      return jsonRows(pieces(), name, wanted);
    case 'csv':
    case 'tsv':
      return csvRows(pieces(), name, { wanted, isTsv: format === 'tsv' });
  }
}

/** By the file's ending, but Parquet and gzip by their first bytes. */
async function formatOf(path: string): Promise<Format> {
  const name = basename(path);
  const head = await firstBytes(path, 48);
  const start = head.toString('latin1');
  if (start.startsWith('PAR1')) return 'parquet';
  if (start.startsWith('version https://git-lfs.github.com/spec/'))
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0} is a pointer of Git LFS: its content is not here yet.', name),
      l10n.t('Run "git lfs pull" in the repository, then load again.'),
    );
  const [, ending, gz] =
    /\.(jsonl|jsonlines|ndjson|json|csv|tsv|tab|psv|txt|parquet)(\.gz)?$/i.exec(name) ?? [];
  switch (ending?.toLowerCase()) {
    case 'jsonlines':
    case 'jsonl':
    case 'ndjson':
      return 'jsonl';
    case 'json':
      return 'json';
    case 'csv':
    case 'psv':
      return 'csv';
    case 'tsv':
    case 'tab':
    case 'txt':
      return 'tsv';
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
        l10n.t('Name it .jsonl, .json, .csv, .tsv or .parquet (all but the last also with .gz).'),
      );
  }
}
