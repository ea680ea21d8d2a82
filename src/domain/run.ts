import type { ResponseNumber } from './annotation.ts';

/** Which of a task's programs is meant. */
export type Subject = ResponseNumber | 'correction';

/** Where an input comes from: typed by the annotator, the dataset's tests, an example in a text, or proposed by a model. */
export type InputOrigin = 'annotator' | 'dataset' | 'example' | 'model';

/** What makes an input: two with the same content are one. */
export interface InputContent {
  /** A call or a snippet in the program's language that runs after the program. */
  code?: string;
  /** The whole of stdin. Without it (and when no terminal is attached) stdin is empty. */
  stdin?: string;
  /** Command-line arguments. */
  args?: string[];
  /** What the last expression of `code` should evaluate to: an expression in the program's language. */
  expectedValue?: string;
  /** What stdout should be; trailing white space of lines and of the whole does not count. */
  expectedOutput?: string;
}

/** One input of a task: it runs against both responses and the correction. */
export interface RunInput extends InputContent {
  /** First 16 hex digits of the SHA-256 of the content. */
  id: string;
  origin: InputOrigin;
  /** For an example: the text that it was found in. */
  from?: ResponseNumber | 'instruction';
  /** `code` checks by itself (assertions, test functions): it has passed when checks ran and all of them held. */
  checks?: boolean;
  /** `expectedValue` came through JSON, which knows no tuples and no keys but texts: it is compared as far as JSON can tell. */
  fromJson?: boolean;
}

/**
 * What one run showed. `passed`: at least one check ran to its end, and all held; `ran`: nothing was expected, or nothing could be checked
 * (see `Evidence.obstacle`); `differs`: another value or output than expected, or a check that failed; `crashed`: an error, a signal, a
 * limit, a program that does not compile or that ended before its tests; `cut`: what was kept of the output is as expected, but it was cut.
 */
export type Verdict = (typeof verdicts)[number];
export const verdicts = ['passed', 'ran', 'differs', 'crashed', 'timed-out', 'stopped', 'cut'] as const;

/** A check that did not hold, as far as the harness of its language tells. Values are written in that language, cut at 300 characters. */
export interface FailedCheck {
  /** Its number among the checks of the run, from 1. */
  n: number;
  /** The test function or case, where checks are such. */
  case?: string;
  /** The line of the tests, from 1. */
  line?: number;
  /** What was checked, as the test writes it: the left side of a comparison. */
  text?: string;
  /** The comparison: `==`, `<`, `in`; empty where a value was to be true. */
  op?: string;
  expected?: string;
  got?: string;
  /** What the test says about it. */
  message?: string;
  /** An error that came instead, as `ValueError: …`, and the program's line that raised it. */
  raised?: string;
  programLine?: number;
}

/** Where checks held: a place of the tests that is not told where it failed. */
export interface HeldCheck {
  /** The test function or case, where checks are such. */
  case?: string;
  /** The line of the tests, from 1. */
  line?: number;
  /** How often it held, where it was more than once (in a loop, a function that is called again). */
  times?: number;
}

/**
 * What weakens a proof. `in-process`: the tests ran in the program's own process; `own-class`: a check that held rests on what a class of
 * the program says of itself; `may-judge-itself`: the program did what could reach its judge.
 */
export const evidenceMarks = ['in-process', 'own-class', 'may-judge-itself'] as const;
export type EvidenceMark = (typeof evidenceMarks)[number];

/**
 * Why nothing more could be checked. `ended`: the program's process ended first; `raised`: it raised an error; `missing`: it has no such
 * name; `needs`: the tests need a package that is not there; `tests`: the tests cannot be read.
 */
export const obstacleKinds = ['ended', 'raised', 'missing', 'needs', 'tests'] as const;
export interface Obstacle {
  kind: (typeof obstacleKinds)[number];
  /** The error, the name or the package. */
  text?: string;
  /** The line of the tests, and the program's line. */
  line?: number;
  programLine?: number;
}

/** What the harness of a language that counts its checks saw. */
export interface Evidence {
  /** Checks that ran to their end, and how many of them held. */
  checks: number;
  passed: number;
  /** The first that did not. */
  failed: FailedCheck[];
  /** The first places whose checks held, where the harness tells them. */
  held?: HeldCheck[];
  marks: EvidenceMark[];
  obstacle?: Obstacle;
  /** The judge said its last word. Without it nothing is proved. */
  complete: boolean;
}

/** Programs of the data set, or made for it: its own solution, and one that must fail its tests. */
export type OracleSubject = 'reference' | 'stub';

/** What one of them did with one input; kept apart from the runs of responses. */
export interface OracleRun {
  subject: OracleSubject;
  /** Empty: what the program is looked at for, without an input. */
  inputId: string;
  /** Where the input comes from. */
  origin?: InputOrigin;
  /** SHA-256 (hex) of the program. */
  codeHash: string;
  verdict: Verdict;
  value?: string;
  /** At most 20,000 characters. */
  stdout: string;
  /** The error that ended it, in a line, or the first check that failed. */
  error?: string;
  /** What can be run of it could not be found, or not here: why. */
  problem?: string;
}

/** A fault of the data set: its own solution fails its tests, or a program that must fail them passes. */
export interface OracleFault {
  taskId: string;
  subject: OracleSubject;
  /** Of the task's tests so many are at fault. */
  count: number;
  error?: string;
}

/** Bounds of one run, for its whole tree of processes. */
export interface Limits {
  /** Wall-clock milliseconds. */
  timeoutMs: number;
  /** Resident bytes of all processes together. */
  memoryBytes: number;
  /** Processes and threads at once. */
  processes: number;
  /** Bytes in the working and temporary folders together. */
  diskBytes: number;
  /** Bytes of each output stream that are kept; the rest is counted. */
  outputBytes: number;
}

/** The limit that ended a run. A flood of output ends none: it is cut. */
export type LimitName = 'time' | 'memory' | 'processes' | 'disk';

/** A program made ready to run with one input: what is written to the file, and what the input adds to the command. */
export interface Assembled {
  code: string;
  /** The class, function or module to start where a language names one (`{entry}` in a runner's arguments). */
  entry?: string;
  /** The program's last act is to report a value (see `value` of a run). */
  reportsValue: boolean;
  /** What a judge in a process of its own is told, as JSON: tests and what is expected. Then `code` is the program alone. */
  job?: string;
  /** The harness counts checks in the program's process. */
  counts?: Counting;
}

/** How a harness in the program's process is heard: its lines begin with `word`, which no program knows beforehand. */
export interface Counting {
  word: string;
  /** What a look at the program's text showed. */
  marks: EvidenceMark[];
}

/** After so many inputs of one program that ran out of time, the others wait until somebody wants them run all the same. */
export const patience = 2;

/**
 * The inputs that were not run since others ran out of time. `runs`: of the program as it is now, the newest of an input last; without an
 * id the program was run as it is.
 */
export function waitingInputs(
  inputIds: readonly string[],
  runs: readonly { inputId?: string; verdict: Verdict }[],
): { timedOut: number; waiting: string[] } {
  const newest = new Map(runs.map(({ inputId, verdict }) => [inputId, verdict]));
  const timedOut = inputIds.filter((id) => newest.get(id) === 'timed-out').length;
  const open = inputIds.filter((id) => (newest.get(id) ?? 'stopped') === 'stopped');
  return { timedOut, waiting: timedOut < patience ? [] : open };
}
