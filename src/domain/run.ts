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
  /** `code` checks by itself (assertions): ending without an error means that it passed. */
  checks?: boolean;
}

/**
 * What one run showed. `passed`: as expected; `ran`: ended without an error and nothing was expected; `differs`: another value or
 * output than expected, or an assertion that failed; `crashed`: an error, a signal, a limit, or a program that does not compile.
 */
export type Verdict = 'passed' | 'ran' | 'differs' | 'crashed' | 'timed-out' | 'stopped';

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
}
