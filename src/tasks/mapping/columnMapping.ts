import * as l10n from '@vscode/l10n';
import { sha256 } from '../../platform/hash.ts';
import type { ColumnMapping } from '../../project/config.ts';
import type { TaskInput } from '../../domain/task.ts';
import { testsOf } from './testsColumn.ts';
import type { Row, TaskSource } from './taskSource.ts';
import { cleanText, codeText, isBlank, kindOf, readable } from './cellText.ts';

/** Column mapping: from a row of a table to a task. Pure. */

/** Called for what is wrong with a cell that does not cost the row. */
type Warn = (field: string, message: string) => void;

/** A cell for the want of which the row is left out. */
export class BadCell extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** A row's own value: never what `Object.prototype` has under that name. */
function cell(row: Row, column: string | undefined): unknown {
  return column !== undefined && Object.hasOwn(row, column) ? row[column] : undefined;
}

/** The columns that a mapping reads, each once. */
export function mappedColumns(mapping: ColumnMapping): string[] {
  const { context, generations, ...single } = mapping;
  return [...new Set([...Object.values(single), ...(generations ?? []), ...(context ?? [])])];
}

/** The instruction. Throws `BadCell` when there is none. */
export function instructionOf(row: Row, mapping: ColumnMapping): string {
  const value = cell(row, mapping.instruction);
  if (typeof value !== 'string' || isBlank(value))
    throw new BadCell(
      mapping.instruction,
      l10n.t('Expected the instruction as text, found {0}.', kindOf(value)),
    );
  return cleanText(value);
}

/** The id column as text, or `undefined` when none is mapped. Throws `BadCell` for a cell that cannot name a task. */
export function idOf(row: Row, mapping: ColumnMapping): string | undefined {
  if (mapping.id === undefined) return undefined;
  const value = cell(row, mapping.id);
  const usable =
    (typeof value === 'string' && !isBlank(value)) ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isFinite(value));
  if (!usable)
    throw new BadCell(mapping.id, l10n.t('Expected an id (text or a number), found {0}.', kindOf(value)));
  // JSON has rounded it already: two ids may have become one.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new BadCell(mapping.id, l10n.t('The id is a number too large to be exact: write it as text.'));
  const id = String(value);
  if (id !== cleanText(id))
    throw new BadCell(mapping.id, l10n.t('The id holds a character that cannot be stored.'));
  return id;
}

/** All of a task but its id and source. */
export function detailsOf(
  row: Row,
  mapping: ColumnMapping,
  shown: readonly string[],
  warn: Warn,
): Omit<TaskInput, 'id' | 'source' | 'instruction'> {
  const language = plainText(row, mapping.language, warn)?.trim();
  const entryPoint = plainText(row, mapping.entryPoint, warn)?.trim();
  const { tests, problem } = testsOf(cell(row, mapping.tests));
  if (problem !== undefined && mapping.tests !== undefined) warn(mapping.tests, problem);
  const testSetup = codeText(cell(row, mapping.testSetup));
  if (testSetup === undefined && mapping.testSetup !== undefined && !isBlank(cell(row, mapping.testSetup)))
    warn(
      mapping.testSetup,
      l10n.t('Expected code as text, found {0}.', kindOf(cell(row, mapping.testSetup))),
    );
  const generations = generationsOf(row, mapping, warn);
  const context = contextOf(row, shown, warn);
  return {
    ...(language ? { language } : {}),
    ...(entryPoint ? { entryPoint } : {}),
    ...(tests !== undefined ? { tests } : {}),
    ...(testSetup !== undefined ? { testSetup } : {}),
    ...(context ? { context } : {}),
    ...(generations ? { generations } : {}),
  };
}

/** Columns shown with a task: the named ones, else (where the source says so) every column that is nothing else. */
export function contextColumns(
  row: Row,
  mapping: ColumnMapping,
  source: Pick<TaskSource, 'context'>,
): string[] {
  if (mapping.context) return mapping.context;
  if (source.context === 'none') return [];
  const taken = new Set(mappedColumns(mapping));
  return Object.keys(row).filter((column) => !taken.has(column));
}

/** A stable id from what names a row: 16 hex digits. */
export function hashId(...parts: (string | number)[]): string {
  return sha256(JSON.stringify(parts), 16);
}

function plainText(row: Row, column: string | undefined, warn: Warn): string | undefined {
  const value = cell(row, column);
  if (column === undefined || isBlank(value)) return undefined;
  if (typeof value === 'string') return cleanText(value);
  warn(column, l10n.t('Expected text, found {0}.', kindOf(value)));
  return undefined;
}

function generationsOf(row: Row, mapping: ColumnMapping, warn: Warn): [string, string] | undefined {
  if (!mapping.generations) return undefined;
  const pair: string[] = [];
  for (const column of mapping.generations) {
    const value = cell(row, column);
    if (typeof value === 'string' && !isBlank(value)) pair.push(cleanText(value));
    else
      warn(
        column,
        l10n.t('Expected a recorded response as text, found {0}: the task has none.', kindOf(value)),
      );
  }
  const [first, second] = pair;
  return first !== undefined && second !== undefined ? [first, second] : undefined;
}

function contextOf(row: Row, shown: readonly string[], warn: Warn): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  for (const column of shown) {
    try {
      const text = readable(cell(row, column));
      if (text !== undefined) entries.push([cleanText(column), text]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      warn(column, l10n.t('The value is nested too deeply to be shown.'));
    }
  }
  // fromEntries makes own properties even of a column named __proto__.
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
