import type { ProjectConfig } from '../../project/config.ts';
import type { Guidelines } from '../../project/loadProject.ts';
import type { RemoteRecord, Store } from '../../store/api/store.ts';
import type { ErrorCode } from '../../platform/errors.ts';
import type { Connection } from '../dataset/connect.ts';
import type { Difference } from '../dataset/records.ts';
import type { Dataset } from '../api/wire.ts';

/** What the parts of a sync share. */
export interface Scope {
  store: Store;
  connection: Connection;
  dataset: Dataset;
  config: ProjectConfig;
  guidelines: Guidelines;
  /** Key of the dataset in the store. */
  remoteKey: string;
  /** By task id. */
  remotes: Map<string, RemoteRecord>;
  signal?: AbortSignal;
  onProgress?: (progress: SyncProgress) => void;
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
}

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
  /** Tasks whose answer is here but not in Argilla any more: it was kept. */
  deletedThere: string[];
}

export function remoteKey(connection: Connection, datasetId: string): string {
  return `${connection.origin}/${datasetId}`;
}

/** With the annotator's own responses. */
export async function loadRemotes(
  store: Store,
  key: string,
  annotator: string,
): Promise<Map<string, RemoteRecord>> {
  return new Map((await store.remotes(key, annotator)).map((remote) => [remote.taskId, remote]));
}

/** Writes and remembers. */
export async function putRemotes(scope: Scope, rows: RemoteRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await scope.store.putRemotes(rows);
  for (const row of rows) scope.remotes.set(row.taskId, row);
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
      ? {
          annotator: scope.connection.annotator,
          responseId: response.id,
          seenUpdatedAt: response.updated_at,
        }
      : {}),
  };
}

export function modelNames(config: ProjectConfig): [string, string] {
  return [config.models[0].name, config.models[1].name];
}
