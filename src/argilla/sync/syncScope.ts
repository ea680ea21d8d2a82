import type { ProjectConfig } from '../../project/config.ts';
import type { Guidelines } from '../../project/loadProject.ts';
import type { OutboxRow, RemoteRecord, Store } from '../../store/api/store.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import type { TouchstoneError } from '../../platform/errors.ts';
import type { TurnOptions } from '../../platform/limited.ts';
import type { Connection } from '../dataset/connect.ts';
import type { TagOptions } from '../dataset/tagQuestions.ts';
import type { Difference } from '../dataset/records.ts';
import { isFinal } from '../api/argillaErrors.ts';
import type { Dataset } from '../api/wire.ts';

export interface SyncDeps {
  store: Store;
  connection: Connection;
  config: ProjectConfig;
  guidelines: Guidelines;
}

export interface SyncOptions extends TurnOptions {
  onProgress?: (progress: SyncProgress) => void;
}

/** What the parts of a sync share. */
export interface Scope extends SyncDeps, Pick<SyncOptions, 'signal' | 'onProgress'> {
  dataset: Dataset;
  /** Key of the dataset in the store. */
  remoteKey: string;
  /** The failure modes that the dataset offers, where the project wants them sent. */
  tagOptions?: TagOptions;
  /** By task id, as far as they were looked for. */
  remotes: Map<string, RemoteRecord>;
  /** Tasks whose record was looked for. */
  looked: Set<string>;
  knowsAll?: boolean;
  /** The user waits for it; else it goes on in the background, again and again. */
  byHand: boolean;
  /** Why a task’s record or answer is not there: the last reason of each, which is counted and told once. */
  problems: Map<string, Problem>;
  /** What came in the way of making records, for all that have none. */
  withoutRecords?: TouchstoneError;
  /** Records that nobody here knows, once they were looked for in this push. */
  strangers?: Promise<Strangers>;
  /** What an earlier push has read of them, and this one leaves to the next. */
  memory: { strangers?: Strangers };
}

/** Records without ids of ours that no task here has. */
export interface Strangers {
  datasetId: string;
  /** Their ids, by a hash of their texts. */
  byTexts: Map<string, string>;
  /** How many records more there were than are known here. */
  unknown: number;
}

export interface SyncProgress {
  stage: 'records' | 'answers';
  done: number;
  total: number;
}

export interface Problem {
  taskId: string;
  code: ErrorCode;
  message: string;
  /** It waits for a decision of the user; else it is tried again. */
  blocked?: boolean;
}

/** The same, where it is known whose it is. */
export type Reason = Omit<Problem, 'taskId'>;

export interface PushResult {
  recordsCreated: number;
  /** Tasks without a record, which an annotator may not create. */
  recordsMissing: number;
  /** Tasks that show the responses of their record from now on. */
  textsAdopted: number;
  responsesSent: number;
  /** Answers that were taken back. */
  responsesDeleted: number;
  /** Answers that were there already. */
  unchanged: number;
  /** Changed since they were to be sent, and drafts now: they wait until that is submitted. */
  held: number;
  /** Failure modes of answers that were sent which the dataset does not offer. */
  tagsLeft: string[];
  /** Waiting for another attempt. */
  failed: number;
  /** Waiting for a decision of the user. */
  blocked: number;
  differences: Difference[];
  problems: Problem[];
}

export interface PullResult {
  answersPulled: number;
  unchanged: number;
  /** Suggestions of machines that are new or changed. */
  suggestions: number;
  textsAdopted: number;
  /** Records without a task here. */
  recordsUnknown: number;
  differences: Difference[];
  /** Tasks whose answer here is unsent while Argilla has another one: the one here was kept. */
  conflicts: string[];
  /** Records that cannot be read here, by task where it is known, else by their own id. */
  unreadable: Problem[];
  /** Tasks whose answer is here but not in Argilla any more: it was kept. */
  deletedThere: string[];
}

export function reasonFrom(error: TouchstoneError): Reason {
  const { code, message } = error;
  return { code, message, ...(isFinal(error) ? { blocked: true } : {}) };
}

/** In one message from the store's thread: copying more would hold this one for too long. */
const rowsInPage = 2000;
const answersInPage = 250;

/** Reads what is known of the records of these tasks, once. */
export async function knowRemotes(scope: Scope, taskIds: readonly string[]): Promise<void> {
  const { store, remoteKey, connection, looked } = scope;
  const unknown = taskIds.filter((id) => !looked.has(id));
  for (let i = 0; i < unknown.length; i += rowsInPage) {
    const ids = unknown.slice(i, i + rowsInPage);
    const rows = await store.remotes(remoteKey, connection.annotator, { taskIds: ids });
    for (const id of ids) looked.add(id);
    for (const row of rows) scope.remotes.set(row.taskId, row);
  }
}

/** Reads what is known of all records, once. */
export async function knowAllRemotes(scope: Scope): Promise<void> {
  const { store, remoteKey, connection, looked } = scope;
  if (scope.knowsAll) return;
  for (let after: string | undefined, more = true; more;) {
    const page = { limit: rowsInPage, ...(after !== undefined && { after }) };
    const rows = await store.remotes(remoteKey, connection.annotator, page);
    for (const row of rows) if (!looked.has(row.taskId)) scope.remotes.set(row.taskId, row);
    after = rows.at(-1)?.taskId;
    more = rows.length === rowsInPage;
  }
  scope.knowsAll = true;
}

/** All that waits to be sent, as it stands now. */
export async function waitingRows({
  store,
  connection,
}: Pick<Scope, 'store' | 'connection'>): Promise<OutboxRow[]> {
  const found = new Map<string, OutboxRow>();
  for (let offset = 0, more = true; more; offset += answersInPage) {
    const rows = await store.outbox(connection.annotator, answersInPage, offset);
    for (const row of rows) found.set(row.taskId, row);
    more = rows.length === answersInPage;
  }
  return [...found.values()];
}

/** Writes and remembers. */
export async function putRemotes(scope: Scope, rows: RemoteRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await scope.store.putRemotes(rows);
  for (const row of rows) {
    scope.looked.add(row.taskId);
    scope.remotes.set(row.taskId, row);
  }
}

export function remoteOf(
  scope: Scope,
  taskId: string,
  recordId: string,
  response?: { id: string; updated_at: string },
): RemoteRecord {
  return {
    dataset: scope.remoteKey,
    taskId,
    recordId,
    ...(response
      ? { annotator: scope.connection.annotator, responseId: response.id, seenUpdatedAt: response.updated_at }
      : {}),
  };
}
