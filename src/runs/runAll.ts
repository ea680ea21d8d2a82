import * as l10n from '@vscode/l10n';
import type { ResponseNumber } from '../domain/annotation.ts';
import { limited } from '../platform/limited.ts';
import { asTouchstoneError, cancelled, TouchstoneError } from '../platform/errors.ts';
import { listPaged } from '../store/api/taskPages.ts';
import type { Store } from '../store/api/store.ts';
import type { Run, TaskDetail } from '../domain/task.ts';
import type { TaskFilter } from '../domain/queue.ts';
import { inputsOf } from '../inputs/taskInputs.ts';
import { isCounted, isJudged } from './harness/assemble.ts';
import type { PreparedRun, RunPlace, RunService } from './runService.ts';
import { waitingInputs, type RunInput } from '../domain/run.ts';

export interface RunAllOptions {
  store: Pick<Store, 'taskDetail'>;
  service: Pick<RunService, 'prepare' | 'place' | 'runInputs'>;
  annotator: string;
  /** The tasks, in the order in which they are run. */
  taskIds: readonly string[];
  /** Generations under way at once. */
  concurrency: number;
  /** Also what is stored already. */
  again?: boolean;
  /** Also the inputs of programs of which several ran out of time: else they are not run, which is told as a problem. */
  rest?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: RunAllProgress) => void;
  /** The programs of a response begin to run, or all have ended. */
  onRunning?: (taskId: string, response: ResponseNumber, isRunning: boolean) => void;
  /** Something of a task could not be run. */
  onProblem?: (taskId: string, error: TouchstoneError) => void;
}

/** Counts generations: `done` includes those whose runs were stored already. */
export interface RunAllProgress {
  done: number;
  total: number;
}

export interface RunAllCounts {
  /** Runs that were made now. */
  made: number;
  /** Runs that were stored already, with the same code, input, runner and sandbox. */
  kept: number;
  /** Generations without code. */
  withoutCode: number;
  /** What kept generations or inputs from being run, each once with how often. */
  problems: { message: string; action?: string; count: number }[];
}

/** The inputs that both responses of a task are run with: hidden ones are left out. */
export function inputsToRun(detail: TaskDetail): RunInput[] {
  const text = (response: ResponseNumber): string | undefined =>
    detail.generations.find((g) => g.response === response)?.text;
  const all = inputsOf(detail.task, { 1: text(1), 2: text(2) }, detail.inputs);
  return all.filter((input) => !detail.hiddenInputs.includes(input.id));
}

/**
 * Runs every generation as it is and with the task's inputs, several at once, without a terminal. What is stored already is not run
 * again, so a run that was cancelled goes on where it was. Cancelling throws `cancelled`; what is over by then is stored. Errors: those
 * of `RunService.place` that concern every program (`run-no-sandbox`), and the store's.
 */
export async function runAll(options: RunAllOptions): Promise<RunAllCounts> {
  const jobs = options.taskIds.flatMap((id) => ([1, 2] as const).map((response) => ({ id, response })));
  const counts: RunAllCounts = { made: 0, kept: 0, withoutCode: 0, problems: [] };
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  let done = 0;
  const report = (): void => options.onProgress?.({ done, total: jobs.length });
  report();
  await limited(jobs, options.concurrency, async ({ id, response }) => {
    if (signal.aborted) return;
    options.onRunning?.(id, response, true);
    try {
      await runGeneration(options, id, response, counts, signal);
    } catch (error) {
      stop.abort(); // the others end as well
      throw error;
    } finally {
      options.onRunning?.(id, response, false);
    }
    done++;
    report();
  });
  if (options.signal?.aborted) throw cancelled();
  return counts;
}

async function runGeneration(
  options: RunAllOptions,
  taskId: string,
  response: ResponseNumber,
  counts: RunAllCounts,
  signal: AbortSignal,
): Promise<void> {
  const { service, store, annotator } = options;
  const detail = await store.taskDetail(taskId, annotator);
  const generation = detail.generations.find((g) => g.response === response);
  if (!generation) return;
  const tell = (error: TouchstoneError): void => {
    note(counts, error);
    options.onProblem?.(taskId, error);
  };
  let prepared: PreparedRun;
  let place: RunPlace;
  try {
    prepared = service.prepare(taskId, response, generation.text, detail.task);
    place = await service.place(prepared.program.language);
  } catch (thrown) {
    const error = asTouchstoneError(thrown);
    if (error.code === 'run-no-code') counts.withoutCode++;
    else if (error.code === 'run-language' || error.code === 'run-interpreter-missing') tell(error);
    else throw error;
    return;
  }
  const stored = (input: RunInput | undefined): boolean =>
    !options.again && detail.runs.some((run) => isSame(run, prepared, input, place));
  const inputs = inputsToRun(detail);
  const missing = inputs.filter((input) => !stored(input));
  const asWritten = !stored(undefined);
  counts.kept += inputs.length - missing.length + (asWritten ? 0 : 1);
  const newest = (input: RunInput) => detail.runs.findLast((run) => isSame(run, prepared, input, place));
  const timedOut = inputs.filter((input) => stored(input) && newest(input)?.verdict === 'timed-out');
  const runs = await service.runInputs(prepared, missing, {
    asWritten,
    place,
    signal,
    dropStopped: true,
    batch: true,
    timedOut: timedOut.length,
    ...(!options.rest && { onWaiting: () => tell(waits()) }),
    onUnsupported: (_, error) => tell(error),
  });
  counts.made += runs.length;
}

function waits(): TouchstoneError {
  return new TouchstoneError(
    'run-not-started',
    l10n.t('Two checks of a response ran out of time, so its other checks were not run.'),
    { action: l10n.t('“Retry” runs them all the same.') },
  );
}

function isSame(run: Run, prepared: PreparedRun, input: RunInput | undefined, place: RunPlace): boolean {
  return (
    run.response === prepared.response &&
    run.codeHash === prepared.codeHash &&
    run.input?.id === input?.id &&
    run.runner === place.runner.label &&
    run.sandbox === place.sandbox.name &&
    run.verdict !== 'stopped' &&
    // What passed before checks were counted proves nothing.
    (run.evidence !== undefined ||
      input === undefined ||
      !provesNothing(run, prepared.program.language, input))
  );
}

function provesNothing({ verdict }: Run, language: string, input: RunInput): boolean {
  return isJudged(language, input) || (verdict === 'passed' && isCounted(language, input));
}

function note(counts: RunAllCounts, { message, action }: TouchstoneError): void {
  const known = counts.problems.find((problem) => problem.message === message);
  if (known) known.count++;
  else counts.problems.push({ message, action, count: 1 });
}

/** The inputs that wait since others ran out of time. */
export function restOf(
  inputs: RunInput[],
  look: Pick<TaskDetail, 'runs'>,
  { response, codeHash }: PreparedRun,
): RunInput[] {
  const runs = look.runs.filter((run) => run.response === response && run.codeHash === codeHash);
  const ran = runs.map(({ input, verdict }) => ({ inputId: input?.id, verdict }));
  const waiting = new Set(
    waitingInputs(
      inputs.map(({ id }) => id),
      ran,
    ).waiting,
  );
  return inputs.filter(({ id }) => waiting.has(id));
}

/** Ids of the tasks of a filter (of the whole project without one) in the order of loading. */
export async function taskIdsOf(
  store: Pick<Store, 'listTasks'>,
  annotator: string,
  filter: Pick<TaskFilter, 'state' | 'text'> = {},
): Promise<string[]> {
  return (await listPaged(store, annotator, filter)).map(({ id }) => id);
}
