import type { FoundRunner, Runner } from '../contract/runner.ts';

/** Name of the file that a program is written to. */
export function programFileName(runner: FoundRunner, code: string): string {
  const name = runner.naming === 'public-class' ? publicClass(code) : undefined;
  // The compiler finds a name of up to 255 bytes; longer ones (and their class files) cannot be written.
  return name === undefined || Buffer.byteLength(name) > 200 ? runner.fileName : `${name}.java`;
}

/** What `{entry}` is where whoever assembled the program does not say: the class with `main`. */
export function programEntry(runner: FoundRunner, code: string): string {
  return runner.naming === 'public-class' ? (mainClass(code) ?? 'Main') : '';
}

/** The files beside a program, with the tool's version (two numbers of it) filled in. */
export function filesFor(runner: Runner, version: string): { files?: Record<string, string> } {
  if (!runner.files) return {};
  const short = /^\d+(?:\.\d+)?/.exec(version)?.[0] ?? version;
  const filled = Object.entries(runner.files).map(([name, text]) => [
    name,
    text.replaceAll('{version}', short),
  ]);
  return { files: Object.fromEntries(filled) as Record<string, string> };
}

/** Comments, texts and characters of Java, and all that is not one of them. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
const modifiers = /^(?:public|protected|private|static|final|abstract|sealed|non-sealed|strictfp)$/;
const kinds = /^(?:class|interface|enum|record|@interface)$/;
/** Words, annotations and single characters. */
const words = /non-sealed|@?[\p{L}_$][\p{L}\p{N}_$]*|\S/gu;
const main = /\bstatic\s+(?:final\s+)?void\s+main\s*\(|\bvoid\s+main\s*\(/;

interface TopLevel {
  name: string;
  isPublic: boolean;
  hasMain: boolean;
}

/** The class that must give its name to the file, or undefined where there is none. */
export function publicClass(code: string): string | undefined {
  return topLevelTypes(code).find(({ isPublic }) => isPublic)?.name;
}

/** The class to start with its package, as `shop.Main`: the one with `main`, else the public one, else the first. */
export function mainClass(code: string): string | undefined {
  const types = topLevelTypes(code);
  const type =
    types.find(({ hasMain, isPublic }) => hasMain && isPublic) ??
    types.find(({ hasMain }) => hasMain) ??
    types.find(({ isPublic }) => isPublic) ??
    types[0];
  if (!type) return undefined;
  const name = /(?:^|[;}\s])package\s+([\p{L}\p{N}_$]+(?:\s*\.\s*[\p{L}\p{N}_$]+)*)\s*;/u;
  const pack = name.exec(plain(code))?.[1]?.replace(/\s+/g, '');
  return pack === undefined ? type.name : `${pack}.${type.name}`;
}

function topLevelTypes(code: string): TopLevel[] {
  const text = plain(code);
  // Bodies are blanked, so that what is left are the declarations of the file itself.
  const outer = text.split('');
  const ends = new Map<number, number>();
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '{' && depth++ === 0) start = i;
    else if (letter === '}' && depth > 0 && --depth === 0) ends.set(start, i);
    else if (depth > 0) outer[i] = ' ';
  }
  const found: { name: string; isPublic: boolean; open?: number }[] = [];
  let isPublic = false;
  let hasBody = true;
  let last = '';
  for (const { 0: word, index } of outer.join('').matchAll(words)) {
    if (kinds.test(last) && /^[\p{L}_$]/u.test(word)) {
      found.push({ name: word, isPublic });
      isPublic = hasBody = false;
    } else if (modifiers.test(word)) isPublic ||= word === 'public';
    else if (word === '{' && !hasBody) {
      found.at(-1)!.open = index;
      hasBody = true;
    } else if (!kinds.test(word) && !word.startsWith('@')) isPublic = false;
    last = last === '.' ? '' : word;
  }
  return found.map(({ name, isPublic, open }) => {
    const body = open === undefined ? '' : text.slice(open, ends.get(open) ?? text.length);
    return { name, isPublic, hasMain: main.test(body) };
  });
}

/** The code with comments and texts blanked, at the same places. */
function plain(code: string): string {
  return code.replace(tokens, (token) => token.replace(/[^\n]/g, ' '));
}
