import { sha256 } from '../../platform/hash.ts';
import { taskPages } from '../../store/api/taskPages.ts';
import type { TaskDetail } from '../../domain/task.ts';
import { fieldNames } from '../dataset/datasetSettings.ts';
import {
  generationsOf,
  hasNoIdOfOurs,
  instructionOf,
  readRecords,
  recordBody,
  type FoundRecords,
} from '../dataset/records.ts';
import { knowAllRemotes, type Scope, type Strangers } from './syncScope.ts';
import type { ArgillaRecord } from '../api/wire.ts';

/**
 * Records that were logged without the ids of tasks, as the cookbook's notebook does: one with exactly the instruction and both responses
 * of a task is that task's record.
 */

const keyOf = (texts: readonly (string | undefined)[]): string => sha256(JSON.stringify(texts));

function keyOfRecord(record: ArgillaRecord): string {
  return keyOf([instructionOf(record), ...generationsOf(record)]);
}

function keyOfTask(detail: TaskDetail): string | undefined {
  const fields = recordBody(detail)?.fields;
  return (
    fields &&
    keyOf([fieldNames.instruction, fieldNames.generation1, fieldNames.generation2].map((n) => fields[n]))
  );
}

/** The records of these tasks that are known by their texts or from before, by the tasks' ids. */
export async function recordsByTexts(scope: Scope, details: readonly TaskDetail[]): Promise<FoundRecords> {
  const { connection, dataset, remotes, signal } = scope;
  const wanted = new Map<string, string>();
  for (const detail of details) {
    const known = remotes.get(detail.task.id)?.recordId;
    if (known !== undefined) wanted.set(known, detail.task.id);
  }
  const strangers = await (scope.strangers ??= readStrangers(scope));
  for (const detail of strangers.byTexts.size > 0 ? details : []) {
    const key = keyOfTask(detail);
    const recordId = key === undefined ? undefined : strangers.byTexts.get(key);
    if (key === undefined || recordId === undefined || remotes.has(detail.task.id)) continue;
    // One record is one task's.
    strangers.byTexts.delete(key);
    strangers.unknown--;
    wanted.set(recordId, detail.task.id);
  }
  if (wanted.size === 0) return { records: new Map(), odd: new Map() };
  const { records, odd } = await readRecords(connection.client, dataset.id, [...wanted.keys()], signal);
  const byTask = <T>(found: Map<string, T>): Map<string, T> =>
    new Map([...found].map(([id, one]) => [wanted.get(id) ?? '', one]));
  return { records: byTask(records), odd: byTask(odd) };
}

/**
 * The records that nobody here knows, by their texts: read once in a push, and only where there are more than are known. In the background
 * what was read before is used as long as there are as many.
 */
async function readStrangers(scope: Scope): Promise<Strangers> {
  const { connection, dataset, remotes, byHand, memory, signal } = scope;
  const strangers: Strangers = { datasetId: dataset.id, byTexts: new Map(), unknown: 0 };
  // Who may create records looks before a second one is made; an annotator only when asked to.
  if (connection.user.role === 'annotator' && !byHand) return strangers;
  await knowAllRemotes(scope);
  const known = new Set([...remotes.values()].map(({ recordId }) => recordId));
  const total = await connection.client.count(dataset.id, { signal });
  strangers.unknown = Math.max(0, total - known.size);
  const before = memory.strangers;
  if (!byHand && before?.datasetId === dataset.id && before.unknown === strangers.unknown) {
    // A pull may have found whose one of them is.
    for (const [key, id] of before.byTexts) if (known.has(id)) before.byTexts.delete(key);
    return before;
  }
  if (strangers.unknown > 0)
    for await (const { records } of connection.client.searchAll(dataset.id, { signal }))
      for (const record of records) {
        const key = keyOfRecord(record);
        if (hasNoIdOfOurs(record) && !known.has(record.id) && !strangers.byTexts.has(key))
          strangers.byTexts.set(key, record.id);
      }
  memory.strangers = strangers;
  return strangers;
}

/** Finds the task of a record by its texts, among those that have no record yet. */
export function taskByTexts({
  store,
  connection,
  remotes,
}: Scope): (record: ArgillaRecord) => Promise<string | undefined> {
  let tasks: Promise<Map<string, string>> | undefined;
  const read = async (): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    for await (const page of taskPages(store, connection.annotator))
      for (const { id } of page) {
        const key = remotes.has(id) ? undefined : keyOfTask(await store.taskDetail(id, connection.annotator));
        if (key !== undefined && !found.has(key)) found.set(key, id);
      }
    return found;
  };
  return async (record) => {
    if (!hasNoIdOfOurs(record)) return undefined;
    const byTexts = await (tasks ??= read());
    const key = keyOfRecord(record);
    const taskId = byTexts.get(key);
    byTexts.delete(key);
    return taskId;
  };
}
