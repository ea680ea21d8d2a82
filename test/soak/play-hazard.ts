import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { bundledStoreWorker } from '../../scripts/test/storeWorker.mjs';

let worker: Promise<string> | undefined;

/** Plays tests of `test/hazards` in a process of their own. What fails is told as it comes. */
export async function playHazard(
  file: string,
  env: Record<string, string>,
  name?: string,
): Promise<{ passed: number; failed: number }> {
  const path = join(import.meta.dirname, '..', 'hazards', file);
  const only = name === undefined ? [] : [`--test-name-pattern=${name}`];
  worker ??= bundledStoreWorker();
  const told = { ...process.env, ...env, TOUCHSTONE_STORE_WORKER: await worker };
  const output = await new Promise<string>((resolve) => {
    const options = { env: told, maxBuffer: 2 ** 28 };
    execFile(process.execPath, ['--test', '--test-reporter=tap', ...only, path], options, (_, stdout) =>
      resolve(stdout),
    );
  });
  const count = (what: string): number =>
    Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const result = { passed: count('pass'), failed: count('fail') + count('cancelled') };
  if (result.failed > 0 || result.passed === 0) console.error(output);
  return result;
}
