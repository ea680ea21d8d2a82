import type { ResponseNumber } from '../domain/annotation.ts';
import { answerTimeoutMs } from '../models/api/postToModel.ts';
import { createProvider, type CreateProviderDeps } from '../models/providers/createProvider.ts';
import { limited } from '../platform/limited.ts';
import { memoizeAsync, orCancelled } from '../platform/memoize.ts';
import { ChatTemplates } from '../models/templates/chatTemplates.ts';
import type { GenerateResult, ModelProvider } from '../models/api/provider.ts';
import { Emitter, type Disposable } from '../platform/emitter.ts';
import { asTouchstoneError, type TouchstoneError } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import { publicUrl } from '../platform/http.ts';
import { parametersOf, type ModelConfig, type ProjectConfig } from '../project/config.ts';
import { taskPages } from '../store/api/taskPages.ts';
import type { Store } from '../store/api/store.ts';
import type { Generation, Task } from '../domain/task.ts';
import { OutcomeCounter, type GenerationOutcome } from './generationOutcome.ts';
import type { Signal } from './endpoint/adaptiveLimiter.ts';
import { Endpoints, mostQueued, type Knees } from './endpoint/endpoints.ts';
import { stopsAll, StopRule } from './stopRule.ts';

export interface GenerationEngineOptions extends CreateProviderDeps {
  store: Store;
  project: { config: Pick<ProjectConfig, 'models' | 'parameters'> };
  /** The most requests that one server gets at once in `generateAll`. Default: as many as it answers best. */
  concurrency?: number | undefined;
  /** For how many ms a server that was there may be gone before its model is given up. Default a minute. */
  goneMs?: number;
  /** How many at once a server answered best, by its origin: kept from one run to the next. */
  knees?: Knees;
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
  /** What the models wrote now, thoughts included; servers that count none leave it at 0. */
  tokens: number;
  /** Requests under way. */
  atOnce: number;
  /** The server starts, is gone or wants to be left alone: in so many seconds it is asked again. */
  waits?: { signal: Signal; seconds: number } | undefined;
}

export type GenerationState = 'running' | 'done' | 'failed' | 'cancelled';

interface Wanted {
  taskId: string;
  response: ResponseNumber;
}

interface Job {
  promise: Promise<Generation>;
  stop: AbortController;
  soFar: SoFar;
}

/** What has come of a response. */
interface SoFar {
  text: string;
  /** Of what the model thinks: its length, and in how many pieces it came. */
  thought: { characters: number; pieces: number };
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
  readonly #thought = new Emitter<{ taskId: string; response: ResponseNumber; tokens: number }>();
  readonly #state = new Emitter<{ taskId: string; response: ResponseNumber; state: GenerationState }>();

  /** Each piece of text as it comes. */
  readonly onText = this.#text.event;
  /** While a model thinks: about how many tokens it has thought. */
  readonly onThought = this.#thought.event;
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
   * key, no such model, nobody there) ends the asking of its model: no more is asked of it, the other goes on to its end. What came and
   * what did not is in what it resolves to, also where it was cancelled: that stops what is under way.
   */
  async generateAll(options: GenerateAllOptions = {}): Promise<GenerationOutcome> {
    const run = new AbortController();
    this.#runs.add(run);
    const signal = options.signal ? AbortSignal.any([options.signal, run.signal]) : run.signal;
    try {
      return await this.#generateAll({ ...options, signal });
    } finally {
      this.#runs.delete(run);
    }
  }

  async #generateAll(options: GenerateAllOptions & { signal: AbortSignal }): Promise<GenerationOutcome> {
    const rules = { 1: new StopRule(), 2: new StopRule() };
    const ids = options.taskIds ?? (await this.#unfinished(options.leaveFailed ?? false));
    const total = ids.length * 2;
    const counter = new OutcomeCounter();
    const most = options.concurrency ?? this.#options.concurrency;
    const { timeoutMs = answerTimeoutMs, goneMs = 60_000, knees } = this.#options;
    const [timeout, gone] = [timeoutMs / 1000, goneMs / 1000];
    const endpoints = new Endpoints({ most, timeout, gone, knees, onChange: report });
    function report(): void {
      const { atOnce, waits } = endpoints;
      options.onProgress?.({ ...counter.progress, total, atOnce, waits });
    }

    const ask = async (taskId: string, response: ResponseNumber, begin: () => void): Promise<void> => {
      if (options.signal.aborted) return counter.left(taskId, response);
      const { task, generations } = await this.#options.store.taskDetail(taskId, nobody);
      const isThere = generations.some((g) => g.response === response && !g.forOther);
      if (isThere && !options.again) return counter.wasThere(response);
      if (counter.ended(response)) return counter.left(taskId, response);
      begin();
      const { usage } = await this.#respond(task, response, options.signal);
      rules[response].success();
      counter.came(response, usage?.completionTokens);
    };
    const one = async ({ taskId, response }: Wanted): Promise<void> => {
      if (counter.ended(response)) return counter.left(taskId, response);
      const endpoint = endpoints.of(this.#server(response));
      try {
        await endpoint.run((begin) => ask(taskId, response, begin), { of: response });
      } catch (thrown) {
        const error = asTouchstoneError(thrown);
        if (error.code === 'cancelled') {
          this.#state.fire({ taskId, response, state: 'cancelled' });
          counter.left(taskId, response);
          return;
        }
        // What concerns the project's own files stops both.
        if (rules[response].failure(error) !== 'go-on')
          for (const other of [1, 2] as const)
            if (other === response || stopsAll.has(error.code)) {
              counter.end(other, error);
              endpoints.of(this.#server(other)).letGo(other);
            }
        counter.failed(taskId, response, error);
        await this.#failed(taskId, response, error, !stopsAll.has(error.code));
      }
      report();
    };

    report();
    const letGo = (): void => endpoints.letGo();
    options.signal.addEventListener('abort', letGo, { once: true });
    try {
      // A and B of a task leave next to each other.
      const wanted = ids.flatMap((taskId) => ([1, 2] as const).map((response) => ({ taskId, response })));
      const queues = Map.groupBy(wanted, ({ response }) => this.#server(response));
      await Promise.all([...queues.values()].map((queue) => limited(queue, mostQueued, one)));
    } finally {
      options.signal.removeEventListener('abort', letGo);
      endpoints.remember();
    }
    return counter.outcome(ids, options.signal.aborted);
  }

  /** The text of a response under way so far; undefined when none is. */
  partial(taskId: string, response: ResponseNumber): string | undefined {
    return this.#jobs.get(key(taskId, response))?.soFar.text;
  }

  /** About how many tokens the model has thought so far for a response under way; 0 where none is, or it does not. */
  thoughtSoFar(taskId: string, response: ResponseNumber): number {
    const job = this.#jobs.get(key(taskId, response));
    return job ? tokensOf(job.soFar.thought) : 0;
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
    this.#thought.dispose();
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
    const soFar = { text: '', thought: { characters: 0, pieces: 0 } };
    const promise = this.#ask(task, response, both, soFar).finally(() => this.#jobs.delete(k));
    this.#jobs.set(k, { promise, stop, soFar });
    return promise;
  }

  async #ask(task: Task, response: ResponseNumber, signal: AbortSignal, soFar: SoFar): Promise<Generation> {
    this.#state.fire({ taskId: task.id, response, state: 'running' });
    const started = performance.now();
    const startedAt = new Date().toISOString();
    const provider = await this.#provider(response);
    const result = await provider.generate({
      model: this.#model(response),
      parameters: parametersOf(this.#model(response), this.#options.project.config),
      instruction: task.instruction,
      signal,
      onText: (delta) => {
        soFar.text += delta;
        this.#text.fire({ taskId: task.id, response, delta });
      },
      onTurn: () => {
        soFar.text = '';
        this.#state.fire({ taskId: task.id, response, state: 'running' });
      },
      onThought: (delta) => {
        soFar.thought.characters += delta.length;
        soFar.thought.pieces++;
        this.#thought.fire({ taskId: task.id, response, tokens: tokensOf(soFar.thought) });
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
    { text, sent, prompt, finishReason, usage, reasoning, ...result }: GenerateResult,
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
      ...(reasoning !== undefined && { reasoning }),
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

/** Most servers send a token at a time; the others are estimated by the usual four characters a token. */
function tokensOf({ characters, pieces }: SoFar['thought']): number {
  return pieces * 8 >= characters ? pieces : Math.round(characters / 4);
}
