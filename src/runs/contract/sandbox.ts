import type { Limits } from '../../domain/run.ts';

/** The setting `touchstone.run.sandbox`. */
export const sandboxModes = ['required', 'auto', 'off'] as const;
export type SandboxMode = (typeof sandboxModes)[number];

/** Command that brings a sandbox, by platform; undefined where there is none to install. */
export function sandboxInstall(platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === 'linux' ? 'sudo apt install bubblewrap' : undefined;
}

/** The folders of a run, as the program sees them. */
export interface RunPaths {
  /** Holds the program and what compiling it makes; cannot be written while the program runs in a sandbox. */
  program: string;
  /** The empty working folder. */
  work: string;
  home: string;
  temp: string;
}

/** The folders of one run on this machine; `root` holds the others. */
export interface RunFolder extends RunPaths {
  root: string;
}

/** A program to start: no shell is involved, arguments are passed on as they are. Paths are those inside the sandbox. */
export interface Command {
  exe: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** What a sandbox has to know about one run, beyond its command. */
export interface Surroundings {
  folder: RunFolder;
  /** Folders on this machine that the interpreter needs: readable at the same paths. */
  visible: readonly string[];
  /** The compile step: the program's folder can be written. */
  compiling: boolean;
  limits: Limits;
}

/** The command that runs the program inside the sandbox, as `spawn` takes it. */
export interface Wrapped extends Command {
  /** What the sandbox reads before the program starts: the first on file descriptor 4, the second on 5 and so on. */
  inputs: Uint8Array[];
  /** A supervisor that tells on one descriptor which process is the first inside (JSON lines), and waits for a byte on another. */
  supervisor?: {
    statusFd: number;
    blockFd: number;
    /** Folders inside that hold what the program writes, each a file system of its own. */
    disks: string[];
  };
}

/** What a zygote's sandbox has to know. */
export interface ZygoteSurroundings extends Pick<Surroundings, 'visible' | 'limits'> {
  /** How many runs it is to serve, one after the other. */
  runs: number;
  /** What runs are to have as PYTHONPATH. */
  pythonPath: string | undefined;
}

/** What the script of a zygote has to know: descriptors, and what each run may write. */
export interface ZygoteNumbers {
  /** Where it is told what to do. */
  control: number;
  /** The first of the descriptors of runs: stdin, stdout, stderr, report and control of each. */
  first: number;
  /** How many runs there are descriptors for. */
  runs: number;
  /** Bytes that each of a run's file systems may hold. */
  diskBytes: number;
}

/** The command that starts a zygote, and its descriptors beside the inputs' (those of `ZygoteNumbers`). */
export interface WrappedZygote extends Command, ZygoteNumbers {
  inputs: Uint8Array[];
  statusFd: number;
  /** As the supervisor's: each run has its own. */
  disks: string[];
}

/** Where groups can be made: one folder (version 2), or one for each controller (version 1). */
export type CgroupSpec = { version: 2; folder: string } | { version: 1; memory: string; pids: string };

/** The limits of one run, held by the kernel. */
export interface ControlGroup {
  /**
   * Puts a process in, and all that it starts from then on. Rejects where the kernel refuses. It takes the kernel as long as a short
   * program, so nobody is to be held meanwhile.
   */
  attach(pid: number): Promise<void>;
  /** Which limit was reached so far. */
  reached(): 'memory' | 'processes' | undefined;
  /** Most bytes that the group held at once; undefined where the kernel does not count that. */
  peakMemoryBytes(): number | undefined;
  /** Removes the group. Resolves to whether it is gone; it stays while a process is in it. */
  remove(): Promise<boolean>;
}

/** What the probe found out about bubblewrap and the system that it shows. */
export interface BubblewrapSpec {
  kind: 'bubblewrap';
  /** Absolute path of `bwrap`. */
  exe: string;
  version: string;
  /** Options that older versions do not have. */
  disablesUserns: boolean;
  boundsTmpfs: boolean;
  /** Of the system, from the root: folders to show, and links to make (`/bin` → `usr/bin`). */
  system: { folders: string[]; links: { path: string; target: string }[]; files: string[] };
  /** Path of `prlimit` inside, where it is there. */
  prlimit?: string;
  /** Whether limits on the number of processes hold for one sandbox: not for root, and not in older kernels. */
  boundsProcesses: boolean;
  cgroups?: CgroupSpec;
  /** The processor, as Node calls it. */
  arch: string;
  /** What no run may see: the user's home folder. */
  homeFolder: string;
}

/** macOS: `sandbox-exec` with a profile of its own for each run. Its argument list is tested, it was never tried on a Mac. */
export interface SeatbeltSpec {
  kind: 'seatbelt';
  /** Absolute path of `sandbox-exec`. */
  exe: string;
}

/** Everything that makes a sandbox, as plain data: it crosses to the worker. */
export type SandboxSpec = { kind: 'none' } | BubblewrapSpec | SeatbeltSpec;

/** What stands between a run and the machine. */
export interface Sandbox {
  readonly spec: SandboxSpec;
  /** Stored with each run: `none`, or the sandbox's name, version and what bounds it. */
  readonly name: string;
  /** Whether files, processes and the network of this machine are out of the program's reach. */
  readonly isolated: boolean;
  /** One sentence for people: what the program can and cannot reach. */
  describe(): string;
  /** The run's folders as the program will see them. */
  paths(folder: RunPaths): RunPaths;
  /** The command that runs the given one inside the sandbox. */
  wrap(command: Command, surroundings: Surroundings): Wrapped;
  /** A control group for one run, where the kernel is to hold the limits. */
  controlGroup(limits: Limits): ControlGroup | undefined;
  /** The command that starts an interpreter once for several runs; absent where each run needs one of its own. */
  wrapZygote?(command: Command, surroundings: ZygoteSurroundings): WrappedZygote;
}
