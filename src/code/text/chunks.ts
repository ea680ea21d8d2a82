import { definedIn, isWhole } from './definitions.ts';
import { partsOf } from './parsers.ts';
import { stateAfter } from './pythonLines.ts';

/** One statement or declaration at the top level of a text, with the remarks and decorators right above it. */
export interface Chunk {
  text: string;
  /** What it is: a function, class or type; an import; a value with a name; all else. */
  kind: 'definition' | 'import' | 'value' | 'other';
  /** What it gives a name. */
  names: string[];
  /** Whether it stands on its own without a fault. */
  whole: boolean;
}

/** A text taken apart, also one that holds sentences and broken code: each chunk is looked at on its own. */
export function chunksOf(language: string, code: string): Chunk[] {
  if (language === 'bash') return bashChunks(code);
  return language === 'python' ? pythonChunks(code) : grammarChunks(language, code);
}

const bashFunction = /^(?:function[ \t]+([\w:.-]+)|([\w:.-]+)[ \t]*\([ \t]*\))/;

/** Functions and values at the margin, and what stands between them. */
function bashChunks(code: string): Chunk[] {
  const chunks: { kind: Chunk['kind']; names: string[]; lines: string[] }[] = [];
  let isOpen = false;
  for (const line of code.split('\n')) {
    const last = chunks.at(-1);
    const named = bashFunction.exec(line);
    const value = /^(?:(?:readonly|declare|export|local)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w*)=/.exec(
      line,
    )?.[1];
    if (isOpen) {
      last?.lines.push(line);
      isOpen = !/^[})]/.test(line);
    } else if (named) {
      chunks.push({ kind: 'definition', names: [named[1] ?? named[2] ?? ''], lines: [line] });
      isOpen = !/[})][ \t;]*$/.test(line.replace(/\([ \t]*\)[ \t]*$/, ''));
    } else if (value !== undefined) chunks.push({ kind: 'value', names: [value], lines: [line] });
    else if (last?.kind === 'other') last.lines.push(line);
    else if (line.trim() !== '') chunks.push({ kind: 'other', names: [], lines: [line] });
  }
  return chunks.map(({ kind, names, lines }) => {
    const text = `${lines.join('\n').trimEnd()}\n`;
    return { kind, names, text, whole: isWhole('bash', text) !== false };
  });
}

/** Lines that begin at the margin begin a chunk, but for what goes on with the one before. */
function pythonChunks(code: string): Chunk[] {
  const chunks: string[][] = [];
  let quote: string | undefined;
  let depth = 0;
  let decorated = false;
  for (const line of code.split('\n')) {
    const inside = quote !== undefined || depth > 0;
    const margin = /^[^\s#]/.test(line);
    const goesOn = inside || decorated || /^(?:else|elif|except|finally)\b|^[)\]}]/.test(line);
    if (chunks.length === 0 || (margin && !goesOn)) chunks.push([]);
    chunks.at(-1)?.push(line);
    if (margin && !inside) decorated = line.startsWith('@');
    ({ quote, depth } = stateAfter(line, quote, depth));
    // A sentence with a bracket or an apostrophe must not swallow all that follows.
    if (
      depth > 0 &&
      /^(?:def|class|async def|from|import)\s/.test(line) &&
      !/[([{,\\]\s*(?:#.*)?$/.test(line)
    )
      depth = 0;
  }
  return chunks.map((lines) => {
    const text = `${lines.join('\n').trimEnd()}\n`;
    const first = lines.find((line) => /^[^\s#@]/.test(line)) ?? '';
    if (/^(?:async\s+def|def|class)\b/.test(first))
      return { kind: 'definition', names: namesAtMargin(lines), ...cut(text) };
    if (/^(?:import|from)\s/.test(first))
      return { text, kind: 'import', names: importedNames(text), whole: isWhole('python', text) !== false };
    const value = /^([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?::[^=]+)?=(?!=)/.exec(first)?.[1];
    const names = value === undefined ? [] : value.split(',').map((name) => name.trim());
    return {
      text,
      kind: value === undefined ? 'other' : 'value',
      names,
      whole: isWhole('python', text) !== false,
    };
  });
}

/** A definition without the lines at its end that make it none: what follows code in a text may be indented by chance. */
function cut(text: string): Pick<Chunk, 'text' | 'whole'> {
  if (isWhole('python', text) !== false) return { text, whole: true };
  const lines = text.trimEnd().split('\n');
  for (let left = lines.length - 1; left > Math.max(1, lines.length - mostCut); left--) {
    const shorter = `${lines.slice(0, left).join('\n').trimEnd()}\n`;
    if (isWhole('python', shorter) !== false) return { text: shorter, whole: true };
  }
  return { text, whole: false };
}

/** Lines. */
const mostCut = 6;

function namesAtMargin(lines: string[]): string[] {
  return lines.flatMap((line) => /^(?:async\s+def|def|class)\s+(\w+)/.exec(line)?.[1] ?? []);
}

/** Names that Python's import statements bring; `*` for all of a module. */
export function importedNames(text: string): string[] {
  const names: string[] = [];
  for (const match of text.matchAll(/^[ \t]*from\s+[\w.]+\s+import\s+(?:\(([^)]*)\)|([^\n#]+))/gm))
    for (const part of (match[1] ?? match[2] ?? '').replace(/#.*$/gm, '').split(','))
      names.push(
        part
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
      );
  for (const match of text.matchAll(/^[ \t]*import\s+([^\n#]+)/gm))
    for (const part of (match[1] ?? '').split(',')) {
      const [path = '', alias] = part.trim().split(/\s+as\s+/);
      names.push(alias ?? path.split('.')[0] ?? '');
    }
  return names.filter((name) => name !== '');
}

const mostOfLead = 1_000;

/** The lines of remarks and attributes that stand right before a declaration. */
function remarksBefore(text: string): string {
  const lines = text.split('\n');
  lines.pop();
  const first = lines.findLastIndex((line) => !/^\s*(?:\/\/|\/\*|\*|#\[)/.test(line));
  return lines
    .slice(first + 1)
    .map((line) => `${line}\n`)
    .join('');
}

const importKind = /^(?:Import|Use|PreprocDirective|UsingDeclaration|PackageClause|PackageDeclaration)/;
const valueKind =
  /^(?:VariableDeclaration|LexicalDeclaration|LocalVariableDeclaration|VarDecl|ConstDecl|LetDeclaration|ConstItem|StaticItem|Declaration)$/;
const definitionKind =
  /Function|Class|Method|Interface|Enum|Record|Struct|Trait|Impl|Type|Namespace|Template|Union|ModItem|MacroDefinition|ExportDeclaration/;

function grammarChunks(language: string, code: string): Chunk[] {
  let before = 0;
  return partsOf(language, code).map(({ kind, text, from, to, node }) => {
    const lead = remarksBefore(code.slice(Math.max(before, from - mostOfLead), from));
    before = to;
    let whole = true;
    node.cursor().iterate(({ type }) => {
      if (type.isError) whole = false;
      return whole;
    });
    const names = [...definedIn(language, text)];
    const what = importKind.test(kind)
      ? 'import'
      : valueKind.test(kind) && names.length === 0
        ? 'value'
        : definitionKind.test(kind) || names.length > 0
          ? 'definition'
          : 'other';
    return { text: `${lead}${text}\n`, kind: what, names, whole: whole && !node.type.isError };
  });
}

/** The chunks that are code on their own: a word or a sentence that happens to parse is none. */
export function soundChunks(language: string, code: string): Chunk[] {
  return chunksOf(language, code).filter(
    ({ kind, whole, text }) => whole && (kind !== 'other' || isStatement(language, text)),
  );
}

const isStatement = (language: string, text: string): boolean =>
  language === 'python' &&
  /^(?:#[^\n]*\n|\n)*(?:if|for|while|with|try|assert|print\(|del|async\s|global\s|[A-Za-z_][\w.]*\()/.test(
    text,
  );
