import type { AnnotationStatus, Answer, ShownOrder } from '../../domain/annotation.ts';
import type { TaskChange } from '../../domain/change.ts';
import type { Disposable } from '../../platform/emitter.ts';
import type { JudgeFailure, Judgement } from '../../domain/judgement.ts';
import type { MatrixTask, WhichTasks } from '../../domain/matrix.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { OracleFault, OracleRun } from '../../domain/run.ts';
import type { Decision } from '../../stats/sequence/decision.ts';
import type {
  Act,
  ActStatus,
  BulkAct,
  BulkResult,
  GuidelinesUse,
  HistoryEntry,
  LineComment,
  Pace,
  ShownTexts,
  Step,
  StoredAnnotation,
  StoredGuidelines,
  StoredSuggestion,
  Suggestion,
} from '../../domain/annotationHistory.ts';
import type { PlacedUse, Tag, TagAct } from '../../domain/tags.ts';
import type { Place, QueueCounts, TaskFilter, TaskQueue, TaskSort, TaskSummary } from '../../domain/queue.ts';
import type {
  Generation,
  GenerationFailure,
  Run,
  StateCounts,
  StoredInput,
  TaskDetail,
  TaskInput,
  TaskSamples,
  UpsertResult,
  Overview,
} from '../../domain/task.ts';
import type { ExportPlace, ExportRow, JudgedTexts } from './exportRow.ts';
import type { OtherPerson, Person } from './person.ts';
import type { SampleAnswers } from './sampleAnswers.ts';

export type { ExportPlace, ExportRow, JudgedTexts } from './exportRow.ts';
export type { OtherPerson, Person } from './person.ts';

/**
 * A response that is to be brought in line in Argilla. One row for each task and annotator: a newer act replaces an unsent one. Typing
 * leaves it as it is: whoever sends looks at what stands here then, and holds it back while that is a draft.
 */
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

/** The records of these tasks, or a page of all. */
export type WhichRemotes = { taskIds: readonly string[] } | { after?: string; limit: number };

export interface LastJudged {
  /** Of the two generations that were before the annotator at the last act. */
  hashes?: HistoryEntry['generationHashes'];
  /** What was submitted or discarded last, before the entry that was named. */
  kept?: { status: ActStatus; answer: Answer };
}

/** What a response in Argilla says of failure modes, by response: those that it could choose from, and the ids of those that it chose. */
export type PulledTags = Partial<
  Record<1 | 2, { chosen: string[]; offered: { id: string; name: string }[] }>
>;

/** A load of tasks that was begun. */
export interface BegunLoad {
  load: number;
  source: string;
  /** ISO 8601, UTC. */
  begunAt: string;
}

/** What came of the tasks that a load did not bring. */
export interface LoadEnd {
  /** Tasks that left their data set now. */
  withdrawn: number;
  /** Tasks that may have left it: the source was not read as a whole. */
  kept: number;
  more: boolean;
}

/** The row that was sent. */
export type OutboxKey = Pick<OutboxRow, 'taskId' | 'annotator' | 'seq'>;

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

export interface JudgementFilter {
  taskId?: string;
  /** 1,000 unless told. */
  limit?: number;
}

/** Which suggestions: what is not said is any. */
export interface SuggestionChoice extends Partial<Pick<Suggestion, 'agent' | 'origin' | 'field'>> {
  taskId?: string;
}

/**
 * The project's database, owned by one worker thread (`DatabaseSync` blocks). Each call is one transaction that is on disk
 * when its promise resolves. Several windows may have the same file open.
 * Errors: `store-unavailable` (cannot open or write), `store-newer` (made by a newer Touchstone), `task-missing`,
 * `argilla-conflict` (an act whose `expectedRevision` is not the stored one; `conflictOf` tells both answers).
 */
export interface Store {
  /** Absolute path of the database file, which may come to lie elsewhere: from the editor's storage in the project once that is trusted. */
  readonly path: string;
  /** Whether another editor or machine made it, and the user has not said that it is theirs. Its outbox is refused then, and what others remembered in it is not told. */
  readonly foreign: boolean;
  /** What lay in its place was no database of ours: what could be read was taken in; the file is kept, some rows may be left out. */
  readonly imported?: { kept: string; left: number };
  /** A copy in the editor's storage of a database that was here, with answers that are not in this one as far as that can be told. */
  readonly kept?: {
    path: string;
    /** ISO 8601, UTC. */
    madeAt: string;
    answers: number;
    /** Takes its answers in: of two the newer is in use, the other one in the history. */
    restore(): Promise<void>;
    /** Keeps it, and tells of it no more. */
    leave(): Promise<void>;
  };
  /** The user says that it is theirs: from now on it is this editor's own. */
  claim(): Promise<void>;
  close(): Promise<void>;

  getMeta(key: string): Promise<string | undefined>;
  setMeta(key: string, value: string | undefined): Promise<void>;

  /**
   * Adds new tasks at the end, updates changed ones, keeps every annotation; recorded generations are stored with them. One that was
   * withdrawn is a task as any other again. In a load, a task whose id is not known and whose content (instruction and tests) is that of
   * a task which the load does not bring is that one under another id: it keeps all that belongs to it.
   */
  upsertTasks(tasks: TaskInput[], models: [string, string], load?: number): Promise<UpsertResult>;
  /** Notes that the tasks with these ids are going to be written, which are all of a source. Resolves to the load's number. */
  beginLoad(source: string, ids: string[]): Promise<number>;
  /**
   * Notes that all of them were. Where the source was read as a `whole`, tasks that it does not hold are withdrawn, with their answers.
   * To be called again as long as there is `more`.
   */
  endLoad(load: number, whole: boolean): Promise<LoadEnd>;
  /** The newest load, where it was begun and not ended: some of its tasks may be missing. */
  unfinishedLoad(): Promise<BegunLoad | undefined>;
  listTasks(annotator: string, filter?: TaskFilter): Promise<TaskSummary[]>;
  countTasks(annotator: string, queue?: TaskQueue): Promise<number>;
  /** What is in a queue by state, and how many of its tasks come before a place. */
  queueCounts(annotator: string, queue?: TaskQueue, at?: Place): Promise<QueueCounts>;
  /** Whether a log of another program says something of a response. */
  hasTheirs(): Promise<boolean>;
  /** The languages that tasks name, with the number of tasks, the most frequent first. */
  languages(): Promise<{ value: string; count: number }[]>;
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
  /**
   * As `nextTask` forwards, where tasks come by a draw: the chance that it had is stored with the task, and what was drawn last comes again until it
   * is judged, or left by way of `from`. Undefined where nothing of the queue is left that was not begun.
   */
  drawTask(annotator: string, from: string | undefined, queue: TaskQueue): Promise<string | undefined>;
  /** Where a task stands now in an order, also when it is not in the queue. Throws `task-missing`. */
  place(annotator: string, taskId: string, sort?: TaskSort): Promise<Place>;
  /** `namesake`: also whether another task has its title. */
  taskDetail(taskId: string, annotator: string, namesake?: boolean): Promise<TaskDetail>;
  /** Tasks of the data set with what is known of their responses, in the order of loading; those that are gone are left out. */
  matrixTasks(annotator: string, which: WhichTasks): Promise<MatrixTask[]>;
  counts(annotator: string): Promise<StateCounts>;
  overview(annotator: string): Promise<Overview>;

  /** Replaces the generation (the old one is kept in the history) and clears its failure. */
  putGeneration(generation: Generation): Promise<void>;
  /** The same for texts of one task from elsewhere, unless this annotator has judged it. Resolves to whether they were taken. */
  adoptGenerations(annotator: string, generations: Generation[]): Promise<boolean>;
  putFailure(failure: GenerationFailure): Promise<void>;
  /** One that is stored already stays as it is. */
  putRun(...runs: Run[]): Promise<void>;
  /** Keeps what the data set's own solution, or a program that must fail, did with inputs of a task. */
  putOracle(taskId: string, runs: OracleRun[]): Promise<void>;
  /** Tasks with tests that nobody has tried with such programs yet, from a place on. */
  tasksToProve(from: number, limit: number): Promise<{ taskId: string; position: number }[]>;
  /** Faults of the data set: tests that its own solution fails, or that a program passes which must fail. */
  oracleFaults(): Promise<OracleFault[]>;
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
  /**
   * Makes a block of a response's code (from 0) its program; none: it is found by itself again. `hash`: of the response's text, to which the
   * choice belongs. Gives whether the task has a response with that text still; else nothing is chosen.
   */
  chooseBlock(taskId: string, hash: string, block: number | undefined): Promise<boolean>;

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
   * Takes the annotator's last submit, discard, take-back, reopening, revert or change of failure modes not yet undone back to what was before. A
   * draft that was begun since is kept. `undone` is the status that it had given; none where it was about failure modes themselves.
   */
  undo(annotator: string, send: boolean): Promise<(Step & { undone?: ActStatus }) | undefined>;
  /** Takes the last `undo` back; nothing after a new act, or on tasks on which something was typed since. */
  redo(annotator: string, send: boolean): Promise<(Step & { redone?: ActStatus }) | undefined>;
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
  /** The failure modes that are named in answers which stand, those first that the annotator names most. */
  tags(annotator: string): Promise<Tag[]>;
  /** Where the annotator has named one, in the order of the tasks; at most `limit`. */
  tagUses(annotator: string, tag: string, limit: number): Promise<PlacedUse[]>;
  /** Renames, merges or removes failure modes, whoever has named them; one step of `undo`. Errors: `answer-invalid`. */
  changeTags(annotator: string, act: TagAct): Promise<void>;
  /**
   * Has uses of the annotator be of another failure mode, which is made where there is none of that name; one step of `undo` together with other
   * calls of the same `batch`. Gives how many it were. Errors: `answer-invalid`.
   */
  moveTagUses(
    annotator: string,
    uses: readonly PlacedUse[],
    to: string,
    how: { send: boolean; batch: string },
  ): Promise<number>;
  /** What an entry of the history, or somebody's answer, is about. */
  judgedTexts(taskId: string, of: { seq: number } | { annotator: string }): Promise<JudgedTexts>;
  /**
   * The person behind a name. Whoever is named as `annotator` in any call is meant as a person, by whichever of their names; what is known of
   * Argilla's responses (`remotes`) belongs to the name alone.
   */
  whoIs(name: string): Promise<Person>;
  otherPeople(name: string): Promise<OtherPerson[]>;
  /** Notes what a name is told as (empty for nothing), and has other windows look who annotates. */
  introduce(name: string, label?: string): Promise<void>;
  /**
   * Makes the persons of two names one, whose answers are called by `to` (or by the user of Argilla among them). Resolves to how many answers
   * moved. Of two answers to a task the one that is no draft is in use, else the newer; the other is in the history.
   */
  adopt(from: string, to: string, send: boolean): Promise<number>;
  /** Notes that the persons of two names are two. */
  keepApart(name: string, other: string): Promise<void>;
  /** The shown orders alone: who goes on under another name sees A and B as before. */
  copyOrders(from: string, to: string): Promise<void>;

  /** Keeps what a version says; the first content given for a version stays. */
  putGuidelines(version: string, text: string, rubric: Rubric): Promise<void>;
  guidelines(version: string): Promise<StoredGuidelines | undefined>;
  /** All that were seen or followed, in that order. */
  guidelinesVersions(annotator: string): Promise<GuidelinesUse[]>;

  /** About the responses as they are now. Throws `answer-invalid` for a value that the field cannot have. */
  putSuggestions(taskId: string, suggestions: Suggestion[]): Promise<void>;
  suggestions(taskId: string): Promise<StoredSuggestion[]>;
  /** Those that all of it says; resolves to their number. */
  removeSuggestions(which: SuggestionChoice): Promise<number>;

  /**
   * Keeps a judge's valid answer, with the suggestions that follow from it and, where `jury` names several judges, from all of theirs.
   * Resolves to whether it is about the texts that are there.
   */
  putJudgement(judgement: Judgement, jury: string[]): Promise<boolean>;
  putJudgeFailure(failure: JudgeFailure): Promise<void>;
  /** All that judges said of a task, the newest first; what is about former texts is among it. */
  judgements(taskId: string): Promise<Judgement[]>;
  /** The tasks of the data set that a judge has said something of, in their order. */
  judgedTasks(): Promise<string[]>;
  /** Questions without a valid answer, in the order of the tasks. */
  judgeFailures(which?: JudgementFilter): Promise<JudgeFailure[]>;
  /** Keeps what a version of the judges' prompt says; the first text for a version stays. */
  putJudgePrompt(version: string, text: string): Promise<void>;
  judgePrompt(version: string): Promise<string | undefined>;

  /**
   * Writes what came with a sample project, once in a database, as answers of its own annotators, who are nobody here. Resolves to how many
   * were written. Errors: `answer-invalid`, `task-missing`.
   */
  putSampleAnswers(sample: SampleAnswers): Promise<number>;

  /** Adds to the time that the annotator spent on a task. Fires no change. */
  addTime(taskId: string, annotator: string, ms: number): Promise<void>;
  /** `since`: the local midnight, ISO 8601 in UTC. `queue`: what is counted as left, by default all. */
  pace(annotator: string, since: string, queue?: TaskQueue): Promise<Pace>;
  /**
   * Whether it is decided which model is better, by the answers of everybody that insights count without a choice. `greatest`: the highest
   * score of the rubric; `blind`: answers to tasks that the annotator has not submitted count as `countable` says.
   */
  decision(annotator: string, by: { greatest: number; blind: boolean }): Promise<Decision>;

  /** Adds a comment, or replaces the annotator's with the same id. `act`: what it makes of the answer, in the same transaction. */
  putLineComment(comment: LineComment, act?: Act): Promise<void>;
  removeLineComment(annotator: string, id: string, act?: Act): Promise<void>;

  outbox(annotator: string, limit: number, offset?: number): Promise<OutboxRow[]>;
  /**
   * Removes the row if it is still the one that was sent, and remembers the remote response. Where the row has gone, the task is to be
   * looked at again: what stands there now may not be what stands here.
   */
  ackOutbox(row: OutboxKey, remote: RemoteRecord): Promise<void>;
  failOutbox(row: OutboxKey, error: string, blocked: boolean): Promise<void>;
  unblockOutbox(annotator: string): Promise<void>;
  /** Takes or renews, for `ms`, the right to do alone what is named, among all windows. Resolves to whether `holder` has it. */
  holdLease(name: string, holder: string, ms: number): Promise<boolean>;
  endLease(name: string, holder: string): Promise<void>;
  /**
   * An answer that came from Argilla: written unless a local act waits in the outbox or something was typed here since the last that came;
   * with `overHere` also then. Resolves to whether it was. `shown`: the texts that it is about; it is not written where they are not there.
   * `tags`: what it says of failure modes, where it is asked for them: those that it could not have said stay.
   * `waiting`: the `seq` of the outbox row whose place it takes; that row goes with it, and it is not written where another one waits.
   */
  putPulled(
    taskId: string,
    annotator: string,
    status: AnnotationStatus,
    answer: Answer,
    guidelinesVersion: string,
    remote: RemoteRecord,
    how?: { overHere?: boolean; shown?: ShownTexts; waiting?: number; tags?: PulledTags },
  ): Promise<boolean>;
  putRemotes(rows: RemoteRecord[]): Promise<void>;
  /** With the response of `annotator`; by exactly this name; without one, that which was written last. In the order of the tasks; `which`: by default all. */
  remotes(dataset: string, annotator?: string, which?: WhichRemotes): Promise<RemoteRecord[]>;
  /** What the annotator has judged of a task, for whoever sends it; `before`: an entry of the history. */
  lastJudged(taskId: string, annotator: string, before?: number): Promise<LastJudged>;

  /** Rows for export in task order, a page at a time: those behind the row `after`. */
  exportPage(
    annotator: string | undefined,
    after: ExportPlace | undefined,
    limit: number,
  ): Promise<ExportRow[]>;

  /** Has other windows' changes told now, which takes up to half a second otherwise: before this resolves. */
  refresh(): Promise<void>;
  /** Fires after a change by this window, before the call resolves that made it, and after one by another. */
  onDidChange(listener: (change: TaskChange) => void): Disposable;
}
