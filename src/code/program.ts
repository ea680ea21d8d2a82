import { sha256 } from '../platform/hash.ts';
import { codeBlocks, type CodeBlock } from './fences.ts';
import { canonicalLanguage, detectLanguage, isInertTag } from './languages.ts';
import { onlyInstalls, withoutInstallLines, withoutPythonPrompts, withoutShellPrompts } from './prompts.ts';

/** What of a response can be run. */
export interface Program {
  /** Canonical name, such as `python`. */
  language: string;
  code: string;
  /** Indexes (of `codeBlocks`) of the blocks it was joined from; empty when the response is code as a whole. */
  blocks: number[];
}

export interface ProgramOptions {
  /** The task's or the project's language, under any of its names. */
  taskLanguage?: string;
}

interface Candidate {
  index: number;
  language: string;
  length: number;
  tagged: boolean;
}

/**
 * The program that a response holds: the blocks of its main language, joined in order with a blank line between.
 *
 * - The main language is the task's, where any block is in it; else that of the most code, in which a shell (mostly for
 *   installing) counts only when there is nothing else.
 * - A block's language is its tag, else what its lines look like. Blocks tagged as output or data, and untagged ones that do
 *   not look like code or stand below a line such as "Output:" without a strong sign of code, are left out.
 * - Interpreter sessions lose their prompts and answers, and lines that install packages are left out.
 * - A response without any fence is code as a whole when most of its lines look like it; so is what stands before a first fence
 *   that ends code instead of beginning it, as models write that go on from code in the prompt.
 */
export function programOf(markdown: string, options: ProgramOptions = {}): Program | undefined {
  const wanted = options.taskLanguage ? canonicalLanguage(options.taskLanguage) : undefined;
  const blocks = codeBlocks(markdown);
  if (blocks.length === 0) return wholeProgram(markdown, wanted);
  const lead = leadingProgram(markdown, blocks, wanted);
  if (lead) return lead.program;

  const candidates = blocks
    .map((block, index) => candidateOf(markdown, block, index, wanted))
    .filter((candidate) => candidate !== undefined);
  const language = mainLanguage(candidates, wanted);
  if (language === undefined) return undefined;
  const chosen = candidates.filter((candidate) => candidate.language === language);
  const parts = chosen.map(({ index }) => ({ index, code: clean(blocks[index]?.code ?? '', language) }));
  const used = parts.filter(({ code }) => code.trim() !== '');
  if (used.length === 0) return undefined;
  return { language, code: used.map(({ code }) => code).join('\n'), blocks: used.map(({ index }) => index) };
}

/** SHA-256 (hex) of the program's code. */
export function codeHash(program: Program): string {
  return sha256(program.code);
}

/** Whether the response's program is another one than the run's. */
export function isStale(run: { codeHash: string }, program: Program | undefined): boolean {
  return program === undefined || codeHash(program) !== run.codeHash;
}

/**
 * The response with another program in it, for corrections. A program from one block is replaced in place; of several
 * blocks the first takes the whole and the others are removed with their fences; code without fences becomes a fenced
 * block; where there was no program, one is appended. Quote marks and list indentation are kept, a fence that the new code
 * would close is made longer, and a block gets the language's tag where the program would not be found without.
 */
export function replaceCode(markdown: string, newCode: string, options: ProgramOptions = {}): string {
  const program = programOf(markdown, options);
  const code = newCode === '' || newCode.endsWith('\n') ? newCode : newCode + '\n';
  const language = program?.language ?? (options.taskLanguage ? canonicalLanguage(options.taskLanguage) : '');
  if (!program) return append(markdown, fenced(code, '```', language));
  if (program.blocks.length === 0) {
    const wanted = options.taskLanguage ? canonicalLanguage(options.taskLanguage) : undefined;
    const rest = leadingProgram(markdown, codeBlocks(markdown), wanted)?.rest.trim();
    return fenced(code, '```', language) + (rest ? `\n${rest}\n` : '');
  }

  const splice = (info?: string): string => splicedBlocks(markdown, program.blocks, code, info);
  const plain = splice();
  return programOf(plain, options)?.code === code ? plain : splice(language);
}

function candidateOf(
  markdown: string,
  block: CodeBlock,
  index: number,
  wanted: string | undefined,
): Candidate | undefined {
  const { code, language: tag } = block;
  if (code.trim() === '') return undefined;
  const length = code.trim().length;
  if (tag !== undefined) {
    if (isInertTag(tag)) return undefined;
    const language = canonicalLanguage(tag);
    if (language === 'bash' && onlyInstalls(code)) return undefined;
    return { index, language, length, tagged: true };
  }
  if (/^\s*(?:>>>|In \[\d+\]:) /.test(code)) return { index, language: 'python', length, tagged: false };
  if (onlyInstalls(code)) return undefined;
  const found = detectLanguage(code, wanted);
  if (!found || found.share < 0.3) return undefined;
  if (!found.strong && announcesOutput(markdown, block)) return undefined;
  return { index, language: found.language, length, tagged: false };
}

function mainLanguage(candidates: Candidate[], wanted: string | undefined): string | undefined {
  if (wanted !== undefined && candidates.some(({ language }) => language === wanted)) return wanted;
  const lengths = new Map<string, number>();
  for (const { language, length, tagged } of candidates)
    lengths.set(language, (lengths.get(language) ?? 0) + (tagged ? length : length / 2));
  const ranked = [...lengths].sort((a, b) => b[1] - a[1]).map(([language]) => language);
  return ranked.find((language) => language !== 'bash') ?? ranked[0];
}

/** Whether the text right before the block says that output follows: "Output:", "This prints:", "returns the following". */
function announcesOutput(markdown: string, block: CodeBlock): boolean {
  const before = markdown.slice(Math.max(0, block.outerStart - 300), block.outerStart).trimEnd();
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /\b(?:outputs?|prints?|printed|results?|displays?|returns?)\b[^.]*:?[*_]*$/i.test(line);
}

function clean(code: string, language: string): string {
  let text = code.replace(/\r\n?/g, '\n');
  if (language === 'python') text = withoutInstallLines(withoutPythonPrompts(text));
  if (language === 'bash') text = withoutShellPrompts(text);
  return text.endsWith('\n') ? text : text + '\n';
}

function wholeProgram(markdown: string, wanted: string | undefined): Program | undefined {
  const found = detectLanguage(markdown, wanted);
  if (!found || found.share < 0.5 || !(found.strong || wanted === found.language)) return undefined;
  if (proseShare(markdown) > 0.3) return undefined;
  const code = clean(markdown, found.language);
  return { language: found.language, code, blocks: [] };
}

/** The code before a first, untagged fence that holds none itself, and the text after that fence. */
function leadingProgram(
  markdown: string,
  blocks: CodeBlock[],
  wanted: string | undefined,
): { program: Program; rest: string } | undefined {
  const [first] = blocks;
  if (!first || first.language !== undefined) return undefined;
  const inside = detectLanguage(first.code, wanted);
  if (inside && inside.share >= 0.3 && (inside.strong || proseShare(first.code.replaceAll('`', '')) < 0.5))
    return undefined;
  const program = wholeProgram(markdown.slice(0, first.outerStart), wanted);
  return program && { program, rest: markdown.slice(first.start) };
}

/** Share of the lines that read as a sentence: words only, four or more, outside of remarks, quoted text and asides. */
function proseShare(text: string): number {
  const lines = text
    .replace(/("""|''')[\s\S]*?\1/g, '')
    .replace(/`[^`\n]+`/g, 'code')
    .replace(/(?<=\w )\([^(){}[\]=;#\n]*\)/g, 'aside')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const prose = lines.filter((line) => /^\s*[A-Z"'*-][^(){}[\]=;#]*(?:\s+[\w'’,.!?:-]+){3,}$/.test(line));
  return lines.length === 0 ? 0 : prose.length / lines.length;
}

function splicedBlocks(markdown: string, indexes: number[], code: string, info?: string): string {
  const blocks = codeBlocks(markdown);
  const [first, ...others] = indexes.map((i) => blocks[i]).filter((block) => block !== undefined);
  if (!first) return markdown;
  let text = markdown;
  for (const block of others.toReversed()) {
    const after = text.slice(block.outerEnd).replace(/^[ \t>]*(?:\r\n|\r|\n)/, '');
    text = text.slice(0, block.outerStart) + after;
  }
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
