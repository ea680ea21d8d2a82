import type { ResponseNumber } from '../domain/annotation.ts';
import type { RunInput, Verdict } from '../domain/run.ts';
import { type Estimate, isMissing } from '../stats/base/figure.ts';
import { resampledMean } from '../stats/base/resample.ts';

/** One answer of a model with what its runs showed. */
export interface SampleRuns {
  response: ResponseNumber;
  /** The answer that the project holds now; else a former one, which counts as a further sample alone. */
  current: boolean;
  hasCode: boolean;
  /** Runs of exactly this program. `inputId` undefined: as it is. */
  runs: { inputId?: string; verdict: Verdict; sandbox: string }[];
}

export interface TaskRuns {
  taskId: string;
  /** The task's inputs as they are now, hidden ones left out. */
  inputs: Pick<RunInput, 'id' | 'origin' | 'from' | 'checks' | 'expectedValue' | 'expectedOutput'>[];
  samples: SampleRuns[];
}

export interface ModelSummary {
  response: ResponseNumber;
  /** The model's name, or "Response 1" where it may not be shown. */
  name: string;
  /** Answers that the project holds now; how many of them hold code; how many of these ran as they are without an error. */
  generations: number;
  withCode: number;
  ran: number;
  /** Answers with code that have not been run yet (with all inputs): they count in no share. */
  notRun: number;
  /** Of the tasks that say what is expected: pass@k by the unbiased estimator, for each k of which there are samples. */
  passAt: { k: number; value: number; tasks: number }[];
  /** Runs with inputs that say what is expected, and how many passed. */
  tested: number;
  passed: number;
  timedOut: number;
  crashed: number;
  /** Runs of any kind, by what protected the machine. */
  sandboxes: Record<string, number>;
}

/** Values of k that are told, as far as there are samples. */
const ks = [1, 2, 5, 10, 20, 50, 100];

/** What the stored runs of a project say about each model. `names` are those to be shown. */
export function summarise(
  tasks: readonly TaskRuns[],
  names: readonly [string, string],
): [ModelSummary, ModelSummary] {
  return [summary(tasks, 1, names[0]), summary(tasks, 2, names[1])];
}

function summary(tasks: readonly TaskRuns[], response: ResponseNumber, name: string): ModelSummary {
  const result: ModelSummary = {
    response,
    name,
    generations: 0,
    withCode: 0,
    ran: 0,
    notRun: 0,
    passAt: [],
    tested: 0,
    passed: 0,
    timedOut: 0,
    crashed: 0,
    sandboxes: {},
  };
  for (const task of tasks)
    for (const sample of task.samples)
      if (sample.response === response && sample.current) count(result, task, sample);
  const counted = samplesOf(tasks, response);
  for (const k of ks) {
    const mean = meanPassAtK(counted, k);
    if (mean) result.passAt.push({ k, ...mean });
  }
  return result;
}

/** Of each task that says what is expected how many of a model's answers ran, and how many of them passed. */
function samplesOf(
  tasks: readonly TaskRuns[],
  response: ResponseNumber,
): { samples: number; passed: number }[] {
  return tasks.flatMap((task) => {
    const own = task.samples.filter((sample) => sample.response === response);
    const outcomes = own.map((sample) => passes(task, sample)).filter((outcome) => outcome !== undefined);
    if (outcomes.length === 0) return [];
    return [{ samples: outcomes.length, passed: outcomes.filter((outcome) => outcome).length }];
  });
}

/** pass@k of a model with its percentile bootstrap interval by task, for each k of which there are samples. */
export function passAtOf(
  tasks: readonly TaskRuns[],
  response: ResponseNumber,
  draws = 1000,
): { k: number; figure: Estimate }[] {
  const counted = samplesOf(tasks, response);
  return ks.flatMap((k) => {
    const values = counted.map(({ samples, passed }) => passAtK(samples, passed, k));
    const figure = resampledMean(
      values.filter((value) => value !== undefined),
      { draws },
    );
    return isMissing(figure) ? [] : [{ k, figure }];
  });
}

function count(result: ModelSummary, task: TaskRuns, sample: SampleRuns): void {
  result.generations++;
  if (!sample.hasCode) return;
  result.withCode++;
  const known = new Map(task.inputs.map((input) => [input.id, input]));
  const runs = sample.runs.filter((run) => run.inputId === undefined || known.has(run.inputId));
  const asWritten = runs.find((run) => run.inputId === undefined)?.verdict;
  if (asWritten === 'ran' || asWritten === 'passed') result.ran++;
  if (runs.filter(isResult).length < task.inputs.length + 1) result.notRun++;
  for (const run of runs) {
    if (run.verdict === 'timed-out') result.timedOut++;
    if (run.verdict === 'crashed') result.crashed++;
    result.sandboxes[run.sandbox] = (result.sandboxes[run.sandbox] ?? 0) + 1;
    const input = run.inputId === undefined ? undefined : known.get(run.inputId);
    if (input === undefined || !expects(input) || !isResult(run) || saysNothing(run.verdict)) continue;
    result.tested++;
    if (run.verdict === 'passed') result.passed++;
  }
}

/**
 * Whether an answer passes its task: every input that says what is expected shows it, and no other ends with an error. Examples out of
 * the responses do not count: no model sets the test that it is measured by. `undefined`: nothing is expected, nothing was checked, or it
 * was not run yet.
 */
function passes(task: TaskRuns, sample: SampleRuns): boolean | undefined {
  const inputs = task.inputs.filter((input) => input.from !== 1 && input.from !== 2);
  if (!inputs.some(expects)) return undefined;
  if (!sample.hasCode) return sample.current ? false : undefined;
  const verdicts = new Map(sample.runs.filter(isResult).map((run) => [run.inputId, run.verdict]));
  const found = inputs.map((input) => verdicts.get(input.id));
  if (found.some((verdict) => verdict !== undefined && !saysNothing(verdict) && verdict !== 'passed'))
    return false;
  const proved = inputs.every((input, i) =>
    expects(input) ? found[i] === 'passed' : found[i] !== undefined,
  );
  return proved ? true : undefined;
}

/** It neither passed nor failed: tests that check nothing, or cannot be run, are nobody's loss. */
function saysNothing(verdict: Verdict): boolean {
  return verdict === 'ran' || verdict === 'cut';
}

function isResult(run: { verdict: Verdict }): boolean {
  return run.verdict !== 'stopped';
}

function expects(input: TaskRuns['inputs'][number]): boolean {
  return input.checks === true || input.expectedValue !== undefined || input.expectedOutput !== undefined;
}

/**
 * The unbiased estimate of pass@k for one task: the chance that at least one of `k` samples, drawn from the `n` that are there without
 * putting one back, passes when `c` of the `n` do: 1 - C(n-c, k) / C(n, k). As a product of ratios below 1, so that no binomial
 * coefficient overflows (Chen et al., Evaluating Large Language Models Trained on Code, 2021, figure 3).
 * `undefined` where there are fewer than `k` samples: the estimate is not defined then.
 */
export function passAtK(n: number, c: number, k: number): number | undefined {
  if (k < 1 || n < k) return undefined;
  if (n - c < k) return 1;
  let none = 1;
  for (let i = n - c + 1; i <= n; i++) none *= 1 - k / i;
  return 1 - none;
}

/** Mean of pass@k over the tasks that have at least `k` samples, and how many these are; `undefined` where none has. */
export function meanPassAtK(
  tasks: readonly { samples: number; passed: number }[],
  k: number,
): { value: number; tasks: number } | undefined {
  const values = tasks
    .map(({ samples, passed }) => passAtK(samples, passed, k))
    .filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length, tasks: values.length };
}
