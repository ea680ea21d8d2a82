import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { fitToRubric } from '../../annotation/fitToRubric.ts';
import { drawOrder } from '../../annotation/shownOrder.ts';
import type { ShownOrder } from '../../domain/annotation.ts';
import type { GenerationEngine } from '../../generation/generationEngine.ts';
import { disposeAll, Emitter, type Disposable } from '../../platform/emitter.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { loadProject, type Project } from '../../project/loadProject.ts';
import { openStore } from '../../store/thread/storeClient.ts';
import type { Store, TaskDetail, TaskInput, UpsertResult } from '../../store/api/store.ts';
import { settings, type Services } from '../common/services.ts';
import { Identities } from './identities.ts';

/** An answer that follows another version than today's, with the scores that it was given then. */
export interface OlderAnswer {
  version: string;
  score1?: number;
  score2?: number;
}

/** A task as it is judged: with its order on screen, and its answer as far as today's rubric has it. */
export type Look = TaskDetail & { shownOrder: ShownOrder; older?: OlderAnswer };

/** One open project: its configuration, its store, and who is judging. */
export class Session implements Disposable {
  readonly services: Services;
  readonly store: Store;
  readonly identities: Identities;
  readonly #disposables: Disposable[] = [];
  readonly #changed = new Emitter<{ taskIds: string[] }>();
  #project: Project;
  #annotator: string;
  #engine: Promise<GenerationEngine> | undefined;

  /** Tasks changed (the ids may be empty: anything may have), or the project or the annotator did. */
  readonly onDidChange = this.#changed.event;

  private constructor(services: Services, project: Project, store: Store) {
    this.services = services;
    this.store = store;
    this.identities = new Identities(services.extension.globalStorageUri.fsPath);
    this.#project = project;
    this.#annotator = this.identities.annotatorOf(project.config);
    this.#disposables.push(store.onDidChange((change) => this.#changed.fire(change)));
  }

  /** Errors: `config-missing`, `config-invalid`, `file-missing`, `store-unavailable`, `store-newer`. */
  static async open(services: Services, folder: string): Promise<Session> {
    const project = await loadProject(folder);
    const worker = vscode.Uri.joinPath(services.extension.extensionUri, 'dist', 'store-worker.js');
    const store = await openStore(folder, { worker: worker.fsPath });
    return new Session(services, project, store);
  }

  get project(): Project {
    return this.#project;
  }

  get folder(): string {
    return this.#project.folder;
  }

  get annotator(): string {
    return this.#annotator;
  }

  /** Whether models can be asked: not when the dataset brings its responses. */
  get canGenerate(): boolean {
    const { tasks } = this.#project.config;
    return tasks.source !== 'argilla' && !tasks.columns.generations;
  }

  /** Reads touchstone.json and the guidelines again; the store and what it holds stay. */
  async reload(): Promise<void> {
    const before = this.#project.config;
    this.#project = await loadProject(this.folder);
    // Other guidelines are no reason to cancel what models are being asked.
    if (!isDeepStrictEqual(before, this.#project.config)) this.#stopEngine();
    this.identityChanged();
  }

  /** To be called when an Argilla user was connected or forgotten. */
  identityChanged(): void {
    this.#annotator = this.identities.annotatorOf(this.#project.config);
    this.#changed.fire({ taskIds: [] });
  }

  async loadTasks(
    signal: AbortSignal,
    argillaTasks?: () => Promise<TaskInput[]>,
    onProgress?: (message: string) => void,
  ): Promise<UpsertResult & { warnings: string[] }> {
    const { loadTasks } = await import('../../tasks/loadTasks.ts');
    const { tasks, warnings } = await loadTasks(this.#project, {
      http: this.services.http,
      secrets: this.services.secrets,
      sampleFolder: vscode.Uri.joinPath(this.services.extension.extensionUri, 'media', 'sample').fsPath,
      signal,
      argillaTasks,
      onProgress: (p) =>
        onProgress?.(typeof p === 'string' ? p : String((p as { message?: string }).message ?? '')),
    });
    const [first, second] = this.#project.config.models;
    const result = await this.store.upsertTasks(tasks, [first.name, second.name]);
    const told = warnings.map(
      (w) => `${w.file}${w.line === undefined ? '' : `:${w.line}`}, row ${w.row}, ${w.field}: ${w.message}`,
    );
    for (const warning of told) this.services.log.warn(warning);
    return { ...result, warnings: told };
  }

  /** A task with its order on screen, which is drawn and kept at the first look. Errors: `task-missing`. */
  async look(taskId: string): Promise<Look> {
    const detail = await this.store.taskDetail(taskId, this.#annotator);
    const shownOrder = detail.shownOrder ?? (await this.#draw(taskId));
    const { annotation } = detail;
    if (!annotation) return { ...detail, shownOrder };
    const { config, guidelines } = this.#project;
    const { guidelinesVersion: version, score1, score2 } = annotation;
    return {
      ...detail,
      annotation: { ...annotation, ...fitToRubric(config.rubric, annotation) },
      shownOrder,
      ...(version !== guidelines.version && { older: { version, score1, score2 } }),
    };
  }

  #draw(taskId: string): Promise<ShownOrder> {
    const draw = drawOrder(taskId, this.#annotator, this.#project.config.blind);
    return this.store.shownOrder(taskId, this.#annotator, draw);
  }

  /** Made at first use: the model libraries are loaded then. */
  engine(): Promise<GenerationEngine> {
    if (!this.canGenerate)
      return Promise.reject(
        new TouchstoneError(
          'model-bad-request',
          vscode.l10n.t('The responses of this project are recorded in its dataset; no model is asked.'),
          {
            action: vscode.l10n.t('Remove "columns.generations" from touchstone.json to ask the models.'),
          },
        ),
      );
    if (!vscode.workspace.isTrusted)
      return Promise.reject(
        new TouchstoneError(
          'run-untrusted',
          vscode.l10n.t('Models are asked in trusted workspaces only: the addresses come from the project.'),
        ),
      );
    this.#engine ??= this.#createEngine();
    return this.#engine;
  }

  async #createEngine(): Promise<GenerationEngine> {
    const { GenerationEngine } = await import('../../generation/generationEngine.ts');
    const { languageModel } = await import('../common/vscodeModel.ts');
    return new GenerationEngine({
      store: this.store,
      project: this.#project,
      http: this.services.http,
      secrets: this.services.secrets,
      log: this.services.log,
      concurrency: settings.concurrency,
      languageModel,
    });
  }

  /** What is being asked for is cancelled: nobody would store it. */
  #stopEngine(): void {
    void this.#engine?.then(
      (engine) => engine.dispose(),
      () => undefined,
    );
    this.#engine = undefined;
  }

  own(disposable: Disposable): void {
    this.#disposables.push(disposable);
  }

  dispose(): void {
    this.#stopEngine();
    disposeAll(this.#disposables.splice(0));
    this.#changed.dispose();
    void this.store.close();
  }
}
