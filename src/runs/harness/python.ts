import type { Assembled, RunInput } from '../../domain/run.ts';
import { codeBlocks } from '../../code/text/fences.ts';
import { canonicalLanguage } from '../../code/text/languages.ts';
import { partsOf } from '../../code/text/parsers.ts';
import { reporter } from './pythonReporter.ts';
import { programText, pythonString, replaced, snippetText } from '../checks/sourceText.ts';

/**
 * What is expected is judged in a process of its own (`src/runs/judge`), which is told everything in a message: the file is the program alone.
 * Where nothing is expected, and on Windows, which cannot fork, the snippet runs behind the program.
 */
export function assemblePython(
  program: string,
  input: RunInput,
  windows: boolean,
  instruction?: string,
): Assembled {
  const { checks, expectedValue, expectedOutput, fromJson } = input;
  const expects = checks || expectedValue !== undefined || expectedOutput !== undefined;
  if (!expects || windows) return behind(program, input, windows);
  const job = {
    tests: `${snippetText(input.code ?? '')}\n`,
    ...(expectedValue === undefined ? {} : { expected: snippetText(expectedValue).trim() }),
    ...(expectedOutput === undefined ? {} : { output: expectedOutput }),
    ...(fromJson ? { json: true } : {}),
    given: instruction === undefined ? '' : givenCode(instruction),
    asked: instruction === undefined ? [] : namesInInstruction(instruction),
  };
  return { code: programText(program), reportsValue: true, job: JSON.stringify(job) };
}

/** Names that an instruction writes as calls or as code: a check that does not say what it checks means one of them. */
function namesInInstruction(instruction: string): string[] {
  const names = [...instruction.matchAll(/\b([A-Za-z_]\w{0,99})\(|`([A-Za-z_]\w{0,99})`/g)].map(
    (m) => m[1] ?? m[2] ?? '',
  );
  return [...new Set(names)].slice(0, 1_000);
}

/** The Python of an instruction: its blocks, or the whole where it is code. */
function givenCode(instruction: string): string {
  const blocks = codeBlocks(instruction).filter(
    ({ language }) => language === undefined || canonicalLanguage(language) === 'python',
  );
  if (blocks.length > 0) return blocks.map(({ code }) => code).join('\n');
  return /^(?:def|class|import|from|async def|@)\b/m.test(instruction) ? instruction : '';
}

/**
 * The program stays where it is, so that tracebacks show its own lines, and the snippet runs behind it in the program's
 * names. What the program does only when it is started itself (`if __name__ == "__main__":`) is not done: the snippet takes
 * its place, as a test that imports the module would.
 */
function behind(program: string, input: RunInput, windows: boolean): Assembled {
  const values = {
    snippet: pythonString(startedTests(snippetText(input.code ?? ''), input) + '\n'),
    expected:
      input.expectedValue === undefined ? 'None' : pythonString(snippetText(input.expectedValue).trim()),
    output: input.expectedOutput === undefined ? 'None' : pythonString(input.expectedOutput),
    // A third pipe is not passed on there.
    channel: windows ? 'None' : '3',
    space: '__import__("builtins").globals()',
    // A program that may hide from a look at its objects, or wants to be looked after, ends in the long way.
    brief: /\bfreeze\b|__del__/.test(program) ? 'False' : 'True',
  };
  const given = Object.entries(values).map(([name, value]) => `    "${name}": ${value},\n`);
  const code = [
    withoutMainBlock(programText(program)),
    '\n\n# What follows runs the input.\n',
    // A process that the program spawns loads this file again.
    'if __name__ == "__main__":\n',
    // A Python that waits for its programs has it compiled already (see `pythonZygote`).
    '    __import__("builtins").exec(getattr(__import__("sys").modules.get("<touchstone>"), "code", None) or ',
    `__import__("builtins").compile(${pythonString(reporter)}, "<touchstone>", "exec", 0, True), {\n`,
    ...given,
    '    })\n',
  ].join('');
  return { code, reportsValue: !windows };
}

/** Tests that are only defined, as far as they can be started behind a program: a `unittest`, functions called `test_…`. */
function startedTests(code: string, { checks }: RunInput): string {
  if (!checks || /^def check\(/m.test(code)) return code;
  if (/^class\s+\w+\([^)]*\bTestCase\b[^)]*\)\s*:/m.test(code))
    return /\bunittest\.main\(|^main\(/m.test(code) ? code : `${code}\n\n__import__("unittest").main()`;
  const functions = [...code.matchAll(/^def (test\w*)\(\s*\)/gm)].map((match) => match[1] ?? '');
  const uncalled = functions.filter((name) => !new RegExp(`^\\s*${name}\\(\\)`, 'm').test(code));
  return uncalled.length === functions.length && functions.length > 0
    ? `${code}\n\n${functions.map((name) => `${name}()`).join('\n')}`
    : code;
}

/** The program with the names in its own start conditions made to fit nothing; columns and lines stay. */
function withoutMainBlock(program: string): string {
  if (!program.includes('__main__')) return program;
  const pieces: { from: number; to: number; by: string }[] = [];
  for (const { kind, node, from } of partsOf('python', program)) {
    if (kind !== 'IfStatement') continue;
    const body = node.getChild('Body');
    const condition = program.slice(from, body?.from ?? from);
    if (!/\b__name__\b/.test(condition)) continue;
    const match = /(['"])__main__\1/.exec(condition);
    if (match) pieces.push({ from: from + match.index + 1, to: from + match.index + 9, by: '__none__' });
  }
  return replaced(program, pieces);
}
