import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { variable } from './executablePath.ts';
import { attempt } from '../../platform/errors.ts';

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
  attempt(() => process.kill(-pid, signal)); // else the group is gone already
}

/** Rounds of killing: each process may start another while the list is read. */
const killRounds = 50;

/**
 * Kills processes of a run that left its process group (a daemon, `setsid`), on Linux: they still have the run's mark in
 * their environment. Where a program took the mark off on purpose, only a sandbox would hold it.
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < killRounds; round++) {
    const pids = await marked(mark);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
  }
}

async function marked(mark: string): Promise<number[]> {
  const entry = `${markVariable}=${mark}`;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const environ = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
      return environ.split('\0').includes(entry) ? [Number(name)] : [];
    }),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

/** Kills one process; does nothing where it is gone already. */
export function kill(pid: number): void {
  attempt(() => process.kill(pid, 'SIGKILL')); // else it is gone, or not ours
}

/** What Linux tells of one process. */
export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  session: number;
  threads: number;
  /** Clock ticks since the machine started: with the pid it names one process for good. */
  started: number;
  /** Bytes in memory; pages that several processes share count for each. */
  residentBytes: number;
  /** Ended, and not yet taken note of by its parent. */
  zombie: boolean;
}

let pageBytes: number | undefined;

/** All processes of the machine (Linux); empty elsewhere. */
export function listProcesses(): ProcessInfo[] {
  const names = attempt(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  return names.map((name) => processInfo(Number(name))).filter((info) => info !== undefined);
}

/** One process; undefined once it is gone. */
export function processInfo(pid: number): ProcessInfo | undefined {
  return attempt(() => parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), (pageBytes ??= pageSize())));
}

/** The line of `/proc/PID/stat`. The name in brackets is the program's to choose, brackets and spaces included. */
export function parseStat(line: string, bytesInPage: number): ProcessInfo | undefined {
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const number = (at: number): number => Number(fields[at]);
  const pid = Number.parseInt(line, 10);
  if (close < 0 || !Number.isSafeInteger(pid) || fields.length < 22) return undefined;
  return {
    pid,
    parent: number(1),
    group: number(2),
    session: number(3),
    threads: number(17),
    started: number(19),
    residentBytes: number(21) * bytesInPage,
    zombie: fields[0] === 'Z' || fields[0] === 'X',
  };
}

function pageSize(): number {
  const kilobytes = /^KernelPageSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'latin1'))?.[1];
  return Number(kilobytes ?? 4) * 1024;
}

/** Of the bytes that a process holds, those of files and of shared memory. */
export function sharedBytes(pid: number): number {
  const read = (): string | undefined => readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[2];
  return attempt(() => Number(read()) * (pageBytes ??= pageSize()), 0);
}

/**
 * The processes below `root` and itself, and those that its group, its session or `known` (by pid and start) hold: who left the
 * tree once was in it before.
 */
export function treeOf(
  root: number,
  all: readonly ProcessInfo[],
  known: ReadonlySet<string> = new Set(),
): ProcessInfo[] {
  const children = Map.groupBy(all, (info) => info.parent);
  const tree = new Map<number, ProcessInfo>();
  const add = (info: ProcessInfo): void => {
    if (tree.has(info.pid)) return;
    tree.set(info.pid, info);
    for (const child of children.get(info.pid) ?? []) add(child);
  };
  for (const info of all)
    if (info.pid === root || info.group === root || info.session === root || known.has(identity(info)))
      add(info);
  return [...tree.values()];
}

/** Names a process for good: pids are used again. */
export function identity(info: ProcessInfo): string {
  return `${info.pid}:${info.started}`;
}
