import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { existsSync } from 'node:fs';
import { cp, mkdir, realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { asTouchstoneError, TouchstoneError } from '../../platform/errors.ts';
import { configFileName } from '../../project/loadProject.ts';
import { Owner } from '../common/owner.ts';
import { setContext, type Services } from '../common/services.ts';
import { attempt, showError } from '../common/notifications.ts';
import { loadAtStart } from '../../tasks/storeTasks.ts';
import { stampOf, watchAll, watchFile } from './fileWatch.ts';
import { absentText } from './loadReport.ts';
import { mergeProjectChanges, type ProjectChange } from './projectChange.ts';
import { sampleFolderOf, sampleIn, samples, type Sample } from './projectStore.ts';
import { Session, type Look } from './session.ts';
import { offerWhose } from './whoseAnswers.ts';

/** How long (ms) a changed file is waited out before it is read. */
const reloadDelayMs = 150;

export type ProjectState = 'none' | 'loading' | 'empty' | 'ready' | 'error';

/** Which project is open. One at a time: the user picks among several. */
export class Projects extends Owner {
  readonly services: Services;
  readonly #changed = this.own(new vscode.EventEmitter<ProjectChange>());
  #session: Session | undefined;
  #listening: { dispose(): void } | undefined;
  /** What is told with the next turn. */
  #news: ProjectChange | undefined;
  /** Looks at the files of the open project. The guidelines may lie outside the workspace. */
  #watching: { files: string[]; watcher: vscode.Disposable } | undefined;
  #readSoon: NodeJS.Timeout | undefined;
  /** Of the project's files when they were read last. */
  #stamp = '';
  #opening: Promise<Session> | undefined;
  #folder: string | undefined;
  #initial: Promise<void> | undefined;

  /** The one event of the open project: what changed since it was told last, once for each turn of the event loop. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    super();
    this.services = services;
    this.own(watchAll(`**/${configFileName}`, (uri) => void this.#fileChanged(uri)));
    // The project's own windows hear of each other by its database; those of other projects when one comes back to them.
    this.own(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#session?.lookWho();
      }),
    );
    // The sample lies outside the workspace, where no watcher looks.
    this.own(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#session && filesOf(this.#session).includes(uri.fsPath)) this.#reloadSoon();
      }),
    );
  }

  get session(): Session | undefined {
    return this.#session;
  }

  /** The open project, or an error that says how to get one. */
  async need(): Promise<Session> {
    await this.#initial; // at start-up: the project used last is on its way
    if (this.#opening) return this.#opening;
    if (this.#session) return this.#session;
    const found = await this.find();
    const first = found[0];
    if (first && found.length === 1) return this.open(first);
    throw new TouchstoneError('project-missing', vscode.l10n.t('No Touchstone project is open.'), {
      action: vscode.l10n.t('Open a folder with a touchstone.json, or the sample project.'),
    });
  }

  /** The same with one of its tasks as it is shown. Errors: those of `need`, `task-missing`. */
  async look(taskId: string): Promise<{ session: Session; look: Look }> {
    const session = await this.need();
    return { session, look: await session.look(taskId) };
  }

  /** Folders of the workspace that hold a touchstone.json, at most two levels down. */
  async find(): Promise<string[]> {
    const uris = await vscode.workspace.findFiles(
      `{${configFileName},*/${configFileName},*/*/${configFileName}}`,
      '**/node_modules/**',
      100,
    );
    return uris.map((uri) => path.dirname(uri.fsPath)).sort();
  }

  /** At activation: opens the project used last in this workspace, or the only one there is. */
  openInitial(): Promise<void> {
    this.#initial = this.#openInitial().finally(() => (this.#initial = undefined));
    return this.#initial;
  }

  async #openInitial(): Promise<void> {
    const found = await this.find();
    setContext('severalProjects', found.length > 1);
    if (this.#folder !== undefined) return; // somebody has chosen one meanwhile, and has the last word
    const last = this.services.extension.workspaceState.get<string>('project');
    const known = last !== undefined && (found.includes(last) || (this.#isSample(last) && isProject(last)));
    const folder = known ? last : found[0];
    if (folder !== undefined)
      await this.open(folder).catch(() => undefined); // told by open
    else setContext('state', 'none');
  }

  /** Opens the project of a folder that lies in the workspace (or is the sample). */
  open(folder: string): Promise<Session> {
    if (this.#opening && this.#folder === folder) return this.#opening;
    this.#folder = folder;
    // One after another: who asked last has the last word.
    const before = this.#opening ?? Promise.resolve(undefined);
    const opening = before
      .catch(() => undefined)
      .then(() => (this.#session?.folder === folder ? this.#session : this.#open(folder)))
      .finally(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    this.#opening = opening;
    return opening;
  }

  async #open(folder: string): Promise<Session> {
    setContext('state', 'loading');
    try {
      await this.#checkPlace(folder);
      const session = await Session.open(this.services, folder);
      this.#session?.dispose();
      this.#session = session;
      this.#listening?.dispose();
      this.#listening = session.onDidChange((change) => this.#tell(change));
      await this.services.extension.workspaceState.update('project', folder);
      await this.#firstTasks(session);
      if (this.#isSample(folder))
        await attempt(this.services.log, async () =>
          (await import('./takeSampleAnswers.ts')).takeSampleAnswers(session),
        );
      this.#show(session);
      this.#news = { project: true };
      this.#fire();
      // Nobody has told what was written since the first reading.
      void this.#reload(session, { ifOther: true });
      // A folder that nobody trusts may hold answers to be taken for one's own.
      if (vscode.workspace.isTrusted) void attempt(this.services.log, () => offerWhose(session));
      return session;
    } catch (error) {
      // A project that is open already stays so.
      setContext('state', this.#session ? 'ready' : 'error');
      setContext('project', this.#session !== undefined);
      showError(error, this.services.log);
      throw asTouchstoneError(error);
    }
  }

  /** Tasks that lie on this machine are there at once; what an interrupted load has left is loaded now. */
  async #firstTasks(session: Session): Promise<void> {
    // A file that was just written may have begun it: who opens the project waits for the same.
    if (session.isLoading) return session.loaded();
    const { log } = this.services;
    const { source } = session.project.config.tasks;
    const { total } = await session.overview();
    const begun = await session.store.unfinishedLoad();
    const isOwn = vscode.workspace.isTrusted && !session.store.foreign;
    const what = loadAtStart(source, { total, begun: begun !== undefined, isOwn });
    if (!what) return;
    if (begun) log.warn(`loading tasks (${begun.source}) was interrupted, begun ${begun.begunAt}: ${what}`);
    if (what === 'tell') {
      const text = vscode.l10n.t(
        'Loading the tasks was interrupted. Run "Touchstone: Load Tasks" for the rest.',
      );
      void vscode.window.showWarningMessage(text);
      return;
    }
    try {
      const result = await session.loadTasks(AbortSignal.timeout(120_000));
      log.info(
        `tasks loaded: ${result.added} added, ${result.updated} updated, ${result.unchanged} as before`,
      );
      const absent = absentText(result);
      if (absent) void vscode.window.showInformationMessage(absent);
    } catch (error) {
      showError(error, log); // the project itself is open all the same
    }
  }

  #tell(change: ProjectChange): void {
    if (!this.#news) setImmediate(() => this.#fire());
    this.#news = mergeProjectChanges(this.#news ?? {}, change);
  }

  #fire(): void {
    const news = this.#news;
    this.#news = undefined;
    if (news && this.#session) this.#changed.fire(news);
  }

  /** What VS Code's menus and the watcher go by. */
  #show(session: Session): void {
    setContext('project', true);
    setContext('canGenerate', session.canGenerate);
    setContext('judges', session.project.config.judges !== undefined);
    setContext('argilla', session.project.config.argilla !== undefined);
    setContext('blind', session.project.config.blind);
    this.#watch(session);
  }

  /** Its files may be changed by another program (a pull, another editor). */
  #watch(session: Session): void {
    const files = filesOf(session);
    if (isDeepStrictEqual(this.#watching?.files, files)) return;
    this.#watching?.watcher.dispose();
    const watchers = files.map((file) => watchFile(file, () => this.#reloadSoon()));
    this.#watching = { files, watcher: vscode.Disposable.from(...watchers) };
  }

  async #fileChanged(uri: vscode.Uri): Promise<void> {
    const folder = path.dirname(uri.fsPath);
    setContext('severalProjects', (await this.find()).length > 1);
    if (this.#session?.folder === folder) this.#reloadSoon();
    else if (!this.#session && !this.#opening) await this.open(folder).catch(() => undefined);
  }

  /** One file that is saved is told by its editor and by two watchers, one of them later; all mean one reading. */
  #reloadSoon(): void {
    clearTimeout(this.#readSoon);
    this.#readSoon = setTimeout(() => void this.#reloadIfWritten(), reloadDelayMs);
  }

  async #reloadIfWritten(): Promise<void> {
    const session = this.#session;
    if (!session || (await stampOf(filesOf(session))) === this.#stamp) return;
    if (session === this.#session) await this.#reload(session);
  }

  /** `ifOther`: nothing is done where they say what they said before. */
  async #reload(session: Session, { ifOther = false } = {}): Promise<void> {
    try {
      this.#stamp = await stampOf(filesOf(session));
      const isOther = await session.reload();
      if (ifOther && !isOther) return;
      await this.#firstTasks(session);
      this.#show(session);
    } catch (error) {
      showError(error, this.services.log); // the former configuration goes on
    }
  }

  /** Reads the project again after an error. */
  async retry(): Promise<void> {
    if (this.#session) return this.#reload(this.#session);
    if (this.#folder) await this.open(this.#folder).catch(() => undefined);
    else await this.openInitial();
  }

  /** Shows the project's file, also where it could not be read. Resolves to its folder. */
  async openConfig(): Promise<string | undefined> {
    const folder = this.#session?.folder ?? this.#folder ?? (await this.find())[0];
    if (folder) await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, configFileName)));
    return folder;
  }

  /** A repository may hold a touchstone.json: it counts only where the user has opened the folder. */
  async #checkPlace(folder: string): Promise<void> {
    const real = await realpath(folder).catch(() => folder);
    const copies = samples.map((sample) => sampleFolderOf(this.services, sample));
    const roots = [...(vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath), ...copies];
    for (const root of roots) {
      const place = await realpath(root).catch(() => root);
      if (real === place || real.startsWith(place + path.sep)) return;
    }
    throw new TouchstoneError('project-missing', vscode.l10n.t('{0} is not in a workspace folder.', folder), {
      action: vscode.l10n.t('Open the folder in VS Code first (File: Open Folder…).'),
    });
  }

  #isSample(folder: string): boolean {
    return sampleIn(this.services, folder) !== undefined;
  }

  /** The user's own copy of a bundled sample: what they score in it stays. */
  async openSample(sample: Sample = 'sample'): Promise<Session> {
    const target = sampleFolderOf(this.services, sample);
    const bundled = vscode.Uri.joinPath(this.services.extension.extensionUri, 'media', sample).fsPath;
    if (!isProject(target)) {
      await mkdir(target, { recursive: true });
      await cp(bundled, target, {
        recursive: true,
        filter: (source) => path.basename(source) !== '.touchstone',
      });
    }
    return this.open(target);
  }

  override dispose(): void {
    clearTimeout(this.#readSoon);
    this.#listening?.dispose();
    this.#session?.dispose();
    this.#session = undefined;
    this.#watching?.watcher.dispose();
    super.dispose();
  }
}

function isProject(folder: string): boolean {
  return existsSync(path.join(folder, configFileName));
}

/** What a project is read from. */
function filesOf({ folder, project }: Session): string[] {
  return [path.join(folder, configFileName), path.resolve(folder, project.config.guidelines)];
}

/** A part of the window that works on the open project. */
export abstract class ProjectPart extends Owner {
  protected readonly projects: Projects;

  constructor(projects: Projects) {
    super();
    this.projects = projects;
  }

  protected get log(): Services['log'] {
    return this.projects.services.log;
  }
}
