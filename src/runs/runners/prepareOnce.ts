import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../process/executablePath.ts';
import { runEnvironment, userCache } from '../process/environment.ts';
import type { Environment } from '../contract/runRequest.ts';
import { memoizeAsync } from '../../platform/memoize.ts';

/** Go throws away what was not used for five days; being built again, from what is there, counts as use and takes a second. */
const freshMs = 3 * 24 * 3_600_000;
const timeoutMs = 10 * 60_000;

export interface Preparation {
  /** The compiler. */
  exe: string;
  args: readonly string[];
  env: Record<string, string>;
  /** Names the folder in the compiler's environment. */
  variable: string;
  /** The folder of this version below the cache folder. */
  name: string;
  cacheFolder: string | undefined;
}

const running = new Map<string, Promise<string | undefined>>();

/**
 * Compiles a standard library once for all runs, into a folder that runs may read. Resolves to that folder, or to undefined where
 * it cannot be made: runs then compile for themselves. `onStart` is told only if something is to be done.
 */
export async function prepare(
  preparation: Preparation,
  env: Environment,
  onStart?: () => void,
): Promise<string | undefined> {
  const folder = join(preparation.cacheFolder ?? join(userCache(env), 'toolchains'), preparation.name);
  const done = join(folder, '.complete');
  const info = await stat(done).catch(() => undefined);
  const age = info && Date.now() - info.mtimeMs;
  if (age !== undefined && age < freshMs) return folder;
  if (age === undefined) onStart?.();
  const building = (): Promise<string | undefined> =>
    build(preparation, env, folder, done).finally(() => running.delete(folder));
  return memoizeAsync(running, folder, building);
}

async function build(
  { exe, args, env: extra, variable: name }: Preparation,
  env: Environment,
  folder: string,
  done: string,
): Promise<string | undefined> {
  let temp: string | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    temp = await mkdtemp(join(tmpdir(), 'touchstone-prepare-'));
    // The same environment as a run's: what is compiled under another one would not be found again.
    const surroundings = runEnvironment(env, { home: temp, temp }, { ...extra, [name]: folder });
    const options = { cwd: temp, env: surroundings, timeout: timeoutMs, maxBuffer: 10_000_000 };
    if (!(await outputOf(exe, args, options))) return undefined;
    await writeFile(done, '', { mode: 0o600 });
    await utimes(done, new Date(), new Date());
    return folder;
  } catch {
    return undefined;
  } finally {
    if (temp !== undefined) await rm(temp, { recursive: true, force: true });
  }
}
