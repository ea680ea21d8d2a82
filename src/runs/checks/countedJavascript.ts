import { javascriptChecks } from './javascriptChecks.ts';
import { javascriptFrame, withBuiltins } from './javascriptFrame.ts';
import { guards, isUsed, lineAt, nodesOf, syntaxOf } from './snippetText.ts';
import { replaced } from './sourceText.ts';
import { childrenOf, partsOf, type Part } from '../../code/text/parsers.ts';
import type { Assembled } from '../../domain/run.ts';

/** `withoutImport`: a static import as it may stand in a function, on one line. */
export function countedJavaScript(
  language: string,
  program: string,
  snippet: string,
  word: string,
  withoutImport: (part: Part) => string,
): Assembled {
  const parts = partsOf(language, snippet);
  const tests = changed(language, snippet, parts, withoutImport);
  const given = names.filter((name) => !isOwn(name, program));
  // Tests that are called back later have not ended with their last line.
  const waits = /\bset(?:Timeout|Immediate|Interval)\b|\.then\(|\.on(?:ce)?\(|\bprocess\.nextTick\b/.test(
    snippet,
  );
  const before = [
    program,
    // Names that no program has for itself: the tests see all that stands around them.
    '\n// What follows runs the input.\n;(async (__touchstone_load, __touchstone_of, __touchstone_frame) => {\n',
    'const __touchstone = await __touchstone_of(__touchstone_load, __touchstone_frame), require = __touchstone.require;\n',
    `const { ${given.join(', ')} } = __touchstone.frame; await __touchstone.run(async () => {\n`,
  ].join('');
  const code = [
    before,
    tests,
    `\n;${callsOf(parts, snippet).join(' ')}\n`,
    `}, ${waits});\n})(`,
    "typeof require === 'function' ? require : process.getBuiltinModule?.('node:module').createRequire(process.argv[1]), ",
    `${withBuiltins(javascriptChecks(word, lineAt(before, before.length) - 1, snippet))}, ${withBuiltins(javascriptFrame)});\n`,
  ].join('');
  return { code, reportsValue: true, counts: { word, marks: [] } };
}

/** What the frameworks give without an import. */
const names = [
  ...['describe', 'it', 'test', 'expect', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'],
  ...['before', 'after', 'jest', 'vi', 'assert'],
];

/** Whether the program means something of its own by a name; its `assert` of Node's is none. */
function isOwn(name: string, program: string): boolean {
  const found = new RegExp(`\\b(?:function\\s*\\*?|class|const|let|var)\\s+${name}\\b([^\\n]*)`).exec(
    program,
  );
  return found !== null && !/\b(?:require|import)\s*\(\s*['"](?:node:)?assert/.test(found[1] ?? '');
}

const fails = /\bthrow\b|process\.exit|\bFAIL|✗|❌|\bnot ok\b/;

function changed(
  language: string,
  tests: string,
  parts: readonly Part[],
  withoutImport: (part: Part) => string,
): string {
  const syntax = syntaxOf(language, tests, true);
  const pieces = guards(syntax, tests, fails, '__touchstone.guard(); ');
  const wrap = (from: number, to: number, call: string): void => {
    pieces.push(
      { from, to: from, by: `__touchstone.${call}(${lineAt(tests, from)}, ` },
      { from: to, to, by: ')' },
    );
  };
  for (const part of parts) {
    const { kind, node, from, to, text } = part;
    if (kind === 'ImportDeclaration') pieces.push({ from, to, by: imported(withoutImport(part), text) });
    const expression = kind === 'ExpressionStatement' ? node.firstChild : null;
    if (expression && isComparing(expression.name, text)) wrap(expression.from, expression.to, 'check');
    else if (expression?.name === 'CallExpression') pieces.push({ from, to: from, by: 'await ' });
  }
  for (const call of nodesOf(syntax.top, /^CallExpression$/)) {
    const [callee, given] = [call.getChild('MemberExpression'), call.getChild('ArgList')];
    const name = callee ? tests.slice(callee.from, callee.to) : '';
    if (name === 'process.exit' && callee)
      pieces.push({ from: callee.from, to: callee.to, by: '__touchstone.exit' });
    if (!/^console\.(?:log|info|error|warn)$/.test(name)) continue;
    const values = childrenOf(given).filter(({ name: kind }) => !/^[(),]$/.test(kind));
    const first = values[0];
    const words = first && /String$/.test(first.name) ? tests.slice(first.from, first.to) : '';
    if (/^.{0,12}(?:FAIL|✗|❌|not ok\b)/.test(words)) wrap(call.from, call.to, 'told');
    for (const value of values) {
      const chosen =
        value.name === 'ConditionalExpression' && fails.test(tests.slice(value.from, value.to))
          ? value.firstChild
          : undefined;
      const inner = chosen ?? value;
      if (chosen || isComparing(inner.name, tests.slice(inner.from, inner.to)))
        wrap(inner.from, inner.to, 'check');
    }
  }
  return replaced(tests, pieces);
}

function isComparing(kind: string, text: string): boolean {
  return kind === 'BinaryExpression' && /[=!]==?|[<>]=?/.test(text);
}

/** A module of a test framework is answered by what stands for it. The lines stay. */
function imported(statement: string, original: string): string {
  const line = statement
    .replace(/\s*\n\s*/g, ' ')
    .replace(/await import\(([^)]*)\)/, '(await __touchstone.import($1) ?? await import($1))');
  return line + '\n'.repeat(original.split('\n').length - 1);
}

/** Functions without parameters that the tests define and never call. */
function callsOf(parts: readonly Part[], tests: string): string[] {
  return parts.flatMap(({ kind, text }) => {
    const head =
      kind === 'FunctionDeclaration'
        ? /^(?:async\s+)?function\s+([\w$]+)\s*\(\s*\)/.exec(text)
        : kind === 'VariableDeclaration'
          ? /^(?:const|let|var)\s+([\w$]+)\s*=\s*(?:async\s*)?(?:\(\s*\)\s*=>|function\s*\w*\s*\(\s*\))/.exec(
              text,
            )
          : null;
    const name = head?.[1];
    return name === undefined || isUsed(name.replaceAll('$', '\\$'), tests)
      ? []
      : [`await __touchstone.attempt(${JSON.stringify(name)}, ${name});`];
  });
}
