import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Package managers that keep every library in a place of its own: a tool there reads from anywhere below. */
const wholes: readonly RegExp[] = [
  /^\/nix\/store(?=\/)/,
  /^.*\/\.linuxbrew(?=\/)/,
  /^\/opt\/homebrew(?=\/)/,
  /^\/snap(?=\/)/,
];

/** What a tool chain reads of its own prefix. */
const prefixParts = [
  'bin',
  'Scripts',
  'lib',
  'Lib',
  'lib32',
  'lib64',
  'libexec',
  'include',
  'DLLs',
  'pyvenv.cfg',
  'conda-meta',
];

/** Of a prefix what tool chains consist of, as far as it really lies there: a project may bring a `lib` that is a link to elsewhere. */
export async function partsOf(prefix: string): Promise<string[]> {
  const real = await realpath(prefix).catch(() => prefix);
  const parts = await Promise.all(
    prefixParts.map(async (part) => {
      const path = join(prefix, part);
      const target = await realpath(path).catch(() => undefined);
      return target !== undefined && isInside(target, real) ? [path] : [];
    }),
  );
  return parts.flat();
}

/**
 * What must be readable for these programs and folders: the prefix of each program, of every link on the way to it, and the folders
 * themselves. Whatever would hold one of `secret` (the user's home, the project's folder) is left out; of a program in
 * such a place only the file is taken, and of a prefix below one only what tool chains consist of: `~/.local` holds more than `bin` and
 * `lib`. Nested ones are left out, missing ones too.
 */
export async function visibleFolders(
  programs: readonly string[],
  folders: readonly string[],
  secret: readonly string[] = [],
): Promise<string[]> {
  const hidden = ['/', homedir(), ...secret].map((path) => resolve(path));
  const real = await Promise.all(hidden.map((path) => realpath(path).catch(() => path)));
  const isSecret = (path: string): boolean => [...hidden, ...real].some((h) => isInside(h, path));
  const below = [...hidden, ...real].filter((path) => path !== resolve('/'));
  const within = (path: string): boolean => below.some((folder) => isInside(path, folder));
  const wanted: string[] = [];
  for (const program of programs)
    for (const path of await linksOf(program)) {
      const whole = wholes.map((pattern) => pattern.exec(path)?.[0]).find((found) => found !== undefined);
      const place = whole ?? prefixOf(path);
      if (isSecret(place)) wanted.push(path);
      else if (whole !== undefined || !within(place)) wanted.push(place);
      else wanted.push(path, ...(await partsOf(place)));
    }
  for (const folder of folders)
    for (const path of await linksOf(folder)) if (!isSecret(path)) wanted.push(path);
  const there: string[] = [];
  for (const path of [...new Set(wanted.map((path) => resolve(path)))])
    if (isAbsolute(path) && (await lstat(path).catch(() => undefined))) there.push(path);
  return there.filter((path) => !there.some((other) => other !== path && isInside(path, other)));
}

/** Folders outside of `home` that files in it (two levels deep) are links into. */
export async function linkedFolders(home: string): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 1) await visit(path, depth - 1);
      if (!entry.isSymbolicLink()) continue;
      const target = await realpath(path).catch(() => undefined);
      if (target === undefined || isInside(target, home)) continue;
      const folderOfIt = dirname(target);
      // A file right in /etc or /usr is not a reason to show all of that.
      found.add(dirname(folderOfIt) === dirname(dirname(folderOfIt)) ? target : folderOfIt);
    }
  };
  await visit(home, 2);
  return [...found];
}

/** The path itself and every path that it is a link to, one after the other. */
async function linksOf(path: string): Promise<string[]> {
  const all = [resolve(path)];
  for (let at = all[0]; at !== undefined && all.length < 20;) {
    const target: string | undefined = await readlink(at).catch(() => undefined);
    at = target === undefined ? undefined : resolve(dirname(at), target);
    if (at !== undefined) all.push(at);
  }
  const real = await realpath(path).catch(() => undefined);
  return real === undefined || all.includes(real) ? all : [...all, real];
}

/** `/opt/python` of `/opt/python/bin/python`; else the folder that the program lies in. */
function prefixOf(exe: string): string {
  const folder = dirname(exe);
  return /^(?:bin|Scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** Whether `path` is `folder` or lies in it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
