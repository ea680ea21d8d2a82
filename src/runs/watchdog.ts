import { closeSync, lstatSync, openSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { identity, listProcesses, proportionalBytes, treeOf, type ProcessInfo } from './processTree.ts';
import type { ControlGroup } from './sandbox/index.ts';
import type { LimitName, Limits } from './types.ts';

/** What is watched: a tree of processes and what it writes. */
export interface Watched {
  /** First process: the first one inside a sandbox, else the program's. */
  pid: number;
  limits: Limits;
  /** Where the kernel counts; the watchdog asks it what it saw. */
  group: ControlGroup | undefined;
  /** Processes of the sandbox itself, which do not count. */
  own: number;
  /** File systems that the program alone writes to, as paths inside its root. */
  disks: readonly string[];
  /** Folders on this machine that it writes to. */
  folders: readonly string[];
  /** Called once, when a limit is reached. */
  onLimit: (limit: LimitName) => void;
}

const pollMs = 50;
/** Folders are walked less often. */
const walkEvery = 5;
/** What a file costs beyond its content: the kernel keeps a record of it. */
const bytesOfFile = 1024;
/** Less room than this is none: the program was refused. */
const fullBytes = 4096;

/** Looks at a run from outside, again and again, and tells when it reaches a limit. */
export class Watchdog {
  readonly #watched: Watched;
  readonly #known = new Set<string>();
  readonly #disks: { path: string; fd: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #rounds = 0;
  #peak: number | undefined;
  #limit: LimitName | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#timer = setInterval(() => this.#look(), pollMs);
    this.#look();
  }

  /** Most bytes that the run held, as far as that was seen. */
  get peakMemoryBytes(): number | undefined {
    return this.#watched.group?.peakMemoryBytes() ?? this.#peak;
  }

  /** The last look, once the processes are gone. Returns the limit that was reached, if any. */
  stop(): LimitName | undefined {
    clearInterval(this.#timer);
    this.#reach(this.#watched.group?.reached());
    // The file systems live as long as they are held here, so that even a short program's are seen as it left them.
    this.#reach(this.#disksFull() ? 'disk' : undefined);
    for (const { fd } of this.#disks.splice(0)) closeSync(fd);
    return this.#limit;
  }

  #look(): void {
    if (this.#limit !== undefined) return;
    this.#holdDisks();
    const { group } = this.#watched;
    this.#reach(group ? group.reached() : this.#count());
    this.#reach(this.#disksFull() || this.#foldersFull() ? 'disk' : undefined);
    this.#rounds++;
  }

  #reach(limit: LimitName | undefined): void {
    if (limit === undefined || this.#limit !== undefined) return;
    this.#limit = limit;
    this.#watched.onLimit(limit);
  }

  #count(): LimitName | undefined {
    const { pid, limits, own } = this.#watched;
    const tree = treeOf(pid, listProcesses(), this.#known).filter((info) => !info.zombie);
    for (const info of tree) this.#known.add(identity(info));
    const threads = tree.reduce((sum, info) => sum + info.threads, 0) - own;
    const bytes = memoryOf(tree, limits.memoryBytes);
    if (tree.length > 0) this.#peak = Math.max(this.#peak ?? 0, bytes);
    if (bytes > limits.memoryBytes) return 'memory';
    return threads > limits.processes ? 'processes' : undefined;
  }

  /** Opens the sandbox's file systems as soon as they are there. */
  #holdDisks(): void {
    const { pid, disks } = this.#watched;
    for (const path of disks) {
      if (this.#disks.some((disk) => disk.path === path)) continue;
      try {
        this.#disks.push({ path, fd: openSync(join(`/proc/${pid}/root`, path), 'r') });
      } catch {
        // Not mounted yet, or over already.
      }
    }
  }

  #disksFull(): boolean {
    return this.#disks.some(({ fd }) => {
      const { bsize, blocks, bfree, files, ffree } = statfsSync(`/proc/self/fd/${fd}`);
      const used = (blocks - bfree) * bsize + (files - ffree) * bytesOfFile;
      return used >= this.#watched.limits.diskBytes - fullBytes;
    });
  }

  #foldersFull(): boolean {
    const { folders, limits } = this.#watched;
    if (folders.length === 0 || this.#rounds % walkEvery !== 0) return false;
    let left = limits.diskBytes;
    for (const folder of folders) left -= bytesIn(folder, left);
    return left < 0;
  }
}

/** Shared pages count once where that can be told; asking is slow, so it is done near the limit and for few processes. */
function memoryOf(tree: readonly ProcessInfo[], limit: number): number {
  const resident = tree.reduce((sum, info) => sum + info.residentBytes, 0);
  if (tree.length < 2 || (tree.length > 16 && resident <= limit)) return resident;
  return tree.reduce((sum, info) => sum + (proportionalBytes(info.pid) ?? info.residentBytes), 0);
}

/** Bytes of a folder's files; the walk ends once they exceed `enough`. */
function bytesIn(folder: string, enough: number): number {
  let sum = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && sum <= enough; next = waiting.pop()) {
    let names: string[];
    try {
      names = readdirSync(next);
    } catch {
      continue;
    }
    for (const name of names) {
      try {
        const path = join(next, name);
        const info = lstatSync(path);
        sum += info.blocks * 512 + bytesOfFile;
        if (info.isDirectory()) waiting.push(path);
      } catch {
        // Removed meanwhile.
      }
      if (sum > enough) break;
    }
  }
  return sum;
}
