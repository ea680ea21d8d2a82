import type { Row } from '../mapping/taskSource.ts';

/** The tables that one JSON object may hold, in the shapes in which programs write them. Pure. */

/** A row as it was found: `value` is no object where something else stands in its place. */
export interface ShapedRow {
  value: unknown;
  split?: string;
}

/** Levels below the object at which a table is looked for (`{"dataset": {"data": […]}}`). */
const deepest = 3;

/**
 * The rows of an object: columns (each a list, or an object by row, as pandas' `orient="columns"`), pandas' `split` and `tight`, rows by
 * id (`index`), lists of rows beside facts (`records`, `table`, splits), or one row. `wanted`: names of the mapped columns, the first of
 * them the instruction's; which of the shapes an object has is often known by them alone. `undefined`: none of these.
 */
export function rowsOfObject(value: Row, wanted: readonly string[], depth = 0): ShapedRow[] | undefined {
  const instruction = wanted[0] ?? '';
  const known = Object.hasOwn(value, instruction);
  const columns = columnRows(value);
  // The turns of one conversation are as much a list as the cells of a column.
  const turns = value[instruction];
  const isChat =
    Array.isArray(turns) && turns.some((turn) => isRow(turn) && ('role' in turn || 'from' in turn));
  if (known) return (isChat ? undefined : columns) ?? (depth === 0 ? [{ value }] : undefined);
  const split = splitRows(value);
  if (split) return split;
  const lists = listRows(value, instruction);
  const objects = Object.values(value).length > 0 && Object.values(value).every(isRow);
  // Splits, each of columns.
  const splits = objects && Object.values(value).every((one) => isRow(one) && columnRows(one) !== undefined);
  const inSplits = splits && instruction !== '' ? nested(value, wanted, depth) : undefined;
  if (inSplits) return inSplits;
  const byId = objects ? rowsById(value, instruction) : undefined;
  if (byId) return byId;
  // Lists of rows alone are splits, whatever their lengths; beside a list of texts they are cells.
  if (columns && !lists.certain && !Object.values(value).every(isTable)) return columns;
  if (lists.rows.length > 0) return lists.rows;
  if (columns) return columns;
  return depth < deepest ? (nested(value, wanted, depth) ?? single(value, depth)) : undefined;
}

/** An object that is one row itself: it holds a value that is no list and no object. */
function single(value: Row, depth: number): ShapedRow[] | undefined {
  const cells = Object.values(value);
  return depth === 0 && cells.some((cell) => typeof cell !== 'object') ? [{ value }] : undefined;
}

function nested(value: Row, wanted: readonly string[], depth: number): ShapedRow[] | undefined {
  const found = Object.entries(value)
    .filter((entry): entry is [string, Row] => isRow(entry[1]))
    .map(([split, inner]) => ({ split, rows: rowsOfObject(inner, wanted, depth + 1) ?? [] }))
    .filter(({ rows }) => rows.length > 0);
  if (found.length < 2) return found[0]?.rows;
  return found.flatMap(({ split, rows }) => rows.map((row) => ({ split, ...row })));
}

/** Columns of equal length. */
function columnRows(value: Row): ShapedRow[] | undefined {
  const columns = Object.entries(value);
  const [first] = columns;
  if (!first || typeof first[1] !== 'object' || first[1] === null) return undefined;
  const isList = Array.isArray(first[1]);
  const keys = Object.keys(first[1]);
  const even = columns.every(([, cells]) =>
    isList
      ? Array.isArray(cells) && cells.length === keys.length
      : isRow(cells) && Object.keys(cells).length === keys.length && Object.hasOwn(cells, keys[0] ?? ''),
  );
  if (!even || keys.length === 0) return undefined;
  return keys.map((key) => ({
    value: Object.fromEntries(
      columns.map(([column, cells]) => [
        column,
        Object.hasOwn(cells as Row, key) ? (cells as Row)[key] : null,
      ]),
    ),
  }));
}

/** pandas' `orient="split"`, and `"tight"`, which names the levels beside it. */
function splitRows(value: Row): ShapedRow[] | undefined {
  const { columns, data } = value;
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return undefined;
  const names = columns.map((name) => (Array.isArray(name) ? name.map(String).join('.') : String(name)));
  return data.map((cells: unknown[]) => ({
    value:
      cells.length === names.length ? Object.fromEntries(names.map((name, i) => [name, cells[i]])) : cells,
  }));
}

/** Rows by id, as pandas' `orient="index"`: where no row has an `id` and the keys are no plain numbers, the keys are the ids. */
function rowsById(value: Row, instruction: string): ShapedRow[] | undefined {
  const entries = Object.entries(value) as [string, Row][];
  const [first] = entries;
  const counted = (keys: string[]): boolean => keys.every((key, i) => key === String(i));
  const inner = Object.keys(first?.[1] ?? {});
  if (instruction !== '' && !entries.some(([, row]) => Object.hasOwn(row, instruction))) return undefined;
  // Columns by row number look the same the other way round.
  if (instruction === '' && (inner.length === 0 || counted(inner))) return undefined;
  if (instruction === '' && entries.some(([, row]) => Object.values(row).every(isTable))) return undefined;
  const plain = counted(entries.map(([key]) => key)) || entries.some(([, row]) => Object.hasOwn(row, 'id'));
  return entries.map(([id, row]) => ({ value: plain ? row : { id, ...row } }));
}

/** All lists of rows in order: those with the instruction's column alone, where there are such. */
function listRows(value: Row, instruction: string): { rows: ShapedRow[]; certain: boolean } {
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => isTable(entry[1]));
  const certain = lists.filter(([, rows]) =>
    rows.some((row) => isRow(row) && Object.hasOwn(row, instruction)),
  );
  const chosen = certain.length > 0 ? certain : lists;
  const rows = chosen.flatMap(([split, list]) =>
    list.map((row) => ({ value: row, ...(chosen.length > 1 ? { split } : {}) })),
  );
  return { rows, certain: certain.length > 0 };
}

function isTable(value: unknown): boolean {
  return Array.isArray(value) && value.some(isRow);
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
