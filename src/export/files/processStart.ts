import { readFileSync } from 'node:fs';

/** Linux counts a process's start in these, whatever the kernel's own clock. */
const ticksPerSecond = 100;

/**
 * When a process began, in milliseconds since 1970, to a second or so: of this one everywhere, of others where the system tells it to everybody (Linux,
 * proc(5)). `undefined`: not known, or there is none.
 */
export function processStart(pid: number): number | undefined {
  if (pid === process.pid) return Date.now() - process.uptime() * 1000;
  try {
    const [, behindName = ''] = /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    // The 22nd field; two stand before.
    const ticks = Number(behindName.split(' ')[19]);
    const [, booted] = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1')) ?? [];
    const at = (Number(booted) + ticks / ticksPerSecond) * 1000;
    return Number.isFinite(at) ? at : undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
