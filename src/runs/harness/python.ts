import type { Assembled, RunInput } from '../../domain/run.ts';
import { partsOf } from '../../code/parsers.ts';
import { reporter } from './pythonReporter.ts';
import { programText, pythonString, replaced, snippetText } from './sourceText.ts';

/**
 * The program stays where it is, so that tracebacks show its own lines, and the snippet runs behind it in the program's
 * names. What the program does only when it is started itself (`if __name__ == "__main__":`) is not done: the snippet takes
 * its place, as a test that imports the module would.
 */
export function assemblePython(program: string, input: RunInput, windows: boolean): Assembled {
  const values = {
    snippet: pythonString(snippetText(input.code ?? '') + '\n'),
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
