import { javaAnnotations, javaChecks, type JavaPlace } from './javaChecks.ts';
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
import { childrenOf, partsOf, type Part } from '../../code/text/parsers.ts';
import type { Assembled } from '../../domain/run.ts';

export interface JavaProgram {
  /** With the imports that the tests need, and no public class. */
  text: string;
  /** Package and dot. */
  prefix: string;
  /** The class that the tests' statements may extend. */
  base?: string;
}

/** `prepare` makes the program ready for these tests. `value`: statements in the place of the tests, which compare a value, and what they call. */
export function countedJava(
  prepare: (tests: string, imports: string[]) => JavaProgram,
  program: string,
  snippet: string,
  word: string,
  value?: { lines: string[]; helpers: string },
): Assembled {
  // JUnit's names may be written with their package.
  const unqualified = snippet.replace(
    /(?<!import\s+(?:static\s+)?)\borg\.junit(?:\.[a-z]\w*)*\.(?=[A-Z])/g,
    '',
  );
  const tests = withoutSurplus(program, unqualified);
  const parts = partsOf('java', `${tests}\n;`).filter(({ text }) => text.trim() !== ';');
  const isImport = ({ kind }: Part): boolean => kind === 'ImportDeclaration';
  const imports = parts.filter(isImport).map(({ text }) => text.trim());
  const { text, prefix, base } = prepare(
    tests,
    imports.filter((line) => !/^import\s+(?:static\s+)?org\.(?:junit|hamcrest|assertj)\b/.test(line)),
  );
  const rest = parts.filter((part) => !isImport(part) && part.kind !== 'PackageDeclaration');
  const pieces = piecesOf(tests, `${program}\n${tests}`);
  const file = new JavaFile(tests, pieces, text);
  const extended = base === undefined ? '' : ` extends ${base}`;
  const calls: string[] = [];
  const from = rest[0]?.from ?? 0;
  if (value === undefined && hasBareMethods(tests.slice(from))) {
    const name = 'TouchstoneTests';
    file.add(`class ${name}${extended} {`);
    file.take(from, tests.length);
    file.add('}');
    calls.push(...callsOf(name, tests.slice(from), tests));
  } else {
    const classes = rest.filter(({ kind }) => /^(?:Class|Interface|Enum|Record)Declaration$/.test(kind));
    for (const part of classes) {
      file.take(part.from, part.to);
      const name = /\b(?:class|record)\s+(\w+)/.exec(part.text)?.[1];
      if (name !== undefined) calls.push(...callsOf(name, part.text, tests));
    }
    const statements = rest.filter((part) => !classes.includes(part));
    if (statements.length > 0 || value) {
      file.add(`class TouchstoneSnippet${extended} {\nvoid touchstoneRun() throws Throwable {`);
      for (const part of value ? [] : statements)
        file.take(part.from, part.to, /[;}]\s*$/.test(tests.slice(part.from, part.to)) ? '' : ';');
      for (const line of value?.lines ?? []) file.add(line);
      file.add('}\n}');
      calls.push('new TouchstoneSnippet().touchstoneRun();');
    }
  }
  file.add(
    `class TouchstoneInput {\npublic static void main(String[] args) throws Throwable {\nTouchstoneInput.class.getClassLoader().setDefaultAssertionStatus(true);\nTouchstoneChecks.run(() -> { ${calls.join('\n')} });\n}\n${value?.helpers ?? ''}\n}`,
  );
  for (const [name, fields] of Object.entries(javaAnnotations))
    if (
      new RegExp(`@${name}\\b`).test(tests) &&
      !new RegExp(`\\b(?:class|interface)\\s+${name}\\b`).test(`${text}\n${tests}`)
    )
      file.add(
        `@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) @interface ${name} { ${fields} }`,
      );
  const legacy = /\borg\.junit\.(?!jupiter)/.test(snippet);
  file.add(javaChecks(word, file.places.length > 0 ? file.places : [[1e6, 1e6, 1]], legacy));
  return {
    code: file.code,
    entry: `${prefix}TouchstoneInput`,
    reportsValue: true,
    counts: { word, marks: [] },
  };
}

/** The file, and which of its lines are which of the tests'. */
class JavaFile {
  code: string;
  readonly places: JavaPlace[] = [];
  readonly #tests: string;
  readonly #pieces: readonly Piece[];
  /** The line that is written next, from 1. */
  #line: number;

  constructor(tests: string, pieces: readonly Piece[], program: string) {
    [this.#tests, this.#pieces, this.code] = [tests, pieces, program];
    this.#line = program.split('\n').length;
  }

  add(text: string): void {
    this.code += `${text}\n`;
    this.#line += text.split('\n').length;
  }

  /** A piece of the tests as it is counted. */
  take(from: number, to: number, end = ''): void {
    const inside = this.#pieces
      .filter((piece) => piece.from >= from && piece.to <= to)
      .map((piece) => ({ from: piece.from - from, to: piece.to - from, by: piece.by }));
    const text = replaced(this.#tests.slice(from, to), inside)
      .replace(/\bSystem\s*\.\s*exit\s*\(/g, 'TouchstoneChecks.exit(')
      .replace(
        /^((?:@\w+(?:\([^)]*\))?\s+)*)public\s+(?=(?:(?:abstract|final|strictfp)\s+)*(?:class|interface|enum|record)\b)/,
        '$1',
      );
    const first = this.#line;
    this.places.push([first, first + text.split('\n').length - 1, lineAt(this.#tests, from)]);
    this.add(text + end);
  }
}

const fails = /\bthrow\b|\bSystem\s*\.\s*exit\b|"[^"\n]{0,12}FAIL/;
const junit =
  /(?<![\w.])(?:(?:Assertions|Assert)\s*\.\s*)?(assert(?:Equals|NotEquals|True|False|Null|NotNull|Same|NotSame|ArrayEquals|IterableEquals|InstanceOf|Throws|ThrowsExactly|DoesNotThrow|All)|fail)(?=\s*\()/g;

/** `all`: program and tests, which may have functions of these names themselves. */
function piecesOf(tests: string, all: string): Piece[] {
  const syntax = syntaxOf('java', tests, !hasBareMethods(tests));
  const shifted = hasBareMethods(tests)
    ? { ...syntaxOf('java', `class A {${tests}}`, true), shift: 9 }
    : { ...syntax, shift: 0 };
  const { top, shift } = shifted;
  const pieces = guards(shifted, tests, fails, 'TouchstoneChecks.guard(); ');
  const put = (at: number, by: string): void => void pieces.push({ from: at - shift, to: at - shift, by });
  for (const node of nodesOf(top, /^AssertStatement$/)) {
    put(node.from, '{ TouchstoneChecks.guard(); ');
    put(node.to, ' }');
  }
  for (const call of nodesOf(top, /^MethodInvocation$/)) {
    if (
      !/^System\s*\.\s*(?:out|err)\s*\.\s*print(?:ln)?\s*\(/.test(
        tests.slice(call.from - shift, call.to - shift),
      )
    )
      continue;
    const [value] = childrenOf(call.getChild('ArgumentList')).filter(({ name }) => !/^[(),]$/.test(name));
    const text = value ? tests.slice(value.from - shift, value.to - shift) : '';
    if (!value) continue;
    const chosen = value.name === 'TernaryExpression' && fails.test(text) ? value.firstChild : undefined;
    const inner = chosen ?? value;
    if (/^"[^"\n]{0,12}(?:FAIL|✗|❌|not ok\b)/.test(text)) {
      put(value.from, 'TouchstoneChecks.told(');
      put(value.to, ')');
    } else if (
      chosen ||
      (!text.startsWith('"') && isComparison(tests.slice(inner.from - shift, inner.to - shift)))
    ) {
      put(inner.from, 'TouchstoneChecks.check(');
      put(inner.to, ')');
    }
  }
  for (const node of nodesOf(top, /^ExpressionStatement$/)) {
    const { firstChild: inner, parent } = node;
    if (inner?.name !== 'BinaryExpression' || parent?.name !== 'Program') continue;
    if (!isComparison(tests.slice(inner.from, inner.to))) continue;
    put(inner.from, 'TouchstoneChecks.check(');
    put(inner.to, ')');
  }
  for (const match of tests.matchAll(junit)) {
    const name = match[1] ?? '';
    const own = new RegExp(`\\b(?:void|boolean|int|T)\\s+${name}\\s*\\(`).test(all);
    if (!own)
      pieces.push({ from: match.index, to: match.index + match[0].length, by: `TouchstoneAsserts.${name}` });
  }
  return pieces;
}

/** A method's head at the beginning of a line. */
const methodHead =
  /^ *(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|private|protected|static|final)\s+)*(?:void|[\w<>[\], ]+)\s+\w+\s*\([^()]*\)\s*(?:throws\s+[\w., ]+)?$/m;
/** A head is looked for in the last characters before its body: no head is longer, and a longer look takes its square. */
const longestHead = 400;

/** Whether the tests are methods without a class. */
function hasBareMethods(tests: string): boolean {
  const code = tests
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g, '')
    .replace(/\s+/g, (blanks) => (blanks.includes('\n') ? '\n' : ' '));
  const flat = withoutBodies(code);
  if (/\bclass\b/.test(flat)) return false;
  return flat
    .split(';')
    .some(
      (statement) =>
        !/\b(?:return|throw|new|else|assert)\b/.test(statement.slice(-longestHead)) &&
        methodHead.test(statement.slice(-longestHead).trimEnd()),
    );
}

/** Code with `;` for each pair of braces and what is in it. */
function withoutBodies(code: string): string {
  const opened: number[] = [];
  const flat: string[] = [];
  for (const char of code)
    if (char === '{') {
      opened.push(flat.length);
      flat.push(char);
    } else if (char === '}' && opened.length > 0) {
      flat.length = opened.pop() ?? 0;
      flat.push(';');
    } else flat.push(char);
  return flat.join('');
}

/** What starts a class of tests: its `main`, its methods with annotations, or those that nobody calls. */
function callsOf(name: string, text: string, tests: string): string[] {
  if (/\bstatic\s+(?:final\s+)?void\s+main\s*\(\s*(?:final\s+)?String\b/.test(text))
    return [`${name}.main(new String[0]);`];
  if (/@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|Nested)\b/.test(text))
    return [`TouchstoneChecks.tests(${name}.class, null);`];
  return [
    ...text.matchAll(/((?:(?:public|private|protected|static|final)\s+)*)(void|boolean)\s+(\w+)\s*\(\s*\)/g),
  ].flatMap(([, modifiers = '', returns, method = '']) => {
    if (/\bprivate\b/.test(modifiers) || isUsed(method, tests)) return [];
    const of = /\bstatic\b/.test(modifiers) ? name : `new ${name}()`;
    const call = `${of}.${method}()`;
    return [
      `TouchstoneChecks.attempt("${method}", () -> { ${returns === 'boolean' ? `TouchstoneChecks.check(${call})` : call}; });`,
    ];
  });
}
