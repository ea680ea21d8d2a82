import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { AtomicFile } from './atomicFile.ts';
import { attempt, TouchstoneError } from './errors.ts';

/**
 * Every path of ours below a project goes through here. A cloned repository could bring links along that lead elsewhere: folders are
 * made step by step, none of them may be a link, and a file (`src/store/file/ownFiles.ts` for the database) is a plain one with a single name.
 */

/** Makes folders of ours inside a project, one in the other, and resolves to the innermost. Errors: `store-unavailable`. */
export async function ownFolder(base: string, ...names: string[]): Promise<string> {
  let folder = base;
  for (const name of names) {
    folder = join(folder, name);
    const here = folder;
    await mkdir(here, { recursive: true }).catch(async (error: unknown) => {
      // A link to nowhere or a file in the way: named below.
      if (!(await lstat(here).catch(() => undefined))) throw error;
    });
    mustBeFolder(folder, await lstat(folder));
  }
  return folder;
}

/** The same where nothing else may happen meanwhile: in a thread that may block. */
export function ownFolderSync(base: string, ...names: string[]): string {
  let folder = base;
  for (const name of names) {
    folder = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      if (!attempt(() => lstatSync(folder))) throw error;
    }
    mustBeFolder(folder, lstatSync(folder));
  }
  return folder;
}

/** Writes a file anew in a folder of ours: never through a link that was there, and the former one stays until it is written. */
export async function writeOwnFile(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  const file = await AtomicFile.create(path);
  try {
    await file.writeText(text);
    await file.commit();
  } catch (error) {
    await file.abort();
    throw error;
  }
  return path;
}

function mustBeFolder(folder: string, stat: Stats): void {
  if (!stat.isDirectory())
    throw new TouchstoneError(
      'store-unavailable',
      l10n.t('{0} is a link or a file; Touchstone writes into folders of its own alone.', folder),
      l10n.t('Remove it; Touchstone makes a folder of its own in its place.'),
    );
}
