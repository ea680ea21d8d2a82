import { sideOf } from '../domain/sides.ts';
import type { ShownOrder } from '../domain/annotation.ts';
import type { LineComment } from '../domain/annotationHistory.ts';

/** What of a comment on lines goes into the annotation's comments. */
export type CommentedLines = Pick<LineComment, 'response' | 'startLine' | 'endLine' | 'quote' | 'text'>;

const begin = '<!-- line comments -->';
const end = '<!-- end of line comments -->';

/** Each alone in its line. */
const beginLine = new RegExp(`^${begin}[ \\t]*$`, 'm');
const endLine = new RegExp(`^${end}[ \\t]*$`, 'gm');
const leftover = new RegExp(`^(?:${begin}|${end})[ \\t]*(?:\\n|$)`, 'gm');

/**
 * The annotation's comments with the comments on lines in a section of their own, each with its lines and what they say. A section that
 * is there already is written anew in its place, so doing it twice changes nothing; without comments on lines it goes. `own` is what the
 * annotator wrote (with or without a section). The responses are called as shown, A and B. `undefined` when nothing is left.
 */
export function commentsText(
  comments: readonly CommentedLines[],
  own: string | undefined,
  order: ShownOrder,
): string | undefined {
  const text = (own ?? '').replace(/\r\n?/g, '\n');
  const [before, after] = split(text);
  const sorted = comments.toSorted((a, b) => rank(a, order) - rank(b, order) || a.startLine - b.startLine);
  const written =
    sorted.length > 0 ? [begin, ...sorted.map((comment) => item(comment, order)), end].join('\n') : '';
  const parts = [before, written, after].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('\n\n') : undefined;
}

/** What the annotator wrote, without the comments on lines. */
export function withoutLineComments(comments: string): string {
  return split(comments.replace(/\r\n?/g, '\n'))
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The comments with the section as part of what the annotator wrote: its marks go, nothing else. */
export function keptAsOwn(comments: string): string {
  return comments.replace(/\r\n?/g, '\n').replace(leftover, '');
}

/**
 * The lines of a text (1-based, both included) that a comment speaks of: where it was made if they still say what it quotes, else the
 * nearest that do. `undefined` when none does: another program, or another part of the response.
 */
export function findLines(
  text: string,
  { startLine, endLine, quote }: Pick<CommentedLines, 'startLine' | 'endLine' | 'quote'>,
): [number, number] | undefined {
  const lines = linesOf(text).map((line) => line.trimEnd());
  const wanted = linesOf(quote).map((line) => line.trimEnd());
  const isAt = (start: number): boolean => wanted.every((line, i) => lines[start - 1 + i] === line);
  if (isAt(startLine)) return [startLine, endLine];
  // An empty line says nothing of where it belongs.
  if (wanted.every((line) => line === '')) return undefined;
  let nearest: number | undefined;
  for (const at of placesOf(wanted, lines)) {
    const isNearer = nearest === undefined || Math.abs(at + 1 - startLine) < Math.abs(nearest - startLine);
    if (isNearer) nearest = at + 1;
  }
  return nearest === undefined ? undefined : [nearest, nearest + wanted.length - 1];
}

/** Where in `all` the `wanted` ones stand in a row, in a time that grows with their number (Knuth, Morris and Pratt, SIAM J. Comput. 6, 1977). */
function* placesOf(wanted: readonly string[], all: readonly string[]): Generator<number> {
  /** For each of `wanted`: how many before and with it are as the first ones are. */
  const repeats: number[] = [0];
  const grown = (fits: number, next: string | undefined): number => {
    while (fits > 0 && wanted[fits] !== next) fits = repeats[fits - 1] ?? 0;
    return wanted[fits] === next ? fits + 1 : 0;
  };
  for (let n = 1; n < wanted.length; n++) repeats.push(grown(repeats[n - 1] ?? 0, wanted[n]));
  let fits = 0;
  for (const [n, line] of all.entries()) {
    fits = grown(fits, line);
    if (fits === wanted.length) yield n + 1 - fits;
  }
}

/** The texts before and after the section; what is left of one that was torn apart is no section, and its marks go. */
function split(text: string): [string, string] {
  const first = beginLine.exec(text)?.index;
  const last = [...text.matchAll(endLine)].at(-1);
  const found = first !== undefined && last !== undefined && first < last.index;
  const before = found ? text.slice(0, first) : text;
  const after = found ? text.slice(last.index + last[0].length).replace(/^\n+/, '') : '';
  return [before.replace(leftover, '').trimEnd(), after.replace(leftover, '').trimEnd()];
}

function rank({ response }: CommentedLines, order: ShownOrder): number {
  return response === 'correction' ? 2 : order.indexOf(response);
}

/** One entry of a list; all that others wrote is indented, so no line of it can be a mark of ours. */
function item({ response, startLine, endLine, quote, text }: CommentedLines, order: ShownOrder): string {
  const name = response === 'correction' ? 'Correction' : `Response ${sideOf(order, response)}`;
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}–${endLine}`;
  const longest = Math.max(2, ...Array.from(quote.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const body = [fence, ...linesOf(quote), fence, ...linesOf(text.trim())].map((line) =>
    line ? `  ${line}` : '',
  );
  return [`- ${name}, ${lines}:`, ...body].join('\n');
}

function linesOf(text: string): string[] {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
}
