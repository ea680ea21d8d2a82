import * as z from 'zod';
import { parseJson } from '../../platform/errors.ts';

/** HTML's signs as they are written. */
const entities: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  '#34': '"',
  '#x27': "'",
};

/** HTML's signs become what they stand for. */
export function unescapedHtml(text: string): string {
  return text.replace(/&(#?\w{1,8});/g, (all, name: string) => entities[name.toLowerCase()] ?? all);
}

/** Ways in which code on its way through pages, editors and templates is spoilt, undone; only for code that is none as it stands. */
export const repairs: readonly ((code: string) => string)[] = [
  // The first line lost its place, or has a blank of a chat template.
  (code) => code.replace(/^[ \t]+(?=\S)/, ''),
  dedented,
  // Blanks that do not break, marks without a width, typographer's quotation marks.
  (code) =>
    code
      .replace(/[\u00a0\u2007\u202f]/g, ' ')
      .replace(/[\u200b\u200c\u2060\ufeff]/g, '')
      .replace(/[“”„]/g, '"')
      .replace(/[‘’‚]/g, "'"),
  unescapedHtml,
  // Signs of markdown that were escaped though they stand in code.
  (code) => code.replace(/\\([_*#<>[\]()~`|-])/g, '$1'),
];

/** Without the indentation that all lines have. */
export function dedented(code: string): string {
  const lines = code.split('\n');
  let least = Infinity;
  for (const line of lines)
    if (line.trim() !== '') least = Math.min(least, /^[ \t]*/.exec(line)?.[0].length ?? 0);
  return Number.isFinite(least) && least > 0 ? lines.map((line) => line.slice(least)).join('\n') : code;
}

const answerSchema = z
  .looseObject({
    code: z.string(),
    solution: z.string(),
    answer: z.string(),
    program: z.string(),
    completion: z.string(),
    response: z.string(),
    output: z.string(),
  })
  .partial();

/** What an answer that is one text in JSON, or in an object of JSON, says; a text in one line has its line breaks back. */
export function unpacked(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[{"]/.test(trimmed)) {
    const json = parseJson(trimmed);
    if (typeof json === 'string') return json;
    const said = answerSchema.safeParse(json).data;
    const found =
      said &&
      (said.code ??
        said.solution ??
        said.program ??
        said.answer ??
        said.completion ??
        said.response ??
        said.output);
    if (found !== undefined) return found;
  }
  if (!trimmed.includes('\n') && /\\n/.test(trimmed))
    return trimmed
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\(["'])/g, '$1');
  return undefined;
}

/** What a diff leaves: the lines that it adds, and those that stay; undefined where it adds none. */
export function patched(diff: string): string | undefined {
  const lines = diff.split('\n').filter((line) => !/^(?:-|\+\+\+ |diff |index |@@|\\ No newline)/.test(line));
  if (!lines.some((line) => line.startsWith('+'))) return undefined;
  return lines.map((line) => line.replace(/^[+ ]/, '')).join('\n');
}

/** Code that stands in a text as markdown's first form of it: lines with four blanks or a tab before them. */
export function indentedCode(text: string): string {
  const groups: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (/^(?: {4}|\t)/.test(line)) groups.at(-1)?.push(line);
    else if (line.trim() === '') groups.at(-1)?.push('');
    else if ((groups.at(-1)?.length ?? 0) > 0) groups.push([]);
  }
  return groups
    .map((lines) => dedented(lines.join('\n')).trim())
    .filter((code) => code !== '')
    .map((code) => `${code}\n`)
    .join('\n');
}
