import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { variable, type Environment } from '../process/executablePath.ts';
import type { ProbeSpec } from '../contract/runner.ts';

/** What an interpreter said about itself. */
export interface Probe {
  version: string;
  /** Its real path, where it knows it. */
  exe?: string;
  home?: string;
  /** Folders that it reads from. */
  see: string[];
  /** Variables that runs need. */
  env: Record<string, string>;
}

const probes = new Map<string, Promise<Probe | undefined>>();

/**
 * Asks an interpreter about itself, once for each state of its file. It gets the user's environment (no program runs) and starts in
 * `cwd`: a shim decides there which version counts.
 */
export async function probe(
  exe: string,
  launch: readonly string[],
  spec: ProbeSpec,
  env: Environment,
  cwd: string | undefined,
): Promise<Probe | undefined> {
  const { mtimeMs, ino } = await stat(exe);
  const args = [...launch, ...spec.args];
  const asks = ['PATH', 'VIRTUAL_ENV', 'JAVA_HOME', 'PYENV_VERSION'].map((name) => variable(env, name));
  const key = JSON.stringify([exe, ino, mtimeMs, args, spec.env, asks, cwd]);
  let result = probes.get(key);
  if (!result) {
    result = ask(exe, args, spec, { ...env, ...spec.env }, cwd ?? homedir());
    probes.set(key, result);
  }
  const answer = await result;
  // What failed (a machine out of memory, a broken shim) may work the next time.
  if (!answer) probes.delete(key);
  return answer;
}

async function ask(
  exe: string,
  args: string[],
  spec: ProbeSpec,
  env: Environment,
  cwd: string,
): Promise<Probe | undefined> {
  const said = [await output(exe, args, env, cwd), spec.then && (await output(exe, spec.then, env, cwd))];
  return said[0] === undefined ? undefined : read(said.map((text) => text ?? '').join('\n'), spec);
}

/** What it prints on either stream; undefined where it ends with an error. */
function output(exe: string, args: string[], env: Environment, cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, cwd, timeout: 15_000, windowsHide: true, maxBuffer: 1_000_000 };
    const child = execFile(exe, args, options, (error, stdout, stderr) =>
      resolve(error ? undefined : `${stdout}\n${stderr}`.replaceAll('\r\n', '\n')),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}

function read(text: string, spec: ProbeSpec): Probe | undefined {
  const match = (spec.version ?? /\d+(?:\.\d+)+/).exec(text);
  const version = match?.[1] ?? match?.[0];
  if (version === undefined) return undefined;
  const found = spec.home?.exec(text);
  const home = (found?.[1] ?? found?.[0])?.trim();
  const lines = text.split('\n');
  const after = (prefix: string): string[] =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  const exe = home === undefined ? after('exe=')[0] : spec.exe?.replaceAll('{home}', home);
  const pairs = after('env=').map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return {
    version,
    ...(exe !== undefined && isAbsolute(exe) ? { exe } : {}),
    ...(home === undefined ? {} : { home }),
    see: after('see=').filter((path) => isAbsolute(path)),
    env: Object.fromEntries(pairs.filter(([name, value]) => name && value)) as Record<string, string>,
  };
}

/** Compares versions number by number; what is missing counts as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  for (const [i, part] of (want ?? []).entries()) {
    const mine = have?.[i] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}
