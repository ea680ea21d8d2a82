import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { startRun } from '../../../src/runs/startRun.ts';
import type { RunHandle, RunOptions, RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import type { Limits } from '../../../src/domain/run.ts';

/** A folder that is removed after the file (called at its top) or after the test (called in one). */
export function temporaryFolder(name = 'runs'): string {
  const folder = mkdtempSync(join(tmpdir(), `touchstone-${name}-`));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Limits that no honest test reaches. */
export const wide: Limits = {
  timeoutMs: 30_000,
  memoryBytes: 2 ** 30,
  processes: 256,
  diskBytes: 2 ** 26,
  outputBytes: 1_000_000,
};

/** `input` is a snippet that runs after the code. */
type Options = Partial<Omit<RunOptions, 'runner' | 'assembled' | 'limits'>> & {
  limits?: Partial<Limits>;
  input?: string;
  reportsValue?: boolean;
};

export async function start(
  language: string,
  code: string,
  folder: string,
  options: Options = {},
): Promise<RunHandle> {
  const runner = await findRunner(language);
  const { input, limits, reportsValue = false, ...others } = options;
  const assembled = { code: input === undefined ? code : `${code}\n${input}\n`, reportsValue };
  return startRun({ assembled, runner, folder, limits: { ...wide, ...limits }, ...others });
}

/** Runs with an empty stdin unless told, and checks that nothing is left in the run root. */
export async function runToEnd(
  language: string,
  code: string,
  folder: string,
  options: Options = {},
): Promise<RunOutcome> {
  const handle = await start(language, code, folder, { stdin: '', ...options });
  const outcome = await handle.done;
  assert.deepEqual(await readdir(folder), [], 'the run folder is removed');
  return outcome;
}

/** Resolves once the condition holds; fails after 20 s. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited too long for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process is there and no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/^\d+ \(.*\) Z/s.test(stat);
}

/**
 * The most CPU time that the main thread used between two turns of the event loop while `work` went on, in milliseconds.
 * CPU time: on a busy machine the thread may wait for a processor, which is no fault of its own.
 */
export async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let longest = 0;
  let last = used();
  const timer = setInterval(() => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
