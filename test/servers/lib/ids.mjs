// A process id alone may be given to another process later; together with the kernel's start time it names one for good.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** The start time of a process in the kernel's own words, or undefined when it is gone (a zombie counts as gone). */
export function startOf(pid) {
  if (process.platform !== 'linux') {
    return (
      spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined
    );
  }
  try {
    // The name in parentheses may hold blanks, so count the fields from behind the last parenthesis: state is 3, start time is 22.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still runs. */
export function isAlive(pid, start) {
  return start !== undefined && startOf(pid) === start;
}

/** Sends a signal to a whole process group, if its leader is the process we mean. */
export function signalGroup(pid, start, signal) {
  if (!isAlive(pid, start)) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
