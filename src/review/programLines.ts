import type { FoundProgram } from '../inputs/programCache.ts';

/**
 * For each line of a program the line (from 0) of the response in which it stands; undefined where that cannot be told: it is the
 * instruction's, or was mended on its way. A program may be joined from several blocks, with text between them.
 */
export function linesOfProgram(text: string, program: FoundProgram): (number | undefined)[] {
  const code = program.code.split('\n').map((one) => one.trim());
  const taken = takenLines(text, program);
  const places = grouped(taken);
  const inCode = grouped(new Map(code.entries()));
  const given = new Map<string, number>();
  for (const line of program.given.split('\n').map((one) => one.trim()))
    given.set(line, (given.get(line) ?? 0) + 1);
  const found = new Array<number | undefined>(code.length).fill(undefined);
  for (const [line, all] of inCode) {
    const own = line === '' ? [] : all.slice(given.get(line) ?? 0);
    const there = places.get(line) ?? [];
    // As often here as there: else nobody knows which of them it is.
    if (own.length === there.length) own.forEach((at, n) => (found[at] = there[n]));
  }
  // What has no place of its own, such as an empty line, stands next to what has one.
  const next = (at: number, step: 1 | -1): void => {
    const beside = found[at - step];
    if (found[at] !== undefined || beside === undefined) return;
    if (taken.get(beside + step) === code[at]) found[at] = beside + step;
  };
  for (let at = 1; at < code.length; at++) next(at, 1);
  for (let at = code.length - 2; at >= 0; at--) next(at, -1);
  return found;
}

/** The lines of a response that its program was taken from, by their number. */
function takenLines(text: string, { taken }: FoundProgram): Map<number, string> {
  const lines = new Map<number, string>();
  let at = 0;
  for (const [n, one] of text.split('\n').entries()) {
    const from = at;
    at += one.length + 1;
    if (taken.some((stretch) => from < stretch.to && from + one.length >= stretch.from))
      lines.set(n, one.replace(/^[\s>]*/, '').trimEnd());
  }
  return lines;
}

/** The numbers of the lines that are alike. */
function grouped(lines: ReadonlyMap<number, string>): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [n, line] of lines) {
    const group = groups.get(line);
    if (group) group.push(n);
    else groups.set(line, [n]);
  }
  return groups;
}

/** Where in a response (lines from 0, both inclusive) a stretch of its program's lines (as given) stands; undefined: nowhere. */
export function stretchInText(
  lines: readonly (number | undefined)[],
  first: number,
  last: number,
): [number, number] | undefined {
  const there = lines.slice(first, last + 1).filter((one) => one !== undefined);
  return there.length > 0 ? [Math.min(...there), Math.max(...there)] : undefined;
}
