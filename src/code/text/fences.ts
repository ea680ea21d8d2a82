/** A fenced code block. Offsets are UTF-16 offsets in the markdown. */
export interface CodeBlock {
  /** The fence itself, such as three backticks. */
  fence: string;
  /** The info string, as written. */
  info: string;
  /** First word of the info string, without decoration and in lower case. */
  language?: string;
  /** The code, without the marks and indentation of quotes, lists and fence; lines end in LF. */
  code: string;
  /** The code's lines within the markdown, from the line after the opening fence to the closing fence's line. */
  start: number;
  end: number;
  /** The whole block, with both fence lines. */
  outerStart: number;
  outerEnd: number;
  /** What stands before each line of code: quote marks and indentation. */
  prefix: string;
  /** Whether there is a closing fence: a block may also end with its list or quote, or with the text. */
  closed: boolean;
}

type Container = { kind: 'quote' } | { kind: 'item'; indent: number; emptyStart: boolean };

/** Quotes and lists deeper than this are text: nobody means them, and each level costs a copy of the line. */
const maxDepth = 64;

interface OpenFence {
  block: CodeBlock;
  indent: number;
  lines: string[];
}

interface Line {
  text: string;
  start: number;
  end: number;
}

/**
 * Fenced code blocks in the order of the text, by CommonMark's rules (0.31, sections 4.5, 5.1 and 5.2): backtick and tilde
 * fences, longer fences, indentation, fences inside quotes and list items, a fence that is never closed. HTML is taken
 * for text, as the review panel does. Indented code blocks are no code blocks here: models hardly mean them.
 */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let containers: Container[] = [];
  let fence: OpenFence | undefined;
  let inParagraph = false;

  const close = (end: number, outerEnd: number, closed: boolean): void => {
    if (!fence) return;
    Object.assign(fence.block, { code: fence.lines.join(''), end, outerEnd, closed });
    blocks.push(fence.block);
    fence = undefined;
  };

  for (const line of linesOf(markdown)) {
    const cursor = new LineCursor(line.text);
    const matched = matchContainers(containers, cursor);
    const allMatched = matched === containers.length;

    if (fence) {
      if (allMatched) {
        if (isClosing(cursor, fence)) close(line.start, line.end, true);
        else {
          cursor.skip(Math.min(fence.indent, cursor.indent()));
          fence.lines.push(cursor.rest() + (line.end > line.start + line.text.length ? '\n' : ''));
        }
        continue;
      }
      close(line.start, line.start, false);
      inParagraph = false;
    }

    // A line without its container's mark may still continue the paragraph in it.
    const lazy = inParagraph && !allMatched;
    let kept: Container[] | undefined = allMatched ? containers : undefined;
    const innermost = (): Container[] => (kept ??= containers.slice(0, matched));
    const innermostDepth = (): number => kept?.length ?? matched;
    let paragraph: boolean = inParagraph && allMatched;

    for (;;) {
      if (cursor.isBlank()) {
        innermost();
        paragraph = false;
        break;
      }
      const indent = cursor.indent();
      const continues = paragraph || (lazy && kept === undefined);
      if (indent >= 4) {
        if (continues) paragraph = true;
        else innermost();
        break;
      }
      const rest = cursor.rest().trimStart();
      const opening = openingOf(rest);
      if (opening) {
        innermost();
        fence = openFence(opening, line, indent, cursor);
        paragraph = false;
        break;
      }
      if (innermostDepth() >= maxDepth) {
        innermost();
        paragraph = true;
        break;
      }
      if (rest.startsWith('>')) {
        cursor.skip(indent);
        cursor.take(1);
        cursor.skip(1);
        kept = [...innermost(), { kind: 'quote' }];
        paragraph = false;
        continue;
      }
      if (/^(?:#{1,6}(?:\s|$)|([-_*])[ \t]*(?:\1[ \t]*){2,}$)/.test(rest)) {
        innermost();
        paragraph = false;
        break;
      }
      if (paragraph && /^(?:=+|-+)[ \t]*$/.test(rest)) {
        // The underline of a heading ends the paragraph above it.
        paragraph = false;
        break;
      }
      const item = itemOf(rest, paragraph);
      if (item !== undefined) {
        const around: Container[] = innermost();
        cursor.skip(indent);
        cursor.take(item);
        const space = cursor.indent();
        const empty = cursor.isBlank();
        const padding = empty || space > 4 ? 1 : space;
        cursor.skip(padding);
        kept = [...around, { kind: 'item', indent: indent + item + padding, emptyStart: empty }];
        paragraph = false;
        continue;
      }
      // Plain text: it goes on with an open paragraph (keeping all its containers), or starts one.
      if (!continues) innermost();
      paragraph = true;
      break;
    }
    containers = kept ?? containers;
    inParagraph = paragraph;
  }
  close(markdown.length, markdown.length, false);
  return blocks;
}

function linesOf(markdown: string): Line[] {
  const lines: Line[] = [];
  for (const match of markdown.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    if (match[0] === '') continue;
    lines.push({ text: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  return lines;
}

/** Consumes the marks of the containers that go on in this line; resolves to how many do. */
function matchContainers(containers: Container[], cursor: LineCursor): number {
  for (const [i, container] of containers.entries()) {
    if (container.kind === 'quote') {
      const indent = cursor.indent();
      if (indent > 3 || !cursor.rest().trimStart().startsWith('>')) return i;
      cursor.skip(indent);
      cursor.take(1);
      cursor.skip(1);
    } else if (cursor.isBlank()) {
      // An item that begins with a blank line takes no second one.
      if (container.emptyStart) return i;
      cursor.skip(container.indent);
    } else if (cursor.indent() >= container.indent) {
      cursor.skip(container.indent);
      container.emptyStart = false;
    } else return i;
  }
  return containers.length;
}

function openingOf(rest: string): { fence: string; info: string } | undefined {
  const match = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(rest);
  return match ? { fence: match[1] ?? '', info: (match[2] ?? '').trim() } : undefined;
}

function openFence(
  { fence, info }: { fence: string; info: string },
  line: Line,
  indent: number,
  cursor: LineCursor,
): OpenFence {
  const before = line.text.slice(0, line.text.length - cursor.rest().trimStart().length);
  const block: CodeBlock = {
    fence,
    info,
    language: languageOf(info),
    code: '',
    start: line.end,
    end: line.end,
    outerStart: line.start,
    outerEnd: line.end,
    // A list item's own mark stands on its first line only.
    prefix: before.replace(/[^>\s]/g, ' '),
    closed: false,
  };
  return { block, indent, lines: [] };
}

function isClosing(cursor: LineCursor, { block }: OpenFence): boolean {
  if (cursor.indent() > 3) return false;
  const rest = cursor.rest().trim();
  return rest.length >= block.fence.length && rest === block.fence.charAt(0).repeat(rest.length);
}

/** Length of a list item's mark. Only a first item with text may interrupt a paragraph. */
function itemOf(rest: string, interrupts: boolean): number | undefined {
  const match = /^([-+*]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(rest);
  if (!match) return undefined;
  const mark = match[1] ?? '';
  if (interrupts) {
    if (rest.slice(mark.length).trim() === '') return undefined;
    if (match[2] !== undefined && Number(match[2]) !== 1) return undefined;
  }
  return mark.length;
}

/** `{.python .numberLines}`, `language-python`, `Python title="a.py"` and `python:main.py` all are `python`. */
function languageOf(info: string): string | undefined {
  const word = /^\{?\s*\.?(?:language-|lang-)?([\w+#.-]+)/i.exec(info)?.[1];
  return word?.toLowerCase();
}

/**
 * A place in one line of markdown, in characters and in columns (a tab reaches to the next multiple of four, and may be
 * consumed in part: CommonMark 0.31, section 2.2).
 */
class LineCursor {
  readonly #text: string;
  #pos = 0;
  #column = 0;
  /** Columns of a tab that was consumed in part. */
  #pending = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Columns of white space ahead. */
  indent(): number {
    let column = this.#column + this.#pending;
    for (let i = this.#pos; i < this.#text.length; i++) {
      if (this.#text[i] === ' ') column++;
      else if (this.#text[i] === '\t') column += 4 - (column % 4);
      else break;
    }
    return column - this.#column;
  }

  /** Consumes up to `columns` columns of white space. */
  skip(columns: number): void {
    let left = columns;
    while (left > 0) {
      if (this.#pending > 0) {
        this.#pending--;
      } else if (this.#text[this.#pos] === ' ') {
        this.#pos++;
      } else if (this.#text[this.#pos] === '\t') {
        this.#pos++;
        this.#pending = 3 - (this.#column % 4);
      } else return;
      this.#column++;
      left--;
    }
  }

  /** Consumes characters that are no white space. */
  take(characters: number): void {
    this.#pos += characters;
    this.#column += characters;
  }

  /** What is left, a tab consumed in part as spaces. */
  rest(): string {
    return ' '.repeat(this.#pending) + this.#text.slice(this.#pos);
  }

  isBlank(): boolean {
    return this.rest().trim() === '';
  }
}
