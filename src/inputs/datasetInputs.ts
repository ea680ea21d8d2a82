import * as z from 'zod';
import type { Task } from '../domain/task.ts';
import { doctests } from './doctests.ts';
import { inputId, type FoundInput } from './inputId.ts';
import { canonicalLanguage } from '../code/text/languages.ts';
import type { RunInput } from '../domain/run.ts';
import { parseJson } from '../platform/errors.ts';

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join('\n'))]);
/** As APPS and its likes have them: what is sent to stdin and what is to come out, or arguments and results of `fn_name`. */
const pairsSchema = z.object({
  inputs: z.array(z.unknown()),
  outputs: z.array(z.unknown()),
  fn_name: z.string().nullish(),
});
const pairListSchema = z.array(z.object({ input: text, output: text })).min(1);
const checksSchema = z.array(z.string()).min(1);

/** The inputs that a task's tests make; what each form of them becomes is said below. */
export function datasetInputs(task: Task): RunInput[] {
  const { tests, testSetup, entryPoint } = task;
  if (tests === undefined) return [];
  const language = task.language === undefined ? 'python' : canonicalLanguage(task.language);
  const setup = testSetup === undefined || testSetup.trim() === '' ? '' : `${testSetup.trimEnd()}\n`;
  const content = Array.isArray(tests)
    ? checksOf(tests, setup)
    : (fromJson(tests, setup) ?? fromCode(tests, setup, language, entryPoint));
  return content.map((input) => ({ ...input, id: inputId(input), origin: 'dataset' }));
}

/** MBPP: a list of checks that each stand alone. */
function checksOf(checks: string[], setup: string): FoundInput[] {
  return checks
    .filter((check) => check.trim() !== '')
    .map((check) => ({ code: `${setup}${check.trim()}`, checks: true }));
}

/** Tests in JSON: a list of checks, or inputs with outputs. Undefined when the text is none of that. */
function fromJson(tests: string, setup: string): FoundInput[] | undefined {
  if (!/^\s*[[{]/.test(tests)) return undefined;
  const json = parseJson(withExactNumbers(tests));
  const checks = checksSchema.safeParse(json);
  if (checks.success) return checksOf(checks.data, setup);
  const list = pairListSchema.safeParse(json);
  if (list.success) return list.data.map(({ input, output }) => ({ stdin: input, expectedOutput: output }));
  const pairs = pairsSchema.safeParse(json);
  if (!pairs.success) return undefined;
  const { inputs, outputs, fn_name: name } = pairs.data;
  if (name) return calls(name, inputs, outputs, setup);
  return inputs.flatMap((input, i) => {
    const [stdin, output] = [text.safeParse(input), text.safeParse(outputs[i])];
    return stdin.success && output.success ? [{ stdin: stdin.data, expectedOutput: output.data }] : [];
  });
}

/** The key of an object that stands for a number, digit by digit. */
const numberKey = '\u0000number';

/**
 * The JSON with its numbers as objects: JavaScript's own are doubles, which hold no integer beyond 2^53 as it is. What other languages write
 * for what is no number (`NaN`, `Infinity`) is one here as well.
 */
function withExactNumbers(json: string): string {
  const tokens = /"(?:[^"\\]|\\.)*"?|-?(?:\d[\d.eE+-]*|Infinity\b|NaN\b)/g;
  return json.replace(tokens, (token) =>
    token.startsWith('"') ? token : JSON.stringify({ [numberKey]: token }),
  );
}

/** Results stand in a list of their own there. */
function calls(name: string, inputs: unknown[], outputs: unknown[], setup: string): FoundInput[] {
  if (!/^[A-Za-z_]\w*$/.test(name)) return [];
  const wrapped = outputs.every((output) => Array.isArray(output) && output.length === 1);
  return inputs.flatMap((input, i) => {
    if (!Array.isArray(input) || i >= outputs.length) return [];
    const output: unknown = wrapped ? (outputs[i] as unknown[])[0] : outputs[i];
    const code = `${setup}${name}(${input.map(pythonLiteral).join(', ')})`;
    return [{ code, expectedValue: pythonLiteral(output), fromJson: true }];
  });
}

function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const number = (value as { [numberKey]?: unknown })[numberKey];
  if (typeof number === 'string') return /[aI]/.test(number) ? `float("${number}")` : number;
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

const mostDoctests = 100;

/**
 * Test code. HumanEval's `check(candidate)` is called with the entry point where that is known; of Python, all else that is only defined
 * (test functions, classes of tests) is started by what judges it.
 */
function fromCode(
  tests: string,
  setup: string,
  language: string,
  entryPoint: string | undefined,
): FoundInput[] {
  const code = tests.trim();
  if (code === '') return [];
  if (language === 'python' && code.startsWith('>>>')) {
    // A session of the interpreter: what it answered is expected.
    const found = doctests(code, mostDoctests, mostDoctests);
    if (found.length > 0) return found.map((input) => ({ ...input, code: `${setup}${input.code ?? ''}` }));
  }
  const isOpen = /^def check\(/m.test(code) && !/^check\(/m.test(code);
  const call = language === 'python' && isOpen && entryPoint !== undefined ? `\n\ncheck(${entryPoint})` : '';
  return [{ code: `${setup}${code}${call}`, checks: true }];
}
