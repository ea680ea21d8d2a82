import { sha256 } from '../../platform/hash.ts';
import type { Generation, Store, TaskDetail } from '../../store/api/store.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ArgillaClient } from '../api/argillaClient.ts';
import { pageSize } from '../api/recordSearch.ts';
import { pause } from '../../platform/http.ts';
import { fieldNames, sourceProperty } from './datasetSettings.ts';
import { despiteFailures } from '../api/transport.ts';
import { wireText, type ArgillaRecord, type RecordCreate } from '../api/wire.ts';

/** Between tasks and records. */

/** A record that says something else than the task of the same id here. */
export interface Difference {
  taskId: string;
  /** `instruction`: another task altogether; `generations`: other responses than those that were judged here. */
  what: 'instruction' | 'generations';
}

/** Records are created in smaller lots than the server allows, so that progress shows and cancelling is quick. */
const createLot = 100;

const indexDelayMs = 500;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of a record's task: the id that whoever logged it gave, else Argilla's own. */
export function taskIdOf(record: ArgillaRecord): string {
  return record.external_id ?? record.id;
}

/** The records of these tasks, as far as they are there, with the caller's own responses. */
export async function findRecords(
  client: ArgillaClient,
  datasetId: string,
  taskIds: string[],
  signal?: AbortSignal,
): Promise<Map<string, ArgillaRecord>> {
  const found = new Map<string, ArgillaRecord>();
  const search = async (property: 'external_id' | 'id', wanted: string[]): Promise<void> => {
    for (let i = 0; i < wanted.length; i += pageSize) {
      const values = wanted.slice(i, i + pageSize);
      const page = await client.search(datasetId, {
        by: { property, values },
        limit: pageSize,
        signal,
      });
      for (const record of page.records) found.set(property === 'id' ? record.id : taskIdOf(record), record);
    }
  };
  await search('external_id', taskIds);
  // Tasks that came from records without an external id have the record's own.
  const rest = taskIds.filter((id) => !found.has(id) && uuid.test(id));
  await search('id', rest);
  for (const id of rest) if (found.get(id)?.external_id != null) found.delete(id);
  return found;
}

/** Records by Argilla's own id, with the caller's own responses. */
export async function readRecords(
  client: ArgillaClient,
  datasetId: string,
  recordIds: string[],
  signal?: AbortSignal,
): Promise<Map<string, ArgillaRecord>> {
  const page = await client.search(datasetId, {
    by: { property: 'id', values: recordIds },
    limit: recordIds.length,
    signal,
  });
  return new Map(page.records.map((record) => [record.id, record]));
}

/** The two responses that a record holds. */
export function generationsOf(record: ArgillaRecord): [string, string] {
  return [textOf(record, fieldNames.generation1), textOf(record, fieldNames.generation2)];
}

export function instructionOf(record: ArgillaRecord): string {
  return textOf(record, fieldNames.instruction);
}

function textOf(record: ArgillaRecord, field: string): string {
  const value = record.fields[field];
  return typeof value === 'string' ? value : '';
}

/** What of a record differs from the task here; a task without generations differs in them. */
export function differenceOf(detail: TaskDetail, record: ArgillaRecord): Difference['what'] | undefined {
  if (wireText(detail.task.instruction) !== instructionOf(record)) return 'instruction';
  const texts = generationsOf(record);
  const same = ([1, 2] as const).every((n) => {
    const here = detail.generations.find((g) => g.response === n);
    return here !== undefined && wireText(here.text) === texts[n - 1];
  });
  return same ? undefined : 'generations';
}

/** Shows the record's responses from now on; what was there before stays in the history. */
export async function adoptGenerations(
  store: Store,
  detail: TaskDetail,
  record: ArgillaRecord,
  models: [string, string],
): Promise<void> {
  const texts = generationsOf(record);
  for (const response of [1, 2] as const) {
    const text = texts[response - 1] ?? '';
    const here = detail.generations.find((g) => g.response === response);
    if (here && wireText(here.text) === text) continue;
    const generation: Generation = {
      taskId: detail.task.id,
      response,
      model: models[response - 1] ?? '',
      provider: 'argilla',
      text,
      origin: 'argilla',
      hash: sha256(text),
      startedAt: record.inserted_at,
    };
    await store.putGeneration(generation);
  }
}

/** The record of a task, or nothing while a generation is missing. */
export function recordBody(detail: TaskDetail): RecordCreate | undefined {
  const [first, second] = ([1, 2] as const).map((n) => detail.generations.find((g) => g.response === n));
  if (!first || !second) return undefined;
  return {
    external_id: detail.task.id,
    fields: {
      [fieldNames.instruction]: wireText(detail.task.instruction),
      [fieldNames.generation1]: wireText(first.text),
      [fieldNames.generation2]: wireText(second.text),
    },
    metadata: { [sourceProperty]: wireText(detail.task.source) },
  };
}

export interface Created {
  records: ArgillaRecord[];
  /** Already there: somebody else was faster. */
  existing: string[];
  refused: { taskId: string; error: TouchstoneError }[];
}

/**
 * Creates records. A lot is all or nothing on the server, so a refused one is halved until the record that is at fault stands
 * alone.
 */
export async function createRecords(
  client: ArgillaClient,
  datasetId: string,
  bodies: RecordCreate[],
  options: { signal?: AbortSignal; onCreated?: (records: ArgillaRecord[]) => Promise<void> } = {},
): Promise<Created> {
  const { signal } = options;
  const result: Created = { records: [], existing: [], refused: [] };
  const send = async (lot: RecordCreate[]): Promise<void> => {
    try {
      const records = await despiteFailures(() => client.createRecords(datasetId, lot, { signal }), signal);
      result.records.push(...records);
      await options.onCreated?.(records);
    } catch (error) {
      if (!(error instanceof TouchstoneError) || error.status !== 422) throw error;
      const [only] = lot;
      // What another client is creating at this moment is in the server's index (which is searched) only a little later.
      if (lot.length === 1) await pause(indexDelayMs, signal);
      // Known ids are one of the possible reasons: look which are there.
      const ids = lot.map((body) => body.external_id);
      const there = await findRecords(client, datasetId, ids, signal);
      if (there.size > 0) {
        result.existing.push(...there.keys());
        const rest = lot.filter((body) => !there.has(body.external_id));
        if (rest.length > 0) await send(rest);
      } else if (lot.length === 1 && only) result.refused.push({ taskId: only.external_id, error });
      else {
        const middle = lot.length >> 1;
        await send(lot.slice(0, middle));
        await send(lot.slice(middle));
      }
    }
  };
  for (let i = 0; i < bodies.length; i += createLot) await send(bodies.slice(i, i + createLot));
  return result;
}
