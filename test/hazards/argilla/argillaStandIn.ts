import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { serve, type Arrived, type Origin } from '../../unit/platform/support.ts';

/**
 * A stand-in for Argilla 2.8 with what Touchstone asks of its REST API v1 (https://docs.argilla.io, and the server's `/openapi.json`), for
 * faults that a real one cannot be made to have. One user; `before` may answer instead.
 */
export interface StandIn {
  url: string;
  origin: Origin;
  /** Answers in its place where it gives true. */
  before: ((request: Arrived, response: ServerResponse) => boolean) | undefined;
  /** Answers as it does by itself. */
  reply(request: Arrived, response: ServerResponse): void;
  /** Records, by their ids, that it fails to give. */
  poisoned: Set<string>;
  datasets: Dataset[];
  records: StoredRecord[];
  responses: StoredResponse[];
  /** The server's clock, in ms ahead of ours. */
  aheadMs: number;
  userId: string;
  questions(): { id: string; name: string }[];
}

interface Dataset {
  id: string;
  name: string;
  status: string;
  workspace_id: string;
  fields: Named[];
  questions: Named[];
  metadata: Named[];
  [key: string]: unknown;
}
interface Named {
  id: string;
  name: string;
  [key: string]: unknown;
}
interface StoredRecord {
  id: string;
  dataset_id: string;
  external_id: string;
  fields: Record<string, unknown>;
  suggestions: unknown[];
  [key: string]: unknown;
}
export interface StoredResponse {
  id: string;
  record_id: string;
  user_id: string;
  status: string;
  values: Record<string, { value: unknown }>;
  updated_at: string;
}

const failure = {
  detail: { code: 'argilla.api.errors::GenericServerError', params: { type: 'x', message: 'boom' } },
};

type Reply = [status: number, body: unknown];

export async function startStandIn(): Promise<StandIn> {
  const workspace = { id: randomUUID(), name: 'argilla' };
  const reply = (request: Arrived, response: ServerResponse): void => {
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const origin = await serve((request, response) => {
    if (!it.before?.(request, response)) reply(request, response);
  });
  const it: StandIn = {
    url: origin.url,
    origin,
    before: undefined,
    reply,
    poisoned: new Set(),
    datasets: [],
    records: [],
    responses: [],
    aheadMs: 0,
    userId: randomUUID(),
    questions: () => it.datasets.flatMap((dataset) => dataset.questions),
  };
  // Naive UTC with microseconds, as Argilla writes it.
  const now = (): string => `${new Date(Date.now() + it.aheadMs).toISOString().slice(0, -1)}000`;

  const upsert = ({
    record_id,
    status,
    values,
  }: StoredResponse): { item?: StoredResponse; error?: unknown } => {
    if (!it.records.some(({ id }) => id === record_id))
      return { error: { detail: `Record with id \`${record_id}\` not found` } };
    const found = it.responses.find((one) => one.record_id === record_id);
    const id = found?.id ?? randomUUID();
    const item = { id, record_id, user_id: it.userId, status, values, updated_at: now() };
    it.responses = [...it.responses.filter((one) => one !== found), item];
    return { item };
  };

  const search = (request: Arrived): Reply => {
    const { searchParams } = new URL(request.path, origin.url);
    const { filters } = JSON.parse(request.body) as {
      filters?: { and: { scope: { property: string }; values: unknown[] }[] };
    };
    const found = it.records.filter((record) =>
      (filters?.and ?? []).every(({ scope, values }) => values.includes(record[scope.property])),
    );
    const [from, limit] = [Number(searchParams.get('offset')), Number(searchParams.get('limit'))];
    const shown = found.slice(from, from + limit);
    if (shown.some(({ id }) => it.poisoned.has(id))) return [500, failure];
    const items = shown.map((record) => ({
      record: { ...record, responses: it.responses.filter((one) => one.record_id === record.id) },
    }));
    return [200, { items, total: found.length }];
  };

  const createRecords = (dataset: Dataset, items: StoredRecord[]): Reply => {
    const known = items.filter((item) => it.records.some((one) => one.external_id === item.external_id));
    if (known.length > 0)
      return [
        422,
        { detail: `found records with same external ids: ${known.map((k) => k.external_id).join(', ')}` },
      ];
    const made = items.map((item) => ({
      ...item,
      id: randomUUID(),
      dataset_id: dataset.id,
      status: 'pending',
      suggestions: [],
      inserted_at: now(),
    }));
    it.records.push(...made);
    return [201, { items: made }];
  };

  const answer = (request: Arrived): Reply => {
    const path = request.path.split('?')[0]?.replace(/^.*\/api\/v1\//, '') ?? '';
    const parts = path.split('/');
    const id = parts.find((part) => /^[0-9a-f]{8}-/.test(part));
    const route = `${request.method} ${parts.map((part) => (part === id ? '*' : part)).join('/')}`;
    const dataset = it.datasets.find((one) => one.id === id);
    const body = (): Named => JSON.parse(request.body) as Named;
    const shown = ({ fields: _f, questions: _q, metadata: _m, ...rest }: Dataset): unknown => rest;
    if (parts.includes('datasets') && id && !dataset)
      return [404, { detail: `Dataset with id \`${id}\` not found` }];
    const lists = {
      fields: dataset?.fields,
      questions: dataset?.questions,
      'metadata-properties': dataset?.metadata,
    };
    const list = lists[parts.at(-1) as keyof typeof lists];
    if (list && request.method === 'GET') return [200, { items: list }];
    if (list && dataset) {
      if (dataset.status === 'ready') return [422, { detail: 'cannot be created for a published dataset' }];
      list.push({ ...body(), id: randomUUID() });
      return [201, list.at(-1)];
    }
    switch (route) {
      case 'GET version':
        return [200, { version: '2.8.0' }];
      case 'GET me':
        return [200, { id: it.userId, username: 'argilla', role: 'owner' }];
      case 'GET me/workspaces':
        return [200, { items: [workspace] }];
      case 'GET me/datasets':
        return [200, { items: it.datasets.map(shown) }];
      case 'POST datasets': {
        if (it.datasets.some(({ name }) => name === body().name)) return [409, { detail: 'already exists' }];
        const made = { ...body(), id: randomUUID(), status: 'draft', workspace_id: workspace.id };
        it.datasets.push({ ...made, fields: [], questions: [], metadata: [] });
        return [201, made];
      }
      case 'GET datasets/*':
        return [200, dataset && shown(dataset)];
      case 'PUT datasets/*/publish':
        if (dataset) dataset.status = 'ready';
        return [200, dataset && shown(dataset)];
      case 'POST datasets/*/records/bulk':
        return dataset ? createRecords(dataset, body()['items'] as StoredRecord[]) : [404, {}];
      case 'POST me/datasets/*/records/search':
        return search(request);
      case 'POST me/responses/bulk':
        return [200, { items: (body()['items'] as StoredResponse[]).map(upsert) }];
      case 'DELETE responses/*': {
        const found = it.responses.find((one) => one.id === id);
        it.responses = it.responses.filter((one) => one !== found);
        return found ? [200, found] : [404, { detail: 'Response not found' }];
      }
      default:
        return [404, { detail: 'Not Found' }];
    }
  };
  return it;
}

/** What is answered on Argilla's own page. */
export function answerThere(
  it: StandIn,
  taskId: string,
  status: string,
  values: Record<string, unknown>,
): StoredResponse {
  const record = it.records.find((one) => one.external_id === taskId);
  if (!record) throw new Error(`${taskId} has no record`);
  const found = it.responses.find((one) => one.record_id === record.id);
  const response: StoredResponse = {
    id: found?.id ?? randomUUID(),
    record_id: record.id,
    user_id: it.userId,
    status,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    updated_at: `${new Date(Date.now() + it.aheadMs).toISOString().slice(0, -1)}001`,
  };
  it.responses = [...it.responses.filter((one) => one !== found), response];
  return response;
}

/** What a proxy answers. */
export const page = '<html><head><title>Not now</title></head><body>nginx</body></html>';

/** Refuses what stores responses where `what` is in it. */
export function refuses(it: StandIn, what: string, status: number, body: string): void {
  it.before = (request, response) => {
    if (!request.path.includes('/responses/bulk') || !request.body.includes(what)) return false;
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' });
    response.end(body);
    return true;
  };
}
