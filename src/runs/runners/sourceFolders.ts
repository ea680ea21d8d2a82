import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isInside, partsOf } from './visibleFolders.ts';

/** More than this of one folder of source is not shown: each is a mount of its own. */
const most = 500;

/**
 * What of the folders on an interpreter's path its programs need. Of a prefix what interpreters consist of, and a folder of installed
 * packages as it is; of a folder of source (`pip install -e`, a line in a `.pth` file) only the packages and modules in it, none whose
 * name begins with a dot: beside them may lie whatever their author keeps there.
 */
export async function importable(see: readonly string[]): Promise<string[]> {
  const prefixes = await filterAsync(see, isPrefix);
  const whole = [
    ...(await Promise.all(prefixes.map(partsOf))).flat(),
    ...(await filterAsync(see, isInstalled)),
  ];
  const source = see.filter(
    (path) => !prefixes.includes(path) && !whole.some((folder) => isInside(path, folder)),
  );
  return [...whole, ...(await Promise.all(source.map(modulesOf))).flat()];
}

/**
 * Folders that the `.pth` files of an environment add to the path of its interpreter, which leaves out what it does not see: inside the
 * sandbox that is all of them.
 */
export async function pathFileFolders(exe: string): Promise<string[]> {
  const library = join(dirname(dirname(exe)), 'lib');
  const versions = (await readdir(library).catch(() => [])).filter((name) => name.startsWith('python'));
  const sites = versions.map((name) => join(library, name, 'site-packages'));
  const files = await Promise.all(
    sites.map(async (site) =>
      (await readdir(site, { withFileTypes: true }).catch(() => []))
        .filter((entry) => entry.isFile() && entry.name.endsWith('.pth'))
        .map(async ({ name }) => ({ site, text: await smallText(join(site, name)) })),
    ),
  );
  const texts = await Promise.all(files.flat());
  return texts.flatMap(({ site, text }) =>
    text
      .split(/\r?\n/, most)
      .filter((line) => line.trim() !== '' && !/^(?:#|import\s)/.test(line))
      .map((line) => resolve(site, line.trim())),
  );
}

/** Nothing where it is larger than anybody writes such a file. */
async function smallText(path: string): Promise<string> {
  const size = (await stat(path).catch(() => undefined))?.size ?? Infinity;
  return size > 64 * 1024 ? '' : readFile(path, 'utf8').catch(() => '');
}

async function isPrefix(path: string): Promise<boolean> {
  const marks = ['pyvenv.cfg', 'conda-meta', 'bin/python', 'bin/python3', 'python.exe'];
  return (await filterAsync(marks, (mark) => there(join(path, mark)))).length > 0;
}

/** Installed packages, or the standard library, by the name that it really has. */
async function isInstalled(path: string): Promise<boolean> {
  const real = await realpath(path).catch(() => '');
  return /^(?:site|dist)-packages$/.test(basename(real)) || there(join(real, 'os.py'));
}

async function filterAsync<T>(all: readonly T[], keep: (one: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(all.map(keep));
  return all.filter((_, i) => kept[i]);
}

/** Links are left out: they may lead anywhere. */
async function modulesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await visibleEntries(folder)) {
    const path = join(folder, entry.name);
    if (found.length >= most) break;
    if (entry.isFile() && /\.(?:py|so|pyd|zip)$/.test(entry.name)) found.push(path);
    if (!entry.isDirectory()) continue;
    if (/\.(?:dist|egg)-info$/.test(entry.name) || (await there(join(path, '__init__.py'))))
      found.push(...(await withoutHidden(path)));
  }
  return found.slice(0, most);
}

/** The folder, or where something hidden lies below it, what else is there. */
async function withoutHidden(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true }).catch(() => []);
  if (!all.some((path) => /(?:^|[\\/])\./.test(path))) return [folder];
  const found: string[] = [];
  for (const entry of await visibleEntries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) found.push(path);
    if (entry.isDirectory()) found.push(...(await withoutHidden(path)));
  }
  return found;
}

async function visibleEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !name.startsWith('.'));
}

async function there(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
