import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Assembled, RunInput } from '../../domain/run.ts';
import { countedBash } from '../checks/countedBash.ts';
import { programText, snippetText } from '../checks/sourceText.ts';

/** The snippet follows the program. There are no values; a snippet that checks passes when its last command does. */
export function assembleBash(program: string, input: RunInput, windows: boolean, word?: string): Assembled {
  if (word !== undefined)
    return countedBash(withoutMainBlock(programText(program)), snippetText(input.code ?? ''), word);
  if (input.expectedValue !== undefined)
    throw new TouchstoneError('run-input-unsupported', l10n.t('A Bash snippet has no value to compare.'), {
      action: l10n.t('Give what it should print as the expected output.'),
    });
  const report = (equal: string): string => `printf '{"value":""${equal}}\\n' >&3`;
  const failed = input.checks ? `[ "$__touchstone_status" -eq 1 ] && ${report(',"equal":false')}` : ':';
  const code = [
    withoutMainBlock(programText(program)),
    '\n# What follows runs the input.\n',
    snippetText(input.code ?? ''),
    '\n__touchstone_status=$?\n',
    windows
      ? ''
      : `{ if [ "$__touchstone_status" -eq 0 ]; then ${report('')}; else ${failed}; fi; } 2>/dev/null\n`,
    'exit "$__touchstone_status"\n',
  ].join('');
  return { code, reportsValue: !windows };
}

/** `[[ "${BASH_SOURCE[0]}" == "$0" ]]` tells that the file was started itself: here the snippet takes that part. */
function withoutMainBlock(program: string): string {
  return program.replace(/^.*\bBASH_SOURCE\b.*$/gm, (line) =>
    line
      .replace(
        /(==?\s*"?)(\$\{0\}|\$0)(?=["\s\]])/,
        (_, before: string, zero: string) => before + '_'.repeat(zero.length),
      )
      .replace(/(\$\{0\}|\$0)(?="?\s*==?)/, (zero) => '_'.repeat(zero.length)),
  );
}
