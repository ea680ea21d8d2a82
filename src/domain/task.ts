import type { ResponseNumber, ShownOrder, TaskState } from './annotation.ts';
import type { LineComment, StepOffers, StoredAnnotation, StoredSuggestion } from './annotationHistory.ts';
import type { ErrorCode } from './errorCode.ts';
import type { Evidence, InputContent, LimitName, OracleRun, RunInput, Verdict } from './run.ts';

/** A task as a source gives it. */
export interface TaskInput {
  id: string;
  instruction: string;
  language?: string;
  /** Test code as one program, or checks that each stand alone (MBPP); see `inputs/taskInputs.ts`. */
  tests?: string | string[];
  /** Code that the tests need before they run (MBPP's `test_setup_code`). */
  testSetup?: string;
  /** The function under test. */
  entryPoint?: string;
  /** The data set's own solution: a program, or what goes on from the instruction (HumanEval). Shown nowhere before scoring. */
  reference?: string;
  /** Further columns shown with the task, as text. */
  context?: Record<string, string>;
  /** The dataset's id, the file's name, or `touchstone-sample`: Argilla's `source-dataset`. */
  source: string;
  /** Recorded responses of model 1 and 2, where the source has them; `null`: that one is not recorded. */
  generations?: [string | null, string | null];
  /** Those are what others have judged, too: nothing is taken out of them, such as what a model thought. */
  asTheyAre?: true;
  /** The models that wrote them, where the source names them row by row. */
  generationModels?: [string | null, string | null];
  /** What another program's log says of the recorded responses. */
  theirs?: [LogVerdict | null, LogVerdict | null];
}

/** What a log of another program says of a response: their evidence, beside ours. */
export interface LogVerdict {
  /** Missing: what the log says is neither. */
  passed?: boolean;
  /** The program whose log it is: `Inspect`. */
  tool: string;
  /** Its scorer, metric or assertions, as it calls them. */
  by?: string;
  /** The value as the log has it: `C`, `0.7`. */
  value?: string;
  /** Why, in its words: they may tell which model it was. */
  reason?: string;
}

/** The same of a response that is there. */
export interface TheirVerdict extends LogVerdict {
  response: ResponseNumber;
}

export interface Task extends Omit<TaskInput, 'generations' | 'asTheyAre' | 'generationModels' | 'theirs'> {
  /** Order of loading, from 0. */
  position: number;
  /** It left its data set; what was done with it is kept. */
  withdrawn?: true;
  /** Blocks of code that somebody chose as the program, by the SHA-256 (hex) of the text in which they are so many blocks (from 0). */
  chosenBlocks?: Readonly<Record<string, number>>;
}

export interface Usage {
  promptTokens?: number;
  completionTokens?: number;
  /** Of these, what it thought; servers that do not count it apart leave it out. */
  reasoningTokens?: number;
}

/** What one model answered to one task, and how it came about. */
export interface Generation {
  taskId: string;
  response: ResponseNumber;
  model: string;
  provider: string;
  text: string;
  origin: 'model' | 'recorded' | 'argilla';
  /** SHA-256 (hex) of `text`. */
  hash: string;
  /** Without user name, password or query. */
  url?: string;
  /** The parameters as sent. */
  parameters?: Record<string, unknown>;
  /** The prompt as sent, where a chat template was rendered here. */
  prompt?: string;
  startedAt: string;
  durationMs?: number;
  finishReason?: string;
  usage?: Usage;
  seed?: number;
  /** What the model thought before it answered: no part of `text`, nor of its hash. */
  reasoning?: string;
  /** SHA-256 (hex) of the instruction that it was made for, where that is known not to be, or may not be, the one that is there. */
  asked?: string;
  /** It was made for another instruction than that of the task that it stands with. */
  forOther?: true;
}

export interface GenerationFailure {
  taskId: string;
  response: ResponseNumber;
  code: ErrorCode;
  message: string;
  action?: string;
  at: string;
}

/** One execution of one response's code, with its evidence. */
export interface Run {
  id: string;
  taskId: string;
  response: ResponseNumber | 'correction';
  /** SHA-256 (hex) of the program that ran. */
  codeHash: string;
  /** The block of the response's code (from 0) that somebody chose as the program; none: it was found by itself. */
  block?: number;
  language: string;
  /** Interpreter and version, as `python 3.11.7`. */
  runner: string;
  /** The input it ran with; none: the program as it is. */
  input?: RunInput;
  verdict: Verdict;
  /** What was checked, where the language's harness counts; see `docs/evidence.md`. */
  evidence?: Evidence;
  /** What the last expression of the input's code evaluated to, written in the program's language; at most 10,000 characters. */
  value?: string;
  /** The limit that ended it. */
  limit?: LimitName;
  /** It ended while it was compiled: the output is the compiler's. */
  compiling?: boolean;
  /** Of all its processes together, where it could be measured. */
  peakMemoryBytes?: number;
  exitCode?: number;
  signal?: string;
  timedOut: boolean;
  /** Stopped by the user. */
  stopped: boolean;
  /**
   * At most 1 MB each; what came beyond is counted in `truncatedBytes`. Raw: may hold terminal escapes. In a `TaskDetail` clipped to
   * its first 20,000 characters: `run(id)` has the whole.
   */
  stdout: string;
  stderr: string;
  truncatedBytes: number;
  durationMs: number;
  /** What protected the machine: `none`, or the sandbox with its version and means, as `bubblewrap 0.8.0 + cgroups`. */
  sandbox: string;
  startedAt: string;
}

/** An input that was typed or proposed by a model. Those of datasets and examples are found anew each time (`inputsOf`). */
export interface StoredInput extends InputContent {
  id: string;
  origin: 'annotator' | 'model';
}

/** Everything about one task in one read. */
export interface TaskDetail {
  task: Task;
  /** Another task of the data set has the same title; only where that was asked for. */
  namesake?: boolean;
  generations: Generation[];
  failures: GenerationFailure[];
  /** The newest run of each response and input, oldest first; their output clipped. */
  runs: Run[];
  /** What the data set's own solution, and a program that must fail, did with the inputs. */
  oracle?: OracleRun[];
  /** What logs of other programs say of the responses that are there. */
  theirs?: TheirVerdict[];
  /** Inputs kept with the task: the annotator's and the models', in order of adding. */
  inputs: StoredInput[];
  /** Ids of inputs (of any origin) that are not to be run. */
  hiddenInputs: string[];
  annotation?: StoredAnnotation;
  /** There is none, since a draft was set aside when its texts were exchanged. */
  setAside?: boolean;
  shownOrder?: ShownOrder;
  /** For whoever may see them: not to be shown before the task is scored unless the project says so. */
  suggestions: StoredSuggestion[];
  /** The annotator's, by response and line. */
  lineComments: LineComment[];
  /** Time that the annotator has spent on it, in milliseconds. */
  spentMs: number;
}

export interface StateCounts {
  total: number;
  byState: Record<TaskState, number>;
  unsent: number;
  /** Of these, waiting for a decision of the user. */
  blocked: number;
  /** Of these, drafts again: they wait until that is submitted. */
  held: number;
  /** Means over the annotator's submitted answers. */
  scores: [ModelScore, ModelScore];
}

/** How far an annotator is, with what undo and redo would do now. */
export interface Overview extends StateCounts {
  offers: StepOffers;
}

export interface ModelScore {
  response: ResponseNumber;
  /** Mean of the submitted scores; undefined when there is none. */
  mean?: number;
  count: number;
}

export interface UpsertResult {
  added: number;
  updated: number;
  unchanged: number;
  /** Of those that were updated: tasks that had another id before. */
  renamed?: number;
  /** Of those that were updated: tasks that had been withdrawn. */
  returned?: number;
}

/** What came of a load. */
export interface LoadResult extends UpsertResult {
  /** Tasks that are not in the data set any more. */
  withdrawn: number;
  /** Tasks that were not found, but stay: not all rows could be read. */
  kept: number;
}

/** One answer of a model to a task. */
export interface Sample {
  response: ResponseNumber;
  model: string;
  text: string;
  /** Another one took its place. */
  replaced: boolean;
}

export interface TaskSamples {
  /** Replaced ones first, oldest first. */
  samples: Sample[];
  /** The newest of each response, input and program, oldest first, without their output. */
  runs: Run[];
}
