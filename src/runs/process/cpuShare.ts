import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { listProcesses, treeOf } from './processTree.ts';
import { attempt } from '../../platform/errors.ts';

/** What a tree of processes had of the processors, in milliseconds. */
export interface CpuUse {
  /** Of all that are there, and of those that are gone. */
  usedMs: number;
  /** Of those that are gone alone. */
  goneMs: number;
  /** How long those that are there were ready and had to wait for their turn. */
  waitedMs: number;
}

/** With less than this share of the time a program was not at it throughout. */
const shareOfTime = 0.8;
/** What Linux counts processor time in, whatever the kernel's own clock is. */
const msOfTick = 10;

/** What the processes below `root` had (Linux); undefined elsewhere, or where the kernel does not tell. */
export function cpuUseOf(root: number): CpuUse | undefined {
  const tree = treeOf(root, listProcesses());
  if (tree.length === 0) return undefined;
  const use: CpuUse = { usedMs: 0, goneMs: 0, waitedMs: 0 };
  let known = false;
  for (const { pid } of tree) {
    // The name in brackets is the program's to choose.
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (from: number): number => (Number(fields[from]) + Number(fields[from + 1])) * msOfTick || 0;
    use.usedMs += ticks(11) + ticks(13);
    use.goneMs += ticks(13);
    for (const thread of attempt(() => readdirSync(`/proc/${pid}/task`), [])) {
      const path = `/proc/${pid}/task/${thread}/schedstat`;
      const waited = attempt(() => readFileSync(path, 'latin1'), '').split(' ')[1];
      if (waited === undefined) continue;
      known = true;
      use.waitedMs += Number(waited) / 1e6;
    }
  }
  return known ? use : undefined;
}

/**
 * Whether a run that its time limit ended lacked the processor for a good part of that time: it wanted to go on, and others had it. Who
 * sleeps or waits for something lacks nothing.
 */
export function lackedCpu(use: CpuUse | undefined, timeMs: number, crowded = isCrowded()): boolean {
  if (use === undefined) return crowded;
  if (use.usedMs >= shareOfTime * timeMs) return false;
  if (use.waitedMs >= (1 - shareOfTime) * timeMs) return true;
  // How long those had to wait that are gone is not told.
  return crowded && use.goneMs > use.usedMs / 2;
}

/** Whether more wants to run on this machine than it has processors, on average of the last minute. */
function isCrowded(): boolean {
  return (loadavg()[0] ?? 0) > availableParallelism();
}
