import * as l10n from '@vscode/l10n';
import type { ProjectConfig } from '../../project/config.ts';
import type { Guidelines } from '../../project/loadProject.ts';
import { taskPages } from '../../store/api/taskPages.ts';
import type { Store } from '../../store/api/store.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import { openDataset, type Connection, type OpenDataset } from '../dataset/connect.ts';
import { outboxLimit, pullAll, type OnConflict } from './pullAnswers.ts';
import { answerLot, missingRecord, noteFailure, sendAnswers, type Unsent } from './pushAnswers.ts';
import { ensureRecords } from './pushRecords.ts';
import { datasetSettings } from '../dataset/datasetSettings.ts';
import {
  loadRemotes,
  remoteKey,
  type PullResult,
  type PushResult,
  type Scope,
  type SyncProgress,
} from './syncScope.ts';

export type { OnConflict } from './pullAnswers.ts';
export type { Problem, PullResult, PushResult, SyncProgress } from './syncScope.ts';

export interface SyncDeps {
  store: Store;
  connection: Connection;
  config: ProjectConfig;
  guidelines: Guidelines;
}

export interface SyncOptions {
  signal?: AbortSignal;
  onProgress?: (progress: SyncProgress) => void;
}

export interface PushOptions extends SyncOptions {
  /**
   * `all` (default): every task with both responses gets its record, every answer that is not in the dataset is sent, blocked
   * ones are tried again. `outbox`: only what waits in the outbox and is not blocked, as done in the background.
   */
  what?: 'all' | 'outbox';
  /** Send also where the answer was changed in Argilla since. */
  force?: boolean;
  /** With `all`: these tasks alone. */
  taskIds?: readonly string[];
}

const recordLot = 250;

/**
 * Carries one project's answers to one Argilla dataset and back. Safe to repeat at any point, also after a crash: a task is
 * one record, known by its external id, and an annotator has one response to it. One push or pull at a time.
 */
export class Sync {
  readonly #deps: SyncDeps;
  #opened: OpenDataset | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: SyncDeps) {
    this.#deps = deps;
  }

  /**
   * Finds the dataset, or creates it (with the guidelines) if asked to. Errors: as `openDataset`, and `argilla-rubric`,
   * `config-missing` where touchstone.json names no Argilla.
   */
  async open(create: boolean, signal?: AbortSignal): Promise<OpenDataset> {
    const { connection, config, guidelines } = this.#deps;
    if (!config.argilla)
      throw new TouchstoneError('config-missing', l10n.t('touchstone.json names no Argilla.'), {
        action: l10n.t('Add an "argilla" section with "url" and "dataset".'),
      });
    const wanted = datasetSettings(config.rubric, config.argilla, guidelines.text);
    this.#opened ??= await openDataset(connection, config.argilla, wanted, { create, signal });
    return this.#opened;
  }

  /** Uploads the guidelines over those in Argilla; only when the user asks for it. */
  async uploadGuidelines(signal?: AbortSignal): Promise<void> {
    const { dataset } = await this.open(true, signal);
    const { config, guidelines, connection } = this.#deps;
    const { guidelines: text } = datasetSettings(config.rubric, { minSubmitted: 1 }, guidelines.text);
    await connection.client.patchDataset(dataset.id, { guidelines: text }, { signal });
    this.#opened = undefined;
  }

  /** Errors: what stops all (network, key, settings); what concerns one task is in the result. */
  push(options: PushOptions = {}): Promise<PushResult> {
    return this.#alone(() => this.#push(options));
  }

  /** Errors: as `push`. Needs a dataset that is there: `argilla-missing` otherwise. */
  pull(options: SyncOptions & { onConflict?: OnConflict } = {}): Promise<PullResult> {
    return this.#alone(async () => {
      const scope = await this.#scope(false, options);
      return pullAll(scope, options.onConflict ?? 'keep');
    });
  }

  async #push({ what = 'all', force = false, taskIds, ...options }: PushOptions): Promise<PushResult> {
    const { store, connection } = this.#deps;
    const result: PushResult = {
      recordsCreated: 0,
      recordsMissing: 0,
      textsAdopted: 0,
      responsesSent: 0,
      responsesDeleted: 0,
      unchanged: 0,
      failed: 0,
      blocked: 0,
      differences: [],
      problems: [],
    };
    const scope = await this.#scope(true, options);
    if (taskIds)
      await ensureInLots(scope, taskIds, result, ({ done, total }) =>
        scope.onProgress?.({ stage: 'records', done, total }),
      );
    else if (what === 'all') {
      await store.unblockOutbox(connection.annotator);
      const { total } = await store.counts(connection.annotator);
      let done = 0;
      for await (const page of taskPages(store, connection.annotator, {}, recordLot)) {
        await ensureRecords(
          scope,
          page.map((task) => task.id),
          result,
        );
        done += page.length;
        scope.onProgress?.({ stage: 'records', done, total });
      }
    }
    const unsent = taskIds ? await this.#unsentOf(scope, taskIds) : await this.#unsent(scope, what);
    const unknown = unsent.filter(({ taskId }) => !scope.remotes.has(taskId)).map(({ taskId }) => taskId);
    // After `all` they have been looked for already.
    if (what === 'outbox' && unknown.length > 0) await ensureInLots(scope, unknown, result);
    let done = 0;
    const again: Unsent[] = [];
    for (let i = 0; i < unsent.length; i += answerLot) {
      const lot = unsent.slice(i, i + answerLot);
      again.push(...(await this.#send(scope, lot, force, result)));
      done += lot.length;
      scope.onProgress?.({ stage: 'answers', done, total: unsent.length });
    }
    if (again.length > 0) await this.#recover(scope, again, force, result);
    return result;
  }

  /** Answers of tasks without a record are noted as failed; the rest is sent. */
  async #send(scope: Scope, lot: Unsent[], force: boolean, result: PushResult): Promise<Unsent[]> {
    const known = lot.filter(({ taskId }) => scope.remotes.has(taskId));
    for (const unsent of lot) {
      if (scope.remotes.has(unsent.taskId)) continue;
      const differs = result.differences.some((d) => d.taskId === unsent.taskId);
      const { code, message } = differs ? textsDiffer() : missingRecord(scope);
      await noteFailure(scope, unsent, message, differs);
      result[differs ? 'blocked' : 'failed']++;
      result.problems.push({ taskId: unsent.taskId, code, message });
    }
    if (known.length === 0) return [];
    try {
      return await sendAnswers(scope, known, force, result);
    } catch (error) {
      // So that one sees why they wait. (Those that were acknowledged before it happened are not in the outbox any more.)
      if (!isCancelled(error))
        for (const unsent of known) await noteFailure(scope, unsent, asTouchstoneError(error).message, false);
      throw error;
    }
  }

  /** Records that were known have been deleted in Argilla: create them again and send once more. */
  async #recover(scope: Scope, gone: Unsent[], force: boolean, result: PushResult): Promise<void> {
    for (const { taskId } of gone) scope.remotes.delete(taskId);
    await ensureInLots(
      scope,
      gone.map(({ taskId }) => taskId),
      result,
    );
    for (let i = 0; i < gone.length; i += answerLot) {
      const still = await this.#send(scope, gone.slice(i, i + answerLot), force, result);
      for (const unsent of still) {
        const { code, message } = missingRecord(scope);
        await noteFailure(scope, unsent, message, false);
        result.failed++;
        result.problems.push({ taskId: unsent.taskId, code, message });
      }
    }
  }

  /** The outbox, and with `all` the answers that this dataset never got (given before connecting, or sent to another one). */
  async #unsent(scope: Scope, what: 'all' | 'outbox'): Promise<Unsent[]> {
    const { store, connection } = this.#deps;
    const rows = await store.outbox(connection.annotator, outboxLimit);
    const unsent: Unsent[] = rows
      .filter((row) => !row.blocked)
      .map(({ taskId, status, answer, seq }) => ({ taskId, status, answer, seq }));
    if (what === 'outbox') return unsent;
    const inOutbox = new Set(rows.map((row) => row.taskId));
    for (const state of ['submitted', 'discarded'] as const)
      for await (const page of taskPages(store, connection.annotator, { state }))
        for (const { id } of page) {
          if (inOutbox.has(id) || scope.remotes.get(id)?.responseId !== undefined) continue;
          const { annotation } = await store.taskDetail(id, connection.annotator);
          if (annotation) unsent.push({ taskId: id, status: annotation.status, answer: annotation });
        }
    return unsent;
  }

  /** The answers to these tasks that wait in the outbox, blocked or not, or that this dataset never got. */
  async #unsentOf(scope: Scope, taskIds: readonly string[]): Promise<Unsent[]> {
    const { store, connection } = this.#deps;
    const rows = new Map(
      (await store.outbox(connection.annotator, outboxLimit)).map((row) => [row.taskId, row]),
    );
    const unsent: Unsent[] = [];
    for (const taskId of taskIds) {
      const row = rows.get(taskId);
      if (row) {
        const { status, answer, seq } = row;
        unsent.push({ taskId, status, answer, seq });
      } else if (scope.remotes.get(taskId)?.responseId === undefined) {
        const { annotation } = await store.taskDetail(taskId, connection.annotator);
        if (annotation && annotation.status !== 'draft')
          unsent.push({ taskId, status: annotation.status, answer: annotation });
      }
    }
    return unsent;
  }

  async #scope(create: boolean, { signal, onProgress }: SyncOptions): Promise<Scope> {
    const { store, connection, config, guidelines } = this.#deps;
    const { dataset } = await this.open(create, signal);
    const key = remoteKey(connection, dataset.id);
    const remotes = await loadRemotes(store, key, connection.annotator);
    return { store, connection, dataset, config, guidelines, remoteKey: key, remotes, signal, onProgress };
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work).catch((error: unknown) => {
      // The dataset may have been deleted, or its server replaced: look for it anew next time.
      this.#opened = undefined;
      throw error;
    });
    this.#last = run.catch(() => undefined);
    return run;
  }
}

const textsDiffer = (): TouchstoneError =>
  new TouchstoneError(
    'argilla-conflict',
    l10n.t(
      'The record in Argilla holds other texts than those that were judged here; choose another dataset name in touchstone.json.',
    ),
  );

async function ensureInLots(
  scope: Scope,
  taskIds: readonly string[],
  result: PushResult,
  onProgress?: (progress: { done: number; total: number }) => void,
): Promise<void> {
  for (let i = 0; i < taskIds.length; i += recordLot) {
    await ensureRecords(scope, taskIds.slice(i, i + recordLot), result);
    onProgress?.({ done: Math.min(i + recordLot, taskIds.length), total: taskIds.length });
  }
}
