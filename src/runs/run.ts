import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isAbort, TouchstoneError } from '../platform/errors.ts';
import { Capture } from './capture.ts';
import { runEnvironment } from './environment.ts';
import type { Environment } from './path.ts';
import { killMarked, markVariable, signalTree } from './processTree.ts';
import { makeRunFolder, removeRunFolder, type RunFolder } from './runFolder.ts';
import type { FoundRunner } from './runners.ts';
import { noSandbox, type Sandbox } from './sandbox.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface RunOptions {
  code: string;
  runner: FoundRunner;
  /** Run root: the run gets a folder of its own in it, which is removed afterwards. */
  folder: string;
  /** A call or a snippet that runs after the code. */
  input?: string;
  /** The whole of stdin. Without it stdin stays open for `write` and `end`. */
  stdin?: string;
  args?: string[];
  /** Milliseconds; 10 s unless told. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Output as it comes, raw, as far as it is kept (`maxBytes`). */
  onOutput?: (stream: OutputStream, chunk: Uint8Array) => void;
  /** Bytes of each stream that are kept; 1 MB unless told. */
  maxBytes?: number;
  sandbox?: Sandbox;
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
  stdout: string;
  stderr: string;
  /** Bytes of both streams beyond what is kept. */
  truncatedBytes: number;
  durationMs: number;
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
   * before it started), `run-interpreter-missing` (the interpreter cannot be started).
   */
  done: Promise<RunOutcome>;
}

/** Between asking a program to end and making it. */
const termGraceMs = 500;
/** How long processes that a program left behind may still write to its output. */
const leftoverGraceMs = 500;
/** Bytes read at a stretch once nothing is kept any more, and the pause after them: a flood must not hold the host's thread. */
const floodBurst = 1024 * 1024;
const floodPauseMs = 2;

const defaults = { timeoutMs: 10_000, maxBytes: 1_000_000 };

/** Writes the program into a folder of its own and runs it there, without a shell. */
export function startRun(options: RunOptions): RunHandle {
  const control: Control = { stopped: false, ended: false, pending: [] };
  return {
    write: (text) => {
      if (control.child) control.child.stdin?.write(text);
      else if (!control.ended) control.pending.push(text);
    },
    end: () => {
      control.ended = true;
      control.child?.stdin?.end();
    },
    stop: () => {
      control.stopped = true;
      control.kill?.();
    },
    done: run(options, control),
  };
}

/** What the handle and the run share: stdin may be written and the run stopped before its process is there. */
interface Control {
  stopped: boolean;
  ended: boolean;
  pending: string[];
  child?: ChildProcess;
  kill?: () => void;
}

async function run(options: RunOptions, control: Control): Promise<RunOutcome> {
  const { runner, signal } = options;
  const onAbort = (): void => {
    control.stopped = true;
    control.kill?.();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) control.stopped = true;
  let folder: RunFolder | undefined;
  try {
    throwIfStopped(control);
    const code = options.input === undefined ? options.code : withInput(options.code, options.input);
    folder = await makeRunFolder(options.folder, runner.fileName, code);
    throwIfStopped(control);
    return await execute(options, control, folder);
  } catch (error) {
    throw isAbort(error) ? new TouchstoneError('cancelled', 'Cancelled.', { cause: error }) : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (folder) await removeRunFolder(folder.root);
  }
}

function throwIfStopped(control: Control): void {
  if (control.stopped) throw new TouchstoneError('cancelled', 'The run was stopped before it started.');
}

async function execute(options: RunOptions, control: Control, folder: RunFolder): Promise<RunOutcome> {
  const { runner, sandbox = noSandbox, maxBytes = defaults.maxBytes } = options;
  const mark = randomUUID();
  const command = sandbox.wrap({
    exe: runner.exe,
    args: [...runner.args.map((arg) => arg.replaceAll('{file}', runner.fileName)), ...(options.args ?? [])],
    cwd: folder.work,
    env: runEnvironment(options.env ?? process.env, folder, { ...runner.env, [markVariable]: mark }),
  });
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const child = spawn(command.exe, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: 'pipe',
    shell: false,
    windowsHide: true,
    // Its own process group, so that a signal reaches every process it starts.
    detached: process.platform !== 'win32',
  });
  const stdout = capture(child.stdout, maxBytes, (chunk) => options.onOutput?.('stdout', chunk));
  const stderr = capture(child.stderr, maxBytes, (chunk) => options.onOutput?.('stderr', chunk));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => reject(cannotStart(runner, error)));
  });
  exited.catch(() => undefined);

  let forced: NodeJS.Timeout | undefined;
  control.kill = () => {
    const pid = child.pid;
    if (pid === undefined || forced) return;
    signalTree(pid, 'SIGTERM');
    forced = setTimeout(() => signalTree(pid, 'SIGKILL'), termGraceMs);
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    control.kill?.();
  }, options.timeoutMs ?? defaults.timeoutMs);
  feed(child, options.stdin, control);
  if (control.stopped) control.kill();

  try {
    const end = await exited;
    const durationMs = performance.now() - started;
    const stopped = control.stopped && !timedOut;
    clearTimeout(timer);
    control.kill = undefined;
    await settle(child, closed, mark);
    return {
      ...(end.code === null ? {} : { exitCode: end.code }),
      ...(end.signal === null ? {} : { signal: end.signal }),
      timedOut,
      stopped,
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncatedBytes: stdout.truncated + stderr.truncated,
      durationMs,
      sandbox: sandbox.name,
      startedAt,
    };
  } finally {
    clearTimeout(timer);
    clearTimeout(forced);
    control.kill = undefined;
  }
}

/** After the program's end: leftover processes get a moment to write what they have, then all are killed and the pipes closed. */
async function settle(child: ChildProcess, closed: Promise<void>, mark: string): Promise<void> {
  await withTimeout(closed, leftoverGraceMs);
  if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL');
  await killMarked(mark);
  await withTimeout(closed, leftoverGraceMs);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
}

async function withTimeout(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

function capture(stream: Readable, limit: number, show: (chunk: Uint8Array) => void): Capture {
  const kept = new Capture(limit);
  let burst = 0;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Uint8Array) => {
    const part = kept.push(chunk);
    if (part.length > 0) show(part);
    if (!kept.full) return;
    burst += chunk.length;
    if (burst < floodBurst) return;
    burst = 0;
    stream.pause();
    setTimeout(() => stream.resume(), floodPauseMs);
  });
  return kept;
}

function feed(child: ChildProcess, stdin: string | undefined, control: Control): void {
  // A program may end, or close its stdin, without reading what it was sent.
  child.stdin?.on('error', () => undefined);
  control.child = child;
  for (const text of control.pending.splice(0)) child.stdin?.write(text);
  if (stdin !== undefined) child.stdin?.end(stdin);
  else if (control.ended) child.stdin?.end();
}

function withInput(code: string, input: string): string {
  return `${code}${code.endsWith('\n') ? '' : '\n'}\n${input}\n`;
}

function cannotStart(runner: FoundRunner, error: Error): TouchstoneError {
  return new TouchstoneError('run-interpreter-missing', `${runner.exe} cannot be started.`, {
    cause: error,
    detail: error.message,
    action:
      'Check that it is installed and may be run, or name another in the setting touchstone.run.runners.',
  });
}
