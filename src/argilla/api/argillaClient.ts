import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import { failsAtOne, notArgilla } from './argillaErrors.ts';
import { sendHalved } from './lots.ts';
import { despiteFailures, Transport, type CallOptions } from './transport.ts';
import {
  bulkResponsesSchema,
  datasetSchema,
  fieldSchema,
  limits,
  metadataPropertySchema,
  namedSchema,
  parseRecords,
  questionSchema,
  recordListSchema,
  responseSchema,
  searchSchema,
  suggestionSchema,
  userSchema,
  versionSchema,
  workspaceSchema,
  type ArgillaRecord,
  type ArgillaUser,
  type Dataset,
  type Field,
  type MetadataProperty,
  type Named,
  type NewDataset,
  type OddRecord,
  type Question,
  type RecordCreate,
  type ResponseStatus,
  type ResponseUpsert,
  type SuggestionUpsert,
  type Upserted,
  type Workspace,
} from './wire.ts';

export interface SearchOptions extends CallOptions {
  offset?: number;
  /** At most 1000. */
  limit?: number;
  /** Only these records, at most 250: by the id that whoever logged them gave, or by Argilla's own. */
  by?: { property: 'external_id' | 'id'; values: string[] };
  /** Only records to which the caller's response has one of these statuses (`pending`: no response). */
  status?: (ResponseStatus | 'pending')[];
  /** With what machines suggest. */
  suggestions?: boolean;
  /** How often it is asked where the server fails; default 5. */
  attempts?: number;
}

export interface SearchPage {
  records: ArgillaRecord[];
  /** Those that cannot be read. */
  odd: OddRecord[];
  total: number;
}

/** Records read at once: the server gives 1000, but parsing those holds the thread for too long. */
export const pageSize = 200;

/** Bulk writes take the server some 10 ms for a record and up to 100 ms for a response. */
const bulkTimeoutMs = 120_000;

/**
 * Argilla's REST API v1 as far as Touchstone needs it; every answer is checked. Errors: `argilla-unauthorized`,
 * `argilla-forbidden`, `argilla-missing`, `argilla-rejected` (with the server's reason and status), `argilla-sleeping`,
 * `argilla-gateway` (what stands before it), `argilla-not-argilla`, and those of `Http`.
 */
export class ArgillaClient extends Transport {
  /** Without a key. The one call by which an Argilla is told from any other server. */
  async version(options: CallOptions = {}): Promise<string> {
    const what = l10n.t('tell its version');
    try {
      return (await this.call('GET', '/version', what, versionSchema, options)).version;
    } catch (error) {
      if (error instanceof TouchstoneError && error.code === 'argilla-missing')
        throw notArgilla(this.origin, { status: error.status, detail: error.detail, cause: error });
      throw error;
    }
  }

  me(options: CallOptions = {}): Promise<ArgillaUser> {
    return this.call('GET', '/me', l10n.t('tell who you are'), userSchema, options);
  }

  /** Owners see all workspaces, others their own. */
  myWorkspaces(options: CallOptions = {}): Promise<Workspace[]> {
    return this.readable('/me/workspaces', l10n.t('list your workspaces'), workspaceSchema, options);
  }

  createWorkspace(name: string, options: CallOptions = {}): Promise<Workspace> {
    const what = l10n.t('create the workspace "{0}"', name);
    return this.call('POST', '/workspaces', what, workspaceSchema, options, { name });
  }

  /** The dataset of that name, if the caller may see it. */
  async findDataset(
    workspaceId: string,
    name: string,
    options: CallOptions = {},
  ): Promise<Dataset | undefined> {
    const path = `/me/datasets?${new URLSearchParams({ workspace_id: workspaceId, name })}`;
    const found = await this.readable(path, l10n.t('list your datasets'), datasetSchema, options);
    return found.find((d) => d.name === name && d.workspace_id === workspaceId);
  }

  dataset(id: string, options: CallOptions = {}): Promise<Dataset> {
    return this.call('GET', `/datasets/${id}`, l10n.t('read the dataset'), datasetSchema, options);
  }

  createDataset(dataset: NewDataset, options: CallOptions = {}): Promise<Dataset> {
    const what = l10n.t('create the dataset "{0}"', dataset.name);
    return this.call('POST', '/datasets', what, datasetSchema, options, dataset);
  }

  patchDataset(
    id: string,
    change: Partial<Omit<NewDataset, 'workspace_id'>>,
    options: CallOptions = {},
  ): Promise<Dataset> {
    const what = l10n.t('change the dataset');
    return this.call('PATCH', `/datasets/${id}`, what, datasetSchema, options, change);
  }

  publishDataset(id: string, options: CallOptions = {}): Promise<Dataset> {
    return this.call('PUT', `/datasets/${id}/publish`, l10n.t('publish the dataset'), datasetSchema, options);
  }

  fields(datasetId: string, options: CallOptions = {}): Promise<Field[]> {
    return this.list(`/datasets/${datasetId}/fields`, l10n.t('read the fields'), fieldSchema, options);
  }

  createField(datasetId: string, field: Field, options: CallOptions = {}): Promise<Field> {
    const what = l10n.t('create the field "{0}"', field.name);
    return this.call('POST', `/datasets/${datasetId}/fields`, what, fieldSchema, options, field);
  }

  questions(datasetId: string, options: CallOptions = {}): Promise<Question[]> {
    const what = l10n.t('read the questions');
    return this.list(`/datasets/${datasetId}/questions`, what, questionSchema, options);
  }

  createQuestion(
    datasetId: string,
    question: Omit<Question, 'id'>,
    options: CallOptions = {},
  ): Promise<Question> {
    const what = l10n.t('create the question "{0}"', question.name);
    const path = `/datasets/${datasetId}/questions`;
    return this.call('POST', path, what, questionSchema, options, question);
  }

  /** Those that the caller may see. */
  metadataProperties(datasetId: string, options: CallOptions = {}): Promise<MetadataProperty[]> {
    const path = `/me/datasets/${datasetId}/metadata-properties`;
    const what = l10n.t('read the metadata properties');
    return this.list(path, what, metadataPropertySchema, options);
  }

  /** Names of the vectors that records may have; none where the server knows of no such thing. */
  async vectors(datasetId: string, options: CallOptions = {}): Promise<Named[]> {
    const what = l10n.t('read the vectors');
    return this.list(`/datasets/${datasetId}/vectors-settings`, what, namedSchema, options).catch(
      (error: unknown) => {
        if (error instanceof TouchstoneError && error.status === 404) return [];
        throw error;
      },
    );
  }

  createMetadataProperty(
    datasetId: string,
    property: MetadataProperty & { visible_for_annotators: boolean },
    options: CallOptions = {},
  ): Promise<MetadataProperty> {
    const what = l10n.t('create the metadata property "{0}"', property.name);
    const path = `/datasets/${datasetId}/metadata-properties`;
    return this.call('POST', path, what, metadataPropertySchema, options, property);
  }

  /** Creates records (at most 500), all or none; resolves to those that can be read. A known `external_id` is refused with status 422. */
  async createRecords(
    datasetId: string,
    items: RecordCreate[],
    options: CallOptions = {},
  ): Promise<ArgillaRecord[]> {
    const path = `/datasets/${datasetId}/records/bulk`;
    const what = l10n.t('create the records');
    return parseRecords((await this.#bulk(path, what, recordListSchema, options, { items })).items).records;
  }

  /** Records with the caller's own response, oldest first; for every role. */
  async search(datasetId: string, options: SearchOptions = {}): Promise<SearchPage> {
    const { query, body } = searchRequest(options);
    const path = `/me/datasets/${datasetId}/records/search?${query}`;
    // A dataset that another client is making is there a moment before the server has its index, and fails until then.
    const { signal, attempts = 5 } = options;
    const ask = () => this.#bulk(path, l10n.t('read the records'), searchSchema, { signal }, body);
    const answer = await despiteFailures(ask, signal, attempts);
    return { ...parseRecords(answer.items), total: answer.total };
  }

  /** How many records there are, also where the server fails to give the first ones. */
  async count(datasetId: string, options: CallOptions = {}): Promise<number> {
    try {
      return (await this.search(datasetId, { ...options, limit: 1 })).total;
    } catch (error) {
      if (!failsAtOne(error)) throw error;
      return (await this.#page(datasetId, { ...options, attempts: 1 }, 1, pageSize)).total;
    }
  }

  /** All records of a search, page by page; each once, also when somebody adds or deletes some meanwhile. */
  async *searchAll(
    datasetId: string,
    options: Omit<SearchOptions, 'offset'> = {},
  ): AsyncGenerator<SearchPage> {
    const limit = options.limit ?? pageSize;
    const seen = new Set<string>();
    for (let offset = 0; ; offset += limit) {
      const page = await this.#page(datasetId, options, offset, limit);
      const records = page.records.filter((record) => !seen.has(record.id));
      for (const record of records) seen.add(record.id);
      if (records.length + page.odd.length > 0) yield { ...page, records };
      if (page.records.length + page.odd.length < limit) return;
    }
  }

  /** One page; a record that the server fails to give is an odd one. */
  async #page(datasetId: string, options: SearchOptions, offset: number, limit: number): Promise<SearchPage> {
    const page: SearchPage = { records: [], odd: [], total: 0 };
    const places = Array.from({ length: limit }, (_, i) => offset + i);
    await sendHalved(
      places,
      async ({ 0: from = offset, length }) => {
        // The whole was tried often enough.
        const attempts = length < limit ? 1 : options.attempts;
        const part = { ...options, offset: from, limit: length, attempts };
        const { records, odd, total } = await this.search(datasetId, part);
        page.records.push(...records);
        page.odd.push(...odd);
        page.total = total;
      },
      async (_, { message }) => void page.odd.push({ reason: message, failed: true }),
      failsAtOne,
    );
    return page;
  }

  /** Suggests a value for one question of a record; takes the place of what was suggested for it. Owners and admins alone. */
  async putSuggestion(
    recordId: string,
    suggestion: SuggestionUpsert,
    options: CallOptions = {},
  ): Promise<void> {
    const what = l10n.t('add a suggestion');
    await this.call('PUT', `/records/${recordId}/suggestions`, what, suggestionSchema, options, suggestion);
  }

  /** Gives the record back to pending. A response that is not there any more is fine: resolves to false. */
  async deleteResponse(responseId: string, options: CallOptions = {}): Promise<boolean> {
    const what = l10n.t('take your answer back');
    try {
      await this.call('DELETE', `/responses/${responseId}`, what, responseSchema, options);
      return true;
    } catch (error) {
      if (error instanceof TouchstoneError && error.code === 'argilla-missing') return false;
      throw error;
    }
  }

  /**
   * Creates or replaces own responses (at most 100), in order and not atomically: each item has its response or its error,
   * whatever the status of the whole.
   */
  async upsertResponses(items: ResponseUpsert[], options: CallOptions = {}): Promise<Upserted[]> {
    const what = l10n.t('store your answers');
    return (await this.#bulk('/me/responses/bulk', what, bulkResponsesSchema, options, { items })).items;
  }

  #bulk<T>(path: string, what: string, schema: z.ZodType<T>, options: CallOptions, json: object): Promise<T> {
    return this.call('POST', path, what, schema, options, json, bulkTimeoutMs);
  }
}

/**
 * The query and body of `POST /me/datasets/{id}/records/search`. The order is always asked for: without it the server shuffles for
 * each user, and anew with each write, so that pages would overlap.
 */
function searchRequest(options: SearchOptions): { query: URLSearchParams; body: object } {
  const { offset = 0, limit = limits.recordsPerPage, by, status, suggestions } = options;
  const include = suggestions ? 'responses,suggestions' : 'responses';
  const terms = (entity: string, property: string, values: string[]) => ({
    type: 'terms',
    scope: { entity, property },
    values,
  });
  const and = [
    ...(by ? [terms('record', by.property, by.values)] : []),
    ...(status ? [terms('response', 'status', status)] : []),
  ];
  const sort = ['inserted_at', 'id'].map((property) => ({
    scope: { entity: 'record', property },
    order: 'asc',
  }));
  return {
    query: new URLSearchParams({ offset: String(offset), limit: String(limit), include }),
    body: { ...(and.length > 0 ? { filters: { and } } : {}), sort },
  };
}
