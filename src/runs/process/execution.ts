import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { Execution, ExecutionEnd, OutputStream, StepControl } from '../contract/runRequest.ts';
import type { Counting } from '../../domain/run.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { capture, type Capture } from './capture.ts';
import { cover, inheritedDescriptors } from './descriptors.ts';
import { Guard } from './guard.ts';
import { parseCounted, parseJudged, parseReport } from './reportLines.ts';
import { RunClock, startMs, whenBegun } from './runClock.ts';

/** How long processes that a program left behind may still write to its output. */
const leftoverGraceMs = 500;

/**
 * Starts the command, feeds and bounds it, and resolves when it and all its processes are gone. Errors: `run-interpreter-missing`,
 * `run-not-started` (the system has no room for it now), `run-no-sandbox` (the sandbox does not start).
 */
export async function execute(execution: Execution, control: StepControl): Promise<ExecutionEnd> {
  const { limits, onOutput, reports, job, counts } = execution;
  const guard = new Guard(execution);
  let child: ChildProcess;
  try {
    child = start(execution, guard);
  } catch (error) {
    await guard.close();
    throw notStarted(execution.exe, error as NodeJS.ErrnoException);
  }
  const stdout = capture(child.stdout, limits.outputBytes, (chunk) => onOutput?.('stdout', chunk));
  const stderr = capture(child.stderr, limits.outputBytes, (chunk) => onOutput?.('stderr', chunk));
  const clock = new RunClock(limits.timeoutMs, startMs, () => guard.reach('time'));
  const begin = (): void => {
    guard.begin();
    clock.release();
  };
  const heard = whenBegun(begin);
  const report = capture(reports ? child.stdio[3] : undefined, limits.outputBytes, heard);
  const closed = whenClosed([child.stdout, child.stderr, reports ? child.stdio[3] : undefined]);
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => reject(notStarted(execution.exe, error)));
  });
  exited.catch(() => undefined);

  // A judge says by itself when the program begins.
  guard.onRelease = job === undefined ? begin : undefined;
  // With the processes gone the program is over, even where what started it does not say so.
  guard.watch(child);
  control.kill = () => guard.ask();
  feed(child, execution.stdin, control);
  if (job !== undefined) (child.stdio[3] as Writable | null)?.write(jobMessage(job));
  if (control.stopped) guard.ask();

  try {
    const end = await exited;
    clock.stop();
    control.kill = undefined;
    const durationMs = guard.durationMs();
    if (!execution.sandbox.isolated) await within(closed, leftoverGraceMs);
    await guard.close();
    await within(closed, leftoverGraceMs);
    for (const stream of child.stdio) stream?.destroy();
    const status = guard.status(end, stderr.text());
    if (status.failure !== undefined) throw failedToStart(execution, status.failure);
    const { exitCode, signal } = status;
    const captured = { stdout, stderr, report };
    return endOf({ exitCode, signal, durationMs }, control, guard, captured, counts ?? job !== undefined);
  } finally {
    clock.stop();
    control.kill = undefined;
    control.stdin = undefined;
    control.ended = true;
    await guard.close();
  }
}

/** What a program's end is told as. `judged`: a judge spoke, or a harness that counts. */
export function endOf(
  { exitCode, signal, durationMs }: Pick<ExecutionEnd, 'exitCode' | 'signal' | 'durationMs'>,
  { stopped }: StepControl,
  { limit, lackedCpu, peakMemoryBytes }: Pick<ExecutionEnd, 'limit' | 'lackedCpu' | 'peakMemoryBytes'>,
  { stdout, stderr, report }: Record<OutputStream | 'report', Capture>,
  judged: boolean | Counting,
): ExecutionEnd {
  const text = report.text();
  const said =
    typeof judged === 'object' ? parseCounted(text, judged) : judged ? parseJudged(text) : parseReport(text);
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    timedOut: limit === 'time',
    stopped: stopped && limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    ...(lackedCpu ? { lackedCpu } : {}),
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncatedBytes: stdout.truncated + stderr.truncated,
    ...(stdout.truncated > 0 ? { stdoutCut: true } : {}),
    durationMs,
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
    ...(said ? { report: said } : {}),
  };
}

/** What a judge is told: the size in bytes, then so many bytes of JSON. */
export function jobMessage(job: string): string {
  return `${Buffer.byteLength(job)}\n${job}`;
}

function start({ command, reports }: Execution, guard: Guard): ChildProcess {
  const stdio: StdioOptions & unknown[] = ['pipe', 'pipe', 'pipe', reports ? 'pipe' : 'ignore'];
  const { inputs, supervisor } = command;
  for (let i = 0; i < inputs.length + (supervisor ? 2 : 0); i++) stdio.push('pipe');
  for (const fd of inheritedDescriptors()) if (fd >= stdio.length || (fd === 3 && !reports)) cover(stdio, fd);
  const child = spawn(command.exe, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio,
    shell: false,
    windowsHide: true,
    // Its own process group, so that a signal reaches every process it starts.
    detached: process.platform !== 'win32',
  });
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  for (const [i, input] of inputs.entries()) (child.stdio[4 + i] as Writable | null)?.end(input);
  if (supervisor) guard.listen(child.stdio[supervisor.statusFd] as Readable | null);
  return child;
}

/** Resolves once all streams are at their end: nobody holds them open any more. */
export function whenClosed(streams: readonly unknown[]): Promise<void> {
  const ends = (streams as (Readable | null | undefined)[]).map(
    (stream) => new Promise<void>((resolve) => (stream ? stream.once('close', () => resolve()) : resolve())),
  );
  return Promise.all(ends).then(() => undefined);
}

export async function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

/** Gives the program its stdin: all at once, or what the handle writes. */
export function feed(
  child: { stdin: Writable | null },
  stdin: string | undefined,
  control: StepControl,
): void {
  control.stdin = child.stdin ?? undefined;
  for (const text of control.pending.splice(0)) child.stdin?.write(text);
  if (stdin !== undefined) child.stdin?.end(stdin);
  else if (control.ended) child.stdin?.end();
}

function failedToStart({ exe }: Execution, failure: { program: boolean; detail: string }): TouchstoneError {
  return failure.program
    ? cannotStart(exe, failure.detail)
    : new TouchstoneError('run-no-sandbox', l10n.t('The sandbox did not start, so nothing was run.'), {
        detail: failure.detail,
        action: l10n.t('Run again; if it stays so, see the log (Touchstone: Show Log).'),
      });
}

/** What is wrong with the file itself; all else is the system's: out of memory, processes or descriptors, an argument too long. */
const ofTheFile = /^(?:ENOENT|EACCES|EPERM|ENOTDIR|ENOEXEC|EISDIR|ELOOP|ENAMETOOLONG|UNKNOWN)$/;

function notStarted(exe: string, error: NodeJS.ErrnoException): TouchstoneError {
  if (ofTheFile.test(error.code ?? '')) return cannotStart(exe, error.message);
  const word = error.code ?? error.message;
  return new TouchstoneError('run-not-started', l10n.t('{0} could not be started now ({1}).', exe, word), {
    detail: error.message,
    cause: error,
    action: l10n.t('Try again; if it stays so, end other programs first.'),
  });
}

function cannotStart(exe: string, detail: string): TouchstoneError {
  return new TouchstoneError('run-interpreter-missing', l10n.t('{0} cannot be started.', exe), {
    detail,
    action: l10n.t(
      'Check that it is installed and may be run, or name another in the setting touchstone.run.runners.',
    ),
  });
}
