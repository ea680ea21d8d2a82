import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import { readProjectFile } from '../project/projectFile.ts';
import { ownPrompt, parsePrompt, type JudgePrompt } from './prompt/judgePrompt.ts';

/** What the judges of a project are asked: its own file, where there is one. Errors: `config-invalid`, `file-missing`. */
export async function loadPrompt(folder: string, file: string): Promise<JudgePrompt> {
  let text: string | undefined;
  try {
    text = await readProjectFile(folder, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return parsePrompt(ownPrompt, file);
    throw new TouchstoneError('file-missing', l10n.t('The judges’ prompt {0} cannot be read.', file), {
      cause: error,
    });
  }
  if (text !== undefined) return parsePrompt(text, file);
  throw new TouchstoneError(
    'config-invalid',
    l10n.t('touchstone.json, judgePrompt: the file must lie inside the project folder.'),
  );
}
