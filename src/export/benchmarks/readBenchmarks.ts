import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { openFile } from '../../tasks/file/fileSource.ts';
import type { Row, TaskSource } from '../../tasks/mapping/taskSource.ts';
import type { BenchmarkItem } from './benchmarkIndex.ts';

/** Where benchmarks have what they ask: HumanEval and the checked MBPP `prompt`, MBPP `text`, others as they call it. */
const textColumns = ['prompt', 'text', 'instruction', 'question', 'problem'];
const idColumns = ['task_id', 'id', 'question_id'];
/** A benchmark is no training set: of more, all would be kept in memory. */
const mostItems = 100_000;

/**
 * The tasks of benchmarks, from files as they are published (JSON Lines, JSON, CSV, Parquet; gzip where it applies).
 * Errors: `file-missing`, `file-malformed`, `column-missing`, `cancelled`.
 */
export async function readBenchmarks(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<BenchmarkItem[]> {
  const items: BenchmarkItem[] = [];
  for (const path of paths) {
    const before = items.length;
    for await (const row of (await opened(path, signal)).rows) {
      signal?.throwIfAborted();
      const text = 'values' in row ? textOf(row.values, textColumns) : undefined;
      if (text === undefined || !('values' in row)) continue;
      if (items.length >= mostItems)
        throw new TouchstoneError(
          'file-malformed',
          l10n.t('{0} has more than {1} tasks: that is no benchmark.', basename(path), mostItems),
        );
      const id = textOf(row.values, idColumns) ?? String(row.index);
      items.push({ benchmark: basename(path), id, text });
    }
    if (items.length === before)
      throw new TouchstoneError(
        'column-missing',
        l10n.t('{0} has no column with tasks: {1}.', basename(path), textColumns.join(', ')),
      );
  }
  return items;
}

async function opened(path: string, signal: AbortSignal | undefined): Promise<TaskSource> {
  let missing: unknown;
  for (const instruction of textColumns)
    try {
      return await openFile({ path, columns: { instruction }, signal });
    } catch (error) {
      if (!(error instanceof TouchstoneError) || error.code !== 'column-missing') throw notThere(error, path);
      missing = error;
    }
  throw missing;
}

function notThere(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new TouchstoneError('file-missing', l10n.t('{0} is not there.', path), { cause: error });
}

function textOf(row: Row, columns: readonly string[]): string | undefined {
  for (const column of columns) {
    const value = Object.hasOwn(row, column) ? row[column] : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  }
  return undefined;
}
