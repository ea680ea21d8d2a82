import { adopt, moveOrders } from '../answers/moveAnnotator.ts';
import { act, history, shownOrder } from '../answers/annotations.ts';
import { actMany } from '../answers/bulkActs.ts';
import type { Database } from '../sqlite/database.ts';
import { exportPage } from '../queries/exportPage.ts';
import { putFailure, putGeneration } from '../content/generations.ts';
import { guidelines, guidelinesVersions, putGuidelines } from '../answers/guidelinesRows.ts';
import { hideInput, putInput } from '../content/inputRows.ts';
import { putLineComment, removeLineComment } from '../answers/lineCommentRows.ts';
import {
  contextColumns,
  contextValues,
  counts,
  countTasks,
  listTasks,
  nextTask,
  place,
  queueCounts,
  scores,
  taskDetail,
} from '../queries/taskLists.ts';
import { getMeta, setMeta } from '../content/meta.ts';
import { ackOutbox, failOutbox, outbox, unblockOutbox } from '../sync/outbox.ts';
import { pace } from '../queries/paceQuery.ts';
import type { Arguments, Result, StoreMethod } from './storeProtocol.ts';
import { putPulled } from '../answers/pulledAnswers.ts';
import { putRemotes, remotes } from '../sync/remoteRecords.ts';
import { putRun, run } from '../content/runRows.ts';
import { samples } from '../content/samples.ts';
import { settle } from '../answers/resolveConflict.ts';
import { putSuggestions, removeSuggestions, suggestions } from '../answers/suggestionRows.ts';
import { upsertTasks } from '../content/upsertTasks.ts';
import { addTime } from '../answers/timeSpent.ts';
import { redo, revert, stepOffers, undo } from '../answers/undo.ts';

type Handler<M extends StoreMethod> = (db: Database, ...args: Arguments<M>) => Result<M>;
type Handlers = { [M in StoreMethod]: Handler<M> };

const reads = {
  getMeta,
  listTasks,
  countTasks,
  queueCounts,
  contextColumns,
  contextValues,
  nextTask,
  place,
  taskDetail,
  counts,
  scores,
  stepOffers,
  run,
  samples,
  history,
  guidelines,
  guidelinesVersions,
  suggestions,
  pace,
  outbox,
  remotes,
  exportPage,
} satisfies Partial<Handlers>;

const writes = {
  setMeta,
  upsertTasks,
  putGeneration,
  putFailure,
  putRun,
  putInput,
  hideInput,
  shownOrder,
  act,
  actMany,
  undo,
  redo,
  settle,
  revert,
  putGuidelines,
  putSuggestions,
  removeSuggestions,
  addTime,
  putLineComment,
  removeLineComment,
  adopt,
  moveOrders,
  ackOutbox,
  failOutbox,
  unblockOutbox,
  putPulled,
  putRemotes,
} satisfies Partial<Handlers>;

const handlers: Handlers = { ...reads, ...writes };

/** Does one call in one transaction. */
export function handle<M extends StoreMethod>(db: Database, method: M, args: Arguments<M>): Result<M> {
  const handler: Handler<M> = handlers[method];
  const work = (): Result<M> => handler(db, ...args);
  return method in reads ? db.read(work) : db.write(work);
}
