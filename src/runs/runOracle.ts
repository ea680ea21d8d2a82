import { asTouchstoneError, isCancelled } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import type { OracleRun, OracleSubject, RunInput } from '../domain/run.ts';
import type { Run, TaskDetail } from '../domain/task.ts';
import { errorOf } from '../oracle/compareRuns.ts';
import { stubOf } from '../oracle/stubProgram.ts';
import { inputsToRun } from './runAll.ts';
import type { PreparedRun, RunService } from './runService.ts';

/** Characters of an output that are kept. */
const keptOutput = 20_000;

export interface OracleOptions {
  service: Pick<RunService, 'prepare' | 'place' | 'runInputs'>;
  detail: TaskDetail;
  signal?: AbortSignal;
}

/**
 * Runs the data set's own solution with all inputs of a task, and a program that must fail with the data set's tests, as far as that was not
 * done: same sandbox, same limits as a response. `service` stores nothing of it. Resolves to what is new, among it a row without an input for
 * each of the two that says that it was looked at. Errors: those of `RunService.place` that concern every program (`run-no-sandbox`).
 */
export async function runOracle(options: OracleOptions): Promise<OracleRun[]> {
  const { task } = options.detail;
  const inputs = inputsToRun(options.detail);
  const tests = inputs.filter(({ origin }) => origin === 'dataset');
  const reference = await witness(options, 'reference', task.reference, inputs);
  const stub = await witness(options, 'stub', tests.length > 0 ? stubOf(task) : undefined, tests);
  return [...reference, ...stub];
}

/** Whether something of a task was not tried yet. */
export function hasNews(detail: TaskDetail): boolean {
  const known = new Set(detail.oracle?.map(({ subject, inputId }) => `${subject} ${inputId}`));
  if (!known.has('reference ') || !known.has('stub ')) return true;
  if (detail.oracle?.some(({ inputId, problem }) => inputId === '' && problem !== undefined)) return false;
  return (
    detail.task.reference !== undefined && inputsToRun(detail).some(({ id }) => !known.has(`reference ${id}`))
  );
}

async function witness(
  { service, detail, signal }: OracleOptions,
  subject: OracleSubject,
  text: string | undefined,
  inputs: readonly RunInput[],
): Promise<OracleRun[]> {
  const { task, oracle = [] } = detail;
  const known = oracle.filter((run) => run.subject === subject);
  const looked = (codeHash: string, problem?: string): OracleRun => ({
    ...{ subject, inputId: '', codeHash, verdict: 'ran' as const, stdout: '' },
    ...(problem === undefined ? {} : { problem }),
  });
  const isKnown = (id: string): boolean => known.some((run) => run.inputId === id);
  const mark = isKnown('') ? [] : [looked('')];
  if (text === undefined) return mark;
  let prepared: PreparedRun;
  try {
    prepared = service.prepare(task.id, 1, text, task);
    const place = await service.place(prepared.program.language);
    const wanted = inputs.filter(({ id }) => !isKnown(id));
    const runs = await service.runInputs(prepared, wanted, {
      asWritten: false,
      place,
      ...(signal ? { signal } : {}),
      dropStopped: true,
      batch: true,
      onUnsupported: () => undefined,
    });
    if (signal?.aborted) return [];
    const done = runs.map((run) => oracleRun(subject, run));
    // What cannot be run with an input is known to be so.
    const left = wanted.filter(({ id }) => !done.some(({ inputId }) => inputId === id));
    const skipped = left.map(({ id }) => ({ ...looked(prepared.codeHash, 'unsupported'), inputId: id }));
    return [...(isKnown('') ? [] : [looked(prepared.codeHash)]), ...done, ...skipped];
  } catch (thrown) {
    if (isCancelled(thrown)) return [];
    const error = asTouchstoneError(thrown);
    if (!/^run-(?:no-code|language|interpreter-missing)$/.test(error.code)) throw error;
    return isKnown('') ? [] : [looked(sha256(text), error.message)];
  }
}

function oracleRun(subject: OracleSubject, run: Run): OracleRun {
  const error = errorOf(run);
  return {
    subject,
    inputId: run.input?.id ?? '',
    ...(run.input ? { origin: run.input.origin } : {}),
    codeHash: run.codeHash,
    verdict: run.verdict,
    ...(run.value === undefined ? {} : { value: run.value }),
    stdout: run.stdout.slice(0, keptOutput),
    ...(error === undefined ? {} : { error: error.slice(0, 1_000) }),
  };
}
