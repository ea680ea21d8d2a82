import type { Limits } from '../../domain/run.ts';
import type { ZygoteNumbers } from '../sandbox/pythonZygote.ts';
import type { BubblewrapSpec } from '../sandbox/bubblewrap.ts';
import type { ControlGroup } from '../sandbox/cgroups.ts';
import type { SeatbeltSpec } from '../sandbox/seatbelt.ts';

/** The folders of a run, as the program sees them. */
export interface RunPaths {
  /** Holds the program and what compiling it makes; cannot be written while the program runs in a sandbox. */
  program: string;
  /** The empty working folder. */
  work: string;
  home: string;
  temp: string;
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
  /** The run's folders on this machine; `root` holds the others. */
  folder: RunPaths & { root: string };
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

/** The command that starts a zygote, and its descriptors beside the inputs' (those of `ZygoteNumbers`). */
export interface WrappedZygote extends Command, ZygoteNumbers {
  inputs: Uint8Array[];
  statusFd: number;
  /** As the supervisor's: each run has its own. */
  disks: string[];
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
