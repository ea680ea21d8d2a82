import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ownFolder } from '../../platform/ownFolder.ts';
import { isAlive, processStart } from './processStart.ts';

/** Beside the store, which keeps itself out of version control. */
const folderName = 'exports';
const namePattern = /^export-(\d+)-[0-9a-f-]+\.(?:tmp|beside)(?:-wal|-shm|-journal)?$/;
/** What stands beside a target on another drive, and is told by a `.beside` file. */
const besidePattern = /^\.touchstone-[0-9a-f-]+\.tmp$/;

/** Where what is not complete yet is written. Errors: `store-unavailable` (a link is in the way). */
export function scratchFolder(storePath: string): Promise<string> {
  return ownFolder(dirname(storePath), folderName);
}

/** A name for something that is not complete, which tells which process writes it. */
export function scratchName(id: string, ending: 'tmp' | 'beside' = 'tmp'): string {
  return `export-${process.pid}-${id}.${ending}`;
}

/** Removes what exports left that were killed; those under way in other windows are left alone. Gives the files. */
export async function sweepExports(storePath: string): Promise<string[]> {
  const folder = join(dirname(storePath), folderName);
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) return [];
  const swept: string[] = [];
  for (const name of await readdir(folder)) {
    const [, pid, ending = name.endsWith('.beside') ? 'beside' : 'tmp'] = namePattern.exec(name) ?? [];
    const file = join(folder, name);
    if (pid === undefined || (await isUnderWay(Number(pid), file))) continue;
    if (ending === 'beside') {
      const beside = (await readFile(file, 'utf8').catch(() => '')).trim();
      // Only what can be ours: the file that names it is no more than a file.
      const there = await lstat(beside).catch(() => undefined);
      if (besidePattern.test(basename(beside)) && (there?.isFile() || there?.isDirectory()))
        swept.push(await removed(beside));
    }
    swept.push(await removed(file));
  }
  return swept;
}

/** Nobody writes so long without a word; where another process has the writer's id by now, and nothing tells since when. */
const longestMs = 24 * 60 * 60_000;
/** Clocks of files and of processes may differ by as much. */
const slackMs = 5_000;

/** Whether the process of this id wrote it: one that began when it had been written has the id of one that is gone. */
async function isUnderWay(pid: number, file: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const written = await lastWritten(file);
  const began = processStart(pid);
  return began === undefined ? Date.now() - written < longestMs : began < written + slackMs;
}

/** Of a folder the newest of what is in it. */
async function lastWritten(path: string): Promise<number> {
  const there = await lstat(path).catch(() => undefined);
  if (!there) return 0;
  const inside = there.isDirectory() ? await readdir(path).catch(() => []) : [];
  const times = await Promise.all(inside.map((name) => lastWritten(join(path, name))));
  return Math.max(there.mtimeMs, ...times);
}

async function removed(file: string): Promise<string> {
  await rm(file, { recursive: true, force: true });
  return file;
}
