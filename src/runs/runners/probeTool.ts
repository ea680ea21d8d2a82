import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { toolEnvironment } from '../process/environment.ts';
import { outputOf } from '../process/executablePath.ts';
import { memoizeAsync } from '../../platform/memoize.ts';
import type { Environment } from '../contract/runRequest.ts';
import type { FindOptions, ProbeSpec } from '../contract/runner.ts';
import { pathFileFolders } from './sourceFolders.ts';
import { isInside, visibleFolders } from './visibleFolders.ts';

/** What an interpreter said about itself. */
export interface Probe {
  version: string;
  /** It came with the project: nothing of it is started outside the sandbox. */
  ofProject?: boolean;
  /** Its real path, where it knows it. */
  exe?: string;
  home?: string;
  /** Folders that it reads from. */
  see: string[];
  /** Variables that runs need. */
  env: Record<string, string>;
}

const probes = new Map<string, Promise<Probe | undefined>>();

type Ask = (args: string[]) => Promise<string | undefined>;

/**
 * Asks an interpreter about itself, once for each state of its file. What lies in the project is asked as its programs are run, and is
 * believed its version, and which folders of the project it reads.
 */
export async function probe(
  exe: string,
  launch: readonly string[],
  spec: ProbeSpec,
  env: Environment,
  options: FindOptions,
): Promise<Probe | undefined> {
  const { mtimeMs, ino } = await stat(exe);
  const foreign = await isOfProject(exe, options);
  if (foreign && !options.probeInProject) return undefined;
  const args = [...launch, ...spec.args];
  const variables = toolEnvironment(env, spec.env);
  const key = JSON.stringify([exe, ino, mtimeMs, args, spec.then, variables, foreign]);
  const answer = await memoizeAsync(probes, key, async () => {
    const asked = await ask(
      foreign ? await inProject(exe, spec, options) : onItsOwn(exe, variables),
      args,
      spec,
    );
    if (!foreign || !asked) return asked;
    // It may name any folder: only those that came with it are shown.
    const named = [...asked.see, ...(await pathFileFolders(exe))];
    const own = await Promise.all(named.map((path) => reallyOfProject(path, options)));
    return { version: asked.version, ofProject: true, see: named.filter((_, i) => own[i]), env: {} };
  });
  // What failed (a machine out of memory, a broken shim) may work the next time.
  if (!answer) probes.delete(key);
  return answer;
}

/** Whether a program came with the project, be it by a link. */
export async function isOfProject(exe: string, options: FindOptions): Promise<boolean> {
  return secretFolders(options).some((folder) => isInside(exe, folder)) || reallyOfProject(exe, options);
}

/** Whether it lies there in truth. */
export async function reallyOfProject(path: string, options: FindOptions): Promise<boolean> {
  const [real, ...folders] = await Promise.all(
    [path, ...secretFolders(options)].map((one) => realpath(one).catch(() => one)),
  );
  return real !== undefined && folders.some((folder) => isInside(real, folder));
}

async function ask(output: Ask, args: string[], spec: ProbeSpec): Promise<Probe | undefined> {
  const first = await output(args);
  const then = first === undefined ? undefined : spec.then && (await output(spec.then));
  return first === undefined ? undefined : read(`${first}\n${then ?? ''}`.replaceAll('\r\n', '\n'), spec);
}

/** In an empty folder: tools import, obey and execute what lies where they are started. */
function onItsOwn(exe: string, env: Record<string, string>): Ask {
  return async (args) => {
    const cwd = await mkdtemp(join(tmpdir(), 'touchstone-probe-'));
    try {
      const said = await outputOf(exe, args, { env, cwd, timeout: 15_000, maxBuffer: 1_000_000 });
      return said && `${said.stdout}\n${said.stderr}`;
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  };
}

async function inProject(exe: string, { env = {} }: ProbeSpec, options: FindOptions): Promise<Ask> {
  const visible = await visibleFolders([exe], [], secretFolders(options));
  return async (args) => options.probeInProject?.({ exe, args, env, visible });
}

/** What no run may see as a whole, beside the home folder. */
export function secretFolders({ projectFolder, foreignFolders = [] }: FindOptions): string[] {
  return [...foreignFolders, ...(projectFolder === undefined ? [] : [projectFolder])];
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
