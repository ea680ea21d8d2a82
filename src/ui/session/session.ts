import type { LoadResult, Overview, TaskDetail } from '../../domain/task.ts';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { AnswerService } from '../../answers/answerService.ts';
import { asJudged, type ReviewTask } from '../../answers/reviewTask.ts';
import { drawOrder } from '../../annotation/shownOrder.ts';
import type { ShownOrder } from '../../domain/annotation.ts';
import type { GenerationEngine } from '../../generation/generationEngine.ts';
import { Emitter } from '../../platform/emitter.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { ProjectConfig } from '../../project/config.ts';
import { loadProject, type Project } from '../../project/loadProject.ts';
import type { Person, Store } from '../../store/api/store.ts';
import type { ArgillaTasks } from '../../tasks/loadTasks.ts';
import { keepReport } from './loadReport.ts';
import { storeTasks } from '../../tasks/storeTasks.ts';
import { Owner } from '../common/owner.ts';
import { knownKnees } from '../common/knownKnees.ts';
import { languageModel } from '../common/vscodeModel.ts';
import { settings, type Services } from '../common/services.ts';
import type { Identities } from './identities.ts';
import { identitiesOf } from './knownIdentities.ts';
import type { ConfigPart, ProjectChange } from './projectChange.ts';
import { projectSecrets } from './projectSecrets.ts';
import { openProjectStore } from './projectStore.ts';
import { keepOwnName, onDidChangeOwnName } from './ownName.ts';
import { TaskMemory } from './taskMemory.ts';

export type Look = ReviewTask;

/** One open project: its configuration, its store, and who is judging. */
export class Session extends Owner {
  readonly services: Services;
  /** As this project may have them. */
  readonly secrets: Secrets;
  readonly store: Store;
  readonly identities: Identities;
  readonly answers: AnswerService;
  readonly #changed = new Emitter<ProjectChange>();
  readonly #memory: TaskMemory;
  #project: Project;
  #person: Person;
  #engine: Promise<GenerationEngine> | undefined;
  #loading: Promise<unknown> | undefined;

  /** Told at once; `Projects.onDidChange` tells it to everybody else. */
  readonly onDidChange = this.#changed.event;

  private constructor(
    services: Services,
    project: Project,
    secrets: Secrets,
    store: Store,
    identities: Identities,
    person: Person,
  ) {
    super();
    this.services = services;
    this.secrets = secrets;
    this.store = store;
    this.identities = identities;
    this.#project = project;
    this.#person = person;
    this.#memory = new TaskMemory(store, () => this.annotator);
    this.answers = new AnswerService(this, () => this.#changed.fire({ outbox: true }));
    this.own(onDidChangeOwnName(() => void keepOwnName(services, store, identities)));
    this.own(
      store.onDidChange((tasks) => {
        this.#memory.changed(tasks);
        this.#changed.fire({ tasks });
        // Another window may have learnt who annotates.
        if (tasks.ids === 'all') this.lookWho();
      }),
    );
  }

  /** Errors: `config-missing`, `config-invalid`, `file-missing`, `store-unavailable`, `store-newer`. */
  static async open(services: Services, folder: string): Promise<Session> {
    const project = await loadProject(folder);
    const secrets = await projectSecrets(services, project);
    const store = await openProjectStore(services, folder);
    const identities = identitiesOf(services);
    await keepOwnName(services, store, identities);
    const person = await store.whoIs(identities.annotatorOf(project.config));
    return new Session(services, project, secrets, store, identities, person);
  }

  get project(): Project {
    return this.#project;
  }

  get folder(): string {
    return this.#project.folder;
  }

  /** The folder in which Touchstone's own (.touchstone) lies: the project's, or one of the editor's while nobody trusts that. */
  get ownBase(): string {
    return path.dirname(path.dirname(this.store.path));
  }

  /** What the answers of whoever annotates are called by. */
  get annotator(): string {
    return this.#person.annotator;
  }

  /** All names of the same person, that one among them. */
  get names(): readonly string[] {
    return this.#person.names;
  }

  /** The name under which one annotates now. */
  get name(): string {
    return this.identities.annotatorOf(this.#project.config);
  }

  /** Whether models can be asked: not when the dataset brings its responses. */
  get canGenerate(): boolean {
    const { tasks, models } = this.#project.config;
    const isAsked = models.some(({ provider }) => provider !== 'recorded');
    return tasks.source !== 'argilla' && !tasks.columns.generations && isAsked;
  }

  /**
   * Reads touchstone.json and the guidelines again; the store and what it holds stay. Where nothing differs, nobody hears of it.
   * Resolves to whether something does.
   */
  async reload(): Promise<boolean> {
    const before = this.#project;
    this.#project = await loadProject(this.folder);
    this.services.log.trace('project read');
    const config = differences(before, this.#project);
    if (config.size === 0) return false;
    // Other guidelines are no reason to cancel what models are being asked.
    if (config.size > 1 || !config.has('guidelineText')) this.#stopEngine();
    this.#changed.fire({ config });
    await this.identityChanged();
    return true;
  }

  /** To be called when somebody may annotate under another name, or be another person under the same: here, or in another window. */
  async identityChanged(): Promise<void> {
    const { name } = this;
    const person = await this.store.whoIs(name);
    // What was asked for before an answer to a later question says nothing.
    if (name !== this.name || isDeepStrictEqual(person, this.#person)) return;
    this.#person = person;
    this.#memory.forget();
    this.#changed.fire({ annotator: true });
  }

  /** The same, for whoever does not wait. */
  lookWho(): void {
    // A store that was closed meanwhile has nobody who would ask.
    this.identityChanged().catch((error: unknown) => this.services.log.debug(String(error)));
  }

  /** How far the annotator is: read once for all who show it. */
  overview(): Promise<Overview> {
    return this.#memory.overview();
  }

  /** Everything about one task, as it is stored. Errors: `task-missing`. */
  detail(taskId: string): Promise<TaskDetail> {
    return this.#memory.detail(taskId);
  }

  /** A second load waits for the first: both write the same tasks. */
  loadTasks(
    signal: AbortSignal,
    argillaTasks?: () => Promise<ArgillaTasks>,
    onProgress?: (message: string) => void,
  ): Promise<LoadResult & { warnings: string[] }> {
    const before = this.#loading ?? Promise.resolve();
    const loading = before
      .catch(() => undefined)
      .then(() => this.#readTasks(signal, argillaTasks, onProgress))
      .finally(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    this.#loading = loading;
    return loading;
  }

  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Resolves when no tasks are being loaded; whether they could be is told to whoever asked for them. */
  async loaded(): Promise<void> {
    await this.#loading?.catch(() => undefined);
  }

  async #readTasks(
    signal: AbortSignal,
    argillaTasks?: () => Promise<ArgillaTasks>,
    onProgress?: (message: string) => void,
  ): Promise<LoadResult & { warnings: string[] }> {
    const { loadTasks } = await import('../../tasks/loadTasks.ts');
    const { warnings, skipped, ...loaded } = await loadTasks(this.#project, {
      http: this.services.http,
      secrets: this.secrets,
      sampleFolder: vscode.Uri.joinPath(this.services.extension.extensionUri, 'media', 'sample').fsPath,
      signal,
      argillaTasks,
      onProgress: (p) =>
        onProgress?.(typeof p === 'string' ? p : String((p as { message?: string }).message ?? '')),
    });
    const [first, second] = this.#project.config.models;
    const result = await storeTasks(this.store, loaded, this.#project.config.tasks.source, [
      first.name,
      second.name,
    ]);
    const told = warnings.map(
      (w) => `${w.file}${w.line === undefined ? '' : `:${w.line}`}, row ${w.row}, ${w.field}: ${w.message}`,
    );
    for (const warning of told) this.services.log.warn(warning);
    const notes = warnings.map(({ line, row, field, message }) => ({
      ...(line === undefined ? {} : { line }),
      text: [line === undefined ? vscode.l10n.t('row {0}', row) : '', field, message]
        .filter(Boolean)
        .join(': '),
    }));
    await keepReport(this.services, this.folder, { skipped, notes });
    this.#changed.fire({ loaded: true });
    return { ...result, warnings: told };
  }

  /** A task with its order on screen, which is drawn and kept at the first look. Errors: `task-missing`. */
  async look(taskId: string): Promise<Look> {
    return this.#asShown(await this.#memory.detail(taskId));
  }

  /** The same as it was read last, for what names the revision that it is made on. Errors: `task-missing`. */
  async known(taskId: string): Promise<Look> {
    return this.#asShown(await this.#memory.known(taskId));
  }

  async #asShown(detail: TaskDetail): Promise<Look> {
    return asJudged(this.#project, detail, detail.shownOrder ?? (await this.#draw(detail.task.id)));
  }

  /** What is known of a task is old, though the store has not told yet. */
  forget(taskId: string): void {
    this.#memory.forgetTask(taskId);
  }

  async #draw(taskId: string): Promise<ShownOrder> {
    const draw = drawOrder(taskId, this.annotator, this.#project.config.blind);
    const order = await this.store.shownOrder(taskId, this.annotator, draw);
    this.#memory.drawn(taskId, order);
    return order;
  }

  /** Made at first use: the model libraries are loaded then. */
  async engine(): Promise<GenerationEngine> {
    if (!this.canGenerate)
      throw new TouchstoneError(
        'model-bad-request',
        vscode.l10n.t('The responses of this project are recorded in its dataset; no model is asked.'),
        vscode.l10n.t('Remove "columns.generations" from touchstone.json to ask the models.'),
      );
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError(
        'run-untrusted',
        vscode.l10n.t('Models are asked in trusted workspaces only: the addresses come from the project.'),
      );
    this.#engine ??= this.#createEngine();
    return this.#engine;
  }

  async #createEngine(): Promise<GenerationEngine> {
    const { GenerationEngine } = await import('../../judge/modelWork.ts');
    return new GenerationEngine({
      store: this.store,
      project: this.#project,
      http: this.services.http,
      secrets: this.secrets,
      log: this.services.log,
      concurrency: settings.concurrency(),
      knees: knownKnees(this.services.extension.globalState),
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

  override dispose(): void {
    this.#stopEngine();
    super.dispose();
    this.#changed.dispose();
    void this.store.close();
  }
}

function differences(before: Project, after: Project): ReadonlySet<ConfigPart> {
  const parts = Object.keys({ ...before.config, ...after.config }) as (keyof ProjectConfig)[];
  const changed = new Set<ConfigPart>(
    parts.filter((part) => !isDeepStrictEqual(before.config[part], after.config[part])),
  );
  if (
    before.guidelines.version !== after.guidelines.version ||
    before.guidelines.text !== after.guidelines.text
  )
    changed.add('guidelineText');
  return changed;
}
