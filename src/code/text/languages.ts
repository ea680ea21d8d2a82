/**
 * Names of programming languages: what a fence's tag, a dataset's column or a person calls them, and the one name that
 * is used here.
 */
const aliases: Record<string, readonly string[]> = {
  python: 'py python2 python3 py2 py3 ipython ipython3 pycon doctest python-repl'.split(' '),
  javascript: ['js', 'node', 'nodejs', 'node.js', 'mjs', 'cjs', 'jsx', 'ecmascript'],
  typescript: ['ts', 'mts', 'cts', 'tsx'],
  bash: ['sh', 'shell', 'zsh', 'ksh', 'bash-session', 'shell-session', 'shellscript'],
  go: ['golang'],
  rust: ['rs'],
  java: [],
  c: ['h'],
  cpp: ['c++', 'cxx', 'cc', 'hpp'],
  csharp: ['c#', 'cs'],
  ruby: ['rb'],
  php: [],
  kotlin: ['kt'],
  swift: [],
  scala: [],
  perl: ['pl'],
  lua: [],
  r: [],
  julia: ['jl'],
  haskell: ['hs'],
  powershell: ['ps1', 'pwsh'],
  sql: [],
};

const byName = new Map(
  Object.entries(aliases).flatMap(([name, others]) => [name, ...others].map((other) => [other, name])),
);

/** Tags of blocks that show what a program prints, or data: nothing to run. */
const inert = new Set(
  (
    'text txt plain plaintext plain-text output out console terminal stdout stderr result results none log logs ' +
    'traceback error markdown md rst json jsonc json5 jsonl yaml yml toml ini csv tsv xml html css scss svg ' +
    'diff patch mermaid dot latex tex math makefile dockerfile docker env gitignore http regex ebnf'
  ).split(' '),
);

/** Words beside a language's name that say which edition, compiler, runtime or menu entry is meant. */
const beside =
  /^(?:v?\d[\w.]*|gnu\d*|gcc|g|clang|msvc|llvm|mingw|openjdk|jdk|jre|oracle|cpython|pypy|pypy3|python|interpreter|compiler|script|lang|language|programming|standard|std|edition|release|version|lts|latest|deno|bun|code|x64|x86|bit|bits|linux|win|windows|posix|iso|ansi|visual|diagnostics|winlibs|default|current)$/;

/** Names that are written with a version that is part of the word, or in place of the language. */
const written: readonly (readonly [RegExp, string])[] = [
  [/^(?:pypy|cpython|python|py)[\s_-]?[23]?(?:[.\s]?\d+)*$/, 'python'],
  [
    /^(?:gnu|iso|ansi|ms|visual|microsoft|clang|g|gcc)?[\s_-]*(?:c\+\+|cpp|cxx|g\+\+|clang\+\+)[\s_-]*(?:\d\w|\d+)?$/,
    'cpp',
  ],
  [/^(?:gnu|iso|ansi|gcc|clang)?[\s_-]*c[\s_-]?(?:89|90|99|11|17|18|23|2x)?$/, 'c'],
  [/^(?:gnu\s*)?gcc$/, 'c'],
  [/^(?:node|nodejs|node\.js|javascript|js|ecmascript|es)[\s_-]?(?:\d[\w.]*|next)?$/, 'javascript'],
  [/^(?:typescript|ts)[\s_-]?\d*[\w.]*$/, 'typescript'],
  [/^(?:java|openjdk|jdk)[\s_-]?\d*[\w.]*$/, 'java'],
  [/^(?:golang|go)[\s_-]?\d*[\w.]*$/, 'go'],
  [/^(?:rust|rustc)[\s_-]?\d*[\w.]*$/, 'rust'],
  [/^(?:gnu\s+)?(?:bash|sh|shell)[\s_-]?\d*[\w.]*$/, 'bash'],
  [/^(?:c#|csharp|mono\s+c#|\.net\s+c#)[\s_-]?\d*[\w.]*$/, 'csharp'],
];

const asWritten = new Map<string, string>();

/**
 * The language's usual name, in lower case, however it is written: `Python 3.11`, `PyPy 3`, `GNU C++17 (64)`, `golang`, `Java (OpenJDK 21)`. A
 * name that is not known stays as it is.
 */
export function canonicalLanguage(name: string): string {
  const known = asWritten.get(name);
  if (known !== undefined) return known;
  const found = nameOf(name);
  if (asWritten.size > 500) asWritten.clear();
  asWritten.set(name, found);
  return found;
}

function nameOf(name: string): string {
  const lower = name.trim().toLowerCase().slice(0, 100);
  const direct = byName.get(lower);
  if (direct !== undefined) return direct;
  // What stands in brackets says which compiler or runtime.
  const bare = lower
    .replace(/[([{][^)\]}]*[)\]}]?/g, ' ')
    .replace(/[,;/|].*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const spelled = byName.get(bare) ?? written.find(([pattern]) => pattern.test(bare))?.[1];
  if (spelled !== undefined) return spelled;
  const words = bare.split(/[\s_-]+/).filter((word) => word !== '');
  const named = words.flatMap((word) => {
    const one = byName.get(word) ?? written.find(([pattern]) => pattern.test(word))?.[1];
    return one !== undefined ? [one] : beside.test(word) ? [] : [undefined];
  });
  const [only, ...others] = new Set(named);
  return only !== undefined && others.length === 0 ? only : lower;
}

/** Whether a word names a language, an output or a kind of data, as tags of fences do. */
export function isLanguage(word: string): boolean {
  return byName.has(canonicalLanguage(word)) || isInertTag(word);
}

/** Whether a fence with this tag holds output or data, not a program. */
export function isInertTag(tag: string): boolean {
  return inert.has(tag.toLowerCase());
}

type Sign = readonly [pattern: RegExp, weight: number];

/**
 * What a line of each language looks like. 2: hardly ever anything else; 1: likely, but other languages (or output) have
 * such lines too. A line counts once for each language, with its strongest sign.
 */
const signs: Record<string, readonly Sign[]> = {
  python: [
    [/^\s*(?:async\s+)?(?:def\s+\w+\s*\(|class\s+\w+[^{]*:\s*(?:#.*)?$)/, 2],
    [/^\s*from\s+[\w.]+\s+import\s/, 2],
    [/^\s*import\s+[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+)*\s*(?:#.*)?$/, 2],
    [/^\s*(?:if|elif|else|for|while|with|try|except|finally|match|case)\b[^{};]*:\s*(?:#.*)?$/, 2],
    [/^\s*(?:print\(|assert\s|raise\s|yield\s|pass$|del\s|global\s|nonlocal\s|@\w+)/, 2],
    [/^\s*return\b(?!.*;\s*$)/, 1],
    [/\b(?:self\.|lambda\b.*:|is None|is not None|not in\b|__\w+__|True|False|None)\b/, 1],
    [/^\s*for\s+\w+(?:\s*,\s*\w+)*\s+in\s/, 1],
    [
      /^\s*[A-Za-z_][\w.[\]'"]*(?:\s*,\s*[A-Za-z_]\w*)*\s*(?:[-+*/%&|^]|\/\/|\*\*)?=(?!=|>)\s*[^;\s][^;{]*$/,
      1,
    ],
    [/^\s*[A-Za-z_][\w.]*\(.*\)\s*(?:#.*)?$/, 1],
  ],
  javascript: [
    [/^\s*(?:export\s+)?(?:default\s+)?(?:const|let|var)\s+[\w$[{]/, 2],
    [/\bfunction\s*\*?\s*[\w$]*\s*\(/, 2],
    [/\bconsole\.\w+\(|\brequire\(['"]|\bmodule\.exports\b|\bnew Promise\(|\basync\s*\(/, 2],
    [/^\s*import\s.*\bfrom\s+['"]|^\s*export\s+(?:default|const|function|class|async|\{)/, 2],
    [/[)\w]\s*=>\s*[{([\w'"`!-]|===|!==/, 2],
    [/^\s*(?:class\s+\w+(?:\s+extends\s+[\w.]+)?\s*\{|\}\s*(?:else|catch|finally)\b|constructor\s*\()/, 1],
    [/^\s*(?:if|for|while|switch)\s*\(.*\)\s*\{?\s*$/, 1],
    [/^\s*(?:return|throw|this\.|await)\b.*;\s*$/, 1],
    [/^\s*[A-Za-z_$][\w$.]*\(.*\);?\s*(?:\/\/.*)?$/, 1],
    [/^\s*[\])}]+;?\s*$/, 1],
  ],
  typescript: [
    [/^\s*(?:export\s+)?(?:interface\s+\w+|type\s+\w+(?:<[^>]+>)?\s*=|enum\s+\w+|declare\s)/, 3],
    [
      /[\w)\]]\??\s*:\s*(?:readonly\s+)?(?:string|number|boolean|void|unknown|any|never)\b(?:\[\])*\s*[,;)={]/,
      3,
    ],
    [/\bas const\b|\bsatisfies\s|^\s*import type\s|:\s*(?:Array|Record|Map|Set|Promise)</, 3],
    [/^\s*(?:private|public|protected|readonly)\s+\w+\s*[:(]/, 3],
  ],
  bash: [
    [/^\s*(?:if\s+\[\[?\s.*|elif\s+\[\[?\s.*|then|fi|done|esac|do)\s*(?:;\s*(?:then|do))?\s*$/, 2],
    [/;\s*(?:then|do)\s*$/, 2],
    [/^\s*(?:set\s+-[a-z]+|export\s+\w+=|local\s+\w+=|read\s+-\w|source\s+\S)/, 2],
    [
      /^\s*(?:sudo|apt|apt-get|brew|pip3?|npm|npx|yarn|git|curl|wget|docker|chmod|chown|mkdir|cd|ls|rm|cp|mv)\s+\S/,
      2,
    ],
    [/^\s*(?:echo|printf|grep|sed|awk|find|cat|sort|node|python3?)\s+["'\-$\w./]/, 2],
    [/^\s*[A-Za-z_]\w*=(?:\$\(|"\$|\$\{|'|")/, 2],
    [/\$\{?\w+|\$\(|\|\s*(?:grep|sed|awk|sort|wc|head|tail|xargs)\b/, 1],
  ],
  go: [
    [/^\s*package\s+\w+\s*$|^\s*func\s+(?:\(\w+\s+\*?[\w[\]]+\)\s*)?\w+(?:\[[^\]]*\])?\(/, 3],
    [/:=|\b(?:fmt|strings|strconv|errors|sort|os)\.[A-Z]\w*\(|^\s*type\s+\w+\s+(?:struct|interface)\b/, 3],
    [
      /^\s*(?:if|for|switch|select)\b[^()]*\{\s*$|\berr\s*!=\s*nil\b|\bmap\[\w+\]|\[\](?:int|string|byte|rune)\b/,
      2,
    ],
  ],
  rust: [
    [
      /^\s*(?:pub(?:\([a-z]+\))?\s+)?(?:async\s+)?fn\s+\w+|^\s*impl\b.*\{|^\s*use\s+\w+(?:::[\w{*]+)+|\blet\s+mut\s/,
      3,
    ],
    [/\b(?:println|eprintln|print|vec|format|assert_eq|assert|panic|matches)!\s*[([{]|^\s*#!?\[\w+/, 3],
    [
      /^\s*(?:pub\s+)?(?:struct|enum|trait|mod)\s+\w+|^\s*let\s+\w+(?:\s*:\s*[\w<>&[\]]+)?\s*=|->\s*[\w&<]|\.(?:iter|unwrap|collect)\(/,
      2,
    ],
    [/\b(?:Some|Ok|Err)\(|=>\s*\S.*,\s*$|^\s*(?:if|for|while|match|loop)\b.*\{\s*$/, 1],
  ],
  java: [
    [
      /^\s*(?:public|private|protected)\s+(?:static\s+|final\s+|abstract\s+)*(?:class|interface|enum|record|void|int|long|double|String|boolean|char|List<|Map<|Set<)/,
      3,
    ],
    [/\bSystem\.(?:out|err)\.print|^\s*import\s+(?:static\s+)?java[.\w]*(?:\.\*)?;|^\s*@Override\b/, 3],
    [
      /^\s*(?:final\s+)?(?:String|Integer|List<.*>|Map<.*>|Set<.*>|Scanner|StringBuilder)(?:\[\])?\s+\w+\s*=.*;/,
      2,
    ],
    [/^\s*(?:final\s+)?(?:int|long|double|float|boolean|char|byte)(?:\[\])*\s+\w+\s*[=;]/, 1],
  ],
  cpp: [
    [
      /\bstd::|^\s*using namespace\s|^\s*#include\s*<(?:iostream|vector|string|map|set|algorithm|memory|unordered_\w+|bits\/stdc\+\+\.h|[a-z_]+)>|\bcout\s*<</,
      3,
    ],
    [
      /^\s*template\s*<|^\s*(?:public|private|protected):\s*$|\b(?:nullptr|constexpr)\b|\bvector<|\bcin\s*>>/,
      3,
    ],
  ],
  c: [
    [
      /^\s*#include\s*["<]|^\s*(?:int|void)\s+main\s*\(|\b(?:printf|scanf|puts)\s*\(".*\);|\bmalloc\(|\bsizeof\b/,
      3,
    ],
    [/^\s*(?:#define|#ifndef|#endif|typedef|struct\s+\w+)/, 2],
    [
      /^\s*(?:static\s+|const\s+|unsigned\s+|inline\s+)*(?:int|char|void|float|double|long|size_t|bool|struct\s+\w+)\s+\**\w+\s*(?:\[[^\]]*\]\s*)?[=;,(]/,
      2,
    ],
  ],
  sql: [[/^\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b/i, 3]],
};

/** Lines of any language with braces. */
const braces: readonly Sign[] = [
  [/^\s*(?:if|for|while|switch|else)\b.*[{)]\s*$/, 1],
  [/^\s*\}\s*(?:else|catch|finally)\b|^\s*[\])}]+[;,]?\s*$/, 1],
  [/^\s*(?:return|throw|break|continue)\b/, 1],
  [/^\s*[A-Za-z_][\w.:>-]*\(.*\);?\s*(?:\/\/.*)?$/, 1],
  [/^\s*[A-Za-z_][\w.[\]]*\s*[-+*/%]?=\s*\S.*;?\s*$/, 1],
];

/** Signs that a language has in common with others. */
const shared: Record<string, readonly Sign[]> = {
  typescript: signs['javascript'] ?? [],
  go: braces,
  rust: braces,
  java: braces,
  c: braces,
  cpp: [...(signs['c'] ?? []), ...braces],
};

/** A line that is only a remark, for any language. */
const remark = /^\s*(?:#(?!!|include)|\/\/|\/\*|\*|--\s)/;

const shebang: readonly [RegExp, string][] = [
  [/^#!.*\bpython/, 'python'],
  [/^#!.*\bnode/, 'javascript'],
  [/^#!.*(?:ba|z|k|\b)sh\b/, 'bash'],
];

export interface Detection {
  language: string;
  /** Share of the lines that look like the language, strong signs counting fully, weak ones half; 0 to 1. */
  share: number;
  /** Whether there is at least one sign that hardly anything else has. */
  strong: boolean;
}

/**
 * The language that most lines look like, or `undefined` where no line looks like code. Text in triple quotes and remarks
 * are left out of the count. `hint` (the task's language) wins ties.
 */
export function detectLanguage(code: string, hint?: string): Detection | undefined {
  const first = code.trimStart().split('\n', 1)[0] ?? '';
  for (const [pattern, language] of shebang)
    if (pattern.test(first)) return { language, share: 1, strong: true };
  if (/^[ \t]*Traceback \(most recent call last\):/m.test(code)) return undefined;

  const lines = withoutTripleQuoted(code)
    .split('\n')
    .filter((line) => line.trim() !== '' && !remark.test(line))
    .slice(0, mostLines)
    .map((line) => line.slice(0, mostOfLine));
  if (lines.length === 0) return undefined;
  let best: (Detection & { sum: number }) | undefined;
  for (const [language, patterns] of Object.entries(signs)) {
    let sum = 0;
    let strong = false;
    const all = [...patterns, ...(shared[language] ?? [])];
    for (const line of lines) {
      let weight = 0;
      for (const [pattern, value] of all) if (value > weight && pattern.test(line)) weight = value;
      if (patterns.some(([pattern, value]) => value >= 2 && pattern.test(line))) strong = true;
      sum += weight;
    }
    // With another language's signs alone, it is that language.
    if (sum === 0 || (language in shared && !strong)) continue;
    const wins = !best || sum > best.sum || (sum === best.sum && language === hint);
    if (wins) best = { language, sum, strong, share: Math.min(1, sum / 2 / lines.length) };
  }
  return best && { language: best.language, share: best.share, strong: best.strong };
}

/** What is beyond tells nothing new, and patterns need not be quick with it. */
const mostLines = 5_000;
const mostOfLine = 400;

function withoutTripleQuoted(code: string): string {
  return code.replace(/("""|''')[\s\S]*?\1/g, '""');
}
