import * as vscode from 'vscode';
import { asTouchstoneError } from '../../platform/errors.ts';
import {
  reviewPageStateSchema,
  reviewToHostSchema,
  type ReviewAction,
  type ReviewState,
  type ReviewToHost,
} from '../../protocol/reviewMessages.ts';
import type { AnnotationStatus, ShownOrder } from '../../domain/annotation.ts';
import type { Look } from '../answers/answerEdits.ts';
import { setContext, type Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { openLink } from '../common/openLink.ts';
import type { Projects } from '../session/projects.ts';
import type { Ahead } from './nextTaskPrefetch.ts';
import { storeAnswer, type SentAnswer } from './storePageAnswer.ts';
import { ReviewMail } from '../webview/messageQueue.ts';
import { commandOf } from './pageRequests.ts';
import { dressPage, pageOptions } from '../webview/webviewHost.ts';
import { ReviewPace } from './paceUpdates.ts';
import { Revisions } from './answerRevisions.ts';
import { reviewState, type LiveState } from './reviewSnapshot.ts';
import type { Session } from '../session/session.ts';
import { firstTask, lastShown, projectOf, rememberShown } from './panelTasks.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

const viewType = 'touchstone.review';

/** The one review panel: it shows a task of the open project and carries what the page says to the store. */
export class ReviewPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #live: LiveState;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #shown = new vscode.EventEmitter<string>();
  #panel: vscode.WebviewPanel | undefined;
  readonly #mail = new ReviewMail();
  /** The page has the focus: an active panel may not. */
  #focused = false;
  /** The panel's name, once its page has told it. */
  #name: string | undefined;
  #taskId: string | undefined;
  #folder: string | undefined;
  #order: ShownOrder = [1, 2];
  /** Nothing is left: that is shown in the task's place. */
  #done = false;
  readonly #pace: ReviewPace;
  #serial = 0;
  readonly #revisions = new Revisions();
  readonly #ahead: Ahead;
  /** The task whose successor was sent ahead, or is being looked for. */
  #aheadOf: string | undefined;
  /** Messages are worked on one after another: a submit never overtakes a draft. */
  #work: Promise<void> = Promise.resolve();
  /** One after another, so that the last one stays. */
  #remembered: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #listening: { dispose(): void } | undefined;

  /** A task is shown. */
  readonly onDidShow = this.#shown.event;

  constructor(services: Services, projects: Projects, live: LiveState, ahead: Ahead) {
    this.#services = services;
    this.#projects = projects;
    this.#live = live;
    this.#ahead = ahead;
    this.#pace = new ReviewPace(live);
    this.#disposables.push(
      this.#shown,
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      projects.onDidChangeSession((session) => this.#follow(session)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((e) => {
        this.#pace.forget();
        if (e.affectsConfiguration('touchstone.review')) this.refreshAll();
      }),
    );
    this.#follow(projects.session);
  }

  get taskId(): string | undefined {
    return this.#panel ? this.#taskId : undefined;
  }

  /** The task that is shown, while the panel is the active editor. */
  get focusedTask(): string | undefined {
    return this.#panel?.active && !this.#done ? this.#taskId : undefined;
  }

  get visible(): boolean {
    return this.#panel?.visible ?? false;
  }

  #follow(session: Session | undefined): void {
    this.#listening?.dispose();
    this.#listening = session?.onDidChange(({ taskIds }) => {
      const next = this.#ahead.ready?.state.task.id;
      if (taskIds.length === 0 || (next !== undefined && taskIds.includes(next))) this.refreshAll();
      else if (this.#taskId !== undefined && taskIds.includes(this.#taskId)) this.refresh();
    });
    this.#revisions.forget();
    this.#ahead.forget();
    this.#aheadOf = undefined;
    if (session && this.#panel && this.#folder !== undefined && this.#folder !== session.folder)
      void this.#showFirst(session).catch((error: unknown) => showError(error, this.#services.log));
    else this.refresh();
  }

  /** Another project is open: the panel goes on with its first open task, or closes. */
  async #showFirst(session: Session): Promise<void> {
    const first = await firstTask(session);
    if (first !== undefined) await this.show(first, { preserveFocus: true });
    else this.#panel?.dispose();
  }

  /** Work on the page's messages and snapshots, one after another. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Shows a task; the panel is made if there is none. */
  async show(taskId: string, options: { preserveFocus?: boolean } = {}): Promise<void> {
    const session = await this.#projects.need();
    await this.#work; // what was typed for the task that goes away is on disk
    const look = await session.look(taskId); // errors before anything changes on screen
    const title = `${plain(clip(taskTitle(look.task.instruction, taskId), 30))}`;
    if (!this.#panel) {
      this.#adopt(
        vscode.window.createWebviewPanel(
          viewType,
          title,
          { viewColumn: vscode.ViewColumn.Active, preserveFocus: options.preserveFocus },
          pageOptions(this.#services),
        ),
      );
    } else if (!this.#panel.visible || !(this.#focused || options.preserveFocus)) {
      // Not where the page has the focus: it would lose it for a moment, and keys with it.
      this.#panel.reveal(this.#panel.viewColumn, options.preserveFocus);
    }
    if (this.#folder !== session.folder) this.#revisions.forget();
    const other = this.#taskId !== taskId || this.#folder !== session.folder;
    this.#goTo(taskId, session.folder);
    // A draft of the shown task may be on its way.
    await this.#enqueue(() => this.#send(other ? look : undefined));
    this.#shown.fire(taskId);
  }

  #goTo(taskId: string, folder: string): void {
    this.#revisions.keep(taskId);
    this.#taskId = taskId;
    this.#done = false;
    this.#folder = folder;
    void this.#services.extension.workspaceState.update('task', taskId);
    this.#remember();
  }

  /** Nobody waits for it. */
  #remember(): void {
    const { session } = this.#projects;
    const [name, taskId] = [this.#name, this.#taskId];
    if (!session || session.folder !== this.#folder || !name || !taskId) return;
    this.#remembered = this.#remembered
      .then(() => rememberShown(session, name, taskId))
      .catch((error: unknown) => this.#services.log.warn(asTouchstoneError(error).message));
  }

  /** Shows that nothing is left, in place of the task. */
  showDone(done = true): Promise<void> {
    this.#done = done;
    return this.#enqueue(() => this.#send());
  }

  /** After a reload of the window: the same panel comes back with its task. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const page = reviewPageStateSchema.safeParse(state);
    panel.webview.options = pageOptions(this.#services);
    this.#adopt(panel);
    try {
      const session = await projectOf(page.data?.folder, this.#projects);
      const wanted =
        (await lastShown(session, page.data?.panel)) ??
        page.data?.taskId ??
        this.#services.extension.workspaceState.get<string>('task');
      this.#taskId = wanted ?? (await firstTask(session));
      this.#folder = session.folder;
      await this.#enqueue(() => this.#send());
      if (this.#taskId) this.#shown.fire(this.#taskId);
    } catch (error) {
      showError(error, this.#services.log);
      panel.dispose();
    }
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#mail.to(panel.webview);
    dressPage(panel, this.#services);
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.refresh();
      if (!panel.active) this.#unfocused();
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#mail.to(undefined);
      this.#unfocused();
    });
  }

  #unfocused(): void {
    this.#focused = false;
    setContext('typing', false);
    setContext('reviewFocused', false);
  }

  /** Sends the page a new snapshot, soon; several calls in a row send one. */
  refresh(): void {
    if (!this.#panel) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#enqueue(() => this.#send()).catch((error: unknown) =>
        this.#services.log.error(asTouchstoneError(error).message),
      );
    }, 30);
  }

  /** The same, and looks again at what comes next. */
  refreshAll(): void {
    this.#aheadOf = undefined;
    this.refresh();
  }

  /** @param seen the task as it was looked at just now */
  async #send(seen?: Look): Promise<void> {
    const session = this.#projects.session;
    const taskId = this.#taskId;
    if (!session || !taskId || !this.#panel) return;
    const look = seen ?? (await session.look(taskId));
    const state = await reviewState(session, look, this.#live, ++this.#serial);
    if (this.#taskId !== taskId || !this.#panel) return; // another task was opened meanwhile
    this.#order = look.shownOrder;
    this.#revisions.shown(taskId, state.revision);
    this.#panel.title = plain(clip(state.task.title, 30));
    if (this.#done) state.done = await this.#live.done(session);
    this.#mail.post({ type: 'state', state });
    if (!this.#mail.ready) return;
    const isAhead = this.#aheadOf === taskId;
    this.#aheadOf = taskId;
    // Nobody waits for these: the task is on screen first, then the next one is made ready.
    void (isAhead ? Promise.resolve() : this.#sendAhead(session, state))
      .then(() => this.#pace.ifChanged(session, state))
      .then((lines) => lines && this.#mail.post({ type: 'pace', lines }))
      .catch((error: unknown) => this.#services.log.warn(asTouchstoneError(error).message));
  }

  async #sendAhead(session: Session, after: ReviewState): Promise<void> {
    const ahead = await this.#ahead.prepare(session, after, () => ++this.#serial);
    if (!ahead || this.#taskId !== ahead.after) return;
    const { state, judged } = ahead;
    this.#revisions.shown(state.task.id, state.revision);
    this.#mail.post({ type: 'ahead', after: ahead.after, judged, state });
  }

  /** The page shows the task that was sent ahead: so does the host from now on. Returns false when it is not that one. */
  follow(taskId: string): boolean {
    const ahead = this.#ahead.ready;
    if (!this.#panel || ahead?.state.task.id !== taskId || ahead.after !== this.#taskId) return false;
    this.#goTo(taskId, ahead.folder);
    this.#order = ahead.order;
    this.#panel.title = plain(clip(ahead.state.task.title, 30));
    this.#shown.fire(taskId);
    return true;
  }

  /** A piece of generated text. */
  postText(taskId: string, response: 1 | 2, delta: string): void {
    if (taskId !== this.#taskId) return;
    this.#mail.post({ type: 'text', taskId, side: this.#order[0] === response ? 'A' : 'B', delta });
  }

  /** Resolves when what the page has sent so far is on disk. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Passes a command on to the page. Resolves to false when no panel is there to do it. */
  do(action: ReviewAction, fromKey: boolean): boolean {
    if (!this.#panel) return false;
    this.#mail.post({ type: 'do', action, fromKey });
    return true;
  }

  focus(): void {
    this.#panel?.reveal(this.#panel.viewColumn, false);
  }

  #receive(raw: unknown): void {
    const parsed = reviewToHostSchema.safeParse(raw);
    if (!parsed.success) {
      this.#services.log.warn(`The review page sent something unknown: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    if (message.type === 'typing') return setContext('typing', message.typing);
    if (message.type === 'focus') {
      this.#focused = message.focused;
      return setContext('reviewFocused', message.focused);
    }
    this.#work = this.#work
      .then(() => this.#handle(message))
      .catch((error: unknown) => {
        const e = asTouchstoneError(error);
        if (message.type === 'draft' || message.type === 'submit' || message.type === 'discard') {
          const { taskId } = message;
          this.#services.log.warn(`${e.code}: ${e.message}`);
          this.#mail.post({ type: 'refused', taskId, message: e.message, action: e.action });
          this.refresh(); // with what is stored, the page can offer a choice
        } else showError(e, this.#services.log);
      });
  }

  async #handle(message: ReviewToHost): Promise<void> {
    switch (message.type) {
      case 'ready': {
        this.#name = message.panel;
        this.#remember();
        this.#pace.forget();
        this.#aheadOf = undefined;
        await this.#mail.open(() => this.#send());
        return;
      }
      case 'draft': {
        const revision = await this.#store(message, 'draft', message.over ? 'mine' : undefined);
        this.#mail.post({ type: 'saved', taskId: message.taskId, edit: message.edit, revision });
        return;
      }
      case 'submit':
      case 'discard':
        await this.#store(message, message.type === 'submit' ? 'submitted' : 'discarded');
        vscode.commands.executeCommand('touchstone.afterJudged', message.taskId, message.shown).then(
          () => this.#stepped(message.taskId),
          () => this.#stepped(message.taskId),
        );
        return;
      case 'takeTheirs':
        await this.#store(message, 'draft', 'theirs');
        return this.refresh();
      case 'next': {
        const { taskId, shown } = message;
        if (taskId === undefined || shown === undefined) {
          void vscode.commands.executeCommand('touchstone.nextTask');
          return;
        }
        this.follow(shown);
        return this.#stepped(taskId);
      }
      case 'openLink':
        return openLink(message.href);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'typing':
      case 'focus':
        return;
      case 'error':
        this.#services.log.error(`review page: ${message.message}`);
        return;
      default: {
        // Commands may take long (a run, a generation): the page's next message does not wait for them.
        const [command, ...args] = commandOf(message);
        void vscode.commands.executeCommand(`touchstone.${command}`, ...args);
      }
    }
  }

  async #store(sent: SentAnswer, status: AnnotationStatus, keep?: 'mine' | 'theirs'): Promise<number> {
    return storeAnswer(await this.#projects.need(), this.#revisions, sent, status, keep);
  }

  /** The page hears that the task is left, and what is shown now, also where it has gone on to another one. */
  #stepped(taskId: string): void {
    this.#mail.post({ type: 'stepped', taskId });
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening?.dispose();
    this.#panel?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
