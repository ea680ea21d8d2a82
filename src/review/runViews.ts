import type { Run } from '../domain/task.ts';
import type { RunHead, RunView } from '../protocol/reviewViews.ts';

/** Characters of each output that the panel shows; the whole is in the store and in the terminal. */
export const shownOutput = 20_000;

/** A stored run as the page shows it, without what it printed. `hash`: of the code as it is now. */
export function runHeadOf(run: Run, hash: string | undefined): RunHead {
  const { id, input, verdict, value, limit, compiling, peakMemoryBytes, exitCode, signal, durationMs } = run;
  return {
    id,
    ...(input === undefined ? {} : { inputId: input.id }),
    status: verdict,
    ...(run.block !== undefined && { block: run.block }),
    ...(run.evidence === undefined ? {} : { evidence: run.evidence }),
    value,
    limit,
    compiling,
    peakMemoryBytes,
    exitCode,
    signal,
    durationMs,
    truncatedBytes: run.truncatedBytes,
    runner: run.runner,
    sandbox: run.sandbox,
    stale: run.codeHash !== hash,
  };
}

export function runViewOf(run: Run, hash: string | undefined): RunView {
  const [stdout, stderr] = [run.stdout.slice(0, shownOutput), run.stderr.slice(0, shownOutput)];
  return { ...runHeadOf(run, hash), stdout, stderr };
}
