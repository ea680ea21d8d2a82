import * as l10n from '@vscode/l10n';
import type { TaskDetail } from '../../domain/task.ts';
import type { RemoteRecord } from '../../store/api/store.ts';
import {
  adoptGenerations,
  createRecords,
  differenceOf,
  findRecords,
  recordBody,
  taskIdOf,
} from '../dataset/records.ts';
import { recordsByTexts } from './sameTexts.ts';
import {
  knowRemotes,
  putRemotes,
  reasonFrom,
  remoteOf,
  type PushResult,
  type Reason,
  type Scope,
} from './syncScope.ts';
import type { ArgillaRecord, OddRecord, RecordCreate } from '../api/wire.ts';

/**
 * Sees to it that each of these tasks has its record: finds those that are there (and adopts their texts, or reports that they
 * differ), creates those that are missing. Never changes a record: somebody may be reading or judging it. Tasks without
 * both generations are left alone.
 */
export async function ensureRecords(scope: Scope, taskIds: string[], result: PushResult): Promise<void> {
  const { store, connection, dataset, signal } = scope;
  await knowRemotes(scope, taskIds);
  const details = new Map<string, TaskDetail>();
  // All at once: the way to the store's thread and back takes longer than the reading.
  const read = await Promise.all(taskIds.map((id) => store.taskDetail(id, connection.annotator)));
  for (const [i, id] of taskIds.entries()) {
    const detail = read[i];
    if (detail?.generations.length === 2) details.set(id, detail);
  }
  const { records: found, odd } = await findRecords(
    connection.client,
    dataset.id,
    [...details.keys()],
    signal,
  );
  const others = [...details.values()].filter(({ task: { id } }) => !found.has(id) && !odd.has(id));
  if (others.length > 0) {
    const byTexts = await recordsByTexts(scope, others);
    for (const [taskId, record] of byTexts.records) found.set(taskId, record);
    for (const [taskId, one] of byTexts.odd) odd.set(taskId, one);
  }
  await useExisting(scope, details, found, result);
  noteOdd(scope, odd);
  const missing: RecordCreate[] = [];
  for (const [id, detail] of details) {
    // What left the data set is made nobody's work any more.
    const known = found.has(id) || odd.has(id) || detail.task.withdrawn;
    const body = known ? undefined : recordBody(detail);
    if (body) missing.push(body);
  }
  if (missing.length === 0) return;
  if (connection.user.role === 'annotator') {
    result.recordsMissing += missing.length;
    return;
  }
  const { existing } = await createRecords(connection.client, dataset.id, missing, {
    signal,
    onCreated: async (records) => {
      result.recordsCreated += records.length;
      // At once: what follows may fail, or the machine stop.
      const news = records.map((record) => remoteOf(scope, taskIdOf(record), record.id));
      await putRemotes(scope, news);
    },
    onRefused: (taskId, error) => void scope.problems.set(taskId, { taskId, ...reasonFrom(error) }),
  });
  if (existing.length === 0) return;
  const there = await findRecords(connection.client, dataset.id, existing, signal);
  await useExisting(scope, details, there.records, result);
  noteOdd(scope, there.odd);
}

function noteOdd(scope: Scope, odd: ReadonlyMap<string, OddRecord>): void {
  for (const [taskId, one] of odd) scope.problems.set(taskId, { taskId, ...oddRecord(one) });
}

/** For a record that is there but cannot be read here. Where the server failed at it, it is tried again. */
export function oddRecord({ reason, failed }: OddRecord): Reason {
  const message = l10n.t('Its record in Argilla cannot be read: {0}', reason);
  return { code: 'argilla-rejected', message, ...(failed ? {} : { blocked: true }) };
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
    const isJudged = await holdsJudged(scope, detail, record);
    if (!isJudged && (await settleTexts(scope, detail, record, result))) continue;
    if (scope.remotes.get(taskId)?.recordId !== record.id) news.push(remoteOf(scope, taskId, record.id));
  }
  await putRemotes(scope, news);
}

/** Whether a record holds what was judged, where others took its place here. */
async function holdsJudged(scope: Scope, detail: TaskDetail, record: ArgillaRecord): Promise<boolean> {
  const { annotation } = detail;
  if (!annotation?.judgedOther || annotation.status === 'draft') return false;
  const { store, connection } = scope;
  const { task, generations } = await store.judgedTexts(detail.task.id, {
    annotator: connection.annotator,
  });
  const judged = generations.filter((one) => one !== undefined);
  return differenceOf({ task, generations: judged }, record) === undefined;
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
  const { store, connection, config } = scope;
  // What was read may be old by now: that nothing was judged is looked at where the texts are taken.
  if (await adoptGenerations(store, connection.annotator, detail, record, config.models)) {
    result.textsAdopted++;
    return false;
  }
  result.differences.push({ taskId: detail.task.id, what });
  return true;
}
