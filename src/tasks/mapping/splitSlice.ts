import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/**
 * The slicing words of Python's `datasets` (its `ReadInstruction`): `train`, `train[:3]`, `train[10:20]`, `train[-5:]`,
 * `train[:10%]`, `train[:1%](pct1_dropremainder)`, `train[:3]+test[:2]`, `all`. Pure.
 * https://huggingface.co/docs/datasets/loading#slice-splits
 */

/** One part of a slice; a boundary that is not there is the split's own. */
export interface SplitPart {
  split: string;
  from?: number;
  to?: number;
  unit: 'abs' | '%';
  /** With `%` alone. */
  rounding?: 'closest' | 'pct1_dropremainder';
}

/** Rows `from` (included) to `to` (excluded) of a split, from 0. */
export interface RowRange {
  split: string;
  from: number;
  to: number;
}

// As in datasets: one % makes both boundaries percentages.
const partPattern =
  /^(?<split>[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*)(?:\[(?:(?<from>-?[\d_]+)(?<fromPct>%)?)?:(?:(?<to>-?[\d_]+)(?<toPct>%)?)?\])?(?:\((?<rounding>[^)]*)\))?$/u;

/** Parses a slice into the parts that `+` joins. Errors: `split-invalid`. */
export function parseSplit(spec: string): SplitPart[] {
  const parts = spec.split('+').map((part) => parsePart(part.trim(), spec));
  // datasets compares each further part with the first.
  const first = parts[0];
  for (const part of parts)
    if (first?.unit === '%' && part.unit === '%' && first.rounding !== part.rounding)
      throw invalid(spec, l10n.t('parts with different rounding cannot be joined'));
  return parts;
}

function parsePart(text: string, spec: string): SplitPart {
  const groups = partPattern.exec(text)?.groups;
  const split = groups?.['split'];
  if (!groups || split === undefined)
    throw invalid(spec, l10n.t('{0} is no split or slice', JSON.stringify(text)));
  const unit = groups['fromPct'] || groups['toPct'] ? '%' : 'abs';
  const from = boundary(groups['from'], spec);
  const to = boundary(groups['to'], spec);
  const rounding = groups['rounding'];
  if (rounding && rounding !== 'closest' && rounding !== 'pct1_dropremainder')
    throw invalid(spec, l10n.t('the rounding is closest or pct1_dropremainder'));
  if (rounding !== undefined && unit !== '%')
    throw invalid(spec, l10n.t('rounding belongs to percentages alone'));
  for (const b of [from, to])
    if (unit === '%' && b !== undefined && Math.abs(b) > 100)
      throw invalid(spec, l10n.t('percentages go from -100 to 100'));
  return {
    split,
    unit,
    ...(from !== undefined ? { from } : {}),
    ...(to !== undefined ? { to } : {}),
    ...(unit === '%' ? { rounding: rounding === 'pct1_dropremainder' ? rounding : 'closest' } : {}),
  };
}

/** A whole number as Python reads it: single underscores between digits are allowed. */
function boundary(text: string | undefined, spec: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+(_\d+)*$/.test(text))
    throw invalid(spec, l10n.t('{0} is no whole number', JSON.stringify(text)));
  return Number(text.replaceAll('_', ''));
}

/** Whether the number of rows in the whole split must be known to tell which rows are meant. */
export function needsLength(part: SplitPart): boolean {
  return part.unit === '%' || part.to === undefined || part.to < 0 || (part.from ?? 0) < 0;
}

/** The rows meant, in a split of `length` rows. Errors: `split-invalid`. */
export function toRange(part: SplitPart, length: number): RowRange {
  const absolute = (value: number | undefined, fallback: number): number => {
    let rows = value ?? fallback;
    if (value !== undefined && part.unit === '%')
      rows =
        part.rounding === 'pct1_dropremainder' ? dropRemainder(value, length, part) : closest(value, length);
    if (rows < 0) rows = Math.max(length + rows, 0);
    return Math.min(rows, length);
  };
  return { split: part.split, from: absolute(part.from, 0), to: absolute(part.to, length) };
}

/** Python's `int(round(percent * length / 100.0))`: halves go to the even neighbour. */
function closest(percent: number, length: number): number {
  const exact = (percent * length) / 100;
  const floor = Math.floor(exact);
  const rest = exact - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function dropRemainder(percent: number, length: number, part: SplitPart): number {
  if (length < 100)
    throw new TouchstoneError(
      'split-invalid',
      l10n.t('The split "{0}" has {1} rows: pct1_dropremainder needs 100 or more.', part.split, length),
      l10n.t('Leave the rounding out, or slice by row numbers.'),
    );
  return percent * Math.trunc(length / 100);
}

function invalid(spec: string, reason: string): TouchstoneError {
  return new TouchstoneError(
    'split-invalid',
    l10n.t('The split {0} is not understood: {1}.', JSON.stringify(spec), reason),
    l10n.t(
      'Write for example train, train[:3], train[10:20], train[-5:], train[:10%] or train[:3]+test[:2].',
    ),
  );
}
