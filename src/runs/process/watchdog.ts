import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { raisePriority } from './priority.ts';
import { identity, listProcesses, sharedBytes, treeOf, type ProcessInfo } from './processTree.ts';
import type { ControlGroup } from '../contract/sandbox.ts';
import type { LimitName, Limits } from '../../domain/run.ts';
import { attempt } from '../../platform/errors.ts';

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
/** The number of threads on the whole machine is read more often: a fork bomb doubles within milliseconds. */
const glanceMs = 10;
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
  readonly #timers: NodeJS.Timeout[];
  readonly #threadsBefore = threadsOfMachine();
  #restorePriority: () => void = () => undefined;
  #rounds = 0;
  #peak: number | undefined;
  #limit: LimitName | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#timers = [setInterval(() => this.#look(), pollMs)];
    if (!watched.group) {
      this.#restorePriority = raisePriority();
      this.#timers.push(setInterval(() => this.#glance(), glanceMs));
    }
    this.#look();
  }

  /** Most bytes that the run held, as far as that was seen. */
  get peakMemoryBytes(): number | undefined {
    return this.#watched.group?.peakMemoryBytes() ?? this.#peak;
  }

  /** The last look, once the processes are gone. Returns the limit that was reached, if any. */
  stop(): LimitName | undefined {
    for (const timer of this.#timers) clearInterval(timer);
    this.#restorePriority();
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

  /** Looks at once where many processes were started since the run began, by whomever. */
  #glance(): void {
    if (threadsOfMachine() - this.#threadsBefore > this.#watched.limits.processes / 2) this.#look();
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
    // First of all: each moment there are more, and looking at their memory takes longer.
    if (threads >= limits.processes) return 'processes';
    const bytes = memoryOf(tree);
    if (tree.length > 0) this.#peak = Math.max(this.#peak ?? 0, bytes);
    return bytes > limits.memoryBytes ? 'memory' : undefined;
  }

  /** Opens the sandbox's file systems as soon as they are there. */
  #holdDisks(): void {
    const { pid, disks } = this.#watched;
    for (const path of disks) {
      if (this.#disks.some((disk) => disk.path === path)) continue;
      try {
        const fd = openSync(join(`/proc/${pid}/root`, path), 'r');
        // Before the sandbox has changed its root, it is this machine's folder that is found.
        if (fstatSync(fd).dev === statSync(path, { throwIfNoEntry: false })?.dev) closeSync(fd);
        else this.#disks.push({ path, fd });
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

/** How many threads there are on the machine, as far as this system tells. */
function threadsOfMachine(): number {
  const text = attempt(() => readFileSync('/proc/loadavg', 'latin1'), '');
  return Number(/\/(\d+) /.exec(text)?.[1] ?? 0);
}

/**
 * What the processes hold; files and memory that they map together count once. What a process shares with the one that it was forked
 * from counts for both: only its memory map could tell, and a process that gets no turn does not let anybody read that.
 */
function memoryOf(tree: readonly ProcessInfo[]): number {
  let [own, shared] = [0, 0];
  for (const info of tree) {
    const common = tree.length > 1 ? sharedBytes(info.pid) : 0;
    own += Math.max(0, info.residentBytes - common);
    shared = Math.max(shared, common);
  }
  return own + shared;
}

/** Bytes of a folder's files; the walk ends once they exceed `enough`. */
function bytesIn(folder: string, enough: number): number {
  let sum = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && sum <= enough; next = waiting.pop()) {
    for (const name of attempt(() => readdirSync(next), [])) {
      const path = join(next, name);
      const info = attempt(() => lstatSync(path));
      if (!info) continue; // removed meanwhile
      sum += info.blocks * 512 + bytesOfFile;
      if (info.isDirectory()) waiting.push(path);
      if (sum > enough) break;
    }
  }
  return sum;
}
