/** Comments, texts and characters of Java, and all that is not one of them. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
const modifiers = '(?:(?:public|protected|private|static|final|abstract|sealed|non-sealed|strictfp)\\s+)*';
const declaration = new RegExp(
  `(?:^|[;}\\s)])(${modifiers})(?:class|interface|enum|record|@interface)\\s+([\\p{L}_$][\\p{L}\\p{N}_$]*)`,
  'gu',
);
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
  const pack = /(?:^|[;}\s])package\s+([\p{L}\p{N}_$.\s]+?)\s*;/u.exec(plain(code))?.[1]?.replace(/\s+/g, '');
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
  const top = outer.join('');
  return [...top.matchAll(declaration)].map((match) => {
    const open = top.indexOf('{', match.index);
    const body = open < 0 ? '' : text.slice(open, ends.get(open) ?? text.length);
    return {
      name: match[2] ?? '',
      isPublic: /\bpublic\b/.test(match[1] ?? ''),
      hasMain: main.test(body),
    };
  });
}

/** The code with comments and texts blanked, at the same places. */
function plain(code: string): string {
  return code.replace(tokens, (token) => token.replace(/[^\n]/g, ' '));
}
