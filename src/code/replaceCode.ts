import { canonicalLanguage } from './text/languages.ts';
import type { CodeBlock } from './text/fences.ts';
import { strictPieces, type Piece } from './answer/pieces.ts';
import { foundIn, programOf, type ProgramOptions } from './program.ts';

/**
 * The response with another program in it, for corrections. A program from one block is replaced in place; of several
 * blocks the first takes the whole and the others are removed with their fences; what is no part of the program stays where it is. Code
 * without fences becomes a fenced block; where there was no program, one is appended. Quote marks and list indentation are kept, a fence
 * that the new code would close is made longer, and a block gets the language's tag where the program would not be found without. Where the
 * other blocks of the response would take its place, they go.
 */
export function replaceCode(markdown: string, newCode: string, options: ProgramOptions = {}): string {
  const found = foundIn(markdown, options);
  const code = newCode === '' || newCode.endsWith('\n') ? newCode : newCode + '\n';
  const taskLanguage = options.taskLanguage ?? options.task?.language;
  const language = found?.program.language ?? (taskLanguage ? canonicalLanguage(taskLanguage) : '');
  if (!found) return append(markdown, fenced(code, '```', language));
  const { pieces } = found.reading;
  const isFound = (text: string): boolean => {
    const program = programOf(text, options);
    return program?.code === code || (program !== undefined && program.given + code === program.code);
  };
  const ways = [
    () => spliced(markdown, pieces, code),
    () => spliced(markdown, pieces, code, language),
    () => spliced(markdown, pieces, code, language, rivals(markdown, pieces, language)),
  ];
  for (const way of ways) {
    const text = way();
    if (isFound(text)) return text;
  }
  return spliced(markdown, pieces, code, language);
}

function spliced(
  markdown: string,
  [first, ...others]: Piece[],
  code: string,
  info?: string,
  dropped: Piece[] = [],
): string {
  if (!first) return markdown;
  // From the end on, so that the places before stay.
  const later = [...others, ...dropped]
    .filter(({ from }) => from > first.from)
    .sort((one, other) => other.from - one.from);
  const earlier = dropped.filter(({ from }) => from < first.from).sort((one, other) => other.from - one.from);
  let text = later.reduce(without, markdown);
  text = first.block
    ? inBlock(text, first.block, code, info)
    : inPlace(text, first, code, info ?? first.tag ?? '');
  return earlier.reduce(without, text);
}

function without(text: string, { from, to, block }: Piece): string {
  const after = block ? text.slice(to).replace(/^[ \t>]*(?:\r\n|\r|\n)/, '') : text.slice(to);
  return text.slice(0, from) + after;
}

/** Blocks that would be taken for the program in place of the new one. */
function rivals(markdown: string, pieces: Piece[], language: string): Piece[] {
  return strictPieces(markdown).filter(
    ({ from, to, tag }) =>
      (tag === undefined || canonicalLanguage(tag) === language) &&
      pieces.every((piece) => to <= piece.from || from >= piece.to),
  );
}

function inBlock(text: string, first: CodeBlock, code: string, info: string | undefined): string {
  const fence = longerFence(code, first.fence);
  const body = code.replace(
    /^(.*)\n/gm,
    (_, line: string) => (line === '' ? first.prefix.trimEnd() : first.prefix + line) + '\n',
  );
  let opening = text.slice(first.outerStart, first.start);
  if (!/[\r\n]$/.test(opening)) opening += '\n';
  const at = opening.indexOf(first.fence);
  const tag = first.info === '' ? (info ?? '') : first.info;
  opening = opening.slice(0, at) + fence + tag + (/\r?\n$/.exec(opening)?.[0] ?? '\n');
  if (first.closed) {
    const closing = text.slice(first.end, first.outerEnd).replace(/[`~]+/, () => fence);
    return text.slice(0, first.outerStart) + opening + body + closing + text.slice(first.outerEnd);
  }
  const rest = text.slice(first.outerEnd);
  return `${text.slice(0, first.outerStart)}${opening}${body}${first.prefix}${fence}\n${rest}`;
}

/** Code that no fence of CommonMark marks gets one. */
function inPlace(text: string, { from, to }: Piece, code: string, tag: string): string {
  const before = text.slice(0, from);
  const after = text.slice(to).replace(/^[ \t]*(?:\r\n|\r|\n)/, '');
  const lead = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  const rest = after.trim() === '' ? '' : after.startsWith('\n') ? after : `\n${after}`;
  return `${lead}${fenced(code, '```', tag)}${rest}`;
}

function append(markdown: string, block: string): string {
  const text = markdown.trimEnd();
  return text === '' ? block : `${text}\n\n${block}`;
}

function fenced(code: string, fence: string, tag: string): string {
  const long = longerFence(code, fence);
  return `${long}${tag}\n${code}${long}\n`;
}

/** The fence, or a longer one of its kind where a line of the code would close it. */
function longerFence(code: string, fence: string): string {
  const mark = fence.charAt(0);
  let length = fence.length;
  for (const match of code.matchAll(/^[ \t]*(`{3,}|~{3,})[ \t]*$/gm)) {
    const found = match[1] ?? '';
    if (found.startsWith(mark)) length = Math.max(length, found.length + 1);
  }
  return mark.repeat(length);
}
