import type { Tree } from '@lezer/common';
import { bashIsSound } from './bashLines.ts';
import { parse } from './parsers.ts';
import { linesAreSound } from './pythonLines.ts';

/**
 * Where names of functions, classes and types stand in a line that defines them, by language. A look at lines is enough to tell which
 * block of a response defines a function, costs next to nothing, and copes with texts that are no whole program.
 */
const lines: Record<string, readonly RegExp[]> = {
  python: [/^\s*(?:async\s+)?(?:def|class)\s+(\w+)/, /^(\w+)\s*=\s*lambda\b/],
  javascript: [
    /^\s*(?:export\s+(?:default\s+)?)?(?:async\s+)?function\s*\*?\s*([\w$]+)/,
    /^\s*(?:export\s+(?:default\s+)?)?(?:abstract\s+)?class\s+([\w$]+)/,
    /^\s*(?:export\s+)?(?:const|let|var)\s+([\w$]+)\s*(?::[^=]{0,200})?=\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>|class\b)/,
    /^\s*(?:(?:module\.)?exports\.|globalThis\.|window\.)?([\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)/,
  ],
  go: [/^\s*func\s+(?:\([^)]*\)\s*)?(\w+)/, /^\s*type\s+(\w+)/],
  rust: [
    /^\s*(?:pub(?:\([a-z]+\))?\s+)?(?:(?:async|const|unsafe|extern(?:\s+"[^"]*")?)\s+)*fn\s+(\w+)/,
    /^\s*(?:pub(?:\([a-z]+\))?\s+)?(?:struct|enum|trait|type|union)\s+(\w+)/,
  ],
  java: [
    /^\s*(?:(?:public|private|protected|static|final|abstract|sealed|strictfp)\s+)*(?:class|interface|enum|record|@interface)\s+(\w+)/,
    /^(?!\s*(?:return|new|throw|else|case|assert|import|package|using|goto|delete|typedef)\b)\s*(?:[\w<>[\],.?&@]+\s+)+(\w+)\s*\((?!.*;\s*$)/,
  ],
  c: [
    /^\s*(?:typedef\s+)?(?:struct|enum|union)\s+(\w+)/,
    /^\s*#\s*define\s+(\w+)/,
    /^(?!\s*(?:return|new|throw|else|case|assert|import|package|using|goto|delete|typedef)\b)(?:[\w<>:,]+[\s*&]+)+(\w+)\s*\((?!.*;\s*$)/,
  ],
  cpp: [
    /^\s*(?:typedef\s+)?(?:struct|enum(?:\s+class)?|union|class|namespace)\s+(\w+)/,
    /^\s*#\s*define\s+(\w+)/,
    /^(?!\s*(?:return|new|throw|else|case|assert|import|package|using|goto|delete|typedef)\b)\s*(?:[\w<>:,()]+[\s*&]+)+(\w+)\s*\((?!.*;\s*$)/,
    /^\s*(?:const\s+)?auto\s+(\w+)\s*=\s*\[/,
  ],
  bash: [/^\s*(?:function\s+)?([\w-]+)\s*\(\s*\)/, /^\s*function\s+([\w-]+)/],
};
lines['typescript'] = [
  ...(lines['javascript'] ?? []),
  /^\s*(?:export\s+)?(?:declare\s+)?(?:interface|type|enum|const\s+enum|namespace)\s+([\w$]+)/,
];

const keywords = new Set(
  'if else for while switch catch return new throw case do try finally sizeof await yield typeof delete in of not and or elif with assert print match synchronized using namespace operator'.split(
    ' ',
  ),
);

/** What is beyond in a line names nothing. */
const mostOfLine = 400;

/** Names of functions, classes and types that a text defines, at any depth. */
export function definedIn(language: string, code: string): Set<string> {
  const patterns = lines[language] ?? [];
  const names = new Set<string>();
  if (patterns.length === 0) return names;
  for (const whole of code.split('\n')) {
    const line = whole.slice(0, mostOfLine);
    for (const pattern of patterns) {
      const name = pattern.exec(line)?.[1];
      if (name !== undefined && !keywords.has(name)) names.add(name);
    }
  }
  return names;
}

/** Whether a name stands in a text as a word of its own. */
export function mentions(code: string, name: string): boolean {
  for (let at = code.indexOf(name); at >= 0; at = code.indexOf(name, at + 1))
    if (!/[\w$]/.test(code.charAt(at - 1)) && !/[\w$]/.test(code.charAt(at + name.length))) return true;
  return false;
}

/** Whether a text is a program of the language without a fault; undefined where nothing here can tell. */
export function isWhole(language: string, code: string): boolean | undefined {
  if (language === 'bash') return !spoilt.test(code) && bashIsSound(code);
  const tree = parse(language, code);
  if (!tree) return undefined;
  if (isSpoilt(tree, code)) return false;
  if (language === 'python' && !linesAreSound(code)) return false;
  if (tree.length < code.trimEnd().length) return false;
  let whole = true;
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) whole = false;
      return whole;
    },
  });
  return whole;
}

/** Blanks that do not break, marks without a width, quotation marks of typesetters: a language's grammar may take them, its compiler does not. */
const spoilt = /[\u00a0\u2007\u202f\u200b\u200c\u2060\ufeff“”„‘’‚]/;
/** Further ones tell nothing new. */
const mostSpoilt = 40;

/** Whether such a character stands outside of texts and remarks. */
function isSpoilt(tree: Tree, code: string): boolean {
  if (!spoilt.test(code)) return false;
  let left = mostSpoilt;
  for (const { index } of code.matchAll(new RegExp(spoilt, 'g'))) {
    if (left-- === 0) return false;
    if (!/String|Comment|Template|Char|Raw|Regex|JSX/.test(tree.resolveInner(index, 1).name)) return true;
  }
  return false;
}

/** Whether all that is defined is imported from a file that the same answer is saved as. */
export function importsNames(code: string, names: ReadonlySet<string>): boolean {
  for (const match of code.matchAll(/^[ \t]*from\s+([\w.]+)\s+import\s+\(?([^)\n#]+)/gm))
    if ((match[2] ?? '').split(',').some((part) => names.has(part.trim().split(/\s+as\s+/)[0] ?? '')))
      return true;
  for (const match of code.matchAll(
    /\{([^{}]{1,400})\}\s*(?:from|=\s*(?:await\s+import|require)\s*\()\s*['"]\.{1,2}\//g,
  ))
    if (
      (match[1] ?? '').split(',').some((part) =>
        names.has(
          part
            .trim()
            .split(/\s+as\s+|:/)[0]
            ?.trim() ?? '',
        ),
      )
    )
      return true;
  return false;
}
