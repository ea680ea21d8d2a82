import { readFile, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/**
 * Text of a file that a project names. Undefined where it lies outside the project's folder, links followed: a clone decides what is
 * named, and what is read is shown, or sent. Rejects as Node's file system where there is no such file.
 */
export async function readProjectFile(folder: string, name: string): Promise<string | undefined> {
  const file = await realpath(resolve(folder, name));
  if (!file.startsWith((await realpath(folder)) + sep)) return undefined;
  return readFile(file, 'utf8');
}
