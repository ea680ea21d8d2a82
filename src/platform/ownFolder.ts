import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from './errors.ts';

/**
 * Makes folders of ours inside a project, one in the other, and resolves to the innermost. None of them may be a link: a cloned
 * repository could bring one along that leads elsewhere. Errors: `store-unavailable`.
 */
export async function ownFolder(base: string, ...names: string[]): Promise<string> {
  let folder = base;
  for (const name of names) {
    folder = join(folder, name);
    const here = folder;
    await mkdir(here, { recursive: true }).catch(async (error: unknown) => {
      // A link to nowhere or a file in the way: named below.
      if (!(await lstat(here).catch(() => undefined))) throw error;
    });
    if (!(await lstat(folder)).isDirectory())
      throw new TouchstoneError(
        'store-unavailable',
        l10n.t('{0} is a link or a file; Touchstone writes into folders of its own alone.', folder),
        {
          action: l10n.t('Remove it; Touchstone makes a folder of its own in its place.'),
        },
      );
  }
  return folder;
}
