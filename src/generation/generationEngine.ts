import type { ResponseNumber } from '../domain/annotation.ts';
import { createProvider, type CreateProviderDeps } from '../models/providers/createProvider.ts';
import { memoizeAsync, orCancelled } from '../platform/memoize.ts';
import { ChatTemplates } from '../models/templates/chatTemplates.ts';
import type { GenerateResult, ModelProvider } from '../models/api/provider.ts';
import { Emitter, type Disposable } from '../platform/emitter.ts';
import { asTouchstoneError, cancelled, type TouchstoneError } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import { publicUrl } from '../platform/http.ts';
import type { ModelConfig, ProjectConfig } from '../project/config.ts';
import { taskPages } from '../store/api/taskPages.ts';
import type { Store } from '../store/api/store.ts';
import type { Generation, Task } from '../domain/task.ts';
import { Pool } from './pool.ts';
import { StopRule } from './stopRule.ts';

export interface GenerationEngineOptions extends CreateProviderDeps {
  store: Store;
  project: { config: Pick<ProjectConfig, 'models' | 'parameters'> };
  /** Requests at once in `generateAll`; a single server gets at most half of them. Default 4. */
  concurrency?: number;
}

export interface GenerateOptions {
  /** Ask also for what is there already. */
  again?: boolean;
  signal?: AbortSignal;
}

export interface GenerateAllOptions extends GenerateOptions {
  concurrency?: number;
  /** Leave the tasks whose last try failed. */
  leaveFailed?: boolean;
  /** These tasks alone. */
  taskIds?: readonly string[];
  onProgress?: (progress: GenerationProgress) => void;
}

/** Counts responses, two for a task; `done` has those that were there already. */
export interface GenerationProgress {
  done: number;
  failed: number;
  total: number;
}

export type GenerationState = 'running' | 'done' | 'failed' | 'cancelled';

interface Job {
  promise: Promise<Generation>;
  stop: AbortController;
  /** What has come so far. */
  soFar: { text: string };
}

/** Any annotator's view of a task shows its generations; whose answers come along does not matter here. */
const nobody = '';

/**
 * Asks the project's two models and stores what they answer with its provenance, or why they did not. Only what is missing
 * is asked, so a run that was stopped goes on where it was.
 */
export class GenerationEngine implements Disposable {
  readonly #options: GenerationEngineOptions;
  readonly #models: readonly [ModelConfig, ModelConfig];
  readonly #providers = new Map<string, Promise<ModelProvider>>();
  readonly #jobs = new Map<string, Job>();
  /** The runs over all tasks under way. */
  readonly #runs = new Set<AbortController>();
  readonly #text = new Emitter<{ taskId: string; response: ResponseNumber; delta: string }>();
  readonly #state = new Emitter<{ taskId: string; response: ResponseNumber; state: GenerationState }>();

  /** Each piece of text as it comes. */
  readonly onText = this.#text.event;
  readonly onState = this.#state.event;

  constructor(options: GenerationEngineOptions) {
    this.#options = { ...options, templates: options.templates ?? new ChatTemplates(options) };
    this.#models = options.project.config.models;
  }

  /**
   * Asks for the missing responses of one task, both at once, and resolves to how many came. A failure is stored with the task
   * and thrown when the other response is there too. Errors: those of `ModelProvider`, `task-missing`, `cancelled`.
   */
  async generateTask(
    taskId: string,
    { only, again, signal }: GenerateOptions & { only?: ResponseNumber } = {},
  ): Promise<number> {
    const { task, generations } = await this.#options.store.taskDetail(taskId, nobody);
    const wanted = ([1, 2] as const).filter(
      (r) => (only ?? r) === r && (again || !generations.some((g) => g.response === r && !g.forOther)),
    );
    const asked = wanted.map((response) =>
      this.#respond(task, response, signal).catch(async (error: unknown) => {
        throw await this.#failed(task.id, response, asTouchstoneError(error), true);
      }),
    );
    const results = await Promise.allSettled(asked);
    const failure = results.find((r) => r.status === 'rejected');
    if (failure) throw failure.reason;
    return results.length;
  }

  /**
   * Asks for every missing response. Failures of single tasks are stored and counted; one that concerns the whole run (a wrong
   * key, no such model, nobody there) ends it: no more is asked, what is under way is finished, and the error is thrown once.
   * Cancelling stops what is under way and throws `cancelled`.
   */
  async generateAll(options: GenerateAllOptions = {}): Promise<{ generated: number; failed: number }> {
    const run = new AbortController();
    this.#runs.add(run);
    const signal = options.signal ? AbortSignal.any([options.signal, run.signal]) : run.signal;
    try {
      return await this.#generateAll({ ...options, signal });
    } finally {
      this.#runs.delete(run);
    }
  }

  async #generateAll(
    options: GenerateAllOptions & { signal: AbortSignal },
  ): Promise<{ generated: number; failed: number }> {
    const concurrency = options.concurrency ?? this.#options.concurrency ?? 4;
    const pool = new Pool(concurrency, Math.ceil(concurrency / 2));
    const rules = { 1: new StopRule(), 2: new StopRule() };
    const ids = options.taskIds ?? (await this.#unfinished(options.leaveFailed ?? false));
    const progress: GenerationProgress = { done: 0, failed: 0, total: ids.length * 2 };
    const report = (): void => options.onProgress?.({ ...progress });
    let generated = 0;
    let end: TouchstoneError | undefined;

    const one = async (taskId: string, response: ResponseNumber): Promise<void> => {
      if (end || options.signal.aborted) return;
      try {
        const { task, generations } = await this.#options.store.taskDetail(taskId, nobody);
        if (options.again || !generations.some((g) => g.response === response && !g.forOther)) {
          await this.#respond(task, response, options.signal);
          rules[response].success();
          generated++;
        }
        progress.done++;
      } catch (thrown) {
        const error = asTouchstoneError(thrown);
        if (error.code === 'cancelled') {
          this.#state.fire({ taskId, response, state: 'cancelled' });
          return;
        }
        const verdict = rules[response].failure(error);
        if (verdict !== 'go-on') end ??= error;
        await this.#failed(taskId, response, error, verdict !== 'stop-and-leave');
        progress.failed++;
      }
      report();
    };

    report();
    await Promise.all(
      ids.flatMap((id) => ([1, 2] as const).map((r) => pool.run(this.#server(r), () => one(id, r)))),
    );
    if (options.signal.aborted) throw cancelled();
    if (end) throw end;
    return { generated, failed: progress.failed };
  }

  /** The text of a response under way so far; undefined when none is. */
  partial(taskId: string, response: ResponseNumber): string | undefined {
    return this.#jobs.get(key(taskId, response))?.soFar.text;
  }

  /** Stops what is under way for one task, or for all. */
  cancel(taskId?: string): void {
    if (taskId === undefined) for (const run of this.#runs) run.abort();
    for (const [k, job] of this.#jobs)
      if (taskId === undefined || k === key(taskId, 1) || k === key(taskId, 2)) job.stop.abort();
  }

  dispose(): void {
    this.cancel();
    this.#text.dispose();
    this.#state.dispose();
  }

  async #unfinished(leaveFailed: boolean): Promise<string[]> {
    const ids = new Map<string, number>();
    // All are listed before the first is asked: the states change under way.
    for (const state of leaveFailed ? (['to-generate'] as const) : (['to-generate', 'failed'] as const))
      for await (const page of taskPages(this.#options.store, nobody, { state }))
        for (const task of page) ids.set(task.id, task.position);
    return [...ids].sort((a, b) => a[1] - b[1]).map(([id]) => id);
  }

  /** Who asks for a response that is being asked for already waits for the same one. */
  #respond(task: Task, response: ResponseNumber, signal?: AbortSignal): Promise<Generation> {
    const k = key(task.id, response);
    const running = this.#jobs.get(k);
    if (running) return orCancelled(running.promise, signal);
    const stop = new AbortController();
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const soFar = { text: '' };
    const promise = this.#ask(task, response, both, soFar).finally(() => this.#jobs.delete(k));
    this.#jobs.set(k, { promise, stop, soFar });
    return promise;
  }

  async #ask(
    task: Task,
    response: ResponseNumber,
    signal: AbortSignal,
    soFar: { text: string },
  ): Promise<Generation> {
    this.#state.fire({ taskId: task.id, response, state: 'running' });
    const started = performance.now();
    const startedAt = new Date().toISOString();
    const provider = await this.#provider(response);
    const result = await provider.generate({
      model: this.#model(response),
      parameters: this.#options.project.config.parameters,
      instruction: task.instruction,
      signal,
      onText: (delta) => {
        soFar.text += delta;
        this.#text.fire({ taskId: task.id, response, delta });
      },
    });
    const durationMs = Math.round(performance.now() - started);
    // A load may have exchanged it meanwhile.
    const asked = sha256(task.instruction);
    const generation = { ...this.#generation(task.id, response, result), startedAt, durationMs, asked };
    await this.#options.store.putGeneration(generation);
    this.#state.fire({ taskId: task.id, response, state: 'done' });
    return generation;
  }

  #generation(
    taskId: string,
    response: ResponseNumber,
    { text, sent, prompt, finishReason, usage, ...result }: GenerateResult,
  ): Omit<Generation, 'startedAt'> {
    const model = this.#model(response);
    const url = result.url ?? (model.url === undefined ? undefined : publicUrl(model.url));
    const { seed } = sent;
    return {
      taskId,
      response,
      model: model.name,
      provider: model.inferenceProvider ? `${model.provider}/${model.inferenceProvider}` : model.provider,
      text,
      origin: 'model',
      hash: sha256(text),
      ...(url && { url }),
      parameters: sent,
      ...(prompt !== undefined && { prompt }),
      ...(finishReason !== undefined && { finishReason }),
      ...(usage && { usage }),
      ...(typeof seed === 'number' && { seed }),
    };
  }

  /** Tells and stores a failure (but no cancellation), and gives the error back. */
  async #failed(
    taskId: string,
    response: ResponseNumber,
    error: TouchstoneError,
    store: boolean,
  ): Promise<TouchstoneError> {
    const cancelled = error.code === 'cancelled';
    if (!cancelled) {
      // Which one, and the name of its model: at a level that one has to ask for, since the project may be blind.
      this.#options.log.warn(`A response to task ${taskId} failed (${error.code})`);
      this.#options.log.debug(`Response ${response} of task ${taskId}: ${error.message}`, error.detail ?? '');
      const { code, message, action } = error;
      const failure = {
        taskId,
        response,
        code,
        message,
        ...(action && { action }),
        at: new Date().toISOString(),
      };
      if (store) await this.#options.store.putFailure(failure);
    }
    this.#state.fire({ taskId, response, state: cancelled ? 'cancelled' : 'failed' });
    return error;
  }

  /** A provider that could not be made is tried anew next time. */
  #provider(response: ResponseNumber): Promise<ModelProvider> {
    const make = () => createProvider(this.#model(response), this.#options);
    return memoizeAsync(this.#providers, String(response), make);
  }

  #model(response: ResponseNumber): ModelConfig {
    return this.#models[response === 1 ? 0 : 1];
  }

  /** Two models behind one address share its places. */
  #server(response: ResponseNumber): string {
    const { url, provider } = this.#model(response);
    return url === undefined ? provider : new URL(url).origin;
  }
}

function key(taskId: string, response: ResponseNumber): string {
  return `${response}:${taskId}`;
}
