import { setImmediate as nextTurn } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import type { TaskInput } from '../../domain/task.ts';
import { BadCell, contextColumns, detailsOf, idOf, instructionOf, mappedColumns } from './columnMapping.ts';
import type { LoadContext, Row, RowPlace, RowWarning, TaskSource } from './taskSource.ts';

export interface LoadedTasks {
  tasks: TaskInput[];
  warnings: RowWarning[];
  /** Rows that may be tasks, but cannot be used: what is missing may be one of them. */
  leftOut: number;
  /** Rows that did not become tasks, those among them whose id was there already. */
  skipped: number;
}

/** More are of no use to anybody: the rest is counted. */
const maxWarnings = 1000;
/** Longest stretch of work before others on this thread get their turn, in ms. */
const stretchMs = 8;

/**
 * Maps a source's rows to tasks. Malformed rows are left out and told in `warnings`. Errors: `column-missing` when no row has
 * a mapped column, `file-malformed` when no row is good, `cancelled`.
 */
export async function collectTasks(
  source: TaskSource,
  written: ColumnMapping,
  { signal, onProgress }: LoadContext = {},
): Promise<LoadedTasks> {
  const tasks: TaskInput[] = [];
  const warnings = new Warnings(source.file);
  const ids = new Set<string>();
  const instructions = new Map<string, number>();
  const columns = new Set<string>();
  const mapping = source.mapping ?? written;
  const mapped = mappedColumns(mapping);
  let read = 0;
  let leftOut = 0;
  let since = performance.now();

  for await (const row of source.rows) {
    read++;
    if (performance.now() - since > stretchMs) {
      onProgress?.({ message: source.file, rows: read, total: source.total });
      await nextTurn();
      since = performance.now();
    }
    if (signal?.aborted) throw cancelled();
    if ('problem' in row) {
      warnings.add(row, row.field, row.problem);
      leftOut++;
      continue;
    }
    for (const column of Object.keys(row.values)) columns.add(column);
    try {
      const instruction = instructionOf(row.values, mapping);
      const nth = instructions.get(instruction) ?? 0;
      instructions.set(instruction, nth + 1);
      const { index, split } = row;
      const id = idOf(row.values, mapping) ?? source.hashedId({ index, split, instruction, nth });
      if (ids.has(id)) {
        const text = l10n.t('The id {0} is there already: the first row counts.', JSON.stringify(id));
        warnings.add(row, mapping.id ?? '', text);
        continue;
      }
      ids.add(id);
      for (const field of damaged(row.values, mapped))
        warnings.add(row, field, l10n.t('The text holds � in place of characters that were lost before.'));
      const shown = contextColumns(row.values, mapping, source);
      const details = detailsOf(row.values, mapping, shown, (field, text) => warnings.add(row, field, text));
      const { told = [], ...recorded } = row.recorded ?? {};
      for (const text of told) warnings.add(row, '', text);
      tasks.push({ id, instruction, source: source.name, ...details, ...recorded });
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      warnings.add(row, error.field, error.message);
      leftOut++;
    }
  }

  for (const { line, field = '', message } of source.notes ?? [])
    warnings.first({ index: 0, ...(line > 0 ? { line } : {}) }, field, message);
  if (columns.size > 0) checkColumns(source.file, mappedColumns(mapping), columns);
  if (tasks.length === 0) throw nothingGood(source.file, read, warnings.list);
  onProgress?.({ message: source.file, rows: read, total: read });
  return { tasks, warnings: warnings.done(), leftOut, skipped: read - tasks.length };
}

/** Mapped columns whose text holds the sign of a character that could not be decoded. */
function damaged(values: Row, mapped: readonly string[]): string[] {
  return mapped.filter((column) => {
    const value = Object.hasOwn(values, column) ? values[column] : undefined;
    return typeof value === 'string' && value.includes('\uFFFD');
  });
}

/** Throws `column-missing`, naming the columns that exist, when a mapped one does not. */
export function checkColumns(file: string, wanted: readonly string[], existing: Iterable<string>): void {
  const names = [...existing];
  const missing = wanted.filter((column) => !names.includes(column));
  if (missing.length === 0) return;
  const shown = names.slice(0, 50).map((c) => JSON.stringify(c.slice(0, 100)));
  const more = names.length > shown.length ? l10n.t(', and {0} more', names.length - shown.length) : '';
  throw new TouchstoneError(
    'column-missing',
    l10n.t(
      '{0} has no column {1}. Its columns: {2}{3}.',
      file,
      missing.map((c) => JSON.stringify(c)).join(', '),
      shown.join(', '),
      more,
    ),
    l10n.t('Name the right columns under "tasks.columns" in touchstone.json.'),
  );
}

function nothingGood(file: string, read: number, warnings: readonly RowWarning[]): TouchstoneError {
  const first = warnings[0];
  if (!first) return new TouchstoneError('file-malformed', l10n.t('{0} holds no rows.', file));
  const { line, row, field } = first;
  const at = line !== undefined ? l10n.t('line {0}', line) : l10n.t('row {0}', row);
  const where = field ? `${at}, ${field}` : at;
  return new TouchstoneError(
    'file-malformed',
    l10n.t(
      'None of the {0} rows of {1} can be used as a task. The first: {2}: {3}',
      read,
      file,
      where,
      first.message,
    ),
    l10n.t('Mend the rows, or name other columns under "tasks.columns" in touchstone.json.'),
  );
}

class Warnings {
  readonly #file: string;
  readonly list: RowWarning[] = [];
  #more = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(row: RowPlace, field: string, message: string): void {
    const { line, index } = row;
    const at = { file: this.#file, ...(line !== undefined && { line }), row: index };
    if (this.list.length >= maxWarnings) this.#more++;
    else this.list.push({ ...at, field, message });
  }

  /** Of the file, before what is said of its rows. */
  first({ line, index }: RowPlace, field: string, message: string): void {
    this.list.unshift({ file: this.#file, ...(line !== undefined && { line }), row: index, field, message });
  }

  done(): RowWarning[] {
    const last = this.list.at(-1);
    const message = l10n.t('{0} more of such messages.', this.#more);
    if (this.#more > 0 && last) this.list.push({ file: this.#file, row: last.row, field: '', message });
    return this.list;
  }
}
