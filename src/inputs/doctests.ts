import type { FoundInput } from './inputId.ts';
import { partsOf } from '../code/text/parsers.ts';
import { comparedIn } from './codeExamples.ts';

/** Prompts of one session that are read. */
const longestSession = 30;

interface Prompt {
  source: string;
  /** What follows it, as written; empty when nothing does. */
  result: string;
}

/**
 * The examples of interpreter sessions (`>>> f(1)` and the result below) in a text, such as Python's docstrings. What a session
 * did before belongs to an example when the session keeps something: variables, imports, an object that changes.
 */
export function doctests(
  text: string,
  most: number,
  longest = longestSession,
  language = 'python',
): FoundInput[] {
  const examples: FoundInput[] = [];
  for (const session of sessions(text)) {
    if (examples.length >= most) break;
    examples.push(...examplesOf(session.slice(0, longest), language));
  }
  return examples.slice(0, most);
}

function examplesOf(session: Prompt[], language: string): FoundInput[] {
  const keeps = session.some(
    ({ source, result }) =>
      (result === '' && !comparedIn(language, source)) || !isExpression(language, source),
  );
  return session.flatMap((prompt, i) => {
    const before = keeps ? session.slice(0, i).filter(({ result }) => !isTraceback(result)) : [];
    const example = exampleOf(prompt, language);
    if (example === undefined) return [];
    const setup = before.map(({ source }) => (isPrint(source) ? '' : source)).filter(Boolean);
    return [{ ...example, code: [...setup, example.code].join('\n') }];
  });
}

function exampleOf(
  { source, result }: Prompt,
  language: string,
): (FoundInput & { code: string }) | undefined {
  // `>>> f(1) == 2` with nothing below it says what comes, too.
  const compared = result === '' ? comparedIn(language, source) : undefined;
  if (compared) return compared;
  // Backslashes are doubled within a docstring but not in prose; an ellipsis stands for anything.
  if (result === '' || /\\\\/.test(source + result)) return undefined;
  if (isTraceback(result)) return raises(source, result);
  if (/\.\.\.|<BLANKLINE>| at 0x/.test(result)) return undefined;
  if (isPrint(source) || !isExpression(language, source)) return { code: source, expectedOutput: result };
  const code = source.replace(/;$/, '');
  return { code, expectedValue: result };
}

function isTraceback(result: string): boolean {
  return /^Traceback \((?:most recent call last|innermost last)\):/.test(result);
}

/** An example that shows an error: it passes when the same kind of error comes. */
function raises(source: string, result: string): (FoundInput & { code: string }) | undefined {
  const name = /^(?:[\w.]+\.)?([A-Z]\w*)(?::|$)/.exec(result.split('\n').at(-1) ?? '')?.[1];
  if (name === undefined) return undefined;
  const body = source.replace(/^/gm, '    ');
  return {
    code: `try:\n${body}\nexcept ${name}:\n    pass\nelse:\n    raise AssertionError("${name} was expected")`,
    checks: true,
  };
}

function isExpression(language: string, source: string): boolean {
  const parts = partsOf(language, source);
  return parts.length === 1 && parts[0]?.kind === 'ExpressionStatement';
}

function isPrint(source: string): boolean {
  return /^(?:print|console\.log)\s*\(/.test(source);
}

/** Prompts that belong together: those of one docstring, one block of code or one paragraph. */
function sessions(text: string): Prompt[][] {
  const all: Prompt[][] = [];
  let session: Prompt[] = [];
  let prompt: Prompt | undefined;
  let indent = '';
  const close = (): void => {
    if (session.length > 0) all.push(session);
    session = [];
    prompt = undefined;
  };
  for (const line of text.split(/\r\n?|\n/)) {
    // Within a remark of another language its marks stand before the prompt.
    const start = /^([\s>*]*?(?:\/\/\s?)?)>>> ?(.*)$/.exec(line);
    if (start) {
      indent = start[1] ?? '';
      prompt = { source: withoutRemark(start[2] ?? ''), result: '' };
      if (prompt.source.trim() !== '') session.push(prompt);
      continue;
    }
    const more = /^\s*\.\.\.(?: (.*)|)$/.exec(line);
    if (prompt && prompt.result === '' && more) {
      prompt.source = `${prompt.source}\n${more[1] ?? ''}`.trimEnd();
      continue;
    }
    if (/"""|'''|^\s*(?:```|~~~)|^\s*(?:def|class)\s/.test(line)) {
      const last = /^(.*?)(?:"""|''')/.exec(line)?.[1] ?? '';
      if (prompt && last.trim() !== '') addTo(prompt, last, indent);
      close();
    } else if (line.trim() === '') prompt = undefined;
    else if (prompt) {
      if (line.startsWith(indent)) addTo(prompt, line, indent);
      else prompt = undefined;
    }
  }
  close();
  return all;
}

function addTo(prompt: Prompt, line: string, indent: string): void {
  const text = (line.startsWith(indent) ? line.slice(indent.length) : line).trimEnd();
  prompt.result += prompt.result === '' ? text : `\n${text}`;
}

/** `>>> f(1)  # doctest: +SKIP` and the like: what the remark says is for people and for doctest. */
function withoutRemark(source: string): string {
  return source.replace(/\s+#[^'"]*$/, '').trimEnd();
}
