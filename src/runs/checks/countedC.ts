import { cChecks, cMain } from './cChecks.ts';
import {
  guards,
  isComparison,
  isUsed,
  lineAt,
  nodesOf,
  syntaxOf,
  withoutSurplus,
  type Piece,
} from './snippetText.ts';
import { replaced } from './sourceText.ts';
import { partsOf, type Part } from '../../code/text/parsers.ts';
import type { Assembled } from '../../domain/run.ts';

export interface CProgram {
  language: 'c' | 'cpp';
  /** Without a `main`. */
  text: string;
  /** Words of the language that it means something else with. */
  keywords: readonly string[];
}

/** The tests follow the program: their own `main` under another name, or their statements in a function, and what nobody calls is called. */
export function countedC(
  program: CProgram,
  snippet: string,
  includes: readonly string[],
  word: string,
): Assembled {
  const { language, text, keywords } = program;
  const own = withoutSurplus(text, snippet);
  const parts = partsOf(language, `${own}\n;`).filter(({ text: part }) => part.trim() !== ';');
  const included = parts.filter(
    ({ kind, text: part }) => kind === 'PreprocDirective' && /^#\s*include\b/.test(part),
  );
  const { tests, calls } = parts.some((part) => nameOf(part)?.name === 'main')
    ? withMain(language, own, parts)
    : withStatements(language, own, parts);
  const harness = cChecks(word);
  const code = [
    text,
    '// What follows runs the input.',
    ...keywords.flatMap((name) => [`#pragma push_macro("${name}")`, `#undef ${name}`]),
    ...new Set([...includes, ...included.map((part) => part.text.trim())]),
    harness,
    ...keywords.map((name) => `#pragma pop_macro("${name}")`),
    tests,
    ...keywords.map((name) => `#undef ${name}`),
    cMain(language, calls),
    '',
  ];
  return { code: code.join('\n'), reportsValue: true, counts: { word, marks: [] } };
}

interface Written {
  tests: string;
  /** What `main` does, in order. */
  calls: string[];
}

const outside =
  /^(?:FunctionDefinition|TemplateDeclaration|ClassSpecifier|StructSpecifier|EnumSpecifier|UnionSpecifier|NamespaceDefinition|UsingDeclaration|TypeDefinition|Preproc\w*)$/;
const testsMain = 'touchstone_tests_main';

/** A function's name and what it returns, where it takes nothing. */
function nameOf({ kind, text }: Part): { name: string; returns: string; takes: string } | undefined {
  if (kind !== 'FunctionDefinition') return undefined;
  const head = /^((?:[\w:]+\s+)+)(\w+)\s*\(([^)]*)\)/.exec(text);
  return head
    ? { returns: head[1]?.trim() ?? '', name: head[2] ?? '', takes: head[3]?.trim() ?? '' }
    : undefined;
}

function callsOf(parts: readonly Part[], tests: string): string[] {
  return parts.flatMap((part) => {
    const found = nameOf(part);
    if (!found || found.name === 'main' || !/^(?:void)?$/.test(found.takes) || isUsed(found.name, tests))
      return [];
    const kind = /\b(?:void|bool|_Bool|int)$/.exec(found.returns)?.[0];
    if (kind === undefined) return [];
    const call = /ool$/.test(kind)
      ? `touchstone_truth(${found.name}(), "${found.name}");`
      : `${found.name}();`;
    return [`touchstone_case = "${found.name}"; ${call} touchstone_case = "";`];
  });
}

function withMain(language: string, tests: string, parts: readonly Part[]): Written {
  const pieces = [...common(language, tests, parts)];
  const main = parts.findLast((part) => nameOf(part)?.name === 'main');
  const { takes = '', returns = '' } = (main && nameOf(main)) ?? {};
  if (!main) return { tests: replaced(tests, pieces), calls: [] };
  const at = main.from + main.text.search(/\bmain\s*\(/);
  pieces.push({ from: at, to: at + 4, by: testsMain });
  const nothing = /\bvoid$/.test(returns);
  const last = main.from + main.text.lastIndexOf('}');
  // It may end without a `return`, which only a `main` may.
  if (!nothing) pieces.push({ from: last, to: last, by: ' return 0; ' });
  pieces.push(...returning(language, tests, main));
  const call = `${testsMain}(${/^(?:void)?$/.test(takes) ? '' : '1, touchstone_arguments'})`;
  const tells = /\breturn\b\s*(?!\s*(?:0|EXIT_SUCCESS)?\s*;)/.test(main.text) ? 1 : 0;
  return {
    tests: `#line 1 "tests"\n${finished(tests, pieces)}`,
    calls: [nothing ? `${call};` : `touchstone_result(${call}, ${tells});`],
  };
}

function withStatements(language: string, tests: string, parts: readonly Part[]): Written {
  const pieces = common(language, tests, parts);
  for (const { kind, node, from } of parts) {
    const expression = kind === 'ExpressionStatement' ? node.firstChild : null;
    if (expression?.name !== 'BinaryExpression') continue;
    const text = tests.slice(from, from + expression.to - expression.from);
    if (isComparison(text) && !/^(?:std\s*::\s*)?c(?:out|err)\b/.test(text))
      pieces.push({ from, to: from + text.length, by: `assert(${text})` });
  }
  const piecesOf = (part: Part): string => {
    const inside = pieces
      .filter(({ from, to }) => from >= part.from && to <= part.to)
      .map(({ from, to, by }) => ({ from: from - part.from, to: to - part.from, by }));
    return `#line ${lineAt(tests, part.from)} "tests"\n${finished(part.text, inside)}`;
  };
  const rest = parts.filter(
    ({ kind, text }) => !(kind === 'PreprocDirective' && /^#\s*include\b/.test(text)),
  );
  const statements = rest.filter(({ kind }) => !outside.test(kind));
  const declarations = rest.filter(({ kind }) => outside.test(kind)).map(piecesOf);
  const body = statements.map(piecesOf).map((text) => (/[;}]\s*$/.test(text) ? text : `${text};`));
  const calls = callsOf(parts, tests);
  return statements.length === 0
    ? { tests: declarations.join('\n'), calls }
    : {
        tests: [...declarations, `static signed ${testsMain}(void) {`, ...body, 'return 0;', '}'].join('\n'),
        calls: [`touchstone_result(${testsMain}(), 0);`, ...calls],
      };
}

const exits = /(?<![\w.>:])(?:std\s*::\s*)?(?:_?exit|_Exit|quick_exit)\s*\(/g;
const aborts = /(?<![\w.>:])(?:std\s*::\s*)?abort\s*\(\s*\)/g;

function finished(text: string, pieces: readonly Piece[]): string {
  return replaced(text, pieces).replace(aborts, 'touchstone_exit(134)').replace(exits, 'touchstone_exit(');
}

/** Includes stand before all; what ends the tests is counted. */
function common(language: string, tests: string, parts: readonly Part[]): Piece[] {
  const includes = parts
    .filter(({ kind, text }) => kind === 'PreprocDirective' && /^#\s*include\b/.test(text))
    .map(({ from, to, text }) => ({ from, to, by: text.endsWith('\n') ? '\n' : '' }));
  const syntax = syntaxOf(language, tests, true);
  const thrown = nodesOf(syntax.top, /^Throw/)
    .filter(
      ({ from, to, name }) =>
        /^Throw(?:Statement|Expression)$/.test(name) && /^throw\s*[^;\s]/.test(tests.slice(from, to)),
    )
    .map(({ from }) => ({ from, to: from, by: 'touchstone_at(__LINE__), ' }));
  const all = [
    ...guards(syntax, tests, /\bexit\s*\(|\babort\s*\(|\bthrow\b/, 'touchstone_guard(); '),
    ...thrown,
  ];
  return [...includes, ...all];
}

/** A look that ends a `main` by what it returns. */
function returning(language: string, tests: string, main: Part): Piece[] {
  const fails = /\breturn\s+(?!(?:0|EXIT_SUCCESS)\s*;)/;
  return guards(syntaxOf(language, tests, true), tests, fails, 'touchstone_guard(); ').filter(
    ({ from }) => from > main.from && from < main.to,
  );
}
