import { codeBlocks, type CodeBlock } from '../text/fences.ts';
import { canonicalLanguage, isLanguage } from '../text/languages.ts';
import { unescapedHtml } from './repairs.ts';

/** A stretch of a text that may be code, however it is marked. Offsets are UTF-16 offsets in the text. */
export interface Piece {
  code: string;
  /** First word of its tag, in lower case. */
  tag?: string;
  /** With its marks. */
  from: number;
  to: number;
  /** The block of CommonMark that it is: corrections keep its marks. Undefined for what is marked otherwise. */
  block?: CodeBlock;
  /** Where `block` stands in the list of all. */
  index?: number;
}

/** The blocks of CommonMark; what stands in one that is tagged as markdown in place of that. */
export function strictPieces(text: string): Piece[] {
  return codeBlocks(text).flatMap((block, index) => {
    const piece = {
      code: block.code,
      tag: block.language,
      from: block.outerStart,
      to: block.outerEnd,
      block,
      index,
    };
    if (!/^(?:markdown|md|text|txt|)$/.test(block.language ?? '') || block.prefix !== '') return [piece];
    const inner = text.slice(block.start, block.end);
    if (!/^[ \t]*(?:`{3}|~{3})/m.test(inner)) return [piece];
    const nested = codeBlocks(inner).map((one) => ({
      code: one.code,
      tag: one.language,
      from: block.start + one.outerStart,
      to: block.start + one.outerEnd,
    }));
    return nested.length > 0 ? nested : [piece];
  });
}

/**
 * Pieces as a reader sees them where CommonMark does not: a fence that begins or ends in the middle of a line, or has text behind its
 * end; a block in a block of markdown with the same fence; tags in brackets or of HTML.
 */
export function loosePieces(text: string): Piece[] {
  const tagged = taggedPieces(text);
  return tagged.length > 0 ? tagged : fencedLoosely(text);
}

const anyFence = /`{3,}|~{3,}/g;

function fencedLoosely(text: string): Piece[] {
  const found: Piece[] = [];
  let open: { from: number; start: number; tag?: string; fence: string } | undefined;
  const close = (end: number, to: number): void => {
    if (!open) return;
    const { from, start, tag } = open;
    found.push({ code: ended(text.slice(start, end)), tag, from, to });
    open = undefined;
  };
  for (const match of text.matchAll(anyFence)) {
    const fence = match[0];
    const at = match.index;
    const after = at + fence.length;
    const lineEnd = endOfLine(text, after);
    const info = text.slice(after, lineEnd).trim();
    const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
    // In a block of markdown, a block.
    const opens = isInfo(info) && (info !== '' || open === undefined);
    if (open && (!opens || !isLanguage(info.split(/[\s{:,]/)[0] ?? ''))) {
      if (fence.charAt(0) !== open.fence) continue;
      // A fence within a text of the code, or a remark: nothing stands before one that closes but code that ends there.
      if (/["'#]\s*$/.test(before) && info !== '') continue;
      close(at, after);
      continue;
    }
    if (!opens) continue;
    if (open) close(at, at);
    open = {
      from: at,
      start: Math.min(lineEnd + 1, text.length),
      tag: /^\{?\.?([\w+#.-]+)/.exec(info)?.[1]?.toLowerCase(),
      fence: fence.charAt(0),
    };
  }
  close(text.length, text.length);
  return found.filter(({ code }) => code.trim() !== '');
}

function isInfo(info: string): boolean {
  return (
    info === '' ||
    (info.length <= 60 &&
      /^\{?\.?[\w+#.-]+(?:[\s:,{].*)?$/.test(info) &&
      isLanguage(info.replace(/^\{?\.?/, '').split(/[\s{:,}]/)[0] ?? ''))
  );
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** `[PYTHON]` of Code Llama, `<pre>` and `<code>` of HTML, and a language's name as a tag. */
const tags =
  /(?:\[(PYTHON|CODE|JAVASCRIPT|TYPESCRIPT|JAVA|CPP|C\+\+|GO|RUST|BASH|SOLUTION)\]|<(pre|code|python|javascript|typescript|java|cpp|rust|bash|solution)(?:\s[^<>]{0,200})?>)/gi;

function taggedPieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const lower = text.toLowerCase();
  // Names of tags that nothing closes any more.
  const open = new Set<string>();
  for (const match of text.matchAll(tags)) {
    if (match.index < at) continue;
    const [whole, bracket, element] = match;
    const name = (bracket ?? element ?? '').toLowerCase();
    const start = match.index + whole.length;
    const closing = bracket === undefined ? `</${name}>` : `[/${name}]`;
    const end = open.has(closing) ? -1 : lower.indexOf(closing, start);
    if (end < 0) open.add(closing);
    // In a line it is a word of the sentence.
    const content = text.slice(start, end < 0 ? text.length : end);
    if (!content.includes('\n') || (end < 0 && bracket === undefined)) continue;
    const html = bracket === undefined;
    at = end < 0 ? text.length : end + closing.length;
    const inner = html ? /^\s*<code(?:\s[^<>]{0,200})?>/i.exec(content)?.[0] : undefined;
    const code =
      html && /^(?:pre|code)$/.test(name)
        ? plain(content.slice(inner?.length ?? 0).replace(/<\/code>\s*$/i, ''))
        : content;
    const said = /(?:class|lang)\s*=\s*["'](?:[^"']*\s)?(?:language-|lang-|brush:\s*)?([\w+#-]+)/i.exec(
      `${whole} ${inner ?? ''}`,
    )?.[1];
    const tag = [said, name].find((word) => word !== undefined && isLanguage(word));
    // Fences within the tags say more.
    const fences = fencedLoosely(code);
    if (fences.length > 0 && !html)
      found.push(...fences.map((piece) => ({ ...piece, tag: piece.tag ?? tag, from: match.index, to: at })));
    else found.push({ code: ended(code.replace(/^[ \t]*\n/, '')), tag, from: match.index, to: at });
  }
  return found;
}

function plain(html: string): string {
  return unescapedHtml(
    html.replace(/<br\s*\/?>/gi, '\n').replace(/<\/?(?:span|b|i|em|strong|font)(?:\s[^<>]{0,200})?>/gi, ''),
  );
}

function ended(code: string): string {
  const text = code.replace(/\r\n?/g, '\n');
  const lines = /[ \t]$/.test(text) ? text.trimEnd() : text;
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}

/** A text without the numbers before its lines, where nearly all have one and they count. */
export function withoutLineNumbers(text: string): string {
  if (!/^\s*\d/.test(text)) return text;
  const lines = text.split('\n');
  const numbered = lines.map((line) => /^[ \t]*(\d{1,5})(?!\w)(.*?)\r?$/.exec(line));
  const filled = lines.filter((line) => line.trim() !== '').length;
  const numbers = numbered.flatMap((match) => (match ? [Number(match[1])] : []));
  if (numbers.length < 2 || numbers.length < filled * 0.8) return text;
  if (!numbers.every((number, i) => i === 0 || number === (numbers[i - 1] ?? 0) + 1)) return text;
  const rests = numbered.map((match) => match?.[2]);
  const marked = rests.every((rest) => rest === undefined || rest === '' || /^[ \t]?[.:)|│]/.test(rest));
  const plain = rests.map((rest) => (marked ? rest?.replace(/^[ \t]?[.:)|│]/, '') : rest));
  // What all have before their code, and no more: the rest is the code's own indentation.
  const widths = plain.flatMap((rest) => (rest?.trim() ? [/^[ \t]*/.exec(rest)?.[0].length ?? 0] : []));
  const width = Math.min(...widths);
  if (!marked && (width === 0 || widths.length === 0)) return text;
  return lines.map((line, i) => plain[i]?.slice(width) ?? line).join('\n');
}

/** Code without a first line that only names its language. */
export function withoutLanguageLine(code: string): { code: string; language?: string } {
  const match = /^\s*([A-Za-z+#]{1,20}\d?)[ \t]*(?::[ \t]*)?\n/.exec(code);
  const name = match?.[1];
  if (name === undefined || !isLanguage(name)) return { code };
  return { code: code.slice(match?.[0].length ?? 0), language: canonicalLanguage(name) };
}
