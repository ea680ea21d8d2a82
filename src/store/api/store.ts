import type {
  AnnotationStatus,
  Answer,
  ResponseNumber,
  ShownOrder,
  TaskState,
} from '../../domain/annotation.ts';
import type { Disposable } from '../../platform/emitter.ts';
import type { ErrorCode } from '../../platform/errors.ts';
import type { Rubric } from '../../project/config.ts';
import type { InputContent, LimitName, RunInput, Verdict } from '../../domain/run.ts';
import type {
  Act,
  ActStatus,
  BulkAct,
  BulkResult,
  GuidelinesUse,
  HistoryEntry,
  LineComment,
  Pace,
  Step,
  StepOffers,
  StoredAnnotation,
  StoredGuidelines,
  StoredSuggestion,
  Suggestion,
} from '../../domain/annotationHistory.ts';
import type { Place, QueueCounts, TaskFilter, TaskQueue, TaskSort, TaskSummary } from '../../domain/queue.ts';

export type * from '../../domain/annotationHistory.ts';
export type * from '../../domain/queue.ts';

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
  /** Further columns shown with the task, as text. */
  context?: Record<string, string>;
  /** The dataset's id, the file's name, or `touchstone-sample`: Argilla's `source-dataset`. */
  source: string;
  /** Recorded responses of model 1 and 2, where the source has them. */
  generations?: [string, string];
}

export interface Task extends Omit<TaskInput, 'generations'> {
  /** Order of loading, from 0. */
  position: number;
}

export interface Usage {
  promptTokens?: number;
  completionTokens?: number;
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
  language: string;
  /** Interpreter and version, as `python 3.11.7`. */
  runner: string;
  /** The input it ran with; none: the program as it is. */
  input?: RunInput;
  verdict: Verdict;
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

/** A response that is to be sent to Argilla. One row for each task and annotator: a newer act replaces an unsent one. */
export interface OutboxRow {
  taskId: string;
  annotator: string;
  /** `pending` deletes the response there. */
  status: ActStatus;
  answer: Answer;
  /** Grows with each act; what was sent is acknowledged by it. */
  seq: number;
  attempts: number;
  lastError?: string;
  /** Set when sending again cannot help until the user does something. */
  blocked: boolean;
}

/** What is known of a task's record in one Argilla dataset. */
export interface RemoteRecord {
  /** Origin + `/` + dataset id. */
  dataset: string;
  taskId: string;
  recordId: string;
  /** Whose response `responseId` is (two users may share a folder). */
  annotator?: string;
  responseId?: string;
  /** The response's `updated_at` as last seen. */
  seenUpdatedAt?: string;
}

export interface StateCounts {
  total: number;
  byState: Record<TaskState, number>;
  unsent: number;
  blocked: number;
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
}

/** Everything about one task in one read. */
export interface TaskDetail {
  task: Task;
  generations: Generation[];
  failures: GenerationFailure[];
  /** The newest run of each response and input, oldest first; their output clipped. */
  runs: Run[];
  /** Inputs kept with the task: the annotator's and the models', in order of adding. */
  inputs: StoredInput[];
  /** Ids of inputs (of any origin) that are not to be run. */
  hiddenInputs: string[];
  annotation?: StoredAnnotation;
  shownOrder?: ShownOrder;
  /** For whoever may see them: not to be shown before the task is scored unless the project says so. */
  suggestions: StoredSuggestion[];
  /** The annotator's, by response and line. */
  lineComments: LineComment[];
  /** Time that the annotator has spent on it, in milliseconds. */
  spentMs: number;
}

/** An input that was typed or proposed by a model. Those of datasets and examples are found anew each time (`inputsOf`). */
export interface StoredInput extends InputContent {
  id: string;
  origin: 'annotator' | 'model';
}

/**
 * The project's database, owned by one worker thread (`DatabaseSync` blocks). Each call is one transaction that is on disk
 * when its promise resolves. Several windows may have the same file open.
 * Errors: `store-unavailable` (cannot open or write), `store-newer` (made by a newer Touchstone), `task-missing`,
 * `argilla-conflict` (an act whose `expectedRevision` is not the stored one; `conflictOf` tells both answers).
 */
export interface Store {
  /** Absolute path of the database file. */
  readonly path: string;
  close(): Promise<void>;

  getMeta(key: string): Promise<string | undefined>;
  setMeta(key: string, value: string | undefined): Promise<void>;

  /** Adds new tasks at the end, updates changed ones, keeps every annotation; recorded generations are stored with them. */
  upsertTasks(tasks: TaskInput[], models: [string, string]): Promise<UpsertResult>;
  listTasks(annotator: string, filter?: TaskFilter): Promise<TaskSummary[]>;
  countTasks(annotator: string, queue?: TaskQueue): Promise<number>;
  /** What is in a queue by state, and how many of its tasks come before a place. */
  queueCounts(annotator: string, queue?: TaskQueue, at?: Place): Promise<QueueCounts>;
  /** The columns of the tasks' context, in the order in which they are met. */
  contextColumns(): Promise<string[]>;
  /** The values of a context column with the number of tasks, the most frequent first. */
  contextValues(column: string, limit: number): Promise<{ value: string; count: number }[]>;
  /**
   * The id of the nearest task after (or before) the given one in the queue's order, wrapping round; the given one only when there is
   * no other, `undefined` when there is none. Without `from` (or when it is not there) from the end it goes from. A queue that names
   * no states is that of the open tasks: to be scored, or a draft. Where acts change what the queue is sorted by, pass the `place`
   * asked for before the act.
   */
  nextTask(
    annotator: string,
    from: string | Place | undefined,
    direction: 'next' | 'previous',
    queue?: TaskQueue,
  ): Promise<string | undefined>;
  /** Where a task stands now in an order, also when it is not in the queue. Throws `task-missing`. */
  place(annotator: string, taskId: string, sort?: TaskSort): Promise<Place>;
  taskDetail(taskId: string, annotator: string): Promise<TaskDetail>;
  counts(annotator: string): Promise<StateCounts>;
  /** Means over the annotator's submitted answers. */
  scores(annotator: string): Promise<[ModelScore, ModelScore]>;

  /** Replaces the generation (the old one is kept in the history) and clears its failure. */
  putGeneration(generation: Generation): Promise<void>;
  putFailure(failure: GenerationFailure): Promise<void>;
  putRun(run: Run): Promise<void>;
  /** One run with its whole output; undefined where there is none. */
  run(id: string): Promise<Run | undefined>;
  /** Every answer of the models to a task with what is known of its runs: for pass@k. */
  samples(taskId: string): Promise<TaskSamples>;
  /**
   * Adds an input at the end, or puts it in the place of `replaces` (one that is not stored is hidden instead). The same content
   * twice is one, with the origin that it had; a hidden one is shown again. `input.id` must be that of its content.
   */
  putInput(taskId: string, input: StoredInput, replaces?: string): Promise<void>;
  /** Removes a stored input, hides one that is found anew each time; `hidden` false brings a hidden one back. */
  hideInput(taskId: string, inputId: string, hidden: boolean): Promise<void>;

  /** Stores `draw` at first call for task and annotator; always returns what is stored. */
  shownOrder(taskId: string, annotator: string, draw: ShownOrder): Promise<ShownOrder>;
  /** Writes an answer, its history entry and (if asked) its outbox row in one transaction. */
  act(act: Act): Promise<StoredAnnotation | undefined>;
  /**
   * Discards or reopens many in one transaction; one step of `undo`, together with other calls of the same `batch`. In the order
   * given; a task twice is one.
   */
  actMany(taskIds: string[], act: BulkAct): Promise<BulkResult[]>;
  /**
   * Takes the annotator's last submit, discard, take-back, reopening or revert not yet undone back to what was before. A draft that
   * was begun since is kept. `undone` is the status that it had given.
   */
  undo(annotator: string, send: boolean): Promise<(Step & { undone: ActStatus }) | undefined>;
  /** Takes the last `undo` back; nothing after a new act, or on tasks on which something was typed since. */
  redo(annotator: string, send: boolean): Promise<(Step & { redone: ActStatus }) | undefined>;
  /** What `undo` and `redo` would do now. */
  stepOffers(annotator: string): Promise<StepOffers>;
  /**
   * Decides a conflict (see `conflictOf`); `act.expectedRevision` is that of theirs. Both answers are in the history afterwards;
   * where theirs stays, `undo` brings mine back as a draft.
   */
  settle(act: Act, keep: 'mine' | 'theirs'): Promise<StoredAnnotation | undefined>;
  /** Back to what an entry of the history says, as a new act. Throws `answer-invalid` where the annotator has no such entry. */
  revert(
    taskId: string,
    annotator: string,
    seq: number,
    send: boolean,
  ): Promise<StoredAnnotation | undefined>;
  history(taskId: string): Promise<HistoryEntry[]>;
  /** Moves the answers, orders and outbox rows of one identity to another that has none for those tasks. */
  adopt(from: string, to: string, send: boolean): Promise<number>;
  /** Moves the shown orders alone: the same person goes on under another identity and sees A and B as before. */
  moveOrders(from: string, to: string): Promise<void>;

  /** Keeps what a version says; the first content given for a version stays. */
  putGuidelines(version: string, text: string, rubric: Rubric): Promise<void>;
  guidelines(version: string): Promise<StoredGuidelines | undefined>;
  /** All that were seen or followed, in that order. */
  guidelinesVersions(annotator: string): Promise<GuidelinesUse[]>;

  /** About the responses as they are now. Throws `answer-invalid` for a value that the field cannot have. */
  putSuggestions(taskId: string, suggestions: Suggestion[]): Promise<void>;
  suggestions(taskId: string): Promise<StoredSuggestion[]>;
  /** Of one task or of all, of one agent or of all; resolves to their number. */
  removeSuggestions(which: { taskId?: string; agent?: string }): Promise<number>;

  /** Adds to the time that the annotator spent on a task. Fires no change. */
  addTime(taskId: string, annotator: string, ms: number): Promise<void>;
  /** `since`: the local midnight, ISO 8601 in UTC. `queue`: what is counted as left, by default all. */
  pace(annotator: string, since: string, queue?: TaskQueue): Promise<Pace>;

  /** Adds a comment, or replaces the annotator's with the same id. `act`: what it makes of the answer, in the same transaction. */
  putLineComment(comment: LineComment, act?: Act): Promise<void>;
  removeLineComment(annotator: string, id: string, act?: Act): Promise<void>;

  outbox(annotator: string, limit: number): Promise<OutboxRow[]>;
  /** Removes the row if it is still the one that was sent, and remembers the remote response. */
  ackOutbox(row: { taskId: string; annotator: string; seq: number }, remote: RemoteRecord): Promise<void>;
  failOutbox(
    row: { taskId: string; annotator: string; seq: number },
    error: string,
    blocked: boolean,
  ): Promise<void>;
  unblockOutbox(annotator: string): Promise<void>;
  /** An answer that came from Argilla: written unless a newer local act waits in the outbox. Resolves to whether it was. */
  putPulled(
    taskId: string,
    annotator: string,
    status: AnnotationStatus,
    answer: Answer,
    guidelinesVersion: string,
    remote: RemoteRecord,
  ): Promise<boolean>;
  putRemotes(rows: RemoteRecord[]): Promise<void>;
  /** With the response of `annotator`; without one, that which was written last. */
  remotes(dataset: string, annotator?: string): Promise<RemoteRecord[]>;

  /** Rows for export in task order, a page at a time: those behind the row `after`. */
  exportPage(
    annotator: string | undefined,
    after: ExportPlace | undefined,
    limit: number,
  ): Promise<ExportRow[]>;

  /** Fires after a change by this or another window; `taskIds` is empty when it is not known which tasks changed. */
  onDidChange(listener: (change: { taskIds: string[] }) => void): Disposable;
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

/** One task with one annotation (or none), as exported. */
export interface ExportRow {
  task: Task;
  /** Those that were judged, also when others took their place since. */
  generations: [Generation | undefined, Generation | undefined];
  annotation?: StoredAnnotation;
  /** The newest of each response, input and program, oldest first; output clipped to its first 10,000 characters as in a `TaskDetail`. */
  runs: Run[];
}

/** Where a row of an export stands. */
export interface ExportPlace {
  position: number;
  annotator?: string;
}
