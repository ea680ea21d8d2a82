import type { TaskDetail } from '../../store/api/store.ts';
import type { RemoteRecord } from '../../store/api/store.ts';
import {
  adoptGenerations,
  createRecords,
  differenceOf,
  findRecords,
  recordBody,
  taskIdOf,
} from '../dataset/records.ts';
import { modelNames, putRemotes, remoteOf, type PushResult, type Scope } from './syncScope.ts';
import type { ArgillaRecord, RecordCreate } from '../api/wire.ts';

/**
 * Sees to it that each of these tasks has its record: finds those that are there (and adopts their texts, or reports that they
 * differ), creates those that are missing. Never changes a record: somebody may be reading or judging it. Tasks without
 * both generations are left alone.
 */
export async function ensureRecords(scope: Scope, taskIds: string[], result: PushResult): Promise<void> {
  const { store, connection, dataset, signal } = scope;
  const details = new Map<string, TaskDetail>();
  for (const id of taskIds) {
    const detail = await store.taskDetail(id, connection.annotator);
    if (detail.generations.length === 2) details.set(id, detail);
  }
  const found = await findRecords(connection.client, dataset.id, [...details.keys()], signal);
  await useExisting(scope, details, found, result);
  const missing: RecordCreate[] = [];
  for (const [id, detail] of details) {
    const body = found.has(id) ? undefined : recordBody(detail);
    if (body) missing.push(body);
  }
  if (missing.length === 0) return;
  if (connection.user.role === 'annotator') {
    result.recordsMissing += missing.length;
    return;
  }
  const { existing, refused } = await createRecords(connection.client, dataset.id, missing, {
    signal,
    onCreated: async (records) => {
      result.recordsCreated += records.length;
      // At once: what follows may fail, or the machine stop.
      await putRemotes(
        scope,
        records.map((record) => remoteOf(scope, taskIdOf(record), record.id)),
      );
    },
  });
  for (const { taskId, error } of refused) {
    result.failed++;
    result.problems.push({ taskId, code: error.code, message: error.message });
  }
  if (existing.length > 0)
    await useExisting(
      scope,
      details,
      await findRecords(connection.client, dataset.id, existing, signal),
      result,
    );
}

async function useExisting(
  scope: Scope,
  details: Map<string, TaskDetail>,
  found: Map<string, ArgillaRecord>,
  result: PushResult,
): Promise<void> {
  const news: RemoteRecord[] = [];
  for (const [taskId, record] of found) {
    const detail = details.get(taskId);
    if (!detail) continue;
    if (await settleTexts(scope, detail, record, result)) continue;
    if (scope.remotes.get(taskId)?.recordId !== record.id) news.push(remoteOf(scope, taskId, record.id));
  }
  await putRemotes(scope, news);
}

/** Adopts the texts of a record where nothing was judged yet. Resolves to whether a difference remains. */
export async function settleTexts(
  scope: Scope,
  detail: TaskDetail,
  record: ArgillaRecord,
  result: Pick<PushResult, 'textsAdopted' | 'differences'>,
): Promise<boolean> {
  const what = differenceOf(detail, record);
  if (!what) return false;
  const status = detail.annotation?.status;
  if (what === 'instruction' || status === 'submitted' || status === 'discarded') {
    result.differences.push({ taskId: detail.task.id, what });
    return true;
  }
  await adoptGenerations(scope.store, detail, record, modelNames(scope.config));
  result.textsAdopted++;
  return false;
}
