import * as vscode from 'vscode';
import { joined } from '../common/taskText.ts';
import type { Connection } from '../../argilla/dataset/connect.ts';
import type { OddRecord } from '../../argilla/api/wire.ts';
import type { Sync } from '../../argilla/sync/syncDataset.ts';
import type { Problem, PullResult, PushResult } from '../../argilla/sync/syncScope.ts';
import { asTouchstoneError, TouchstoneError } from '../../platform/errors.ts';
import { publicUrl } from '../../platform/http.ts';
import type { ArgillaTasks } from '../../tasks/loadTasks.ts';
import { argillaOf } from './argillaOf.ts';
import { pushSuggestions, type PushedSuggestions } from './suggestionsToArgilla.ts';
import { storageIsSafe } from './spaceStorage.ts';
import { BackgroundSending } from './backgroundSending.ts';
import { askWhoseBefore, connectedAs } from './connectedUser.ts';
import { UsedDatasets } from './usedDatasets.ts';
import { progressText, pullText, pushText, unreadableText, waiting } from './syncText.ts';
import { setContext, settings } from '../common/services.ts';
import { confirm, notice, offer, showError, type Ways, withProgress } from '../common/notifications.ts';
import { askSecret } from '../common/quickPicks.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { othersText } from '../session/whoseAnswers.ts';
import type { StatusBar } from '../progress/statusBar.ts';

interface Link {
  /** Whether the user was asked about answers from before. */
  asked: boolean;
  session: Session;
  connection: Connection;
  sync: Sync;
}

/** For one turn of sending in the background: what is left then goes with the next. */
const backgroundLimitMs = 600_000;

/** The connection with Argilla: by command, and in the background once there is one. */
export class ArgillaController extends ProjectPart {
  readonly #statusBar: StatusBar;
  #link: Link | undefined;
  #linking: Promise<Link> | undefined;
  readonly #background = new BackgroundSending({
    push: () => this.#pushWaiting(),
    tellProblems: (problems) => this.#tellProblems(problems),
    tellError: (error) => showError(error, this.log),
    log: this.log,
  });
  readonly #stop = new AbortController();
  readonly #used: UsedDatasets;
  /** Those whose user was told that answers wait for a push. */
  readonly #told = new WeakSet<Session>();

  constructor(projects: Projects, statusBar: StatusBar) {
    super(projects);
    this.#statusBar = statusBar;
    this.#used = new UsedDatasets(projects.services.extension.workspaceState);
    this.own(
      projects.onDidChange(({ project, config, outbox }) => {
        if (outbox) this.#schedule();
        if (!project && !config) return;
        this.#link = undefined;
        this.#linking = undefined;
        this.#background.forget();
        if (projects.session) void this.#resume(projects.session);
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
    if (!argilla || !vscode.workspace.isTrusted || !this.knownFor(session)) return;
    // In a project that has not been used with it nothing is asked by itself: that answers wait is said without a key.
    const used = this.#used.has(session.folder, argilla);
    if (used) await session.secrets.allow(argilla.url);
    if (!used || (await session.secrets.argillaKey(argilla.url))) this.#schedule();
  }

  /** Asks for what is missing (address, key), checks it, remembers who one is, and offers to adopt local answers. */
  async connect(): Promise<{ url: string; user: string; role: string } | undefined> {
    const session = await this.projects.need();
    this.#needTrust();
    const { argilla } = session.project.config;
    if (!argilla) return this.#addArgilla();
    const { secrets } = session;
    if (!(await secrets.mayGoTo(argilla.url, true))) return undefined;
    const saved = await secrets.argillaKey(argilla.url, true);
    const title = vscode.l10n.t('Connect to Argilla');
    const key = await askSecret(
      saved
        ? vscode.l10n.t('API key for {0} (leave empty to use the one that is there)', argilla.url)
        : vscode.l10n.t('API key for {0} (in Argilla: My Settings → API key)', argilla.url),
      title,
    );
    if (key === undefined) return undefined;
    const { isSpace } = await import('../../argilla/index.ts');
    let token: string | undefined;
    if (isSpace(argilla.url) && !(await secrets.tokenFor(argilla.url))) {
      const question = vscode.l10n.t('Hugging Face token, if the Space is private (else leave empty)');
      token = await askSecret(question, title);
      if (token === undefined) return undefined;
    }
    const link = await this.#make(session, {
      key: key.trim() || undefined,
      token: token?.trim() || undefined,
    });
    await this.#use(session);
    // Kept only once they have worked.
    if (key.trim()) await secrets.saveArgillaKey(argilla.url, key.trim());
    if (token?.trim()) await secrets.saveToken(argilla.url, token.trim());
    const { user, origin } = link.connection;
    const connected = vscode.l10n.t('Connected to {0} as {1} ({2}).', origin, user.username, user.role);
    void vscode.window.showInformationMessage(notice(joined(' ', connected, await othersText(session))));
    this.#schedule();
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
    if (choice === open) await this.projects.openConfig();
    return undefined;
  }

  #needTrust(): void {
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError(
        'run-untrusted',
        vscode.l10n.t('Argilla is reached from trusted workspaces only: the address comes from the project.'),
      );
  }

  /** A token was saved or forgotten: the connection is made anew with what is there now, and what waits is sent. */
  secretChanged(): void {
    this.#link = undefined;
    this.#linking = undefined;
    this.#schedule();
  }

  /** With `quiet` nothing is asked; the next thing the user does with Argilla asks about earlier answers. */
  async #make(
    session: Session,
    secrets: { key?: string; token?: string } = {},
    quiet = false,
  ): Promise<Link> {
    const argilla = argillaOf(session);
    const { connect, Sync } = await import('../../argilla/index.ts');
    const connection = await connect(
      { url: argilla.url, ...secrets },
      {
        http: this.projects.services.http,
        secrets: session.secrets,
        signal: this.#stop.signal,
      },
    );
    // Remembered after the answer only: who cancels, or closes the window, is asked again the next time.
    if (!quiet) await askWhoseBefore(session, connection);
    await connectedAs(session, connection);
    if (session !== this.projects.session)
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

  /** The connection, made if need be; asks for a key when none is known, unless `quiet`. */
  async #need(quiet = false): Promise<Link> {
    const session = await this.projects.need();
    this.#needTrust();
    if (this.#link?.session === session) {
      if (!quiet && !this.#link.asked) {
        await askWhoseBefore(session, this.#link.connection);
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

  /** The user has agreed: from now on what waits goes there in the background. */
  #use(session: Session): Promise<void> {
    return this.#used.add(session.folder, argillaOf(session));
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
    if (!options.quiet) await this.#use(link.session);
    const { force, taskIds, report } = options;
    const result = await link.sync.push({
      signal,
      force,
      taskIds,
      onWait: () => report?.(waiting()),
      onProgress: (progress) => report?.(progressText(progress)),
    });
    for (const { taskId, code, message } of result.problems)
      this.log.warn(`Argilla: ${taskId}: ${code}: ${message}`);
    this.#logDifferences(result);
    if (!options.quiet) this.#tell(result);
    return result;
  }

  /** The same with a bar, and a way to cancel it. */
  pushWithProgress(taskIds?: readonly string[], force = false): Thenable<PushResult | undefined> {
    return withProgress(vscode.l10n.t('Pushing to Argilla'), (report, signal) =>
      this.push(signal, { report, taskIds, force }),
    );
  }

  #tell(result: PushResult): void {
    const open = result.failed + result.blocked;
    const text = pushText(result);
    if (open === 0) {
      void vscode.window.showInformationMessage(text);
      return;
    }
    const conflict = result.problems.some((p) => p.code === 'argilla-conflict');
    const [first] = result.problems;
    this.#warn(joined(' ', text, first && `${first.taskId}: ${first.message}`), conflict, showLog(this.log));
  }

  /** With the two ways out of a conflict, where there is one. */
  #warn(text: string, conflict: boolean, more: Ways = {}): void {
    const ways: Ways = conflict
      ? {
          [vscode.l10n.t('Use Argilla’s Answers')]: () => this.pullWithProgress('theirs'),
          [vscode.l10n.t('Keep My Answers')]: () => this.pushWithProgress(undefined, true),
        }
      : {};
    offer(this.log, text, { ...ways, ...more }, 'warning');
  }

  async pull(
    signal: AbortSignal,
    onConflict: 'keep' | 'theirs' = 'keep',
    report?: (message: string) => void,
  ): Promise<PullResult> {
    const link = await this.#need();
    const result = await link.sync.pull({ signal, onConflict, onWait: () => report?.(waiting()) });
    for (const { taskId, message } of result.unreadable) this.log.warn(`Argilla: ${taskId}: ${message}`);
    this.#logDifferences(result);
    const text = pullText(result);
    const conflicts = result.conflicts.length;
    if (conflicts === 0) void vscode.window.showInformationMessage(text);
    else this.#warn(`${text} ${vscode.l10n.t('{0} answers changed both here and there.', conflicts)}`, true);
    return result;
  }

  #logDifferences({ differences }: Pick<PushResult, 'differences'>): void {
    for (const { taskId, what } of differences) this.log.warn(`Argilla: ${taskId}: other ${what} there`);
  }

  /** The same with a bar, and a way to cancel it. */
  pullWithProgress(onConflict?: 'keep' | 'theirs'): Thenable<PullResult> {
    return withProgress(vscode.l10n.t('Pulling from Argilla'), (report, signal) =>
      this.pull(signal, onConflict, report),
    );
  }

  /** Tasks of a project whose source is Argilla. */
  async tasks(session: Session, signal: AbortSignal): Promise<ArgillaTasks> {
    const link = await this.#need();
    const { argillaTasks, openDataset, datasetSettings } = await import('../../argilla/index.ts');
    const { config, guidelines } = session.project;
    const argilla = argillaOf(session);
    const wanted = datasetSettings(config.rubric, argilla, guidelines.text);
    const { dataset } = await openDataset(link.connection, argilla, wanted, { create: false, signal });
    let unreadable = 0;
    const onOdd = ({ id, external_id, reason }: OddRecord): void => {
      unreadable++;
      this.log.warn(`Argilla: ${external_id ?? id}: ${reason}`);
    };
    const tasks = await argillaTasks(link.connection.client, dataset, { signal, onOdd });
    if (unreadable > 0) offer(this.log, unreadableText(unreadable), showLog(this.log), 'warning');
    return { tasks, leftOut: unreadable };
  }

  /** The scores that the judges suggest go to the records, once the user has heard who sees them there. */
  pushSuggestions(sure: boolean): Promise<PushedSuggestions | undefined> {
    return pushSuggestions(() => this.#need(), sure, this.log);
  }

  async updateGuidelines(): Promise<unknown> {
    const link = await this.#need();
    const question = vscode.l10n.t('Replace the guidelines of the Argilla dataset with yours?');
    const detail = vscode.l10n.t('All annotators of the dataset see them from then on.');
    if (!(await confirm(question, vscode.l10n.t('Upload'), detail))) return undefined;
    return link.sync.uploadGuidelines({ signal: this.#stop.signal });
  }

  /** After a submit, discard or undo: sends the outbox soon, without a word unless the user has to do something. */
  #schedule(): void {
    if (settings.sync()) this.#background.soon();
  }

  async #pushWaiting(): Promise<PushResult | undefined> {
    const session = this.projects.session;
    // Only where the user has connected or pushed from this very project: its address alone is not a reason to talk to it.
    if (!session || !vscode.workspace.isTrusted || !this.knownFor(session)) return undefined;
    if (!this.#used.has(session.folder, argillaOf(session))) return this.#tellWaiting(session);
    const link = this.#link?.session === session ? this.#link : await this.#make(session, {}, true);
    if (!(await storageIsSafe(link, true)) || (await unsentOf(session)) === 0) return undefined;
    this.#statusBar.busy('Argilla');
    try {
      const { signal } = this.#stop;
      return await link.sync.push({ what: 'outbox', signal, limitMs: backgroundLimitMs });
    } finally {
      this.#statusBar.busy(undefined);
    }
  }

  /** Once: that answers wait, and what sends them. */
  async #tellWaiting(session: Session): Promise<undefined> {
    const count = await unsentOf(session);
    if (count === 0 || this.#told.has(session)) return;
    this.#told.add(session);
    const { url, workspace, dataset } = argillaOf(session);
    const text = vscode.l10n.t(
      'Answers that wait to be sent to Argilla: {0}. A push sends them to the dataset "{1}" in the workspace "{2}" at {3}; later ones then go there by themselves.',
      count,
      dataset,
      workspace,
      publicUrl(url),
    );
    offer(this.log, text, { [vscode.l10n.t('Push')]: () => this.pushWithProgress() });
  }

  /** What was set aside, by the first of its names. */
  #tellProblems(problems: readonly Problem[]): void {
    const [first] = problems;
    if (!first) return;
    for (const { taskId, code, message } of problems)
      this.log.warn(`Argilla: ${taskId}: ${code}: ${message}`);
    const text = vscode.l10n.t('Answers not sent to Argilla: {0}.', problems.length);
    const conflict = problems.some(({ code }) => code === 'argilla-conflict');
    this.#warn(`${text} ${first.taskId}: ${first.message}`, conflict, showLog(this.log));
  }

  override dispose(): void {
    this.#stop.abort();
    this.#background.dispose();
    super.dispose();
  }
}

/** Answers that can be sent. */
async function unsentOf({ store, annotator }: Session): Promise<number> {
  const { unsent, blocked, held } = await store.counts(annotator);
  return unsent - blocked - held;
}

function showLog(log: { show(): void }): Ways {
  return { [vscode.l10n.t('Show Log')]: () => log.show() };
}
