import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Program } from '../../code/program.ts';
import type { Assembled, RunInput } from '../../domain/run.ts';
import { assembleBash } from './bash.ts';
import { assembleC } from './cFamily.ts';
import { assembleGo } from './go.ts';
import { assembleJava } from './java.ts';
import { assembleJavaScript } from './javascript.ts';
import { assemblePython } from './python.ts';
import { assembleRust } from './rust.ts';
import { programText } from './sourceText.ts';

/**
 * The file that runs a program with one input, or the program as it is. Only code of an input changes the file: stdin and
 * arguments are given to whatever runs.
 *
 * The snippet runs after the program and sees its names; what the program does only as the main program (Python's
 * `if __name__ == "__main__":`, a `main` function) is left out then. A reported value goes to file descriptor 3 as one line of JSON,
 * `{"value": string, "equal"?: boolean}`: `value` is what the last expression evaluated to (empty where there is none), and the
 * line says by itself that the snippet came to its end. `equal` false with an exit code other than 0 means a failed assertion.
 * Errors: `run-input-unsupported`.
 */
export function assemble(program: Program, input: RunInput | undefined): Assembled {
  const { language, code } = program;
  const snippet = input?.code?.trim();
  if (!input || snippet === undefined || snippet === '')
    return { code: programText(code), reportsValue: false };
  const windows = process.platform === 'win32';
  switch (language) {
    case 'python':
      return assemblePython(code, input, windows);
    case 'javascript':
    case 'typescript':
      return assembleJavaScript(language, code, input, windows);
    case 'bash':
      return assembleBash(code, input, windows);
    case 'go':
      return assembleGo(code, input, windows);
    case 'rust':
      return assembleRust(code, input, windows);
    case 'java':
      return assembleJava(code, input);
    case 'c':
    case 'cpp':
      return assembleC(language, code, input, windows);
    default:
      throw new TouchstoneError(
        'run-input-unsupported',
        l10n.t('Touchstone cannot run a snippet after a program in {0}.', language),
        l10n.t('Use an input with stdin or arguments for it.'),
      );
  }
}
