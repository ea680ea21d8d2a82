import * as z from 'zod';
import type { Task } from '../domain/task.ts';
import { inputId, type FoundInput } from './inputId.ts';
import { canonicalLanguage } from '../code/languages.ts';
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
  const json = parseJson(tests);
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

/** Results stand in a list of their own there. */
function calls(name: string, inputs: unknown[], outputs: unknown[], setup: string): FoundInput[] {
  if (!/^[A-Za-z_]\w*$/.test(name)) return [];
  const wrapped = outputs.every((output) => Array.isArray(output) && output.length === 1);
  return inputs.flatMap((input, i) => {
    if (!Array.isArray(input) || i >= outputs.length) return [];
    const output: unknown = wrapped ? (outputs[i] as unknown[])[0] : outputs[i];
    const code = `${setup}${name}(${input.map(pythonLiteral).join(', ')})`;
    return [{ code, expectedValue: pythonLiteral(output) }];
  });
}

function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

/**
 * Test code: HumanEval's `check(candidate)` is called with the entry point, functions called `test_…` are called, a
 * `unittest` is started; all else checks as it stands.
 */
function fromCode(
  tests: string,
  setup: string,
  language: string,
  entryPoint: string | undefined,
): FoundInput[] {
  const code = tests.trim();
  if (code === '') return [];
  return [{ code: `${setup}${code}${language === 'python' ? started(code, entryPoint) : ''}`, checks: true }];
}

function started(code: string, entryPoint: string | undefined): string {
  if (/^def check\(/m.test(code)) {
    const isCalled = /^check\(/m.test(code);
    return isCalled || entryPoint === undefined ? '' : `\n\ncheck(${entryPoint})`;
  }
  if (/^class\s+\w+\([^)]*\bTestCase\b[^)]*\)\s*:/m.test(code))
    return /\bunittest\.main\(|^main\(/m.test(code) ? '' : '\n\n__import__("unittest").main()';
  const functions = [...code.matchAll(/^def (test\w*)\(\s*\)/gm)].map((match) => match[1] ?? '');
  const uncalled = functions.filter((name) => !new RegExp(`^\\s*${name}\\(\\)`, 'm').test(code));
  return uncalled.length === functions.length && functions.length > 0
    ? `\n\n${functions.map((name) => `${name}()`).join('\n')}`
    : '';
}
