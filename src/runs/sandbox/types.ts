import type { Limits } from '../types.ts';

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
  /** The run's folders on this machine. */
  folder: RunPaths & { root: string };
  /** Folders on this machine that the interpreter needs: readable at the same paths. */
  visible: readonly string[];
  /** The compile step: the program's folder can be written. */
  compiling: boolean;
  limits: Limits;
}

/** The command that runs the program inside the sandbox, as `spawn` takes it. */
export interface Wrapped extends Command {
  /** Further file descriptors for the child, from 4 on: what is written to each before the program starts. */
  inputs: Uint8Array[];
}

/** What stands between a run and the machine. */
export interface Sandbox {
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
}
