import { adopt, moveOrders } from './adopt.ts';
import { act, history, shownOrder } from './annotations.ts';
import { actMany } from './bulk.ts';
import type { Database } from './database.ts';
import { exportPage } from './export.ts';
import { putFailure, putGeneration } from './generations.ts';
import { guidelines, guidelinesVersions, putGuidelines } from './guidelines.ts';
import { hideInput, putInput } from './inputs.ts';
import { putLineComment, removeLineComment } from './lineComments.ts';
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
} from './lists.ts';
import { getMeta, setMeta } from './meta.ts';
import { ackOutbox, failOutbox, outbox, unblockOutbox } from './outbox.ts';
import { pace } from './pace.ts';
import type { Arguments, Result, StoreMethod } from './protocol.ts';
import { putPulled } from './pull.ts';
import { putRemotes, remotes } from './remotes.ts';
import { putRun, run } from './runs.ts';
import { samples } from './samples.ts';
import { settle } from './settle.ts';
import { putSuggestions, removeSuggestions, suggestions } from './suggestions.ts';
import { upsertTasks } from './tasks.ts';
import { addTime } from './times.ts';
import { redo, revert, stepOffers, undo } from './undo.ts';

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
