import { LruCache } from '../../platform/memoize.ts';
import { chunksOf, importedNames, soundChunks, type Chunk } from '../text/chunks.ts';
import { definedIn, isWhole, mentions } from '../text/definitions.ts';
import { codeBlocks } from '../text/fences.ts';
import { dedented } from './repairs.ts';
import { canonicalLanguage, detectLanguage } from '../text/languages.ts';

/** Both responses of a task, and all samples of them, stand behind the same instruction. */
const givenChunks = new LruCache<Chunk[]>(8);

/** Longer instructions are not searched for code: what they give is data. */
const mostOfInstruction = 50_000;

/** The code that an instruction shows: its fenced blocks of the language, or the text from the first line that is code at the margin. */
export function codeInInstruction(instruction: string, language: string): string {
  if (instruction.length > mostOfInstruction) return '';
  const text = instruction.replace(/\r\n?/g, '\n');
  const blocks = codeBlocks(text).filter(
    ({ language: tag, code }) =>
      (tag === undefined ? detectLanguage(code, language)?.language : canonicalLanguage(tag)) === language,
  );
  if (blocks.length > 0) return blocks.map(({ code }) => code).join('\n');
  const start = beginnings[language];
  const at = start?.exec(text)?.index;
  return at === undefined ? '' : text.slice(at);
}

const beginnings: Record<string, RegExp> = {
  python: /^(?:import\s+\w|from\s+\w[\w.]*\s+import\s|def\s+\w+\s*\(|async\s+def\s|class\s+\w+\s*[:(]|@\w)/m,
  javascript: /^(?:\/\/|\/\*|const\s|let\s|var\s|(?:async\s+)?function\b|class\s+\w+|import\s)/m,
  typescript:
    /^(?:\/\/|\/\*|const\s|let\s|(?:export\s+)?(?:(?:async\s+)?function\b|class\s|interface\s|type\s+\w+\s*=|enum\s)|import\s)/m,
  go: /^(?:package\s+\w+|import\s|func\s|type\s+\w+\s|\/\/)/m,
  rust: /^(?:\/\/|use\s+\w|(?:pub\s+)?(?:fn|struct|enum|trait|mod)\s|#\[)/m,
  java: /^(?:import\s+[\w.*]+;|(?:public\s+)?(?:final\s+)?(?:class|interface|enum|record)\s|public\s)/m,
  c: /^(?:#\s*include|\/\/|\/\*|(?:[a-z_][\w]*[\s*]+)+\w+\s*\([^;]*\)\s*\{?$|struct\s|typedef\s)/m,
  cpp: /^(?:#\s*include|using\s|\/\/|\/\*|(?:[A-Za-z_][\w:<>,]*[\s*&]+)+\w+\s*\([^;]*\)\s*\{?$|struct\s|class\s|template\s*<)/m,
  bash: /^(?:#!|#|[\w-]+\s*\(\)\s*\{)/m,
};

/**
 * What a program uses and only the instruction gives: imports, types, constants and helpers with a body, in the instruction's order. Empty
 * where nothing is missing. What tests call is used, too. `asked` names what the program is to define: never taken from there.
 */
export function missingFrom(
  given: string,
  code: string,
  language: string,
  asked: ReadonlySet<string>,
  tests = '',
): string {
  if (given.trim() === '') return '';
  const chunks = givenChunks.get(`${language}\n${given}`, () => chunksOf(language, given));
  const has = definedIn(language, code);
  const imported = language === 'python' ? new Set(importedNames(code)) : new Set<string>();
  const taken = new Set<Chunk>();
  let text = `${code}\n${tests}`;
  // What is taken may itself need more.
  for (let grew = true; grew;) {
    grew = false;
    for (const chunk of chunks) {
      if (taken.has(chunk) || !isNeeded(chunk, language, text, has, imported, asked)) continue;
      taken.add(chunk);
      text += `\n${chunk.text}`;
      grew = true;
    }
  }
  return chunks
    .filter((chunk) => taken.has(chunk))
    .map((chunk) => (chunk.kind === 'definition' ? `${chunk.text}\n` : chunk.text))
    .join('');
}

function isNeeded(
  chunk: Chunk,
  language: string,
  code: string,
  has: ReadonlySet<string>,
  imported: ReadonlySet<string>,
  asked: ReadonlySet<string>,
): boolean {
  const { kind, names, text, whole } = chunk;
  if (!whole || kind === 'other') return false;
  if (kind === 'import') {
    if (language === 'python')
      return (
        names.some(
          (name) => name === '*' || (mentions(code, name) && !imported.has(name) && !has.has(name)),
        ) && !code.includes(text.trim())
      );
    if (language === 'go') return false;
    if (/^(?:javascript|typescript)$/.test(language))
      return (
        [...text.matchAll(/[\w$]+/g)].some(
          ([word]) => !/^(?:import|from|as|require|const|type)$/.test(word) && mentions(code, word),
        ) && !code.includes(text.trim())
      );
    return !/^\s*package\b/.test(text) && !code.replace(/\s+/g, '').includes(text.replace(/\s+/g, ''));
  }
  const named = names.filter((name) => !asked.has(name));
  if (named.length === 0 || names.some((name) => asked.has(name) || has.has(name))) return false;
  if (kind === 'value' && named.some((name) => new RegExp(`^\\s*${name}\\s*=`, 'm').test(code))) return false;
  return (
    named.some((name) => mentions(code, name)) &&
    !(language === 'python' && kind === 'definition' && isEmpty(text))
  );
}

/** A Python definition that promises and does nothing. */
export function isEmpty(definition: string): boolean {
  if (/^\s*(?:@[^\n]*\n\s*)*class\b/.test(definition)) return false;
  const body = definition
    .replace(/("""|''')[\s\S]*?\1/g, '')
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
  const head = body.findIndex((line) => /:$/.test(line));
  if (head < 0) return true;
  return body
    .slice(head + 1)
    .every((line) => /^(?:pass|\.\.\.|return|raise NotImplementedError.*)$/.test(line));
}

/**
 * The program that a response makes together with the code that the instruction breaks off: the body of a function, indented or not, with
 * or without the braces that close it. Undefined where the instruction does not break off, or both are no program together.
 */
export function continued(given: string, code: string, language: string): string | undefined {
  if (given.trim() === '' || code.trim() === '') return undefined;
  if (language === 'python') return continuedPython(given, code);
  if (!/^(?:javascript|typescript|go|rust|java|c|cpp|bash)$/.test(language)) return undefined;
  if (unclosed(given, language) <= 0) return undefined;
  const whole = balanced(`${given.trimEnd()}\n${code}`, language);
  return isWhole(language, whole) === false ? undefined : whole;
}

function continuedPython(given: string, code: string): string | undefined {
  const chunks = chunksOf('python', given);
  const last = chunks.findLast(({ kind }) => kind === 'definition');
  if (!last) return undefined;
  // What follows the last function in the instruction is no code.
  const head = chunks
    .slice(0, chunks.indexOf(last) + 1)
    .map(({ text }) => text)
    .join('\n')
    .replace(/\n[ \t]*(?:pass|\.\.\.|return|#[^\n]*(?:todo|your code|implement)[^\n]*)[ \t]*\s*$/i, '\n')
    .trimEnd();
  const definition = lastFunction(head);
  if (definition === undefined) return undefined;
  const name = /\bdef\s+(\w+)/.exec(definition)?.[1] ?? '';
  // It may break off in the middle of a line.
  const line = /[^\s:"']$/.test(given) ? joinedWhole([`${given}${code}`], name) : undefined;
  if (line !== undefined || !isEmpty(definition)) return line ?? moreOfClass(head, code, last);
  const outer = /^[ \t]*/.exec(definition)?.[0] ?? '';
  const indent = new RegExp(`^(${outer}[ \\t]+)\\S`, 'm').exec(definition)?.[1] ?? `${outer}    `;
  const lines = code.replace(/^\n+/, '').trimEnd().split('\n');
  const [first = '', ...rest] = lines;
  const indented = (all: string[], by = indent): string[] =>
    all.map((line) => (line.trim() === '' ? line : by + line));
  const ways = [
    /^\s/.test(first) ? lines : undefined,
    /^\s/.test(first) ? undefined : [indent + first, ...rest],
    indented(dedented(lines.join('\n')).split('\n')),
    indented(lines, outer),
    // One blank before the first line, as chat templates leave it.
    /^\s\S/.test(first) ? [indent + first.trimStart(), ...rest] : undefined,
    /^\s\S/.test(first) ? indented([first.trimStart(), ...rest]) : undefined,
  ];
  return joinedWhole(
    ways.flatMap((way) => (way ? [`${head}\n${way.join('\n')}\n`] : [])),
    name,
  );
}

/** Methods of a class that the instruction begins with some. */
function moreOfClass(head: string, code: string, last: Chunk): string | undefined {
  if (!/^\s*class\b/m.test(last.text) || !/^\s*\n?[ \t]+(?:@|def\b|async\s+def\b)/.test(code))
    return undefined;
  const whole = `${head}\n\n${code.replace(/^\n+/, '').trimEnd()}\n`;
  return isWhole('python', whole) ? whole : undefined;
}

/** The first that is a program with a body for the function; where sentences stand behind it, what is code of it. */
function joinedWhole(wholes: string[], name: string): string | undefined {
  const sound = wholes.map((whole) =>
    soundChunks('python', whole)
      .map(({ text }) => text)
      .join(''),
  );
  return [...wholes, ...sound].find((whole) => isWhole('python', whole) && bodyIsThere(whole, name));
}

/** The last function or method of a text, to the text's end. */
function lastFunction(text: string): string | undefined {
  const at = [...text.matchAll(/^[ \t]*(?:async[ \t]+)?def[ \t]/gm)].at(-1)?.index;
  return at === undefined ? undefined : text.slice(at);
}

function bodyIsThere(code: string, name: string): boolean {
  const found = [...code.matchAll(/^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)/gm)].findLast(
    (match) => match[2] === name,
  );
  if (!found) return false;
  const level = (found[1] ?? '').length;
  const [head = '', ...rest] = code.slice(found.index).split('\n');
  const end = rest.findIndex(
    (line) =>
      line.trim() !== '' && !/^\s*[)\]}]/.test(line) && (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= level,
  );
  return !isEmpty([head, ...rest.slice(0, end < 0 ? rest.length : end)].join('\n'));
}

/** A text with the braces that it leaves open closed, and without those at its end that close nothing. */
export function balanced(code: string, language: string): string {
  let text = code.trimEnd();
  let depth = unclosed(text, language);
  for (; depth < 0 && text.endsWith('}'); depth++) text = text.slice(0, -1).trimEnd();
  return `${text}\n${'}\n'.repeat(Math.max(0, depth))}`;
}

/** Braces that are open at the end, less those that close nothing; outside of texts and remarks. */
export function unclosed(code: string, language: string): number {
  let depth = 0;
  const skip =
    language === 'bash'
      ? /(?<=^|[\s;])#[^\n]*|"(?:\\.|[^"\\])*"|'[^']*'|\$\{[^{}\n]*\}/my
      : /\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|`(?:\\.|[^`\\])*`/y;
  for (let i = 0; i < code.length; i++) {
    if (language !== 'bash' && code.startsWith('/*', i)) {
      const end = code.indexOf('*/', i + 2);
      if (end < 0) break;
      i = end + 1;
      continue;
    }
    if (code[i] === '{') depth++;
    else if (code[i] === '}') depth--;
    else if (/["'`/#$]/.test(code[i] ?? '')) {
      skip.lastIndex = i;
      const match = skip.exec(code);
      if (match) i += match[0].length - 1;
    }
  }
  return depth;
}
