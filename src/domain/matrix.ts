import type { ShownOrder, TaskState } from './annotation.ts';
import type { ErrorCode } from './errorCode.ts';
import type { Points } from './rubric.ts';
import type { Verdict } from './run.ts';

/** All tasks with what is known of their responses, as the matrix lists them. */

/**
 * What came of a response, by the newest run of each check of its text as it is: the worst of the tests. `ran`: nothing says what is expected;
 * `missing`: there is no response; `gone-wrong`: its model was asked, and there is none.
 */
export const outcomes = [
  'passed',
  'ran',
  'not-run',
  'failed',
  'timed-out',
  'crashed',
  'missing',
  'gone-wrong',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Those of a program that did not do what was asked for. */
export const badOutcomes: ReadonlySet<Outcome> = new Set(['failed', 'timed-out', 'crashed']);

/** Points for "it works" against what ran: all of them though a check fails, or less than half of them though all pass. */
export function contradictsRuns(points: number | undefined, max: number, outcome: Outcome): boolean {
  if (points === undefined) return false;
  return (points >= max && badOutcomes.has(outcome)) || (points < max / 2 && outcome === 'passed');
}

/** Of the checks that are over and say what is expected. */
export interface Checked {
  passed: number;
  judged: number;
}

/** The newest run of one input, or of the program as it is. */
export interface MatrixRun {
  /** Undefined: as it is. */
  kind?: 'test' | 'own';
  /** Its input says what is expected. */
  expects: boolean;
  verdict: Verdict;
}

export interface MatrixResponse {
  /** Who wrote the text that is there; empty where nobody knows. */
  model?: string;
  outcome: Outcome;
  tests: Checked;
  /** The examples in the responses themselves. */
  own: Checked;
  /** Of its text; 0 where there is none. */
  lines: number;
  score?: number;
  points?: Points;
  /** The mean of what judges give, as far as they speak of this text. */
  judge?: number;
  /** Names of failure modes. */
  tags: string[];
  /** Why there is none. */
  failure?: { code: ErrorCode; message: string };
}

/** One task for one annotator. */
export interface MatrixTask {
  id: string;
  position: number;
  /** Its beginning. */
  instruction: string;
  language?: string;
  state: TaskState;
  flag?: string;
  skipped?: string;
  /** Set once the annotator saw the pair. */
  shownOrder?: ShownOrder;
  /** When the answer changed last. */
  updatedAt?: string;
  /** Response 1 and 2. */
  responses: [MatrixResponse, MatrixResponse];
}

/** A page of all tasks in the order of loading, or some of them. */
export type WhichTasks = { after?: number; limit: number } | { ids: readonly string[] };

const worst: Partial<Record<Verdict, Outcome>> = {
  crashed: 'crashed',
  'timed-out': 'timed-out',
  differs: 'failed',
};

/** What came of the runs of a response that is there, and its checks. */
export function resultOf(runs: readonly MatrixRun[]): Pick<MatrixResponse, 'outcome' | 'tests' | 'own'> {
  const over = runs.filter(({ verdict }) => verdict !== 'stopped');
  const tests = over.filter(({ kind }) => kind === 'test');
  const counted = { tests: countOf(tests), own: countOf(over.filter(({ kind }) => kind === 'own')) };
  const asItIs = over.filter(({ kind }) => kind === undefined);
  // What its tests showed says more than that it ends without them.
  const outcome =
    worstOf(tests) ??
    (counted.tests.passed > 0 ? 'passed' : (worstOf(asItIs) ?? (over.length > 0 ? 'ran' : 'not-run')));
  return { outcome, ...counted };
}

function worstOf(runs: readonly MatrixRun[]): Outcome | undefined {
  const found = new Set(runs.map(({ verdict }) => worst[verdict]));
  return (['crashed', 'timed-out', 'failed'] as const).find((outcome) => found.has(outcome));
}

/** As the panel counts them: what expects nothing counts where it passed. */
function countOf(runs: readonly MatrixRun[]): Checked {
  const passed = runs.filter(({ verdict }) => verdict === 'passed').length;
  const judged = runs.filter(({ expects, verdict }) => expects || verdict === 'passed').length;
  return { passed, judged };
}
