import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { variable } from './path.ts';

/** Environment variable that marks the processes of one run. */
export const markVariable = 'TOUCHSTONE_RUN';

/** Sends a signal to the group that `pid` leads. On Windows any signal ends the whole tree at once. */
export function signalTree(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    const system = variable(process.env, 'SystemRoot') ?? 'C:\\Windows';
    const taskkill = join(system, 'System32', 'taskkill.exe');
    execFile(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * Kills processes of a run that left its process group (a daemon, `setsid`), on Linux: they still have the run's mark in
 * their environment. Where a program took the mark off on purpose, only a sandbox would hold it.
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  // Twice: a process may start another while the list is read.
  for (let round = 0; round < 2; round++) {
    const pids = await marked(mark);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone, or not ours.
      }
    }
  }
}

async function marked(mark: string): Promise<number[]> {
  const entry = `${markVariable}=${mark}`;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const checked = await Promise.all(
    names.map(async (name) => {
      try {
        const environ = await readFile(`/proc/${name}/environ`, 'latin1');
        return environ.split('\0').includes(entry) ? Number(name) : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  return checked.filter((pid) => pid !== undefined && pid !== process.pid) as number[];
}
