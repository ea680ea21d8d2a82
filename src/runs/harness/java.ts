import type { Assembled, RunInput } from '../../domain/run.ts';
import { childrenOf, partsOf, type Part } from '../../code/text/parsers.ts';
import { countedJava, type JavaProgram } from '../checks/countedJava.ts';
import { split } from './splitSnippet.ts';
import { javascriptString, programText, replaced, snippetText, wantedValue } from '../checks/sourceText.ts';

const types: Record<string, string> = {
  'java.util':
    'ArrayDeque ArrayList Arrays BitSet Collection Collections Comparator Deque EnumMap HashMap HashSet Iterator LinkedHashMap LinkedHashSet LinkedList List ListIterator Map Objects Optional OptionalInt PriorityQueue Queue Random Scanner Set Stack StringJoiner TreeMap TreeSet Vector',
  'java.util.stream': 'Collectors IntStream LongStream Stream',
  'java.util.function':
    'BiFunction BinaryOperator Consumer Function IntFunction IntPredicate IntUnaryOperator Predicate Supplier UnaryOperator',
  'java.math': 'BigDecimal BigInteger',
  'java.time': 'Duration Instant LocalDate LocalDateTime',
};

const classKind = /^(?:Class|Interface|Enum|Record)Declaration$/;

/**
 * A class with the snippet follows the program. It extends the program's own class where it can, so that the snippet may call
 * methods by their bare names. Methods without a class get one around them.
 */
export function assembleJava(program: string, input: RunInput, word?: string): Assembled {
  const snippet = snippetText(input.code ?? '');
  const wantsValue = input.expectedValue !== undefined;
  if (word !== undefined) return counted(program, input, snippet, word);
  const { imports, declarations, statements, expression, hasMain } = split('java', snippet, wantsValue);
  let text = programText(program);
  let parts = partsOf('java', text);
  if (!parts.some(({ kind }) => classKind.test(kind)) && text.trim() !== '') {
    text = inClass(text, parts);
    parts = partsOf('java', text);
  }
  const prefix = packagePrefix(parts);
  const needed = neededImports(`${snippet}\n${input.expectedValue ?? ''}`, text, imports);
  const code = withImports(withoutPublic(text, parts), parts, needed) + '\n// What follows runs the input.\n';
  const own = declarations.map((declaration) => declaration.replace(/^((?:@\w+\s+)*)public\s+/, '$1'));
  if (hasMain) {
    const main = own.find((declaration) => /\bstatic\s+void\s+main\s*\(/.test(declaration)) ?? '';
    const name = /\b(?:class|record|enum|interface)\s+(\w+)/.exec(main)?.[1] ?? 'Main';
    // A test's Main stands for the program's: both cannot be there.
    const clash = new RegExp(`\\b(class|interface|enum|record)(\\s+)${name}\\b`, 'g');
    return {
      code: code.replace(clash, '$1$2TouchstoneProgram') + own.join('\n') + '\n',
      entry: prefix + name,
      reportsValue: false,
    };
  }
  const base = baseOf(parts);
  const value = expression === undefined ? [] : [report(expression, input)];
  const body = [...statements, ...value];
  const added = [
    ...own,
    `class TouchstoneSnippet${base === undefined ? '' : ` extends ${base}`} {`,
    'void touchstoneRun() throws Throwable {',
    ...body,
    '}',
    '}',
    'class TouchstoneInput {',
    'public static void main(String[] args) throws Throwable {',
    'TouchstoneInput.class.getClassLoader().setDefaultAssertionStatus(true);',
    'new TouchstoneSnippet().touchstoneRun();',
    '}',
    ...(expression === undefined ? [] : [helpers]),
    '}',
  ];
  return { code: `${code}${added.join('\n')}\n`, entry: `${prefix}TouchstoneInput`, reportsValue: false };
}

function counted(program: string, input: RunInput, snippet: string, word: string): Assembled {
  const prepare = (tests: string, imports: string[]): JavaProgram => {
    let text = programText(program);
    let parts = partsOf('java', text);
    if (!parts.some(({ kind }) => classKind.test(kind)) && text.trim() !== '') {
      text = inClass(text, parts);
      parts = partsOf('java', text);
    }
    const needed = neededImports(`${tests}\n${input.expectedValue ?? ''}`, text, imports);
    let code = withImports(withoutPublic(text, parts), parts, needed) + '\n// What follows runs the input.\n';
    // A class of the tests stands for the program's of that name: both cannot be there.
    for (const [, name = ''] of tests.matchAll(/^(?:public\s+)?(?:final\s+)?class\s+(\w+)/gm))
      code = code.replace(
        new RegExp(`\\b(class|interface|enum|record)(\\s+)${name}\\b`, 'g'),
        '$1$2TouchstoneProgram',
      );
    return { text: code, prefix: packagePrefix(parts), base: baseOf(parts) };
  };
  if (input.expectedValue === undefined) return countedJava(prepare, programText(program), snippet, word);
  const { statements, expression } = split('java', snippet, true);
  const value = [...statements, ...(expression === undefined ? [] : [report(expression, input)])];
  return countedJava(prepare, programText(program), snippet, word, { lines: value, helpers: countedHelpers });
}

/** No Java program can write to a descriptor that it did not open: the value goes to stdout, a difference is an AssertionError. */
function report(expression: string, input: RunInput): string {
  const want = wantedValue(input);
  // What the snippet prints is compared then: nothing else may come there.
  if (want === undefined && input.expectedOutput !== undefined) return `${expression};`;
  return want === undefined
    ? `System.out.println(TouchstoneInput.show(${expression}));`
    : `TouchstoneInput.compare(${expression}, ${want}, ${javascriptString(want)});`;
}

const helpers = `static String show(Object value) {
if (value == null || !value.getClass().isArray()) return String.valueOf(value);
String all = java.util.Arrays.deepToString(new Object[] { value });
return all.substring(1, all.length() - 1);
}
static void compare(Object value, Object want, String text) {
String shown = show(value);
System.out.println(shown);
boolean same = java.util.Objects.deepEquals(value, want) || (value != null && want != null && shown.equals(show(want)) && !(value instanceof String && !(want instanceof String)));
if (!same && value instanceof Number && want instanceof Number) {
double a = ((Number) value).doubleValue(), b = ((Number) want).doubleValue();
same = a == b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
if (!same) throw new AssertionError("expected " + text + ", found " + shown);
}`;

/** The same, where checks are counted. */
const countedHelpers = helpers.replace(
  /if \(!same\) throw [^\n]*/,
  'if (!same) TouchstoneChecks.fail(text, shown, null);\nTouchstoneChecks.held();',
);

function nameOf({ node, text }: Part): string | undefined {
  const name = node.getChild('Definition');
  return name ? text.slice(name.from - node.from, name.to - node.from) : undefined;
}

function packagePrefix(parts: Part[]): string {
  const clause = parts.find(({ kind }) => kind === 'PackageDeclaration');
  const name = /^package\s+([\p{L}\p{N}_$.\s]+);/u.exec(clause?.text ?? '')?.[1]?.replace(/\s/g, '');
  return name === undefined ? '' : `${name}.`;
}

function withoutPublic(text: string, parts: Part[]): string {
  const pieces = parts
    .filter(({ kind }) => classKind.test(kind))
    .flatMap(({ node }) => childrenOf(node.getChild('Modifiers')))
    .filter(({ name }) => name === 'public')
    .map(({ from, to }) => ({ from, to, by: ' '.repeat(to - from) }));
  return replaced(text, pieces);
}

/** The class that the snippet's may extend: the program's first that can be made without arguments. */
function baseOf(parts: Part[]): string | undefined {
  const classes = parts.filter(
    ({ kind, text }) =>
      kind === 'ClassDeclaration' &&
      !/^[^{]*\b(?:final|abstract|sealed)\b/.test(text) &&
      !/^[^{]*</.test(text),
  );
  const fits = classes.filter(({ node, text }) => {
    const constructors = node.getChild('ClassBody')?.getChildren('ConstructorDeclaration') ?? [];
    return (
      constructors.length === 0 ||
      constructors.some(({ from, to }) => {
        const own = text.slice(from - node.from, to - node.from);
        return /^[^(]*\(\s*\)/.test(own) && !/^[^(]*\bprivate\b/.test(own);
      })
    );
  });
  const main = fits.find(({ text }) => /\bstatic\b[^=;{]*\(/.test(text)) ?? fits[0];
  return main && nameOf(main);
}

/** Methods alone, as answers often give them: a class begins on the line of the first. */
function inClass(text: string, parts: Part[]): string {
  const heads = parts.filter(({ kind }) => kind === 'ImportDeclaration' || kind === 'PackageDeclaration');
  const at = heads.at(-1)?.to ?? 0;
  return `${text.slice(0, at)} class TouchstoneProgram {${text.slice(at)}}\n`;
}

function neededImports(snippet: string, program: string, own: string[]): string[] {
  const needed = [...own];
  for (const [where, names] of Object.entries(types))
    for (const name of names.split(' ')) {
      if (!new RegExp(`(?<![\\w.])${name}\\b`).test(snippet)) continue;
      const there = new RegExp(
        `\\bimport\\s+${where.replaceAll('.', '\\.')}\\.(?:\\*|${name})\\s*;|\\b(?:class|interface|enum|record)\\s+${name}\\b`,
      );
      if (!there.test(program) && !there.test(own.join('\n'))) needed.push(`import ${where}.${name};`);
    }
  return needed;
}

/** Onto the line of the package clause, or the first: the program's lines stay. */
function withImports(text: string, parts: Part[], imports: string[]): string {
  const at = parts.find(({ kind }) => kind === 'PackageDeclaration')?.to ?? 0;
  const line = imports.join(' ').replace(/\s*\n\s*/g, ' ');
  return line === '' ? text : `${text.slice(0, at)} ${line} ${text.slice(at)}`;
}
