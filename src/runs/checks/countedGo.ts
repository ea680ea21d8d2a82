import { goChecks, goImports, goTests } from './goChecks.ts';
import { guards, isComparison, isUsed, lineAt, syntaxOf, withoutSurplus, type Piece } from './snippetText.ts';
import { replaced } from './sourceText.ts';
import { partsOf, type Part } from '../../code/text/parsers.ts';
import type { Assembled } from '../../domain/run.ts';

/** `prepare` renames the program's `main` and gives it the imports that are needed: the tests' own, and the named ones. */
export type PrepareGo = (tests: string, own: string[], named: Readonly<Record<string, string>>) => string;

/** Declarations of the tests follow the program, their statements stand in a function, and what nobody calls is called. */
export function countedGo(program: string, snippet: string, word: string, prepare: PrepareGo): Assembled {
  const own = withoutSurplus(program, snippet);
  const parts = partsOf('go', own);
  const imports = parts.filter(({ kind }) => kind === 'ImportDecl').map(({ text }) => text);
  const pieces = piecesOf(own, parts);
  const written = (part: Part): string => {
    const inside = pieces
      .filter(({ from, to }) => from >= part.from && to <= part.to)
      .map(({ from, to, by }) => ({ from: from - part.from, to: to - part.from, by }));
    return `//line ${goTests}:${lineAt(own, part.from)}\n${changed(replaced(part.text, inside))}`;
  };
  const rest = parts.filter(({ kind }) => kind !== 'ImportDecl' && kind !== 'PackageClause');
  const outside = rest.filter(({ kind }) => /^(?:Function|Method|Type)Decl$/.test(kind));
  const statements = rest.filter((part) => !outside.includes(part));
  const tests = parts.map(({ text }) => text).join('\n');
  // Values that functions of the tests use are theirs as well.
  const shared = statements.every(({ kind }) => /^(?:Var|Const)Decl$/.test(kind)) ? statements : [];
  const code = [
    prepare(own, imports, goImports),
    '// What follows runs the input.',
    goChecks(word),
    'func main() { touchstoneRun(touchstoneTests) }',
    ...[...shared, ...outside].map(written),
    'func touchstoneTests() {',
    ...(shared.length > 0 ? [] : statements).map(written),
    ...outside.flatMap((part) => callOf(part, tests)),
    '}',
    '',
  ];
  return { code: code.join('\n'), reportsValue: true, counts: { word, marks: [] } };
}

const main = 'touchstoneTestsMain';
const fails = /\bpanic\(|\bos\.Exit\(|\blog\.(?:Fatal|Panic)|\.(?:Error|Fatal|Fail)\w*\(/;

function piecesOf(tests: string, parts: readonly Part[]): Piece[] {
  const pieces = guards(syntaxOf('go', tests, true), tests, fails, 'touchstoneGuard(); ');
  for (const { kind, node, from } of parts) {
    const expression = kind === 'ExprStatement' ? node.firstChild : null;
    if (expression?.name !== 'BinaryExp') continue;
    const text = tests.slice(from, from + expression.to - expression.from);
    const by = `touchstoneCheck(${text}, ${lineAt(tests, from)}, ${JSON.stringify(text)})`;
    if (isComparison(text)) pieces.push({ from, to: from + text.length, by });
  }
  return pieces;
}

/** What stands for the package `testing`, and for what would end the process. */
function changed(text: string): string {
  return text
    .replace(/\*testing\.[TB]\b|\btesting\.TB\b/g, '*touchstoneT')
    .replace(/\*testing\.M\b/g, '*touchstoneM')
    .replace(/\btesting\.Short\(\)/g, 'false')
    .replace(/\bos\.Exit\(/g, 'touchstoneExit(os.Exit, ')
    .replace(/\blog\.Fatal/g, 'touchstoneFatal(); log.Fatal')
    .replace(/^func main\(/, `func ${main}(`);
}

function callOf({ kind, text }: Part, tests: string): string[] {
  const head = kind === 'FunctionDecl' ? /^func\s+(\w+)\s*\(([^)]*)\)\s*([^{]*)\{/.exec(text) : null;
  const [, name = '', takes = '', returns = ''] = head ?? [];
  if (name === '' || name === 'init') return [];
  if (name === 'main') return [`${main}()`];
  const t = /^(\w+)\s+\*testing\.T$/.exec(takes.trim())?.[1];
  if (t !== undefined && /^Test(?![a-z])/.test(name) && returns.trim() === '') {
    const tells = new RegExp(`\\b${t}\\s*[.,)]`).test(text.slice(head?.[0].length));
    return [`touchstoneTest(${JSON.stringify(name)}, ${name}, ${tells})`];
  }
  if (takes.trim() !== '' || isUsed(name, tests)) return [];
  const call =
    returns.trim() === 'bool' ? `touchstoneCheck(${name}(), 0, ${JSON.stringify(name)})` : `${name}()`;
  return /^(?:bool)?$/.test(returns.trim())
    ? [`touchstoneCase = ${JSON.stringify(name)}; ${call}; touchstoneCase = ""`]
    : [];
}
