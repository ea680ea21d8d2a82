import type { SyntaxNode } from '@lezer/common';
import type { FoundInput } from './inputId.ts';
import type { Program } from '../code/program.ts';
import { childrenOf, isExpression, parse } from '../code/text/parsers.ts';
import { namesIn, targetsOf, type Names } from '../code/namesInCode.ts';

/**
 * Examples that a program shows in its own code: assertions that compare, and calls with their result in a remark
 * (`print(f(1))  # 2`), outside of functions, in the main block, and in functions called `test…` or `main`. Python, JavaScript and
 * TypeScript; of other languages none.
 */
export function codeExamples(program: Program, most: number): FoundInput[] {
  const { language, code } = program;
  if (!/^(?:python|javascript|typescript)$/.test(language)) return [];
  const tree = parse(language, code);
  if (!tree) return [];
  const whole = namesIn(program);
  const examples: FoundInput[] = [];
  for (const statements of regionsOf(tree.topNode, code))
    examples.push(...examplesIn(program, whole, statements, most - examples.length));
  return examples;
}

/** Lists of statements that are done one after the other. */
function regionsOf(top: SyntaxNode, code: string): SyntaxNode[][] {
  const statements = childrenOf(top);
  const inner = statements.flatMap((node) => {
    const text = code.slice(node.from, node.to);
    const isMain =
      node.name === 'IfStatement' && /\b__name__\b|\brequire\.main\b/.test(text.split('\n', 1)[0] ?? '');
    const isTest = /^(?:async\s+)?(?:def|function)\s+(?:test\w*|main)\s*\(\s*\)/i.test(text);
    if (!isMain && !isTest) return [];
    const body = node.getChild('Body') ?? node.getChild('Block');
    return body ? [childrenOf(body)] : [];
  });
  return [statements, ...inner];
}

/** A statement that gives a variable its value, or changes what it holds. */
interface Step {
  at: number;
  text: string;
}

function examplesIn(
  { language, code }: Program,
  whole: Names,
  statements: SyntaxNode[],
  most: number,
): FoundInput[] {
  const steps = new Map<string, Step[]>();
  const textOf = (node: SyntaxNode): string => code.slice(node.from, node.to);
  const examples: FoundInput[] = [];
  for (const [at, node] of statements.entries()) {
    if (examples.length >= most || at >= mostStatements) break;
    const example =
      language === 'python'
        ? pythonExample(node, textOf, remarkAfter(code, node.to, '#'))
        : javascriptExample(language, node, textOf, remarkAfter(code, node.to, '//'));
    const setup = example?.code === undefined ? undefined : setupFor(language, example.code, steps, whole);
    if (example && setup) examples.push({ ...example, code: [...setup, example.code].join('\n') });
    addStep(language, node, textOf, at, steps);
  }
  return examples;
}

/** Of more in a row nobody wrote an example. */
const mostStatements = 200;
const mostSetup = 15;

/** What a statement does to variables that were given a value before it. */
function addStep(
  language: string,
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
  at: number,
  steps: Map<string, Step[]>,
): void {
  const text = textOf(node);
  const given = variablesOf(node, textOf);
  if (/Definition$|Declaration$|^Import|Comment$/.test(node.name) && node.name !== 'VariableDeclaration')
    return;
  const act = doneBy(language, node, textOf);
  const { used } = namesIn({ language, code: act });
  for (const name of given) if (!used.has(name) || !steps.has(name)) steps.set(name, []);
  // Without a variable that is known it changes none.
  for (const name of new Set([...given, ...used])) {
    if (given.length > 0 && !given.includes(name)) continue;
    const known = steps.get(name);
    // What is shown or compared changes an object by its methods alone, as people write examples.
    if (act !== text && !new RegExp(`(?<![\\w.])${name.replaceAll('$', '\\$&')}\\.\\w+\\(`).test(act))
      continue;
    if (known && known.length < mostSetup) known.push({ at, text: given.length > 0 ? text : act });
  }
}

/** A statement as it goes before an example: what it prints is left out, what it does to get there is not. */
function doneBy(language: string, node: SyntaxNode, textOf: (node: SyntaxNode) => string): string {
  const text = textOf(node);
  const call = node.name === 'ExpressionStatement' ? node.firstChild : null;
  if (call?.name === 'CallExpression' && /^(?:print|console\.\w+)\s*\(/.test(text)) {
    const list = argumentsOf(call, 'ArgList').map(textOf);
    return list.length === 0
      ? text
      : language === 'python'
        ? `(${list.join(', ')},)`
        : `void [${list.join(', ')}];`;
  }
  if (node.name === 'AssertStatement') {
    const compared = node.firstChild?.nextSibling;
    return compared ? `(${textOf(compared)})` : text;
  }
  return text;
}

function variablesOf(node: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  if (node.name === 'AssignStatement') return targetsOf(node, textOf);
  if (node.name !== 'VariableDeclaration' || /=>|\bfunction\b|\bclass\b/.test(textOf(node))) return [];
  return node.getChildren('VariableDefinition').map(textOf);
}

/** The statements that give an example its variables, as they stand, and imports; undefined where there are too many. */
function setupFor(
  language: string,
  code: string,
  steps: Map<string, Step[]>,
  whole: Names,
): string[] | undefined {
  const setup = new Map<number, string>();
  const imports = new Set<string>();
  const done = new Set<string>();
  const need = (text: string): void => {
    for (const name of namesIn({ language, code: text }).used) {
      if (done.has(name)) continue;
      done.add(name);
      const known = steps.get(name);
      if (known === undefined) {
        const statement = whole.imported.get(name);
        if (statement !== undefined) imports.add(statement);
      } else
        for (const step of known) {
          setup.set(step.at, step.text);
          need(step.text);
        }
    }
  };
  need(code);
  if (setup.size > mostSetup) return undefined;
  const inOrder = [...setup].sort((one, other) => one[0] - other[0]).map(([, text]) => text);
  return [...imports, ...inOrder];
}

type Found = (FoundInput & { code: string }) | undefined;

function pythonExample(
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
  remark: string | undefined,
): Found {
  if (node.name === 'AssertStatement') {
    const text = textOf(node);
    const compared = node.firstChild?.nextSibling;
    const sides = compared && comparison(compared, '==', textOf);
    return sides ? { code: sides[0], expectedValue: sides[1] } : { code: text, checks: true };
  }
  const call = node.name === 'ExpressionStatement' ? node.firstChild : null;
  if (call?.name !== 'CallExpression' || remark === undefined) return undefined;
  const argument = onlyArgument(call, 'ArgList');
  const result = resultIn(remark, 'python');
  if (result === undefined) return undefined;
  if (!/^print\s*\(/.test(textOf(call)))
    return result.literal ? { code: textOf(call), expectedValue: result.text } : undefined;
  // What is printed of a text has no quotes: with them it is the value that is meant.
  if (argument && /^['"]/.test(result.text) && result.literal)
    return { code: textOf(argument), expectedValue: result.text };
  return { code: textOf(call), expectedOutput: result.text };
}

function javascriptExample(
  language: string,
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
  remark: string | undefined,
): Found {
  const call = node.name === 'ExpressionStatement' ? node.firstChild : null;
  if (call?.name !== 'CallExpression') return undefined;
  const text = textOf(call);
  const all = argumentsOf(call, 'ArgList');
  const [first, second] = all;
  if (first === undefined) return undefined;
  if (/^console\.assert\s*\(/.test(text) || /^assert(?:\.ok)?\s*\(/.test(text)) {
    const sides = comparison(first, '===', textOf) ?? comparison(first, '==', textOf);
    if (sides) return { code: sides[0], expectedValue: sides[1] };
    return text.startsWith('console') ? { code: text, checks: true } : undefined;
  }
  if (/^assert\.(?:strictEqual|equal|deepEqual|deepStrictEqual)\s*\(/.test(text) && second)
    return { code: textOf(first), expectedValue: textOf(second) };
  if (!/^console\.log\s*\(/.test(text) || remark === undefined) return undefined;
  const result = resultIn(remark, language);
  if (result === undefined) return undefined;
  // Objects are printed with other spaces than people write: their values are compared.
  if (all.length === 1 && result.literal && /^['"`[{]/.test(result.text))
    return { code: textOf(first), expectedValue: result.text };
  return { code: text, expectedOutput: result.text };
}

/** The comparison that a line of a session is, as an example. */
export function comparedIn(
  language: string,
  source: string,
): { code: string; expectedValue: string } | undefined {
  if (!source.includes('==') || source.length > 1000) return undefined;
  const [only, ...others] = childrenOf(parse(language, source)?.topNode ?? null);
  const node = only?.name === 'ExpressionStatement' && others.length === 0 ? only.firstChild : null;
  const textOf = ({ from, to }: SyntaxNode): string => source.slice(from, to);
  if (node?.firstChild?.name !== 'CallExpression') return undefined;
  const sides = comparison(node, '==', textOf) ?? comparison(node, '===', textOf);
  return sides && { code: sides[0], expectedValue: sides[1] };
}

/** Both sides of a comparison whose left one is no literal. */
function comparison(
  node: SyntaxNode,
  operator: string,
  textOf: (node: SyntaxNode) => string,
): [string, string] | undefined {
  if (node.name !== 'BinaryExpression') return undefined;
  const [left, middle, right, ...rest] = childrenOf(node);
  if (!left || !middle || !right || rest.length > 0 || textOf(middle) !== operator) return undefined;
  return /[A-Za-z_$]/.test(textOf(left)) && !/^['"`]/.test(textOf(left))
    ? [textOf(left), textOf(right)]
    : undefined;
}

function argumentsOf(call: SyntaxNode, list: string): SyntaxNode[] {
  return childrenOf(call.getChild(list)).filter(
    ({ name }) => !/^[(),]$/.test(name) && !/Comment$/.test(name),
  );
}

function onlyArgument(call: SyntaxNode, list: string): SyntaxNode | undefined {
  const all = argumentsOf(call, list);
  return all.length === 1 ? all[0] : undefined;
}

/** The remark on the rest of the line, or one on the next line that says that it is the result. */
function remarkAfter(code: string, at: number, mark: string): string | undefined {
  const [rest = '', next = ''] = code.slice(at, at + 1000).split('\n', 2);
  const same = /^\s*;?\s*(#|\/\/)(.*)$/.exec(rest);
  if (same?.[1] === mark) return same[2] ?? '';
  if (rest.trim() !== '' && rest.trim() !== ';') return undefined;
  const below = /^\s*(#|\/\/)(.*)$/.exec(next);
  return below?.[1] === mark && marker.test(below[2] ?? '') ? below[2] : undefined;
}

/** Words before a result: "Output: 5", "-> 5", "should print 5". */
const marker =
  /^\s*(?:(?:expected\s+)?(?:output|result|value)s?\s*(?:is|:|=|->)|(?:->|=>|→|➞|==>)|(?:should\s+|will\s+)?(?:return|print|output)s?\s*:?|expected\s*(?::|->)|expect(?:s|ed)?\s*:?|should\s+(?:be|return|print)\s*:?)\s*/i;

/** What a remark says the result is: a literal, or after such words any short text. */
export function resultIn(remark: string, language: string): { text: string; literal: boolean } | undefined {
  const marked = marker.exec(remark);
  const text = (marked ? remark.slice(marked[0].length) : remark).trim();
  if (text === '' || text.length > 200) return undefined;
  const literal = literalIn(text, language);
  if (literal !== undefined) return { text: literal, literal: true };
  const isWords =
    marked !== null && text.length <= 80 && !/[.;] |\b(?:because|since|if|when|the)\b/.test(text);
  return isWords ? { text, literal: false } : undefined;
}

/** The literal that the text is, or begins with before an explanation in brackets or behind a dash. */
function literalIn(text: string, language: string): string | undefined {
  const explained = /^(.*?)(?:\s+(?:\(|-{1,2}\s|–|—|because\b|since\b).*)$/.exec(text)?.[1];
  return [text, text.replace(/\.$/, ''), explained].find(
    (candidate) => candidate !== undefined && isLiteral(candidate, language),
  );
}

function isLiteral(text: string, language: string): boolean {
  const words =
    language === 'python' ? /^(?:True|False|None|inf|nan)$/ : /^(?:true|false|null|undefined|NaN|Infinity)$/;
  if (words.test(text) || /^-?\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?n?$/i.test(text)) return true;
  if (!/^[[({'"`]|^(?:set|dict|frozenset)\(/.test(text) || !isExpression(language, text)) return false;
  // Names would be the program's: no result is written with them.
  const { used } = namesIn({ language, code: `(${text})` });
  return [...used].every((name) => /^(?:set|dict|frozenset|undefined|NaN|Infinity)$/.test(name));
}
