import * as path from 'node:path';
import { cp, mkdir, access, realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { asTouchstoneError, TouchstoneError } from '../../platform/errors.ts';
import { configFileName } from '../../project/loadProject.ts';
import { setContext, type Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { Session } from './session.ts';

export type ProjectState = 'none' | 'loading' | 'empty' | 'ready' | 'error';

/** Which project is open. One at a time: the user picks among several. */
export class Projects implements vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<Session | undefined>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #session: Session | undefined;
  /** Looks at the guidelines of the open project, which may lie outside the workspace. */
  #watching: { file: string; watcher: vscode.Disposable } | undefined;
  #opening: Promise<Session> | undefined;
  #folder: string | undefined;
  #initial: Promise<void> | undefined;

  /** Another project is open, or the open one was closed or read again. */
  readonly onDidChangeSession = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${configFileName}`);
    const again = (uri: vscode.Uri): void => void this.#fileChanged(uri);
    this.#disposables.push(watcher, watcher.onDidChange(again), watcher.onDidCreate(again));
    const guidelines = vscode.workspace.onDidSaveTextDocument((document) => {
      const session = this.#session;
      if (!session) return;
      if (document.uri.fsPath === path.resolve(session.folder, session.project.config.guidelines))
        void this.#reload(session);
      // The sample lies outside the workspace, where no watcher looks.
      else if (document.uri.fsPath === path.join(session.folder, configFileName)) void this.#reload(session);
    });
    this.#disposables.push(guidelines);
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
    const last = this.#services.extension.workspaceState.get<string>('project');
    const known =
      last !== undefined &&
      (found.includes(last) || (last === this.sampleFolder && (await this.#hasSample())));
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
      const session = await Session.open(this.#services, folder);
      this.#session?.dispose();
      this.#session = session;
      await this.#services.extension.workspaceState.update('project', folder);
      await this.#firstTasks(session);
      this.#announce(session);
      return session;
    } catch (error) {
      // A project that is open already stays so.
      setContext('state', this.#session ? 'ready' : 'error');
      setContext('project', this.#session !== undefined);
      showError(error, this.#services.log);
      throw asTouchstoneError(error);
    }
  }

  /** Tasks that lie on this machine are there at once; a dataset on the Hub is asked for by a command. */
  async #firstTasks(session: Session): Promise<void> {
    const { source } = session.project.config.tasks;
    const { total } = await session.store.counts(session.annotator);
    if (total > 0 || (source !== 'sample' && source !== 'file')) return;
    try {
      await session.loadTasks(AbortSignal.timeout(120_000));
    } catch (error) {
      showError(error, this.#services.log); // the project itself is open all the same
    }
  }

  #announce(session: Session): void {
    setContext('project', true);
    setContext('canGenerate', session.canGenerate);
    setContext('argilla', session.project.config.argilla !== undefined);
    setContext('blind', session.project.config.blind);
    this.#watch(session);
    this.#changed.fire(session);
  }

  /** The guidelines may be changed by another program (a pull, another editor). */
  #watch(session: Session): void {
    const file = path.resolve(session.folder, session.project.config.guidelines);
    if (this.#watching?.file === file) return;
    this.#watching?.watcher.dispose();
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file)),
    );
    const again = (): void => void (this.#session && this.#reload(this.#session));
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    this.#watching = { file, watcher };
  }

  async #fileChanged(uri: vscode.Uri): Promise<void> {
    const folder = path.dirname(uri.fsPath);
    setContext('severalProjects', (await this.find()).length > 1);
    if (this.#session?.folder === folder) await this.#reload(this.#session);
    else if (!this.#session && !this.#opening) await this.open(folder).catch(() => undefined);
  }

  async #reload(session: Session): Promise<void> {
    try {
      await session.reload();
      await this.#firstTasks(session);
      this.#announce(session);
    } catch (error) {
      showError(error, this.#services.log); // the former configuration goes on
    }
  }

  /** Reads the project again after an error. */
  async retry(): Promise<void> {
    if (this.#session) return this.#reload(this.#session);
    if (this.#folder) await this.open(this.#folder).catch(() => undefined);
    else await this.openInitial();
  }

  get folder(): string | undefined {
    return this.#folder;
  }

  /** A repository may hold a touchstone.json: it counts only where the user has opened the folder. */
  async #checkPlace(folder: string): Promise<void> {
    const real = await realpath(folder).catch(() => folder);
    const roots = [...(vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath), this.sampleFolder];
    for (const root of roots) {
      const place = await realpath(root).catch(() => root);
      if (real === place || real.startsWith(place + path.sep)) return;
    }
    throw new TouchstoneError('project-missing', vscode.l10n.t('{0} is not in a workspace folder.', folder), {
      action: vscode.l10n.t('Open the folder in VS Code first (File: Open Folder…).'),
    });
  }

  get sampleFolder(): string {
    return path.join(this.#services.extension.globalStorageUri.fsPath, 'sample');
  }

  #hasSample(): Promise<boolean> {
    return access(path.join(this.sampleFolder, configFileName)).then(
      () => true,
      () => false,
    );
  }

  /** The user's own copy of the bundled sample: what they score in it stays. */
  async openSample(): Promise<Session> {
    const target = this.sampleFolder;
    const bundled = vscode.Uri.joinPath(this.#services.extension.extensionUri, 'media', 'sample').fsPath;
    if (!(await this.#hasSample())) {
      await mkdir(target, { recursive: true });
      await cp(bundled, target, {
        recursive: true,
        filter: (source) => path.basename(source) !== '.touchstone',
      });
    }
    return this.open(target);
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#watching?.watcher.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
