import * as l10n from '@vscode/l10n';
import { taskPages } from '../../store/api/taskPages.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import { Turns, type TurnOptions } from '../../platform/limited.ts';
import { openDataset, type OpenDataset } from '../dataset/connect.ts';
import { pullAll, type OnConflict } from './pullAnswers.ts';
import {
  answerLot,
  missingRecord,
  noteFailure,
  refuse,
  sendAnswers,
  textsDiffer,
  type Unsent,
} from './pushAnswers.ts';
import { pushSuggestions, type SuggestionsResult } from './pushSuggestions.ts';
import { ensureRecords } from './pushRecords.ts';
import { OneSender, type LeaseTimes } from './oneSender.ts';
import { datasetSettings, type WantedQuestion } from '../dataset/datasetSettings.ts';
import { offeredTags, tagOptionsOf, tagQuestions } from '../dataset/tagQuestions.ts';
import type { Dataset } from '../api/wire.ts';
import {
  knowAllRemotes,
  knowRemotes,
  reasonFrom,
  waitingRows,
  type PullResult,
  type PushResult,
  type Reason,
  type Scope,
  type SyncDeps,
  type SyncOptions,
} from './syncScope.ts';

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
 * one record, known by its external id, and an annotator has one response to it. One at a time, here and in other windows: who comes later waits.
 */
export class Sync {
  readonly #deps: SyncDeps;
  #opened: OpenDataset | undefined;
  readonly #turns = new Turns();
  readonly #sender: OneSender;
  readonly #memory: Scope['memory'] = {};

  constructor(deps: SyncDeps, times?: LeaseTimes) {
    this.#deps = deps;
    this.#sender = new OneSender(deps.store, deps.connection.origin, times);
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
    const extra = config.argilla.failureModes ? await this.#tagQuestions() : [];
    const wanted = datasetSettings(config.rubric, config.argilla, guidelines.text, extra);
    this.#opened ??= await openDataset(connection, config.argilla, wanted, { create, signal });
    return this.#opened;
  }

  async #tagQuestions(): Promise<WantedQuestion[]> {
    const { store, connection, config } = this.#deps;
    return tagQuestions(offeredTags(config.failureModes, await store.tags(connection.annotator)));
  }

  /** Uploads the guidelines over those in Argilla; only when the user asks for it. */
  uploadGuidelines(options: TurnOptions = {}): Promise<void> {
    return this.#alone(options, async (signal) => {
      const { dataset } = await this.open(true, signal);
      const { config, guidelines, connection } = this.#deps;
      const { guidelines: text } = datasetSettings(config.rubric, { minSubmitted: 1 }, guidelines.text);
      await connection.client.patchDataset(dataset.id, { guidelines: text }, { signal });
      this.#opened = undefined;
    });
  }

  /** Errors: what stops all (network, key, settings); what concerns one task is in the result. */
  push(options: PushOptions = {}): Promise<PushResult> {
    return this.#alone(options, (signal) => this.#push({ ...options, signal }));
  }

  /** Errors: as `push`. Needs a dataset that is there: `argilla-missing` otherwise. */
  pull(options: SyncOptions & { onConflict?: OnConflict } = {}): Promise<PullResult> {
    return this.#alone(options, async (signal) => {
      const scope = await this.#scope('no', { ...options, signal });
      await knowAllRemotes(scope);
      return pullAll(scope, options.onConflict ?? 'keep');
    });
  }

  /** Gives the records the scores of the project's judges. Errors: as `pull`, and `argilla-forbidden`. */
  pushSuggestions(options: SyncOptions = {}): Promise<SuggestionsResult> {
    return this.#alone(options, async (signal) =>
      pushSuggestions(await this.#scope('no', { ...options, signal })),
    );
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
      held: 0,
      tagsLeft: [],
      failed: 0,
      blocked: 0,
      differences: [],
      problems: [],
    };
    const scope = await this.#scope(what === 'outbox' || taskIds ? 'where none was' : 'yes', options);
    if (taskIds) await ensureInLots(scope, taskIds, result, scope.onProgress);
    else if (what === 'all') {
      await store.unblockOutbox(connection.annotator);
      await ensureAll(scope, result);
    }
    const unsent = taskIds ? await this.#unsentOf(scope, taskIds) : await this.#unsent(scope, what);
    const ids = unsent.map(({ taskId }) => taskId);
    await knowRemotes(scope, ids);
    const unknown = ids.filter((id) => !scope.remotes.has(id));
    // After `all` they have been looked for already.
    if (what === 'outbox') await ensureInLots(scope, unknown, result);
    if (scope.withoutRecords) await noteRefused(scope, unsent);
    let done = 0;
    const again: Unsent[] = [];
    for (let i = 0; i < unsent.length; i += answerLot) {
      const lot = unsent.slice(i, i + answerLot);
      again.push(...(await this.#send(scope, lot, force, result)));
      done += lot.length;
      scope.onProgress?.({ stage: 'answers', done, total: unsent.length });
    }
    if (again.length > 0) await this.#recover(scope, again, force, result);
    if (scope.withoutRecords) throw scope.withoutRecords;
    const problems = [...scope.problems.values()];
    const blocked = problems.filter((problem) => problem.blocked).length;
    return { ...result, problems, blocked, failed: problems.length - blocked };
  }

  /** Answers of tasks without a record are noted as failed; the rest is sent. */
  async #send(scope: Scope, lot: Unsent[], force: boolean, result: PushResult): Promise<Unsent[]> {
    const known = lot.filter(({ taskId }) => scope.remotes.has(taskId));
    for (const unsent of lot) {
      if (scope.remotes.has(unsent.taskId)) continue;
      const other = result.differences.find((d) => d.taskId === unsent.taskId);
      await refuse(scope, unsent, other ? textsDiffer(other.what) : withoutRecord(scope, unsent.taskId));
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
    const taskIds = gone.map(({ taskId }) => taskId);
    for (const taskId of taskIds) scope.remotes.delete(taskId);
    await ensureInLots(scope, taskIds, result);
    for (let i = 0; i < gone.length; i += answerLot) {
      const still = await this.#send(scope, gone.slice(i, i + answerLot), force, result);
      for (const unsent of still) await refuse(scope, unsent, withoutRecord(scope, unsent.taskId));
    }
  }

  /** The outbox, and with `all` the answers that this dataset never got (given before connecting, or sent to another one). */
  async #unsent(scope: Scope, what: 'all' | 'outbox'): Promise<Unsent[]> {
    const { store, connection } = this.#deps;
    const rows = await waitingRows(scope);
    const unsent: Unsent[] = rows.filter((row) => !row.blocked);
    if (what === 'outbox') return unsent;
    const inOutbox = new Set(rows.map((row) => row.taskId));
    for (const state of ['submitted', 'discarded'] as const)
      for await (const page of taskPages(store, connection.annotator, { state })) {
        await knowRemotes(
          scope,
          page.map(({ id }) => id),
        );
        for (const { id } of page)
          if (!inOutbox.has(id) && scope.remotes.get(id)?.responseId === undefined)
            unsent.push({ taskId: id, status: state });
      }
    return unsent;
  }

  /** The answers to these tasks that wait in the outbox, blocked or not, or that this dataset never got. */
  async #unsentOf(scope: Scope, taskIds: readonly string[]): Promise<Unsent[]> {
    const { store, connection } = this.#deps;
    const rows = new Map((await waitingRows(scope)).map((row) => [row.taskId, row]));
    await knowRemotes(scope, taskIds);
    const unsent: Unsent[] = [];
    for (const taskId of taskIds) {
      const row = rows.get(taskId);
      if (row) unsent.push(row);
      else if (scope.remotes.get(taskId)?.responseId === undefined) {
        const { annotation } = await store.taskDetail(taskId, connection.annotator);
        if (annotation && annotation.status !== 'draft') unsent.push({ taskId, status: annotation.status });
      }
    }
    return unsent;
  }

  async #scope(create: 'yes' | 'no' | 'where none was', { signal, onProgress }: SyncOptions): Promise<Scope> {
    const { connection, config } = this.#deps;
    const dataset = await this.#dataset(create, signal);
    const remoteKey = `${connection.origin}/${dataset.id}`;
    const byHand = create !== 'where none was';
    const isAsked = config.argilla?.failureModes === true;
    const options = isAsked
      ? tagOptionsOf(await connection.client.questions(dataset.id, { signal }))
      : undefined;
    return {
      ...this.#deps,
      ...{ dataset, remoteKey, byHand, signal, onProgress, tagOptions: options },
      ...{ remotes: new Map(), looked: new Set(), problems: new Map(), memory: this.#memory },
    };
  }

  /**
   * With `where none was`, as in the background: one that was there and is gone is not made again with what happens to be unsent. Who
   * pushes by hand has all made again.
   */
  async #dataset(create: 'yes' | 'no' | 'where none was', signal?: AbortSignal): Promise<Dataset> {
    const { store, connection, config } = this.#deps;
    const { workspace, dataset: name } = config.argilla ?? { workspace: '', dataset: '' };
    const place = `argilla.dataset:${connection.origin}/${workspace}/${name}`;
    const known = await store.getMeta(place);
    const mayCreate = create === 'yes' || (create === 'where none was' && known === undefined);
    const { dataset } = await this.open(mayCreate, signal).catch((error: unknown) => {
      const gone =
        error instanceof TouchstoneError && error.code === 'argilla-missing' && known !== undefined;
      throw gone ? datasetGone(name, error) : error;
    });
    if (create === 'where none was' && known !== undefined && known !== dataset.id) throw datasetGone(name);
    if (create === 'yes' || (create !== 'no' && known === undefined)) await store.setMeta(place, dataset.id);
    return dataset;
  }

  #alone<T>(options: TurnOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#turns.take(
      (limited) => this.#sender.alone((held) => this.#afresh(work, held), { ...options, signal: limited }),
      options,
    );
  }

  /** The dataset that was opened before may have been deleted since, or its server replaced: then it is looked for anew, at once. */
  async #afresh<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let before = this.#opened; ; before = undefined)
      try {
        return await work(signal);
      } catch (error) {
        this.#opened = undefined;
        const isMissing = error instanceof TouchstoneError && error.code === 'argilla-missing';
        if (!before || !isMissing) throw error;
      }
  }
}

function datasetGone(name: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(
    'argilla-missing',
    l10n.t('The dataset "{0}" that answers went to is not in Argilla any more.', name),
    {
      cause,
      action: l10n.t('Run "Touchstone: Push to Argilla" to make it again with all of your answers.'),
    },
  );
}

/** Why an answer has no record to go to: what was said of that record, else what came in the way of all, else that there is none. */
function withoutRecord(scope: Scope, taskId: string): Reason {
  const failed = scope.withoutRecords && reasonFrom(scope.withoutRecords);
  return scope.problems.get(taskId) ?? (failed && { ...failed, blocked: false }) ?? missingRecord(scope);
}

/** Those that were tried alone stand behind the others that have no record, so that these are tried first the next time. */
async function noteRefused(scope: Scope, unsent: readonly Unsent[]): Promise<void> {
  for (const one of unsent) {
    const problem = scope.problems.get(one.taskId);
    if (problem) await noteFailure(scope, one, problem.message, problem.blocked ?? false);
  }
}

async function ensureInLots(
  scope: Scope,
  taskIds: readonly string[],
  result: PushResult,
  onProgress?: Scope['onProgress'],
): Promise<void> {
  const total = taskIds.length;
  for (let i = 0; i < total; i += recordLot) {
    if (!(await ensure(scope, taskIds.slice(i, i + recordLot), result))) return;
    onProgress?.({ stage: 'records', done: Math.min(i + recordLot, total), total });
  }
}

async function ensureAll(scope: Scope, result: PushResult): Promise<void> {
  const { store, connection } = scope;
  const { total } = await store.counts(connection.annotator);
  let done = 0;
  for await (const page of taskPages(store, connection.annotator, {}, recordLot)) {
    const ids = page.map(({ id }) => id);
    if (!(await ensure(scope, ids, result))) return;
    done += page.length;
    scope.onProgress?.({ stage: 'records', done, total });
  }
}

/** Resolves to whether to go on: after a failure no more records are made, and answers that have one are sent all the same. */
async function ensure(scope: Scope, taskIds: string[], result: PushResult): Promise<boolean> {
  if (scope.withoutRecords) return false;
  try {
    await ensureRecords(scope, taskIds, result);
    return true;
  } catch (error) {
    if (isCancelled(error)) throw error;
    scope.withoutRecords = asTouchstoneError(error);
    return false;
  }
}
