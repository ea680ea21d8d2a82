import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { toolEnvironment } from '../process/environment.ts';
import { findExecutable, outputOf } from '../process/executablePath.ts';
import type { Environment } from '../contract/runRequest.ts';

/** Programs that stand for others by their name. */
const standIns = /^(?:rustup|volta-shim|mise|asdf|rtx)(?:\.exe)?$/i;

/** Whether a program only looks up which one to start: pyenv, rbenv, nodenv, goenv, asdf, mise, rustup, volta. */
export async function isShim(exe: string): Promise<boolean> {
  if (basename(dirname(exe)) === 'shims') return true;
  return standIns.test(basename(await realpath(exe).catch(() => exe)));
}

/**
 * What a shim starts, by asking the tool that made it (`pyenv which`, `asdf which` …); undefined where that tool does not answer.
 * Runs have no home folder in which a shim would find its settings.
 */
export async function behindShim(exe: string, env: Environment): Promise<string | undefined> {
  const root = dirname(dirname(exe));
  const real = basename(await realpath(exe).catch(() => exe)).replace(/\.exe$/i, '');
  const maker = standIns.test(real) ? real : basename(root).replace(/^\./, '');
  const name = maker === 'volta-shim' ? 'volta' : maker;
  for (const candidate of [name, join(root, 'bin', name), join(root, 'libexec', name)]) {
    const tool = await findExecutable(candidate, env);
    if (tool === undefined) continue;
    const path = await which(tool, basename(exe), env);
    if (path !== undefined) return path;
  }
  return undefined;
}

async function which(tool: string, name: string, env: Environment): Promise<string | undefined> {
  const said = await outputOf(tool, ['which', name], {
    env: toolEnvironment(env),
    cwd: homedir(), // not the project: what it says there of versions is not the user's word
    timeout: 10_000,
  });
  const path = said?.stdout.trim().split(/\r?\n/).at(-1) ?? '';
  return isAbsolute(path) ? path : undefined;
}

/**
 * Whether starting this would open an installer or another machine: macOS's stand-ins for the command line tools where those are
 * not installed, and Windows' own bash, in whose Linux the program's path does not exist.
 */
export async function isForeign(exe: string): Promise<boolean> {
  if (process.platform === 'win32') return /[\\/]system32[\\/]bash\.exe$/i.test(exe);
  if (process.platform !== 'darwin') return false;
  if (!/^\/usr\/bin\/(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+|python3)$/.test(exe)) return false;
  return (await outputOf('/usr/bin/xcode-select', ['-p'], { env: {} })) === undefined;
}
