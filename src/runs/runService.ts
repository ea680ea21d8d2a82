import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../platform/errors.ts';
import type { Store } from '../store/api/store.ts';
import type { Run } from '../domain/task.ts';
import { codeHash, programOf, type Program } from '../code/program.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { assemble } from './harness/assemble.ts';
import type { Environment, OutputStream, RunHandle, RunOptions, RunOutcome } from './contract/runRequest.ts';
import { missingPackage, type MissingPackage } from './missingPackage.ts';
import { protectionFor, type SandboxFinder } from './protection.ts';
import { RunBatch } from './runBatch.ts';
import { sweepRunFolders } from './process/runFolder.ts';
import { findRunner } from './runners/findRunner.ts';
import type { FindOptions, FoundRunner, ProjectProbe } from './contract/runner.ts';
import type { RunnerSettings } from './runners/runnerSettings.ts';
import type { Sandbox, SandboxMode } from './contract/sandbox.ts';
import { shellOf } from './shellProgram.ts';
import {
  patience,
  type Assembled,
  type Limits,
  type RunInput,
  type Subject,
  type Verdict,
} from '../domain/run.ts';
import { verdictOf } from './verdict.ts';

export interface PreparedRun {
  taskId: string;
  response: Subject;
  /** The whole text that the program was found in. */
  markdown: string;
  program: Program;
  /** SHA-256 (hex) of the program. */
  codeHash: string;
  /** The task's instruction: what it gives, tests may count on. */
  instruction?: string;
}

export interface RunSettings {
  sandbox: SandboxMode;
  limits: Limits;
  runners?: RunnerSettings;
  /** Interpreters that the user chose elsewhere in the editor, by language. */
  preferred?: FindOptions['preferred'];
}

/** Where programs of one language run. */
export interface RunPlace {
  runner: FoundRunner;
  sandbox: Sandbox;
  settings: RunSettings;
}

/** A run that goes on. `input` undefined: the program as it is. */
export interface StartedRun extends Omit<RunHandle, 'done'> {
  input: RunInput | undefined;
  /** Interpreter and version. */
  runner: string;
  /** The sandbox's name. */
  sandbox: string;
  /** One sentence on what protects the machine. */
  protection: string;
}

export interface RunInputsOptions {
  /** The program as it is runs first (default), or the inputs alone. */
  asWritten?: boolean;
  /** stdin of the program as it is stays open for `write`; else it is empty. With an input it is what the input says. */
  interactive?: boolean;
  /** Stops what runs and leaves the rest out. */
  signal?: AbortSignal;
  /** Runs that were stopped are not stored: they say nothing about the program. */
  dropStopped?: boolean;
  /** One of many that nobody watches (see `RunOptions`). */
  batch?: boolean;
  /** Found before; else it is found once for all inputs. */
  place?: RunPlace;
  onStart?: (started: StartedRun) => void;
  /** Raw output as it comes, as far as it is kept. */
  onOutput?: (stream: OutputStream, chunk: Uint8Array) => void;
  /** A run is over, and is stored soon. `missing`: the package that it says it lacks. */
  onRun?: (run: Run, missing: MissingPackage | undefined) => void;
  /**
   * Where it is given: once `patience` inputs ran out of time, no other is run, and those that are left are told here. `timedOut`: how many
   * did before.
   */
  onWaiting?: (inputs: RunInput[]) => void;
  timedOut?: number;
  /** An input that this program cannot run with (`run-input-unsupported`); the others go on. */
  onUnsupported?: (input: RunInput, error: TouchstoneError) => void;
}

export interface RunServiceOptions {
  store: Pick<Store, 'putRun'>;
  /** Run root, such as `.touchstone/runs` in the project folder. */
  folder: string;
  /** Starts a program: `startRun`, or the same in a worker thread. */
  start: (options: RunOptions) => RunHandle;
  /** Read at each start, so that a changed setting counts at once. */
  settings: () => RunSettings | Promise<RunSettings>;
  /** Asked under `auto` where there is no sandbox; without it such code does not run. */
  mayRunBare?: (reason: string) => Promise<boolean>;
  findSandbox?: SandboxFinder;
  /** Its virtual environment and packages are used. */
  projectFolder?: string;
  foreignFolders?: FindOptions['foreignFolders'];
  /** Told before something takes long that is done once. */
  onPrepare?: FindOptions['onPrepare'];
  env?: Environment;
}

const refuse = (): Promise<boolean> => Promise.resolve(false);

/** As long as a timer can be, and as much as anybody reads. */
const shellLimits = { timeoutMs: 2 ** 31 - 1, outputBytes: 20_000_000 };

/** Runs responses and stores the evidence. Whether code may run at all (trust) is the caller's to check. */
export class RunService {
  readonly #options: RunServiceOptions;
  readonly #batch: RunBatch;

  constructor(options: RunServiceOptions) {
    this.#options = options;
    this.#batch = new RunBatch((runs) => options.store.putRun(...runs));
  }

  /** Finds the program in a response or a correction. Errors: `run-no-code`. */
  prepare(taskId: string, response: Subject, markdown: string, task: ProgramTask): PreparedRun {
    const program = programOf(markdown, { task });
    if (!program)
      throw new TouchstoneError('run-no-code', l10n.t('There is no code in this response.'), {
        action: l10n.t('Read it as it is, or correct it: a code block that you add can be run.'),
      });
    const { instruction } = task;
    return { taskId, response, markdown, program, codeHash: codeHash(program), instruction };
  }

  /** What a program of this language is run with. Errors: those of `findRunner` and `protectionFor`. */
  async place(language: string, mayRunBare = this.#options.mayRunBare ?? refuse): Promise<RunPlace> {
    const { findSandbox, env, projectFolder, onPrepare } = this.#options;
    const settings = await this.#options.settings();
    const sandbox = await protectionFor(settings.sandbox, mayRunBare, findSandbox);
    const runner = await findRunner(language, settings.runners, env, {
      projectFolder,
      foreignFolders: this.#options.foreignFolders,
      probeInProject: (tool) => this.#askTool(tool, sandbox, settings.limits),
      preferred: settings.preferred,
      onPrepare,
    });
    return { runner, sandbox, settings };
  }

  /** A tool that came with the project is asked about itself as any program of the project is run. */
  async #askTool(
    ...[tool, sandbox, limits]: [...Parameters<ProjectProbe>, Sandbox, Limits]
  ): Promise<string | undefined> {
    const { folder, env, start } = this.#options;
    const runner = { ...tool, language: '', fileName: 'empty', label: '' };
    const assembled = { code: '', reportsValue: false };
    const outcome = await start({ assembled, runner, folder, limits, sandbox, env, stdin: '' }).done;
    return outcome.exitCode === 0 ? `${outcome.stdout}\n${outcome.stderr}` : undefined;
  }

  /**
   * Runs the program as it is and with each input, one after the other. Resolves to the runs that were made, once they are on disk: a
   * stop ends the rest, and so do inputs that run out of time where `onWaiting` is given. Errors: those of `place`, `startRun` and the store.
   */
  async runInputs(
    prepared: PreparedRun,
    inputs: readonly RunInput[],
    options: RunInputsOptions = {},
  ): Promise<Run[]> {
    const place = options.place ?? (await this.place(prepared.program.language));
    const wanted = [...(options.asWritten === false ? [] : [undefined]), ...inputs];
    const runs: Run[] = [];
    const stored: Promise<void>[] = [];
    let { timedOut = 0 } = options;
    this.#batch.enter();
    try {
      for (const [i, input] of wanted.entries()) {
        if (options.signal?.aborted) break;
        if (input && timedOut >= patience && options.onWaiting) {
          options.onWaiting(wanted.slice(i).filter((one) => one !== undefined));
          break;
        }
        try {
          const run = await this.#one(prepared, input, place, options);
          if (run.stopped && options.dropStopped) break;
          runs.push(run);
          if (input && run.verdict === 'timed-out') timedOut++;
          const storing = this.#batch.add(run);
          storing.catch(() => undefined); // told at the end
          stored.push(storing);
          options.onRun?.(run, this.#missing(prepared, run, place));
          if (run.stopped) break;
        } catch (error) {
          if (isCancelled(error)) break;
          const e = asTouchstoneError(error);
          if (input === undefined || e.code !== 'run-input-unsupported') throw e;
          options.onUnsupported?.(input, e);
        }
      }
    } finally {
      this.#batch.leave();
    }
    await Promise.all(stored);
    return runs;
  }

  #missing(prepared: PreparedRun, run: Run, { runner }: RunPlace): MissingPackage | undefined {
    if (run.verdict !== 'crashed' && run.evidence?.obstacle?.kind !== 'needs') return undefined;
    const { projectFolder } = this.#options;
    return missingPackage(run, runner, { text: prepared.markdown, projectFolder });
  }

  async #one(
    prepared: PreparedRun,
    input: RunInput | undefined,
    { runner, sandbox, settings }: RunPlace,
    options: RunInputsOptions,
  ): Promise<Run> {
    const { onOutput, signal, interactive, onStart, batch } = options;
    const { folder, env, start } = this.#options;
    const assembled = assemble(prepared.program, input, prepared.instruction);
    const open = interactive && input === undefined;
    const { done, ...handle } = start({
      assembled,
      runner,
      folder,
      limits: settings.limits,
      sandbox,
      env,
      stdin: open ? undefined : (input?.stdin ?? ''),
      args: input?.args,
      signal,
      onOutput,
      batch,
    });
    const protection = sandbox.describe();
    onStart?.({ ...handle, input, runner: runner.label, sandbox: sandbox.name, protection });
    const outcome = await done;
    return toRun(prepared, runner.label, input, outcome, verdictOf(outcome, input, assembled));
  }

  /**
   * Opens a shell of the program's language with the program loaded. Nothing is stored, no time limit holds, everything else does.
   * Errors: those of `place`, `run-language` (no shell for it).
   */
  async openShell(
    prepared: PreparedRun,
    options: Pick<RunInputsOptions, 'signal' | 'onOutput'>,
  ): Promise<StartedRun & { done: Promise<RunOutcome> }> {
    const assembled = shellOf(prepared.program);
    const { runner, sandbox, settings } = await this.place(prepared.program.language);
    const { folder, env, start } = this.#options;
    const limits = { ...settings.limits, ...shellLimits };
    const handle = start({ ...options, assembled, runner, folder, limits, sandbox, env });
    const protection = sandbox.describe();
    return { ...handle, input: undefined, runner: runner.label, sandbox: sandbox.name, protection };
  }

  /**
   * What a Python script of ours says of a text that it gets on stdin (it reads a program without running it): its stdout. Nothing is
   * stored and nobody is asked. `undefined` where there is no Python, no sandbox where one is wanted, or the script failed.
   */
  async readWithPython(script: Assembled, stdin: string): Promise<string | undefined> {
    try {
      const { folder, env, start, findSandbox, projectFolder, foreignFolders } = this.#options;
      const { limits, runners, sandbox: mode } = await this.#options.settings();
      const sandbox = await protectionFor(mode, refuse, findSandbox);
      // Nobody has asked for a run: no tool that came with the project is started.
      const runner = await findRunner('python', runners, env, { projectFolder, foreignFolders });
      const outcome = await start({ assembled: script, runner, folder, limits, sandbox, env, stdin }).done;
      return outcome.exitCode === 0 && outcome.truncatedBytes === 0 ? outcome.stdout : undefined;
    } catch {
      return undefined; // a grammar reads the program instead
    }
  }

  /** Removes folders that a killed editor left behind. */
  async sweep(): Promise<void> {
    await sweepRunFolders(this.#options.folder);
  }
}

function toRun(
  prepared: PreparedRun,
  runner: string,
  input: RunInput | undefined,
  outcome: RunOutcome,
  verdict: Verdict,
): Run {
  const { taskId, response, program, codeHash: hash } = prepared;
  const { chosen } = program;
  const { report, stdoutCut: _, ...rest } = outcome;
  const evidence = report?.evidence;
  return {
    id: randomUUID(),
    taskId,
    response,
    codeHash: hash,
    ...(chosen === undefined ? {} : { block: chosen }),
    language: program.language,
    runner,
    ...(input === undefined ? {} : { input }),
    verdict,
    ...(evidence === undefined ? {} : { evidence }),
    ...(report === undefined ? {} : { value: report.value }),
    ...rest,
  };
}
