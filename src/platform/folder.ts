import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TouchstoneError } from './errors.ts';

/**
 * Makes folders of ours inside a project, one in the other, and resolves to the innermost. None of them may be a link: a cloned
 * repository could bring one along that leads elsewhere. Errors: `store-unavailable`.
 */
export async function ownFolder(base: string, ...names: string[]): Promise<string> {
  let folder = base;
  for (const name of names) {
    folder = join(folder, name);
    await mkdir(folder, { recursive: true });
    if (!(await lstat(folder)).isDirectory())
      throw new TouchstoneError(
        'store-unavailable',
        `${folder} is a link, and Touchstone does not write through links.`,
        {
          action: 'Remove it; Touchstone makes a folder of its own in its place.',
        },
      );
  }
  return folder;
}
