import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { TouchstoneError } from '../platform/errors.ts';
import { Capture } from './capture.ts';
import { killMarked, signalTree } from './processTree.ts';
import { parseReport, type Report } from './report.ts';
import type { RunFolder } from './runFolder.ts';
import type { Sandbox, Wrapped } from './sandbox/index.ts';
import type { LimitName, Limits } from './types.ts';

/** One process (and all it starts): the compiler's or the program's. */
export interface Execution {
  sandbox: Sandbox;
  command: Wrapped;
  folder: RunFolder;
  /** What is started, for messages. */
  exe: string;
  limits: Limits;
  /** Value of the variable that marks the processes where there is no sandbox. */
  mark: string;
  /** Whether file descriptor 3 is listened to. */
  reports: boolean;
  stdin: string | undefined;
  onOutput: ((stream: 'stdout' | 'stderr', chunk: Uint8Array) => void) | undefined;
}

/** What a run's handle and its execution share: stdin may be written and the run stopped before its process is there. */
export interface StepControl {
  stopped: boolean;
  ended: boolean;
  pending: string[];
  stdin?: Writable;
  kill?: () => void;
}

export interface ExecutionEnd {
  exitCode?: number;
  signal?: string;
  timedOut: boolean;
  stopped: boolean;
  limit?: LimitName;
  stdout: string;
  stderr: string;
  truncatedBytes: number;
  durationMs: number;
  peakMemoryBytes?: number;
  report?: Report;
}

/** Between asking a program to end and making it. */
const termGraceMs = 500;
/** How long processes that a program left behind may still write to its output. */
const leftoverGraceMs = 500;
/** Bytes read at a stretch once nothing is kept any more, and the pause after them: a flood must not hold the thread. */
const floodBurst = 1024 * 1024;
const floodPauseMs = 2;

/**
 * Starts the command, feeds and bounds it, and resolves when it and all its processes are gone. Errors: `run-interpreter-missing`.
 */
export async function execute(execution: Execution, control: StepControl): Promise<ExecutionEnd> {
  const { command, limits, onOutput } = execution;
  const started = performance.now();
  const child = spawn(command.exe, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: execution.reports ? ['pipe', 'pipe', 'pipe', 'pipe'] : 'pipe',
    shell: false,
    windowsHide: true,
    // Its own process group, so that a signal reaches every process it starts.
    detached: process.platform !== 'win32',
  });
  const stdout = capture(child.stdout, limits.outputBytes, (chunk) => onOutput?.('stdout', chunk));
  const stderr = capture(child.stderr, limits.outputBytes, (chunk) => onOutput?.('stderr', chunk));
  const report = capture(child.stdio[3] as Readable | undefined, limits.outputBytes, () => undefined);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => reject(cannotStart(execution.exe, error)));
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
  }, limits.timeoutMs);
  feed(child, execution.stdin, control);
  if (control.stopped) control.kill();

  try {
    const end = await exited;
    const durationMs = performance.now() - started;
    const stopped = control.stopped && !timedOut;
    clearTimeout(timer);
    control.kill = undefined;
    await settle(child, closed, execution.mark);
    const said = parseReport(report.text());
    return {
      ...(end.code === null ? {} : { exitCode: end.code }),
      ...(end.signal === null ? {} : { signal: end.signal }),
      timedOut,
      stopped,
      ...(timedOut ? { limit: 'time' } : {}),
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncatedBytes: stdout.truncated + stderr.truncated,
      durationMs,
      ...(said ? { report: said } : {}),
    };
  } finally {
    clearTimeout(timer);
    clearTimeout(forced);
    control.kill = undefined;
    control.stdin = undefined;
    control.ended = true;
  }
}

/** After the program's end: leftover processes get a moment to write what they have, then all are killed and the pipes closed. */
async function settle(child: ChildProcess, closed: Promise<void>, mark: string): Promise<void> {
  await withTimeout(closed, leftoverGraceMs);
  if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL');
  await killMarked(mark);
  await withTimeout(closed, leftoverGraceMs);
  for (const stream of child.stdio) stream?.destroy();
}

async function withTimeout(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

function capture(
  stream: Readable | null | undefined,
  limit: number,
  show: (chunk: Uint8Array) => void,
): Capture {
  const kept = new Capture(limit);
  let burst = 0;
  stream?.on('error', () => undefined);
  stream?.on('data', (chunk: Uint8Array) => {
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

function feed(child: ChildProcess, stdin: string | undefined, control: StepControl): void {
  // A program may end, or close its stdin, without reading what it was sent.
  child.stdin?.on('error', () => undefined);
  control.stdin = child.stdin ?? undefined;
  for (const text of control.pending.splice(0)) child.stdin?.write(text);
  if (stdin !== undefined) child.stdin?.end(stdin);
  else if (control.ended) child.stdin?.end();
}

function cannotStart(exe: string, error: Error): TouchstoneError {
  return new TouchstoneError('run-interpreter-missing', `${exe} cannot be started.`, {
    cause: error,
    detail: error.message,
    action:
      'Check that it is installed and may be run, or name another in the setting touchstone.run.runners.',
  });
}
