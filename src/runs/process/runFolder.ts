import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFolder } from '../contract/sandbox.ts';
import { sha256 } from '../../platform/hash.ts';
import type { FoundRunner } from '../contract/runner.ts';
import { userCache } from './environment.ts';

/**
 * Where the folders of runs really are. Some tools cannot work in a folder with such letters in its path, however it is passed to
 * them: Go (control characters), Node's ES modules (backslash), Java's class path (colon, emoji). They get one in the user's cache.
 */
function placeFor(runRoot: string): string {
  if (process.platform === 'win32' || !/[\p{Cc}:\\\u{10000}-\u{10ffff}]/u.test(runRoot)) return runRoot;
  return join(userCache(), 'runs', sha256(runRoot, 16));
}

/**
 * Makes a fresh folder (mode 0700) for one run under the run root and writes the program into it, with what lies beside it.
 * The name comes from a hash of the code: task ids hold slashes and whatever else.
 */
export async function makeRunFolder(
  runRoot: string,
  fileName: string,
  code: string,
  beside: Pick<FoundRunner, 'files' | 'links'> = {},
): Promise<RunFolder> {
  const place = placeFor(runRoot);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const root = await mkdtemp(join(place, `${sha256(code, 16)}-`));
  const inside = (name: string): string => join(root, name);
  const folder = {
    root,
    program: inside('program'),
    work: inside('work'),
    home: inside('home'),
    temp: inside('tmp'),
  };
  for (const path of [folder.program, folder.work, folder.home, folder.temp])
    await mkdir(path, { mode: 0o700 });
  await writeFile(join(folder.program, fileName), code, { mode: 0o600 });
  for (const [name, text] of Object.entries(beside.files ?? {}))
    await writeFile(join(folder.program, name), text, { mode: 0o600 });
  // A junction needs no rights on Windows.
  for (const [name, target] of Object.entries(beside.links ?? {}))
    await symlink(target, join(folder.program, name), 'junction');
  // Node looks for the next package.json upwards: the project's own must not decide what kind of file the program is.
  await writeFile(inside('package.json'), '{}\n', { mode: 0o600 });
  return folder;
}

/** Removes the folder with whatever the program left in it. Resolves to whether it is gone. */
export async function removeRunFolder(root: string): Promise<boolean> {
  const options = { recursive: true, force: true, maxRetries: 3, retryDelay: 100 };
  const remove = () => rm(root, options).then(() => true);
  // What fails first: folders without rights to list or write them.
  const again = () => openUp(root).then(remove);
  return remove()
    .catch(again)
    .catch(() => false);
}

/** Removes run folders that a killed editor left behind. Those younger than `olderThanMs` may be another window's. */
export async function sweepRunFolders(runRoot: string, olderThanMs = 24 * 3_600_000): Promise<number> {
  const place = placeFor(runRoot);
  const names = await readdir(place).catch(() => []);
  let removed = 0;
  for (const name of names.filter((n) => /^[0-9a-f]{16}-/.test(n))) {
    const path = join(place, name);
    const info = await stat(path).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > olderThanMs && (await removeRunFolder(path))) removed++;
  }
  return removed;
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
}
