import { execFile, type ExecFileOptions } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, extname, isAbsolute, join, resolve } from 'node:path';
import type { Environment } from '../contract/runRequest.ts';

/** A variable by its name; Windows writes `Path` and looks names up in any case. */
export function variable(env: Environment, name: string): string | undefined {
  if (process.platform !== 'win32') return env[name];
  const found = Object.keys(env).find((key) => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : env[found];
}

/**
 * Absolute path of a program: a path as it is, a bare name looked up in PATH (with PATHEXT on Windows), as a shell would,
 * but without one. Relative entries of PATH are passed over: what lies in a project's folder must not be started by its name.
 */
export async function findExecutable(name: string, env: Environment): Promise<string | undefined> {
  const endings = endingsFor(name, env);
  const folders = /[\\/]/.test(name)
    ? [undefined]
    : (variable(env, 'PATH') ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === undefined ? resolve(name + ending) : join(folder, name + ending);
      if (await isExecutable(path)) return path;
    }
  return undefined;
}

function endingsFor(name: string, env: Environment): string[] {
  if (process.platform !== 'win32') return [''];
  // A batch file would need a shell to start it: only real programs count.
  const known: string[] = (variable(env, 'PATHEXT') ?? '.COM;.EXE')
    .split(';')
    .map((ending) => ending.toLowerCase())
    .filter((ending) => ending === '.exe' || ending === '.com');
  return known.includes(extname(name).toLowerCase()) ? [''] : known;
}

/** What a tool prints, which gets nothing to read; undefined where it cannot be started, takes too long or ends with an error. */
export function outputOf(
  exe: string,
  args: readonly string[],
  options: ExecFileOptions,
): Promise<{ stdout: string; stderr: string } | undefined> {
  return new Promise((resolve) => {
    const told = { windowsHide: true, ...options, encoding: 'utf8' } as const;
    const child = execFile(exe, args, told, (error, stdout, stderr) =>
      resolve(error ? undefined : { stdout, stderr }),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    if (process.platform !== 'win32') await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
