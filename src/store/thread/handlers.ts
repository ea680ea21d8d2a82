import { adopt, copyOrders } from '../answers/moveAnnotator.ts';
import { introduce, keepApart, otherPeople, personOf, whoIs } from '../content/people.ts';
import { act, shownOrder } from '../answers/annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { exportPage } from '../queries/exportPage.ts';
import { history, lastJudged } from '../queries/historyQuery.ts';
import { judgedTexts } from '../queries/judgedTexts.ts';
import { matrixTasks } from '../queries/matrixTasks.ts';
import { adoptGenerations, putFailure, putGeneration, samples } from '../content/generations.ts';
import { guidelines, guidelinesVersions, putGuidelines } from '../answers/guidelinesRows.ts';
import { chooseBlock } from '../content/chosenBlocks.ts';
import { hideInput, putInput } from '../content/inputRows.ts';
import { putLineComment, removeLineComment } from '../answers/lineCommentRows.ts';
import {
  contextColumns,
  contextValues,
  countTasks,
  languages,
  listTasks,
  nextTask,
  place,
  queueCounts,
  taskDetail,
} from '../queries/taskLists.ts';
import {
  judgedTasks,
  judgeFailures,
  judgements,
  judgePrompt,
  putJudgeFailure,
  putJudgement,
  putJudgePrompt,
} from '../answers/judgementRows.ts';
import { beginLoad, endLoad, unfinishedLoad } from '../content/loads.ts';
import { getMeta, setMeta } from '../content/meta.ts';
import { endLease, holdLease } from '../sync/lease.ts';
import { ackOutbox, failOutbox, outbox, unblockOutbox } from '../sync/outbox.ts';
import { counts, overview } from '../queries/overview.ts';
import { decision } from '../queries/decisionQuery.ts';
import { drawTask } from '../queue/drawTask.ts';
import { pace } from '../queries/paceQuery.ts';
import type { TaskFilter } from '../../domain/queue.ts';
import type { Store } from '../api/store.ts';
import { putPulled } from '../answers/pulledAnswers.ts';
import { putRemotes, remotes } from '../sync/remoteRecords.ts';
import { hasTheirs } from '../content/logVerdictRows.ts';
import { oracleFaults, putOracle, tasksToProve } from '../content/oracleRows.ts';
import { putRun, run } from '../content/runRows.ts';
import { putSuggestions, removeSuggestions, suggestions } from '../answers/suggestionRows.ts';
import { moveTagUses } from '../answers/tagMoves.ts';
import { changeTags } from '../tags/tagActs.ts';
import { tags, tagUses } from '../tags/tagList.ts';
import { upsertTasks } from '../content/upsertTasks.ts';
import { putSampleAnswers } from '../sample/putSampleAnswers.ts';
import { addTime } from '../answers/timeSpent.ts';
import {
  actMany,
  redo,
  revert,
  settle,
  undo,
  type Redone,
  type StepPart,
  type Undone,
} from '../answers/undo.ts';

/** What the thread does of a `Store`; the rest is the client's. */
export interface StoreCalls extends Omit<
  Store,
  'path' | 'foreign' | 'imported' | 'kept' | 'claim' | 'close' | 'onDidChange' | 'refresh' | 'undo' | 'redo'
> {
  /** Of a step of many some, or some more. */
  undo(annotator: string, send: boolean, part?: StepPart): Promise<Undone | undefined>;
  redo(annotator: string, send: boolean, part?: StepPart): Promise<Redone | undefined>;
}
type StoreMethod = keyof StoreCalls;
type Arguments<M extends StoreMethod> = Parameters<StoreCalls[M]>;
type Result<M extends StoreMethod> = Awaited<ReturnType<StoreCalls[M]>>;
type Handler<M extends StoreMethod> = (db: Database, ...args: Arguments<M>) => Result<M>;
type Handlers = { [M in StoreMethod]: Handler<M> };

/**
 * Reads that need no transaction: of one statement, which sees one state of the database by itself, or of parts that are told apart
 * (counts and offers), where what another window writes between them is told soon.
 */
const single = { getMeta, countTasks, counts, overview, run, unfinishedLoad } satisfies Partial<Handlers>;

const reads = {
  listTasks,
  queueCounts,
  hasTheirs,
  languages,
  contextColumns,
  contextValues,
  nextTask,
  place,
  taskDetail,
  matrixTasks,
  samples,
  history,
  judgedTexts,
  lastJudged,
  guidelines,
  guidelinesVersions,
  suggestions,
  judgements,
  judgedTasks,
  judgeFailures,
  judgePrompt,
  pace,
  tags,
  tagUses,
  decision,
  whoIs,
  otherPeople,
  outbox,
  remotes,
  exportPage,
  oracleFaults,
  tasksToProve,
} satisfies Partial<Handlers>;

const writes = {
  setMeta,
  upsertTasks,
  beginLoad,
  endLoad,
  putGeneration,
  adoptGenerations,
  putFailure,
  putRun,
  putOracle,
  putInput,
  hideInput,
  chooseBlock,
  shownOrder,
  drawTask,
  act,
  actMany,
  undo,
  redo,
  settle,
  revert,
  putGuidelines,
  putSuggestions,
  removeSuggestions,
  putJudgement,
  putJudgeFailure,
  putJudgePrompt,
  addTime,
  putLineComment,
  removeLineComment,
  changeTags,
  moveTagUses,
  introduce,
  adopt,
  keepApart,
  copyOrders,
  ackOutbox,
  failOutbox,
  unblockOutbox,
  holdLease,
  endLease,
  putPulled,
  putRemotes,
  putSampleAnswers,
} satisfies Partial<Handlers>;

const handlers: Handlers = { ...single, ...reads, ...writes };

/** The names of all that can be asked. */
export const storeMethods = Object.keys(handlers) as StoreMethod[];

function isSingle<M extends StoreMethod>(method: M, [, filter, at]: Arguments<M>): boolean {
  // Members of a queue are followed by the log: what is written meanwhile is looked at the next time.
  if (method === 'queueCounts') return at === undefined;
  if (method !== 'listTasks') return method in single;
  const { after, snippets, ids } = (filter ?? {}) as TaskFilter;
  return typeof after !== 'number' && (!snippets || ids !== undefined);
}

export function isRead(method: StoreMethod): boolean {
  return method in single || method in reads;
}

const long = new Set<StoreMethod>([
  'queueCounts',
  'countTasks',
  'languages',
  'contextColumns',
  'contextValues',
  'pace',
  'decision',
]);

/** Whether a call reads as much as the project has, in the worst case: what is looked for, and in which order, is the user's. */
export function isLong(method: StoreMethod, args: readonly unknown[]): boolean {
  if (method !== 'listTasks') return long.has(method);
  const { state: _state, after: _after, limit: _limit, ...more } = (args[1] ?? {}) as TaskFilter;
  return more.ids === undefined && Object.values(more).some((one) => one !== undefined);
}

/** Of one task, by somebody who waits for it. */
const typed = new Set<StoreMethod>([
  'act',
  'settle',
  'revert',
  'shownOrder',
  'addTime',
  'putLineComment',
  'removeLineComment',
]);

export function isTyped(method: StoreMethod): boolean {
  return typed.has(method);
}

/** Where calls say who annotates: with the name itself, or in an object. Not here: calls that are about names. */
const annotators: Partial<Record<StoreMethod, readonly number[]>> = {
  listTasks: [0],
  countTasks: [0],
  adoptGenerations: [0],
  queueCounts: [0],
  nextTask: [0],
  drawTask: [0],
  place: [0],
  taskDetail: [1],
  matrixTasks: [0],
  counts: [0],
  overview: [0],
  shownOrder: [1],
  act: [0],
  actMany: [1],
  undo: [0],
  redo: [0],
  settle: [0],
  revert: [1],
  guidelinesVersions: [0],
  addTime: [1],
  pace: [0],
  decision: [0],
  putLineComment: [0, 1],
  removeLineComment: [0, 2],
  outbox: [0],
  failOutbox: [0],
  unblockOutbox: [0],
  judgedTexts: [1],
  lastJudged: [1],
  tags: [0],
  tagUses: [0],
  changeTags: [0],
  moveTagUses: [0],
};

/** With the person in the place of each name. */
function asPersons<M extends StoreMethod>(db: Database, method: M, args: Arguments<M>): Arguments<M> {
  // A write has read them with the first thing that it reads.
  const find = (name: string): string =>
    isRead(method) ? personOf(db, name) : (db.aliases.get(name) ?? name);
  const places = annotators[method];
  if (!places) return args;
  const person = (argument: unknown): unknown => {
    if (typeof argument === 'string') return find(argument);
    if (typeof argument !== 'object' || argument === null || !('annotator' in argument)) return argument;
    const { annotator } = argument;
    return typeof annotator === 'string' ? { ...argument, annotator: find(annotator) } : argument;
  };
  return args.map((argument, i) => (places.includes(i) ? person(argument) : argument)) as Arguments<M>;
}

/** Does one call in one transaction. */
export function handle<M extends StoreMethod>(db: Database, method: M, args: Arguments<M>): Result<M> {
  const handler: Handler<M> = handlers[method];
  const work = (): Result<M> => handler(db, ...asPersons(db, method, args));
  if (isSingle(method, args)) return work();
  return method in reads ? db.read(work) : db.write(work);
}
