import { randomUUID } from 'node:crypto';
import type { ResponseNumber } from '../annotation/types.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import type { Run, Store } from '../store/types.ts';
import { programOf, type Program } from './extract.ts';
import type { Environment } from './path.ts';
import { startRun, type RunHandle, type RunOptions, type RunOutcome } from './run.ts';
import { sweepRunFolders } from './runFolder.ts';
import { findRunner, type RunnerSettings } from './runners.ts';
import { noSandbox, type Sandbox } from './sandbox.ts';

export interface PreparedRun {
  taskId: string;
  response: ResponseNumber | 'correction';
  program: Program;
  /** SHA-256 (hex) of the program. */
  codeHash: string;
}

export type StartOptions = Pick<RunOptions, 'input' | 'stdin' | 'args' | 'signal' | 'onOutput'>;

export interface StartedRun extends Omit<RunHandle, 'done'> {
  /** Interpreter and version. */
  runner: string;
  /** One sentence on what protects the machine. */
  protection: string;
  /** Resolves when the run is over and stored. Errors as `startRun`, and the store's. */
  done: Promise<Run>;
}

export interface RunServiceOptions {
  store: Pick<Store, 'putRun'>;
  /** Run root, such as `.touchstone/runs` in the project folder. */
  folder: string;
  /** Read at each start, so that a changed setting counts at once. */
  settings?: () => { runners?: RunnerSettings; timeoutMs?: number };
  sandbox?: Sandbox;
  env?: Environment;
}

/** Runs responses and stores the evidence. It asks nobody: whether code may run at all is the caller's to check. */
export class RunService {
  readonly #options: RunServiceOptions;

  constructor(options: RunServiceOptions) {
    this.#options = options;
  }

  /** Finds the program in a response. Errors: `run-no-code`. */
  prepare(
    taskId: string,
    response: ResponseNumber | 'correction',
    markdown: string,
    task: { language?: string },
  ): PreparedRun {
    const program = programOf(markdown, { taskLanguage: task.language });
    if (!program)
      throw new TouchstoneError('run-no-code', 'There is no code in this response.', {
        action: 'Read it as it is, or correct it: a code block that you add can be run.',
      });
    return { taskId, response, program, codeHash: codeHash(program) };
  }

  /** Starts a run; its evidence is stored once it is over. Errors: `run-language`, `run-interpreter-missing`. */
  async start(prepared: PreparedRun, options: StartOptions = {}): Promise<StartedRun> {
    const { folder, store, env, sandbox = noSandbox } = this.#options;
    const { runners, timeoutMs } = this.#options.settings?.() ?? {};
    const runner = await findRunner(prepared.program.language, runners, env);
    const code = prepared.program.code;
    const handle = startRun({ ...options, code, runner, folder, timeoutMs, sandbox, env });
    const done = handle.done.then(async (outcome) => {
      const run = toRun(prepared, runner.label, options.input, outcome);
      await store.putRun(run);
      return run;
    });
    return { ...handle, runner: runner.label, protection: sandbox.describe(), done };
  }

  /** Removes folders that a killed editor left behind. */
  async sweep(): Promise<void> {
    await sweepRunFolders(this.#options.folder);
  }
}

/** SHA-256 (hex) of the program's code. */
export function codeHash(program: Program): string {
  return sha256(program.code);
}

/** Whether the response's program is another one than the run's. */
export function isStale(run: Pick<Run, 'codeHash'>, program: Program | undefined): boolean {
  return program === undefined || codeHash(program) !== run.codeHash;
}

function toRun(prepared: PreparedRun, runner: string, input: string | undefined, outcome: RunOutcome): Run {
  const { taskId, response, program, codeHash: hash } = prepared;
  return {
    id: randomUUID(),
    taskId,
    response,
    codeHash: hash,
    language: program.language,
    runner,
    input,
    ...outcome,
  };
}
