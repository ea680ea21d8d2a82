import type { PlainError } from '../../platform/errors.ts';
import type { DisplayLanguage } from '../../platform/displayLanguage.ts';
import type { Store } from '../api/store.ts';

/** The conversation of a window and its store's worker. Requests are done one after the other, in the order they came. */

/** What the worker does; the rest of `Store` is the client's. */
export type StoreCalls = Omit<Store, 'path' | 'close' | 'onDidChange'>;
export type StoreMethod = keyof StoreCalls;

export type Arguments<M extends StoreMethod> = Parameters<StoreCalls[M]>;
export type Result<M extends StoreMethod> = Awaited<ReturnType<StoreCalls[M]>>;

/** All methods, by name. */
export const storeMethods = Object.keys({
  getMeta: true,
  setMeta: true,
  upsertTasks: true,
  listTasks: true,
  countTasks: true,
  queueCounts: true,
  contextColumns: true,
  contextValues: true,
  nextTask: true,
  place: true,
  taskDetail: true,
  counts: true,
  scores: true,
  putGeneration: true,
  putFailure: true,
  putRun: true,
  run: true,
  samples: true,
  putInput: true,
  hideInput: true,
  shownOrder: true,
  act: true,
  actMany: true,
  undo: true,
  redo: true,
  stepOffers: true,
  settle: true,
  revert: true,
  history: true,
  adopt: true,
  moveOrders: true,
  putGuidelines: true,
  guidelines: true,
  guidelinesVersions: true,
  putSuggestions: true,
  suggestions: true,
  removeSuggestions: true,
  addTime: true,
  pace: true,
  putLineComment: true,
  removeLineComment: true,
  outbox: true,
  ackOutbox: true,
  failOutbox: true,
  unblockOutbox: true,
  putPulled: true,
  putRemotes: true,
  remotes: true,
  exportPage: true,
} satisfies Record<StoreMethod, true>) as StoreMethod[];

export type ToWorker =
  | { type: 'call'; id: number; method: StoreMethod; args: unknown[] }
  /** Whether to look for other windows' changes. */
  | { type: 'listen'; on: boolean }
  /** Closes the database; the worker ends after its answer. */
  | { type: 'close'; id: number };

export type FromWorker =
  | { type: 'ready' }
  /** The database cannot be opened; the worker ends. */
  | { type: 'failed'; error: PlainError }
  | { type: 'result'; id: number; value: unknown; changed: string[] }
  | { type: 'error'; id: number; error: PlainError }
  /** Another window wrote; empty when it cannot be told what. */
  | { type: 'changed'; taskIds: string[] };

export interface WorkerData {
  /** Absolute path of the database file. */
  file: string;
  language: DisplayLanguage;
}
