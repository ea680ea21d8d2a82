import * as l10n from '@vscode/l10n';
import { sha256 } from '../../platform/hash.ts';
import type { ColumnMapping } from '../../project/config.ts';
import type { TaskInput } from '../../domain/task.ts';
import { parseJson } from '../../platform/errors.ts';
import { answerOf, questionOf, turnsOf } from './chatMessages.ts';
import { pythonValue } from './pythonLiteral.ts';
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

/** The columns that a mapping reads, each once, the instruction's first. */
export function mappedColumns(mapping: ColumnMapping): string[] {
  const { instruction, context, generations, ...single } = mapping;
  return [
    ...new Set([
      ...[instruction].flat(),
      ...Object.values(single),
      ...[generations ?? []].flat(),
      ...(context ?? []),
    ]),
  ];
}

/**
 * The instruction: text, or a conversation (see `questionOf`); of several columns, those with something in them, a line apart. Throws
 * `BadCell` when there is none.
 */
export function instructionOf(row: Row, mapping: ColumnMapping): string {
  const [first = '', ...further] = [mapping.instruction].flat();
  const text = askedIn(row, first);
  const more = further.filter((column) => !isBlank(cell(row, column))).map((column) => askedIn(row, column));
  return [text, ...more].join('\n\n');
}

function askedIn(row: Row, column: string): string {
  const value = cell(row, column);
  const turns = turnsOf(value);
  const asked = turns ? questionOf(turns) : value;
  if (turns && asked === undefined)
    throw new BadCell(column, l10n.t('Nobody asks anything in this conversation.'));
  if (typeof asked !== 'string' || isBlank(asked))
    throw new BadCell(column, l10n.t('Expected the instruction as text, found {0}.', kindOf(value)));
  return cleanText(asked);
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
  const reference = referenceOf(row, mapping, warn);
  const context = contextOf(row, shown, warn);
  return {
    ...(language ? { language } : {}),
    ...(entryPoint ? { entryPoint } : {}),
    ...(tests !== undefined ? { tests } : {}),
    ...(testSetup !== undefined ? { testSetup } : {}),
    ...(context ? { context } : {}),
    ...(reference !== undefined ? { reference } : {}),
    ...generationsOf(row, mapping, warn),
  };
}

/** The data set's own solution: code, or a list of solutions, of which the first counts. */
function referenceOf(row: Row, { reference }: ColumnMapping, warn: Warn): string | undefined {
  const value = cell(row, reference);
  if (reference === undefined || isBlank(value)) return undefined;
  const [first] = listOf(value) ?? [value];
  const code = typeof first === 'object' && first !== null ? cell(first as Row, 'solution') : first;
  if (typeof code === 'string' && !isBlank(code)) return cleanText(code);
  warn(reference, l10n.t('Expected a solution as text, found {0}.', kindOf(value)));
  return undefined;
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

/** Two recorded responses: of two columns, or of one that holds a list of them. An empty text is a response, an empty cell is none. */
function generationsOf(
  row: Row,
  mapping: ColumnMapping,
  warn: Warn,
): Pick<TaskInput, 'generations' | 'generationModels'> {
  const { generations: mapped } = mapping;
  if (!mapped) return {};
  const list = typeof mapped === 'string' ? listOf(cell(row, mapped)) : undefined;
  if (typeof mapped === 'string' && list?.length !== 2) {
    const found = list ? l10n.t('a list of {0}', list.length) : kindOf(cell(row, mapped));
    warn(mapped, l10n.t('Expected a list of two recorded responses, found {0}: the task has none.', found));
    return {};
  }
  const cells = list ?? [mapped].flat().map((column) => cell(row, column));
  const pair: string[] = [];
  cells.forEach((value, i) => {
    const text = responseIn(value);
    if (text !== undefined) pair.push(text);
    else
      warn(
        typeof mapped === 'string' ? mapped : (mapped[i] ?? ''),
        l10n.t('Expected a recorded response as text, found {0}: the task has none.', kindOf(value)),
      );
  });
  const [first, second] = pair;
  if (first === undefined || second === undefined) return {};
  const [one, two] = cells.map(modelIn);
  return {
    generations: [first, second],
    ...(one !== undefined && two !== undefined ? { generationModels: [one, two] } : {}),
  };
}

/** A list, also as text of JSON or Python. */
function listOf(value: unknown): unknown[] | undefined {
  const isText = typeof value === 'string' && value.trim().startsWith('[');
  const list = isText ? (parseJson(value) ?? pythonValue(value.trim())) : value;
  return Array.isArray(list) ? list : undefined;
}

/** Under which names responses stand in the objects of a list. */
const responseKeys = ['response', 'completion', 'generation', 'output', 'text', 'content', 'answer'];

/** The text of a response: as it is, in an object, or the last answer of a conversation. */
function responseIn(value: unknown): string | undefined {
  const answer = answerOf(turnsOf(value) ?? []);
  if (answer !== undefined) return answer;
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const key = responseKeys.find((one) => typeof cell(value as Row, one) === 'string');
  return key === undefined ? undefined : cleanText(String((value as Row)[key]));
}

/** The name of the model that stands beside a response. */
function modelIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const name = cell(value as Row, 'model') ?? cell(value as Row, 'model_name');
  return typeof name === 'string' && !isBlank(name) ? cleanText(name.trim()) : undefined;
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
