import { sha256 } from '../../platform/hash.ts';
import type { Store } from '../../store/api/store.ts';
import type { Generation, TaskDetail, TaskInput } from '../../domain/task.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ProjectConfig } from '../../project/config.ts';
import { pageSize, type ArgillaClient } from '../api/argillaClient.ts';
import { pause } from '../../platform/http.ts';
import { fieldNames, sourceProperty } from './datasetSettings.ts';
import { failsAtOne } from '../api/argillaErrors.ts';
import { lotsOf, sendHalved } from '../api/lots.ts';
import { despiteFailures } from '../api/transport.ts';
import {
  wireText,
  type ArgillaRecord,
  type Dataset,
  type OddRecord,
  type RecordCreate,
} from '../api/wire.ts';

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

/** Whether its id was given by no task's source: it has none, or one that a program made at random. */
export function hasNoIdOfOurs({ external_id }: ArgillaRecord): boolean {
  return external_id == null || uuid.test(external_id);
}

/** What was found: records, and those that are there and cannot be read. */
export interface FoundRecords {
  records: Map<string, ArgillaRecord>;
  odd: Map<string, OddRecord>;
}

/** The records of these tasks by their ids, as far as they are there, with the caller's own responses. */
export async function findRecords(
  client: ArgillaClient,
  datasetId: string,
  taskIds: string[],
  signal?: AbortSignal,
): Promise<FoundRecords> {
  const records = new Map<string, ArgillaRecord>();
  const odd = new Map<string, OddRecord>();
  const search = async (property: 'external_id' | 'id', wanted: string[]): Promise<void> => {
    for (let i = 0; i < wanted.length; i += pageSize) {
      const values = wanted.slice(i, i + pageSize);
      const page = await searchHalved(client, datasetId, property, values, signal);
      for (const record of page.records)
        records.set(property === 'id' ? record.id : taskIdOf(record), record);
      for (const one of page.odd) {
        const taskId = property === 'id' ? one.id : one.external_id;
        if (taskId !== undefined) odd.set(taskId, one);
      }
    }
  };
  await search('external_id', taskIds);
  // Tasks that came from records without an external id have the record's own.
  const rest = taskIds.filter((id) => !records.has(id) && !odd.has(id) && uuid.test(id));
  await search('id', rest);
  for (const id of rest) if (records.get(id)?.external_id != null) records.delete(id);
  return { records, odd };
}

/** Records by Argilla's own id, with the caller's own responses. */
export async function readRecords(
  client: ArgillaClient,
  datasetId: string,
  recordIds: string[],
  signal?: AbortSignal,
): Promise<FoundRecords> {
  const page = await searchHalved(client, datasetId, 'id', recordIds, signal);
  return {
    records: new Map(page.records.map((record) => [record.id, record])),
    odd: new Map(page.odd.flatMap((one) => (one.id === undefined ? [] : [[one.id, one]]))),
  };
}

/** A search that is refused for its length is made in halves. */
async function searchHalved(
  client: ArgillaClient,
  datasetId: string,
  property: 'external_id' | 'id',
  wanted: string[],
  signal?: AbortSignal,
): Promise<{ records: ArgillaRecord[]; odd: OddRecord[] }> {
  const found: { records: ArgillaRecord[]; odd: OddRecord[] } = { records: [], odd: [] };
  await sendHalved(
    wanted,
    async (values) => {
      const by = { property, values };
      // The whole was tried often enough.
      const attempts = values.length < wanted.length ? 1 : undefined;
      const page = await client.search(datasetId, { by, limit: values.length, attempts, signal });
      found.records.push(...page.records);
      found.odd.push(...page.odd);
    },
    async (value, error) => {
      // Nothing is known of a record that was not looked at: it must not be made a second time.
      if (!failsAtOne(error)) throw error;
      found.odd.push({ [property]: value, reason: error.message, failed: true });
    },
  );
  return found;
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
export function differenceOf(
  detail: Pick<TaskDetail, 'task' | 'generations'>,
  record: ArgillaRecord,
): Difference['what'] | undefined {
  if (wireText(detail.task.instruction) !== instructionOf(record)) return 'instruction';
  const texts = generationsOf(record);
  const same = ([1, 2] as const).every((n) => {
    const here = detail.generations.find((g) => g.response === n);
    return here !== undefined && wireText(here.text) === texts[n - 1];
  });
  return same ? undefined : 'generations';
}

/** Shows the record's responses from now on, unless the task was judged; what was there before stays in the history. Gives whether it does. */
export async function adoptGenerations(
  store: Pick<Store, 'adoptGenerations'>,
  annotator: string,
  detail: TaskDetail,
  record: ArgillaRecord,
  models: ProjectConfig['models'],
): Promise<boolean> {
  const texts = generationsOf(record);
  const others = ([1, 2] as const).flatMap((response): Generation[] => {
    const text = texts[response - 1] ?? '';
    const here = detail.generations.find((g) => g.response === response);
    if (here && wireText(here.text) === text) return [];
    const [model, taskId] = [models[response - 1]?.name ?? '', detail.task.id];
    const from = { provider: 'argilla', origin: 'argilla', startedAt: record.inserted_at } as const;
    return [{ taskId, response, model, text, hash: sha256(text), ...from }];
  });
  return store.adoptGenerations(annotator, others);
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
}

/**
 * Creates records, in lots by number and size. A lot is all or nothing on the server, so a refused one is halved until the record that
 * is at fault stands alone, which `onRefused` is told of, also where all fails later.
 */
export async function createRecords(
  client: ArgillaClient,
  datasetId: string,
  bodies: RecordCreate[],
  options: {
    signal?: AbortSignal;
    onCreated?: (records: ArgillaRecord[]) => Promise<void>;
    onRefused?: (taskId: string, error: TouchstoneError) => void;
  } = {},
): Promise<Created> {
  const { signal } = options;
  const result: Created = { records: [], existing: [] };
  const send = async (lot: RecordCreate[]): Promise<void> => {
    try {
      const records = await despiteFailures(() => client.createRecords(datasetId, lot, { signal }), signal);
      result.records.push(...records);
      await options.onCreated?.(records);
    } catch (error) {
      if (!(error instanceof TouchstoneError) || error.status !== 422) throw error;
      // What another client is creating at this moment is in the server's index (which is searched) only a little later.
      if (lot.length === 1) await pause(indexDelayMs, signal);
      // Known ids are one of the possible reasons: look which are there.
      const ids = lot.map((body) => body.external_id);
      const { records, odd } = await findRecords(client, datasetId, ids, signal);
      const there = new Set([...records.keys(), ...odd.keys()]);
      if (there.size === 0) throw error;
      result.existing.push(...there);
      const rest = lot.filter((body) => !there.has(body.external_id));
      if (rest.length > 0) await sendHalved(rest, send, refuse);
    }
  };
  const refuse = async ({ external_id }: RecordCreate, error: TouchstoneError): Promise<void> => {
    options.onRefused?.(external_id, error);
  };
  for (const lot of lotsOf(bodies, createLot)) await sendHalved(lot, send, refuse);
  return result;
}

/**
 * All records of a dataset as tasks, oldest first, with their responses as recorded generations. Works for every role. The id is
 * the record's external id, else its own; the source is what its metadata says, else the dataset's name.
 */
export async function argillaTasks(
  client: ArgillaClient,
  dataset: Dataset,
  {
    signal,
    onProgress,
    onOdd,
  }: {
    signal?: AbortSignal;
    onProgress?: (done: number, total: number) => void;
    /** Told of records that cannot be read, and are left out. */
    onOdd?: (record: OddRecord) => void;
  } = {},
): Promise<TaskInput[]> {
  const tasks: TaskInput[] = [];
  for await (const { records, odd, total } of client.searchAll(dataset.id, { signal })) {
    for (const record of odd) onOdd?.(record);
    for (const record of records) {
      const source = record.metadata?.[sourceProperty];
      tasks.push({
        id: taskIdOf(record),
        instruction: instructionOf(record),
        source: typeof source === 'string' && source !== '' ? source : dataset.name,
        generations: generationsOf(record),
        asTheyAre: true,
      });
    }
    onProgress?.(tasks.length, total);
  }
  return tasks;
}
