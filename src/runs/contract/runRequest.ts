import type { Writable } from 'node:stream';
import type { Assembled, Counting, Evidence, LimitName, Limits } from '../../domain/run.ts';
import type { FoundRunner } from './runner.ts';
import type { RunFolder, Sandbox, Wrapped } from './sandbox.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program's harness reports on file descriptor 3. */
export interface Report {
  /** The value, written as the language writes it. */
  value: string;
  /** Whether it equals the expected value, where one was given. */
  equal?: boolean;
  /** What was checked, where the harness counts. */
  evidence?: Evidence;
  /** Output of the snippet was compared, and there was more of it than was kept. */
  cut?: boolean;
}

/** Interpreters that wait for programs. */
export interface WaitingInterpreters {
  /**
   * Runs the program in one of them. Resolves to undefined where there is none, or the program was not started in it: it is then to be
   * started as any other.
   */
  run(options: RunOptions, control: StepControl): Promise<ExecutionEnd | undefined>;
}

export type OutputStream = 'stdout' | 'stderr';

export interface RunOptions {
  assembled: Assembled;
  runner: FoundRunner;
  /** Run root: the run gets a folder of its own in it, which is removed afterwards. */
  folder: string;
  limits: Limits;
  /** The whole of stdin. Without it stdin stays open for `write` and `end`. */
  stdin?: string;
  /** Arguments of the program, after the runner's own. */
  args?: string[];
  signal?: AbortSignal;
  /** Output as it comes, raw, as far as it is kept (`limits.outputBytes`). */
  onOutput?: (stream: OutputStream, chunk: Uint8Array) => void;
  sandbox?: Sandbox;
  /** One of many runs that nobody watches: a worker takes an interpreter that waits for it, where it can. */
  batch?: boolean;
  /** Interpreters that wait for programs. */
  pool?: WaitingInterpreters;
  /** Where PATH and the language settings are taken from; the editor's environment unless told. */
  env?: Environment;
}

export interface RunOutcome {
  /** Either an exit code or a signal's name. */
  exitCode?: number;
  signal?: string;
  timedOut: boolean;
  /** Stopped by `stop` or the signal. */
  stopped: boolean;
  /** The limit that was reached; the program was ended there. */
  limit?: LimitName;
  /** The compile step failed or was ended: what is told is the compiler's, and the program never ran. */
  compiling?: boolean;
  stdout: string;
  stderr: string;
  /** Bytes of both streams beyond what is kept. */
  truncatedBytes: number;
  /** Whether any of them are stdout's. */
  stdoutCut?: boolean;
  /** Of the program alone, from its release: without compiling, without the sandbox's and the judge's start. */
  durationMs: number;
  /** Most memory that all its processes held at once, in bytes, where it was measured. */
  peakMemoryBytes?: number;
  /** What the program said on file descriptor 3, where it was to report a value and came that far. */
  report?: Report;
  sandbox: string;
  /** ISO 8601, UTC. */
  startedAt: string;
}

export interface RunHandle {
  /** Sends text to the program's stdin; does nothing once that is closed. */
  write(text: string): void;
  /** Closes the program's stdin. */
  end(): void;
  /** Ends the program and every process it started. */
  stop(): void;
  /**
   * Resolves when the program has ended, its processes are gone and its folder is removed. Errors: `cancelled` (stopped
   * before it started), `run-interpreter-missing` (the interpreter or compiler cannot be started),
   * `run-not-started` (not now: the system is out of something).
   */
  done: Promise<RunOutcome>;
}

/** What a run's handle and its execution share: stdin may be written and the run stopped before its process is there. */
export interface StepControl {
  stopped: boolean;
  ended: boolean;
  pending: string[];
  stdin?: Writable;
  kill?: () => void;
}

/** How one process ended: of a run's outcome all but what surrounds it. */
export interface ExecutionEnd extends Omit<RunOutcome, 'compiling' | 'sandbox' | 'startedAt'> {
  /** Its time limit ended it, and for a good part of that time others had the processor. */
  lackedCpu?: boolean;
}

/** One process (and all it starts): the compiler's or the program's. */
export interface Execution extends Pick<RunOptions, 'limits' | 'stdin' | 'onOutput'> {
  sandbox: Sandbox;
  command: Wrapped;
  folder: RunFolder;
  /** What is started, for messages. */
  exe: string;
  /** Value of the variable that marks the processes where there is no sandbox. */
  mark: string;
  /** Whether file descriptor 3 is listened to. */
  reports: boolean;
  /** What the judge is told there; the run begins when it says so. */
  job?: string;
  /** Where the program's own process counts. */
  counts?: Counting;
  /** The compile step writes beside the program. */
  compiling: boolean;
}
