import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import { notArgilla } from './argillaErrors.ts';
import { pageSize, searchRequest, type SearchOptions, type SearchPage } from './recordSearch.ts';
import { despiteFailures, Transport, type CallOptions, type TransportOptions } from './transport.ts';
import {
  bulkResponsesSchema,
  datasetSchema,
  fieldSchema,
  limits,
  metadataPropertySchema,
  progressSchema,
  questionSchema,
  recordListSchema,
  responseSchema,
  searchSchema,
  userSchema,
  versionSchema,
  workspaceSchema,
  type ArgillaRecord,
  type ArgillaUser,
  type Dataset,
  type Field,
  type MetadataProperty,
  type NewDataset,
  type Progress,
  type Question,
  type RecordCreate,
  type RecordResponse,
  type ResponseStatus,
  type ResponseUpsert,
  type ResponseValues,
  type Workspace,
} from './wire.ts';

/** Bulk writes take the server some 10 ms for a record and up to 100 ms for a response. */
const bulkTimeoutMs = 120_000;

/**
 * Argilla's REST API v1 as far as Touchstone needs it; every answer is checked. Errors: `argilla-unauthorized`,
 * `argilla-forbidden`, `argilla-missing`, `argilla-rejected` (with the server's reason and status), `argilla-sleeping`,
 * `argilla-not-argilla`, and those of `Http`.
 */
export class ArgillaClient {
  readonly origin: string;
  readonly #transport: Transport;

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
    this.origin = this.#transport.origin;
  }

  /** Without a key. The one call by which an Argilla is told from any other server. */
  async version(options: CallOptions = {}): Promise<string> {
    try {
      return (
        await this.#transport.call('GET', '/version', l10n.t('tell its version'), versionSchema, options)
      ).version;
    } catch (error) {
      if (error instanceof TouchstoneError && error.code === 'argilla-missing')
        throw notArgilla(this.origin, { status: error.status, detail: error.detail, cause: error });
      throw error;
    }
  }

  me(options: CallOptions = {}): Promise<ArgillaUser> {
    return this.#transport.call('GET', '/me', l10n.t('tell who you are'), userSchema, options);
  }

  /** Owners see all workspaces, others their own. */
  myWorkspaces(options: CallOptions = {}): Promise<Workspace[]> {
    return this.#transport.list('/me/workspaces', l10n.t('list your workspaces'), workspaceSchema, options);
  }

  createWorkspace(name: string, options: CallOptions = {}): Promise<Workspace> {
    const what = l10n.t('create the workspace "{0}"', name);
    return this.#transport.call('POST', '/workspaces', what, workspaceSchema, options, { name });
  }

  /** The dataset of that name, if the caller may see it. */
  async findDataset(
    workspaceId: string,
    name: string,
    options: CallOptions = {},
  ): Promise<Dataset | undefined> {
    const query = new URLSearchParams({ workspace_id: workspaceId, name });
    const found = await this.#transport.list(
      `/me/datasets?${query}`,
      l10n.t('list your datasets'),
      datasetSchema,
      options,
    );
    return found.find((d) => d.name === name && d.workspace_id === workspaceId);
  }

  dataset(id: string, options: CallOptions = {}): Promise<Dataset> {
    return this.#transport.call('GET', `/datasets/${id}`, l10n.t('read the dataset'), datasetSchema, options);
  }

  createDataset(dataset: NewDataset, options: CallOptions = {}): Promise<Dataset> {
    const what = l10n.t('create the dataset "{0}"', dataset.name);
    return this.#transport.call('POST', '/datasets', what, datasetSchema, options, dataset);
  }

  patchDataset(
    id: string,
    change: Partial<Omit<NewDataset, 'workspace_id'>>,
    options: CallOptions = {},
  ): Promise<Dataset> {
    return this.#transport.call(
      'PATCH',
      `/datasets/${id}`,
      l10n.t('change the dataset'),
      datasetSchema,
      options,
      change,
    );
  }

  publishDataset(id: string, options: CallOptions = {}): Promise<Dataset> {
    return this.#transport.call(
      'PUT',
      `/datasets/${id}/publish`,
      l10n.t('publish the dataset'),
      datasetSchema,
      options,
    );
  }

  fields(datasetId: string, options: CallOptions = {}): Promise<Field[]> {
    return this.#transport.list(
      `/datasets/${datasetId}/fields`,
      l10n.t('read the fields'),
      fieldSchema,
      options,
    );
  }

  createField(datasetId: string, field: Field, options: CallOptions = {}): Promise<Field> {
    const what = l10n.t('create the field "{0}"', field.name);
    return this.#transport.call('POST', `/datasets/${datasetId}/fields`, what, fieldSchema, options, field);
  }

  questions(datasetId: string, options: CallOptions = {}): Promise<Question[]> {
    return this.#transport.list(
      `/datasets/${datasetId}/questions`,
      l10n.t('read the questions'),
      questionSchema,
      options,
    );
  }

  createQuestion(
    datasetId: string,
    question: Omit<Question, 'id'>,
    options: CallOptions = {},
  ): Promise<Question> {
    const what = l10n.t('create the question "{0}"', question.name);
    return this.#transport.call(
      'POST',
      `/datasets/${datasetId}/questions`,
      what,
      questionSchema,
      options,
      question,
    );
  }

  /** Those that the caller may see. */
  metadataProperties(datasetId: string, options: CallOptions = {}): Promise<MetadataProperty[]> {
    const path = `/me/datasets/${datasetId}/metadata-properties`;
    return this.#transport.list(
      path,
      l10n.t('read the metadata properties'),
      metadataPropertySchema,
      options,
    );
  }

  createMetadataProperty(
    datasetId: string,
    property: MetadataProperty & { visible_for_annotators: boolean },
    options: CallOptions = {},
  ): Promise<MetadataProperty> {
    const what = l10n.t('create the metadata property "{0}"', property.name);
    const path = `/datasets/${datasetId}/metadata-properties`;
    return this.#transport.call('POST', path, what, metadataPropertySchema, options, property);
  }

  /** Creates records (at most 500), all or none. A known `external_id` makes it fail with status 422. */
  async createRecords(
    datasetId: string,
    items: RecordCreate[],
    options: CallOptions = {},
  ): Promise<ArgillaRecord[]> {
    const path = `/datasets/${datasetId}/records/bulk`;
    const answer = await this.#transport.call(
      'POST',
      path,
      l10n.t('create the records'),
      recordListSchema,
      options,
      { items },
      bulkTimeoutMs,
    );
    return answer.items;
  }

  /** Creates or replaces records (at most 500), all or none, known by their `external_id`. */
  async upsertRecords(
    datasetId: string,
    items: RecordCreate[],
    options: CallOptions = {},
  ): Promise<ArgillaRecord[]> {
    const path = `/datasets/${datasetId}/records/bulk`;
    const answer = await this.#transport.call(
      'PUT',
      path,
      l10n.t('write the records'),
      recordListSchema,
      options,
      { items },
      bulkTimeoutMs,
    );
    return answer.items;
  }

  /** Records with everybody's responses, oldest first. Owners and admins only. */
  async records(
    datasetId: string,
    {
      offset = 0,
      limit = limits.recordsPerPage,
      signal,
    }: CallOptions & { offset?: number; limit?: number } = {},
  ): Promise<ArgillaRecord[]> {
    const query = new URLSearchParams({ offset: String(offset), limit: String(limit), include: 'responses' });
    const path = `/datasets/${datasetId}/records?${query}`;
    return (
      await this.#transport.call(
        'GET',
        path,
        l10n.t('read the records'),
        recordListSchema,
        { signal },
        undefined,
        bulkTimeoutMs,
      )
    ).items;
  }

  /** Records with the caller's own response, oldest first; for every role. */
  async search(datasetId: string, options: SearchOptions = {}): Promise<SearchPage> {
    const { query, body } = searchRequest(options);
    const path = `/me/datasets/${datasetId}/records/search?${query}`;
    const { signal } = options;
    const what = l10n.t('read the records');
    const ask = () => this.#transport.call('POST', path, what, searchSchema, { signal }, body, bulkTimeoutMs);
    // A dataset that another client is making is there a moment before the server has its index, and fails until then.
    const answer = await despiteFailures(ask, signal, 5);
    return { records: answer.items.map((item) => item.record), total: answer.total };
  }

  /** All records of a search, page by page; each once, also when somebody adds or deletes some meanwhile. */
  async *searchAll(
    datasetId: string,
    options: Omit<SearchOptions, 'offset'> = {},
  ): AsyncGenerator<SearchPage> {
    const limit = options.limit ?? pageSize;
    const seen = new Set<string>();
    for (let offset = 0; ; offset += limit) {
      const page = await this.search(datasetId, { ...options, limit, offset });
      const records = page.records.filter((record) => !seen.has(record.id));
      for (const record of records) seen.add(record.id);
      if (records.length > 0) yield { records, total: page.total };
      if (page.records.length < limit) return;
    }
  }

  createResponse(
    recordId: string,
    response: { status: ResponseStatus; values: ResponseValues },
    options: CallOptions = {},
  ): Promise<RecordResponse> {
    return this.#transport.call(
      'POST',
      `/records/${recordId}/responses`,
      l10n.t('store your answer'),
      responseSchema,
      options,
      response,
    );
  }

  putResponse(
    responseId: string,
    response: { status: ResponseStatus; values: ResponseValues },
    options: CallOptions = {},
  ): Promise<RecordResponse> {
    return this.#transport.call(
      'PUT',
      `/responses/${responseId}`,
      l10n.t('store your answer'),
      responseSchema,
      options,
      response,
    );
  }

  /** Gives the record back to pending. A response that is not there any more is fine: resolves to false. */
  async deleteResponse(responseId: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await this.#transport.call(
        'DELETE',
        `/responses/${responseId}`,
        l10n.t('take your answer back'),
        responseSchema,
        options,
      );
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
  async upsertResponses(
    items: ResponseUpsert[],
    options: CallOptions = {},
  ): Promise<z.output<typeof bulkResponsesSchema>['items']> {
    const path = '/me/responses/bulk';
    const answer = await this.#transport.call(
      'POST',
      path,
      l10n.t('store your answers'),
      bulkResponsesSchema,
      options,
      { items },
      bulkTimeoutMs,
    );
    return answer.items;
  }

  /** Counts of records, not of responses. */
  progress(datasetId: string, options: CallOptions = {}): Promise<Progress> {
    return this.#transport.call(
      'GET',
      `/datasets/${datasetId}/progress`,
      l10n.t('read the progress'),
      progressSchema,
      options,
    );
  }
}
