import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/**
 * The real path of a project's file of tasks. It must lie inside the project folder, links followed: a `touchstone.json` that
 * came with a cloned repository must not choose other files of this machine as tasks, to be sent to models and servers.
 * Errors: `config-invalid` (outside), `file-missing`.
 */
export async function insideProject(folder: string, path: string): Promise<string> {
  const file = resolve(folder, path);
  if (!isInside(folder, file)) throw outside(path);
  let real: string;
  try {
    real = await realpath(file);
    if (!(await stat(real)).isFile())
      throw new TouchstoneError('file-missing', l10n.t('{0} is not a file.', path), { action: fix() });
  } catch (error) {
    if (error instanceof TouchstoneError) throw error;
    throw new TouchstoneError('file-missing', l10n.t('The file of tasks {0} cannot be read.', path), {
      cause: error,
      action: fix(),
    });
  }
  if (!isInside(await realpath(folder), real)) throw outside(path);
  return real;
}

const fix = (): string => l10n.t('Correct "tasks.path" in touchstone.json, or put the file there.');

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function outside(path: string): TouchstoneError {
  return new TouchstoneError(
    'config-invalid',
    l10n.t('The file of tasks {0} lies outside the project folder.', path),
    {
      action: l10n.t('Copy the file into the project folder and name it there.'),
    },
  );
}
