import * as vscode from 'vscode';
import type { Connection } from '../../argilla/dataset/connect.ts';
import type { PullResult, PushResult, Sync } from '../../argilla/sync/syncDataset.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import type { TaskInput } from '../../store/api/store.ts';
import { storageIsSafe } from './spaceStorage.ts';
import { pullText, pushText } from './syncText.ts';
import { setContext, settings, type Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { notice } from '../common/notificationText.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import type { StatusBar } from '../progress/statusBar.ts';

interface Link {
  /** Whether the user was asked about answers from before. */
  asked: boolean;
  session: Session;
  connection: Connection;
  sync: Sync;
}

const backgroundDelayMs = 800;
const retryDelaysMs = [5_000, 15_000, 60_000, 300_000];

/** The connection with Argilla: by command, and in the background once there is one. */
export class ArgillaController implements vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #statusBar: StatusBar;
  readonly #disposables: vscode.Disposable[] = [];
  #link: Link | undefined;
  #linking: Promise<Link> | undefined;
  /** Pushes follow each other; two at once would only be in each other's way. */
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  readonly #stop = new AbortController();

  constructor(services: Services, projects: Projects, statusBar: StatusBar) {
    this.#services = services;
    this.#projects = projects;
    this.#statusBar = statusBar;
    this.#disposables.push(
      projects.onDidChangeSession((session) => {
        this.#link = undefined;
        this.#linking = undefined;
        if (session) void this.#resume(session);
      }),
    );
  }

  /** The project's server and who one is there, once connected. */
  knownFor(session: Session): { origin: string; user: string } | undefined {
    const { argilla } = session.project.config;
    if (!argilla) return undefined;
    const { origin } = new URL(argilla.url);
    const user = session.identities.user(origin);
    return user && { origin, user: user.username };
  }

  /** What is left in the outbox of an earlier session is sent, where one had been connected before. */
  async #resume(session: Session): Promise<void> {
    const { argilla } = session.project.config;
    if (!argilla || !vscode.workspace.isTrusted) return;
    const known = session.identities.user(new URL(argilla.url).origin);
    if (known && (await this.#services.secrets.argillaKey(argilla.url))) this.schedule();
  }

  /** Asks for what is missing (address, key), checks it, remembers who one is, and offers to adopt local answers. */
  async connect(): Promise<{ url: string; user: string; role: string } | undefined> {
    const session = await this.#projects.need();
    this.#needTrust();
    const { argilla } = session.project.config;
    if (!argilla) return this.#addArgilla();
    const { secrets } = this.#services;
    const saved = await secrets.argillaKey(argilla.url);
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('Connect to Argilla'),
      prompt: saved
        ? vscode.l10n.t('API key for {0} (leave empty to use the one that is there)', argilla.url)
        : vscode.l10n.t('API key for {0} (in Argilla: My Settings → API key)', argilla.url),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return undefined;
    const { isSpace } = await import('../../argilla/index.ts');
    let token: string | undefined;
    if (isSpace(argilla.url) && !(await secrets.tokenFor(argilla.url))) {
      token = await vscode.window.showInputBox({
        title: vscode.l10n.t('Connect to Argilla'),
        prompt: vscode.l10n.t('Hugging Face token, if the Space is private (else leave empty)'),
        password: true,
        ignoreFocusOut: true,
      });
      if (token === undefined) return undefined;
    }
    const link = await this.#make(session, {
      key: key.trim() || undefined,
      token: token?.trim() || undefined,
    });
    // Kept only once they have worked.
    if (key.trim()) await secrets.saveArgillaKey(argilla.url, key.trim());
    if (token?.trim()) await secrets.saveToken(argilla.url, token.trim());
    const { user, origin } = link.connection;
    void vscode.window.showInformationMessage(
      notice(vscode.l10n.t('Connected to {0} as {1} ({2}).', origin, user.username, user.role)),
    );
    this.schedule();
    return { url: origin, user: user.username, role: user.role };
  }

  async #addArgilla(): Promise<undefined> {
    const open = vscode.l10n.t('Open Project File');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'This project names no Argilla server. Add an "argilla" section with url, workspace and dataset to touchstone.json.',
      ),
      open,
    );
    if (choice === open) await vscode.commands.executeCommand('touchstone.openConfig');
    return undefined;
  }

  #needTrust(): void {
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError(
        'run-untrusted',
        vscode.l10n.t('Argilla is reached from trusted workspaces only: the address comes from the project.'),
      );
  }

  /** With `quiet` nothing is asked; the next thing the user does with Argilla asks about earlier answers. */
  async #make(
    session: Session,
    secrets: { key?: string; token?: string } = {},
    quiet = false,
  ): Promise<Link> {
    const { argilla } = session.project.config;
    if (!argilla)
      throw new TouchstoneError('config-invalid', vscode.l10n.t('This project names no Argilla server.'), {
        action: vscode.l10n.t('Add an "argilla" section with url, workspace and dataset to touchstone.json.'),
      });
    const { connect, Sync } = await import('../../argilla/index.ts');
    const connection = await connect(
      { url: argilla.url, ...secrets },
      { http: this.#services.http, secrets: this.#services.secrets },
    );
    const before = session.annotator;
    const { id, username, role } = connection.user;
    // Remembered after the answer only: who cancels, or closes the window, is asked again the next time.
    if (!quiet) await this.#adopt(session, session.identities.local, connection);
    await session.store.moveOrders(session.identities.local, connection.annotator);
    session.identities.remember(connection.origin, { id, username, role });
    if (before !== connection.annotator) session.identityChanged();
    if (session !== this.#projects.session)
      throw new TouchstoneError('cancelled', vscode.l10n.t('Another project is open.'));
    const link: Link = {
      asked: !quiet,
      session,
      connection,
      sync: new Sync({
        store: session.store,
        connection,
        config: session.project.config,
        guidelines: session.project.guidelines,
      }),
    };
    this.#link = link;
    setContext('connected', true);
    return link;
  }

  /**
   * Answers given on this machine before one was connected can become those of the Argilla user; never those of another user.
   * What was seen as A stays A in any case.
   */
  async #adopt(session: Session, from: string, connection: Connection): Promise<void> {
    const asked = `argilla.left:${connection.annotator}`;
    const counts = await session.store.counts(from);
    const answered = counts.byState.draft + counts.byState.submitted + counts.byState.discarded;
    // Those that were left here are asked about again only when more have come.
    if (answered <= Number((await session.store.getMeta(asked)) ?? 0)) return;
    const adopt = vscode.l10n.t('Adopt Them');
    const leave = vscode.l10n.t('Leave Them Here');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Answers from before you were connected: {0}. Make them answers of {1}?',
        answered,
        connection.user.username,
      ),
      {
        modal: true,
        detail: vscode.l10n.t(
          'They are then sent to Argilla as yours. Those that you leave stay in this project, out of sight while you are connected.',
        ),
      },
      adopt,
      leave,
    );
    if (choice === undefined) throw new TouchstoneError('cancelled', vscode.l10n.t('Cancelled.'));
    if (choice === adopt) await session.store.adopt(from, connection.annotator, true);
    await session.store.setMeta(asked, choice === leave ? String(answered) : undefined);
    session.identityChanged();
  }

  /** The connection, made if need be; asks for a key when none is known, unless `quiet`. */
  async #need(quiet = false): Promise<Link> {
    const session = await this.#projects.need();
    this.#needTrust();
    if (this.#link?.session === session) {
      if (!quiet && !this.#link.asked) {
        await this.#adopt(session, session.identities.local, this.#link.connection);
        this.#link.asked = true;
      }
      return this.#link;
    }
    this.#linking ??= this.#make(session, {}, quiet).finally(() => (this.#linking = undefined));
    try {
      return await this.#linking;
    } catch (error) {
      const e = asTouchstoneError(error);
      if (quiet || (e.code !== 'secret-missing' && e.code !== 'argilla-unauthorized')) throw error;
      if (!(await this.connect()) || !this.#link) throw error;
      return this.#link;
    }
  }

  /** Sends records and answers. The same push again sends nothing twice. */
  async push(
    signal: AbortSignal,
    options: {
      report?: (message: string) => void;
      force?: boolean;
      quiet?: boolean;
      /** These tasks alone. */
      taskIds?: readonly string[];
    } = {},
  ): Promise<PushResult | undefined> {
    const link = await this.#need(options.quiet);
    if (!(await storageIsSafe(link, options.quiet))) return undefined;
    const result = await this.#inTurn(() =>
      link.sync.push({
        signal,
        force: options.force,
        taskIds: options.taskIds,
        onProgress: ({ stage, done, total }) =>
          options.report?.(
            stage === 'records'
              ? vscode.l10n.t('Records: {0} of {1}', done, total)
              : vscode.l10n.t('Answers: {0} of {1}', done, total),
          ),
      }),
    );
    for (const { taskId, code, message } of result.problems)
      this.#services.log.warn(`Argilla: ${taskId}: ${code}: ${message}`);
    for (const { taskId, what } of result.differences)
      this.#services.log.warn(`Argilla: ${taskId}: other ${what} there`);
    if (!options.quiet) this.#tell(result);
    return result;
  }

  #tell(result: PushResult): void {
    const open = result.failed + result.blocked;
    const text = pushText(result);
    if (open === 0) {
      void vscode.window.showInformationMessage(text);
      return;
    }
    const conflict = result.problems.some((p) => p.code === 'argilla-conflict');
    const theirs = vscode.l10n.t('Take Those in Argilla');
    const mine = vscode.l10n.t('Overwrite with Mine');
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window
      .showWarningMessage(
        notice([text, result.problems[0]?.message].filter(Boolean).join(' ')),
        ...(conflict ? [theirs, mine] : []),
        showLog,
      )
      .then((choice): unknown => {
        if (choice === showLog) return this.#services.log.show();
        if (choice === theirs) return this.pull(AbortSignal.timeout(600_000), 'theirs');
        if (choice === mine) return this.push(AbortSignal.timeout(600_000), { force: true });
        return undefined;
      })
      .then(undefined, (error: unknown) => showError(error, this.#services.log));
  }

  async pull(signal: AbortSignal, onConflict: 'keep' | 'theirs' = 'keep'): Promise<PullResult> {
    const link = await this.#need();
    const result = await this.#inTurn(() => link.sync.pull({ signal, onConflict }));
    const text = pullText(result);
    if (result.conflicts.length === 0) {
      void vscode.window.showInformationMessage(text);
      return result;
    }
    const theirs = vscode.l10n.t('Take Those in Argilla');
    const mine = vscode.l10n.t('Overwrite with Mine');
    void vscode.window
      .showWarningMessage(
        `${text} ${vscode.l10n.t('{0} answers changed both here and there.', result.conflicts.length)}`,
        theirs,
        mine,
      )
      .then((choice): unknown => {
        if (choice === theirs) return this.pull(AbortSignal.timeout(600_000), 'theirs');
        if (choice === mine) return this.push(AbortSignal.timeout(600_000), { force: true });
        return undefined;
      })
      .then(undefined, (error: unknown) => showError(error, this.#services.log));
    return result;
  }

  /** Tasks of a project whose source is Argilla. */
  async tasks(session: Session, signal: AbortSignal): Promise<TaskInput[]> {
    const link = await this.#need();
    const { argillaTasks, openDataset, datasetSettings } = await import('../../argilla/index.ts');
    const { config, guidelines } = session.project;
    const argilla = config.argilla;
    if (!argilla)
      throw new TouchstoneError('config-invalid', vscode.l10n.t('This project names no Argilla server.'));
    const wanted = datasetSettings(config.rubric, argilla, guidelines.text);
    const { dataset } = await openDataset(link.connection, argilla, wanted, { create: false, signal });
    return argillaTasks(link.connection.client, dataset, { signal });
  }

  async updateGuidelines(): Promise<unknown> {
    const link = await this.#need();
    const yes = vscode.l10n.t('Upload');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('Replace the guidelines of the Argilla dataset with yours?'),
      { modal: true, detail: vscode.l10n.t('All annotators of the dataset see them from then on.') },
      yes,
    );
    if (choice !== yes) return undefined;
    return this.#inTurn(() => link.sync.uploadGuidelines(this.#stop.signal));
  }

  /** After a submit, discard or undo: sends the outbox soon, without a word unless the user has to do something. */
  schedule(delayMs = backgroundDelayMs): void {
    if (!settings.sync) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#background(), delayMs);
  }

  async #background(): Promise<void> {
    const session = this.#projects.session;
    const argilla = session?.project.config.argilla;
    if (!session || !argilla || !vscode.workspace.isTrusted) return;
    // Only where the user has connected before: a project's address alone is not a reason to talk to it.
    if (!session.identities.user(new URL(argilla.url).origin)) return;
    try {
      const link = this.#link?.session === session ? this.#link : await this.#make(session, {}, true);
      const { isSpace, storageWarningKey } = await import('../../argilla/index.ts');
      if (
        isSpace(link.connection.origin) &&
        !(await session.store.getMeta(storageWarningKey(link.connection.origin)))
      )
        return;
      const counts = await session.store.counts(session.annotator);
      if (counts.unsent - counts.blocked > 0) {
        this.#statusBar.busy('Argilla');
        await this.#inTurn(() => link.sync.push({ signal: this.#stop.signal, what: 'outbox' }));
      }
      this.#failures = 0;
    } catch (error) {
      if (isCancelled(error)) return;
      const e = asTouchstoneError(error);
      this.#services.log.warn(`Argilla: ${e.code}: ${e.message}`);
      const { isTransient } = await import('../../argilla/index.ts');
      if (isTransient(e)) this.schedule(retryDelaysMs[Math.min(this.#failures++, retryDelaysMs.length - 1)]);
      else if (this.#failures++ === 0) showError(e, this.#services.log);
    } finally {
      this.#statusBar.busy(undefined);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    for (const d of this.#disposables) d.dispose();
  }
}
