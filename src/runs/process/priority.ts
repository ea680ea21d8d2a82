import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { attempt } from '../../platform/errors.ts';

const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW, PRIORITY_HIGHEST, PRIORITY_NORMAL } = constants.priority;

/** Lowers a process's priority, more where the kernel does not bound its number of processes; a system may refuse. */
export function yieldTo(pid: number, bounded: boolean): void {
  // Else it runs as everything else does.
  attempt(() => setPriority(pid, bounded ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW));
}

/**
 * Lets a process that is about to be killed have its turn: it dies only when it runs next, and the first process of a sandbox takes all
 * others with it. Among a thousand busy ones of the lowest priority that can take longer than anybody waits.
 */
export function hasten(pid: number): void {
  if (process.platform !== 'linux') return;
  // Only root may raise a priority; the kernel bounds how many processes everybody else has.
  attempt(() => setPriority(pid, PRIORITY_HIGHEST));
  setGroup(String(pid), PRIORITY_HIGHEST);
}

let raised = 0;

/**
 * Puts this thread before what it watches, until the returned function is called: among a thousand busy processes its turn would
 * come too late to stop them. Only root may, and only root needs it: the kernel bounds the number of everybody else's.
 */
export function raisePriority(): () => void {
  if (process.platform !== 'linux' || isMainThread || process.getuid?.() !== 0) return () => undefined;
  if (raised++ === 0) set(PRIORITY_HIGHEST);
  let restored = false;
  return () => {
    if (restored) return;
    restored = true;
    if (--raised === 0) set(PRIORITY_NORMAL);
  };
}

function set(priority: number): void {
  attempt(() => setPriority(0, priority)); // else it runs as before
  setGroup('self', priority);
}

/** Where the kernel shares processors between sessions, a process's own priority counts among its session alone. */
function setGroup(pid: string, priority: number): void {
  // Else this kernel knows no such groups, or does not let us.
  attempt(() => writeFileSync(`/proc/${pid}/autogroup`, String(priority)));
}
