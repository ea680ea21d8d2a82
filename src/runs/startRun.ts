import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled, isAbort } from '../platform/errors.ts';
import { runEnvironment } from './process/environment.ts';
import type { OutputStream, RunHandle, RunOptions, RunOutcome } from './contract/runRequest.ts';
import type { Execution, ExecutionEnd, StepControl } from './contract/runRequest.ts';
import { judgeFileName, pythonJudgeFile } from './judge/pythonBoot.ts';
import { execute } from './process/execution.ts';
import { markVariable } from './process/processTree.ts';
import { makeRunFolder, removeRunFolder } from './process/runFolder.ts';
import type { RunFolder } from './contract/sandbox.ts';
import { programEntry, programFileName } from './runners/programFile.ts';
import { noSandbox } from './sandbox/noSandbox.ts';
import type { Limits } from '../domain/run.ts';
import { Turns } from './turns.ts';

/** What compiling may use at least: compilers are larger than the programs they make, and their work is no evidence. */
const compileLimits = { timeoutMs: 60_000, memoryBytes: 2 ** 31, processes: 512, diskBytes: 2 ** 29 };

/** Writes the program into a folder of its own, compiles it where its language asks for that, and runs it, without a shell. */
export function startRun(options: RunOptions): RunHandle {
  const control: StepControl = { stopped: false, ended: false, pending: [] };
  return {
    write: (text) => {
      if (control.stdin) control.stdin.write(text);
      else if (!control.ended) control.pending.push(text);
    },
    end: () => {
      control.ended = true;
      control.stdin?.end();
    },
    stop: () => {
      control.stopped = true;
      control.kill?.();
    },
    done: run(options, control),
  };
}

/** The runs of this thread. */
const turns = new Turns();

/** What one try came to. */
type Tried = RunOutcome & Pick<ExecutionEnd, 'lackedCpu'>;

async function run(options: RunOptions, control: StepControl): Promise<RunOutcome> {
  const { signal } = options;
  const onAbort = (): void => {
    control.stopped = true;
    control.kill?.();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) control.stopped = true;
  try {
    return await runInTurn(options, control);
  } catch (error) {
    throw isAbort(error) ? cancelled(error) : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function runInTurn(options: RunOptions, control: StepControl): Promise<RunOutcome> {
  // What waits for somebody who types may take as long as it likes: nobody waits for it.
  if (options.stdin === undefined) return told(await tried(options, control));
  const first = await inTurn(false, control, () => tried(options, control));
  if (!first?.lackedCpu) return first ? told(first) : notStarted();
  // The machine's fault, not the program's: without others beside it it may come through.
  options.onOutput?.('stderr', new TextEncoder().encode(`\n${againText()}\n`));
  control.ended = false;
  const second = await inTurn(true, control, () => tried(options, control));
  if (second) return told(second);
  const { limit: _, ...others } = told(first);
  return { ...others, timedOut: false, stopped: true };
}

const againText = (): string =>
  l10n.t('It did not end in time, but others had the processor meanwhile: it runs once more, alone.');

function told({ lackedCpu: _, ...outcome }: Tried): RunOutcome {
  return outcome;
}

function notStarted(): never {
  throw new TouchstoneError('cancelled', l10n.t('The run was stopped before it started.'));
}

/** Does the work when its turn has come; undefined where it was stopped before that. */
async function inTurn<T>(
  alone: boolean,
  control: StepControl,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const turn = turns.take(alone);
  try {
    const stopped = new Promise<void>((resolve) => (control.kill = resolve));
    if (!control.stopped) await Promise.race([turn.began, stopped]);
    control.kill = undefined;
    return control.stopped ? undefined : await work();
  } finally {
    turn.leave();
  }
}

async function tried(options: RunOptions, control: StepControl): Promise<Tried> {
  const { runner, assembled } = options;
  let folder: RunFolder | undefined;
  try {
    checkJudgeable(options);
    throwIfStopped(control);
    const warm = await runWarm(options, control);
    if (warm) return warm;
    throwIfStopped(control);
    const fileName = programFileName(runner, assembled.code);
    const beside: Record<string, string> =
      assembled.job === undefined ? {} : { [judgeFileName]: pythonJudgeFile };
    const files = { ...runner.files, ...beside };
    folder = await makeRunFolder(options.folder, fileName, assembled.code, { files, links: runner.links });
    throwIfStopped(control);
    const failed = await compile(options, control, folder);
    if (failed) return failed;
    throwIfStopped(control);
    return await runProgram(options, control, folder);
  } finally {
    if (folder) await removeRunFolder(folder.root);
  }
}

function throwIfStopped(control: StepControl): void {
  if (control.stopped) notStarted();
}

/** The outcome of a compile step that failed; undefined where there is none or it went well. */
async function compile(
  options: RunOptions,
  control: StepControl,
  folder: RunFolder,
): Promise<Tried | undefined> {
  const { compile: step } = options.runner;
  if (!step) return undefined;
  const limits: Limits = {
    timeoutMs: Math.max(compileLimits.timeoutMs, options.limits.timeoutMs),
    memoryBytes: Math.max(compileLimits.memoryBytes, options.limits.memoryBytes),
    processes: Math.max(compileLimits.processes, options.limits.processes),
    diskBytes: Math.max(compileLimits.diskBytes, options.limits.diskBytes),
    outputBytes: options.limits.outputBytes,
  };
  // What is written meanwhile is for the program: the compiler gets an empty stdin, and a control of its own for it.
  const own: StepControl = { stopped: control.stopped, ended: true, pending: [] };
  control.kill = () => {
    own.stopped = true;
    own.kill?.();
  };
  const shown: Uint8Array[] = [];
  const onOutput = (_: OutputStream, chunk: Uint8Array): void => void shown.push(chunk);
  const startedAt = new Date().toISOString();
  const execution = prepare({ ...options, limits, onOutput }, folder, step, true);
  const end = await execute({ ...execution, stdin: '' }, own);
  control.kill = undefined;
  if (end.exitCode === 0 && end.limit === undefined && !end.stopped) return undefined;
  for (const chunk of shown) options.onOutput?.('stderr', chunk);
  return { ...end, compiling: true, sandbox: execution.sandbox.name, startedAt };
}

/** Errors: `run-input-unsupported` for a runner whose command does not take the program's file: a judge's takes its place. */
function checkJudgeable({ assembled, runner }: RunOptions): void {
  if (assembled.job === undefined || (!runner.compile && runner.args.some((arg) => arg.includes('{file}'))))
    return;
  throw new TouchstoneError(
    'run-input-unsupported',
    l10n.t(
      'The runner for {0} does not start the file of the program, so tests cannot be judged beside it.',
      runner.language,
    ),
    l10n.t(
      'Name the file of the program ({0}) in the command of the setting touchstone.run.runners.',
      '{file}',
    ),
  );
}

async function runProgram(options: RunOptions, control: StepControl, folder: RunFolder): Promise<Tried> {
  const { runner, args = [], sandbox = noSandbox } = options;
  const startedAt = new Date().toISOString();
  // The judge's file takes the place of the program's, whose path it is told.
  const judged = (arg: string): string | string[] =>
    options.assembled.job === undefined || !arg.includes('{file}')
      ? arg
      : [arg.replace('{file}', '{judge}'), '{file}'];
  const step = {
    exe: runner.exe,
    args: [...runner.args.flatMap(judged), ...args.map((literal) => ({ literal }))],
    env: runner.env,
  };
  const end = await execute(prepare(options, folder, step, false), control);
  return { ...end, sandbox: sandbox.name, startedAt };
}

async function runWarm(options: RunOptions, control: StepControl): Promise<Tried | undefined> {
  const { pool, stdin, sandbox = noSandbox } = options;
  // What is typed meanwhile would be lost where the program has to be started anew.
  if (!pool || stdin === undefined) return undefined;
  const startedAt = new Date().toISOString();
  const end = await pool.run(options, control);
  return end && { ...end, sandbox: sandbox.name, startedAt };
}

interface Step {
  exe: string;
  /** `literal`: an argument of the program, kept from being read as a placeholder. */
  args: (string | { literal: string })[];
  env: Record<string, string>;
}

function prepare(options: RunOptions, folder: RunFolder, step: Step, compiling: boolean): Execution {
  const { runner, assembled, sandbox = noSandbox, limits } = options;
  const paths = sandbox.paths(folder);
  const places: Record<string, string> = {
    file: join(paths.program, programFileName(runner, assembled.code)),
    judge: join(paths.program, judgeFileName),
    out: join(paths.program, process.platform === 'win32' ? 'out.exe' : 'out'),
    entry: assembled.entry ?? programEntry(runner, assembled.code),
  };
  const place = (arg: string): string =>
    arg.replace(/\{(file|judge|out|entry)\}/g, (_, name: string) => places[name] ?? '');
  const mark = randomUUID();
  const env = runEnvironment(options.env ?? process.env, paths, {
    ...step.env,
    ...(sandbox.isolated ? {} : { [markVariable]: mark }),
  });
  const command = {
    // A path may hold anything; only what was compiled is named by a placeholder.
    exe: step.exe === '{out}' ? place(step.exe) : step.exe,
    args: step.args.map((arg) => (typeof arg === 'string' ? place(arg) : arg.literal)),
    cwd: compiling ? paths.program : paths.work,
    env,
  };
  const visible = runner.visible;
  return {
    sandbox,
    command: sandbox.wrap(command, { folder, visible, compiling, limits }),
    folder,
    exe: step.exe,
    limits,
    mark,
    reports: assembled.reportsValue && !compiling,
    ...(assembled.job === undefined || compiling ? {} : { job: assembled.job }),
    ...(assembled.counts === undefined || compiling ? {} : { counts: assembled.counts }),
    compiling,
    stdin: options.stdin,
    onOutput: options.onOutput,
  };
}
