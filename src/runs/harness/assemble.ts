import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Program } from '../../code/program.ts';
import type { Assembled, RunInput } from '../../domain/run.ts';
import { suspicion } from '../checks/suspicion.ts';
import { assembleBash } from './bash.ts';
import { assembleC } from './cFamily.ts';
import { assembleGo } from './go.ts';
import { assembleJava } from './java.ts';
import { assembleJavaScript } from './javascript.ts';
import { assemblePython } from './python.ts';
import { assembleRust } from './rust.ts';
import { programText } from '../checks/sourceText.ts';

/** Whether the checks of an input are counted by a judge in a process of its own. */
export function isJudged(
  language: string,
  { checks, expectedValue, expectedOutput, code }: RunInput,
): boolean {
  if (language !== 'python' || process.platform === 'win32' || code === undefined || code.trim() === '')
    return false;
  return checks === true || expectedValue !== undefined || expectedOutput !== undefined;
}

/** Whether what passes with an input is counted in the program's process: what passed before that was so proves nothing. */
export function isCounted(language: string, input: RunInput): boolean {
  return input.code !== undefined && input.code.trim() !== '' && wordFor(language, input) !== undefined;
}

const counted = /^(?:rust|c|cpp|go|javascript|typescript|bash|java)$/;

/** The word of a harness that counts the checks of tests in the program's process; undefined where none does. Windows hands on no descriptor 3. */
function wordFor(language: string, { checks, expectedValue, expectedOutput }: RunInput): string | undefined {
  // A value of Java is reported in no other way.
  const value = expectedValue !== undefined;
  const counts = expectedOutput === undefined && (value ? language === 'java' : checks);
  return counts && counted.test(language) && process.platform !== 'win32' ? randomUUID() : undefined;
}

/**
 * The file that runs a program with one input, or the program as it is. Only code of an input changes the file: stdin and
 * arguments are given to whatever runs.
 *
 * The snippet runs after the program and sees its names; what the program does only as the main program (Python's
 * `if __name__ == "__main__":`, a `main` function) is left out then. A reported value goes to file descriptor 3 as one line of JSON,
 * `{"value": string, "equal"?: boolean}`: `value` is what the last expression evaluated to (empty where there is none), and the
 * line says by itself that the snippet came to its end. `equal` false with an exit code other than 0 means a failed assertion.
 * Of Python, what is expected goes to a judge instead (`job`): the program's process gets nothing of it. `instruction` is the task's, whose
 * imports and helpers its tests may use.
 * Errors: `run-input-unsupported`.
 */
export function assemble(program: Program, input: RunInput | undefined, instruction?: string): Assembled {
  const { language, code } = program;
  const snippet = input?.code?.trim();
  if (!input || snippet === undefined || snippet === '')
    return { code: programText(code), reportsValue: false };
  const assembled = inLanguage(program, input, instruction);
  return assembled.counts
    ? { ...assembled, counts: { ...assembled.counts, marks: suspicion(language, code) } }
    : assembled;
}

function inLanguage({ language, code }: Program, input: RunInput, instruction?: string): Assembled {
  const windows = process.platform === 'win32';
  const word = wordFor(language, input);
  switch (language) {
    case 'python':
      return assemblePython(code, input, windows, instruction);
    case 'javascript':
    case 'typescript':
      return assembleJavaScript(language, code, input, windows, word);
    case 'bash':
      return assembleBash(code, input, windows, word);
    case 'go':
      return assembleGo(code, input, windows, word);
    case 'rust':
      return assembleRust(code, input, windows, word);
    case 'java':
      return assembleJava(code, input, word);
    case 'c':
    case 'cpp':
      return assembleC(language, code, input, windows, word);
    default:
      throw new TouchstoneError(
        'run-input-unsupported',
        l10n.t('Touchstone cannot run a snippet after a program in {0}.', language),
        l10n.t('Use an input with stdin or arguments for it.'),
      );
  }
}
