import * as vscode from 'vscode';
import { asTouchstoneError } from '../../platform/errors.ts';
import { reviewContract, type ReviewAction, type ReviewHandlers } from '../../protocol/reviewMessages.ts';
import { reviewPageStateSchema, type ReviewState, type SentAnswer } from '../../protocol/reviewState.ts';
import type { AnnotationStatus } from '../../domain/annotation.ts';
import { askPage } from '../common/lateFocus.ts';
import { showError } from '../common/notifications.ts';
import { standingAt, stepsOf } from '../../review/snapshot.ts';
import { paceWords } from '../progress/paceTracker.ts';
import type { TextPiece } from '../generation/generationController.ts';
import type { RunChange } from '../runs/runChanges.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { touches } from '../../domain/change.ts';
import type { Look, Session } from '../session/session.ts';
import { textsChangedOf } from '../../store/api/shownTexts.ts';
import { clip, plain, ownTitle } from '../common/taskText.ts';
import { WebviewHost } from '../webview/webviewHost.ts';
import { changesMore } from '../answers/draftEffects.ts';
import { Ahead, type AheadTask } from './nextTaskPrefetch.ts';
import { PageAnswers } from './pageAnswers.ts';
import { PageFocus, type ShowOptions } from './pageFocus.ts';
import { firstTask, lastShown, projectOf, rememberShown } from './panelTasks.ts';
import { reviewState, type LiveParts } from './reviewSnapshot.ts';
import type { SavedAnswer } from './sentAnswers.ts';
import { UnsavedAnswers } from './unsavedAnswers.ts';
import { shownSubject } from '../common/subjects.ts';

const page = {
  viewType: 'touchstone.review',
  file: 'review',
  contract: reviewContract,
  kept: ['do'] as const,
  tellsErrorsOf: ['saveDraft', 'submit', 'discard', 'tag', 'untag', 'knownTags'] as const,
};

/** What the page knows of the task that it shows. */
type Told = Pick<AheadTask, 'state' | 'order' | 'suggested'>;

/** The one review panel: it shows a task of the open project and carries what the page says to the store. */
export class ReviewPanel extends ProjectPart {
  readonly #live: LiveParts;
  readonly #host: WebviewHost<typeof reviewContract>;
  readonly #shown = this.own(new vscode.EventEmitter<string>());
  #handlers: ReviewHandlers | undefined;
  readonly focusOfPage = new PageFocus((question) => this.#host.emit('askFocus', question));
  /** The panel's name, once its page has told it. */
  #name: string | undefined;
  #taskId: string | undefined;
  #folder: string | undefined;
  #told: Told | undefined;
  /** Nothing is left: that is shown in the task's place. */
  #done = false;
  /** For what the annotator's pace was told last. */
  #toldPace = '';
  #serial = 0;
  readonly #answers = new PageAnswers();
  readonly unsaved: UnsavedAnswers;
  readonly #ahead: Ahead;
  /** The task whose successor was sent ahead or is looked for. */
  #aheadOf: string | undefined;
  /** One after another, so that the last one stays. */
  #remembered: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  readonly onDidShow = this.#shown.event;

  constructor(projects: Projects, live: LiveParts) {
    super(projects);
    this.#live = live;
    this.#ahead = new Ahead(live);
    this.unsaved = this.own(new UnsavedAnswers(projects, this.#answers));
    this.#host = this.own(
      new WebviewHost(projects.services, page, () => ({
        handlers: this.#handlers as ReviewHandlers,
        signals: {},
        ready: ({ panel }) => this.#pageReady(panel),
        restore: (state) => this.#restore(state),
        viewChanged: () => {
          if (this.visible) this.refresh();
          if (!this.#host.panel?.active) this.focusOfPage.lost();
        },
      })),
    );
    this.own(
      projects.onDidChange((change) => this.#follow(change)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      { dispose: () => clearTimeout(this.#timer) },
      askPage(async () => {
        if (!this.visible || !this.#host.ready) return false;
        return this.focusOfPage.ask();
      }),
      vscode.workspace.onDidChangeConfiguration((e) => {
        this.#toldPace = '';
        if (e.affectsConfiguration('touchstone.review')) this.refreshAll();
      }),
    );
  }

  /** What the page may ask for: said once, before there is a page. */
  serve(handlers: ReviewHandlers): void {
    this.#handlers = handlers;
  }

  get taskId(): string | undefined {
    return this.#host.panel ? this.#taskId : undefined;
  }

  /** The task that is shown, while the panel is the active editor. */
  get focusedTask(): string | undefined {
    return this.#host.panel?.active && !this.#done ? this.#taskId : undefined;
  }

  get visible(): boolean {
    return this.#host.panel?.visible ?? false;
  }

  #follow(change: ProjectChange): void {
    const { tasks } = change;
    if (!isOther(change) && !change.config) {
      if (!tasks || this.#answers.revisions.isEcho(tasks)) return;
      const next = this.#ahead.ready?.state.task.id;
      if (tasks.ids === 'all' || (next !== undefined && touches(tasks, next))) this.refreshAll();
      else if (this.#taskId !== undefined && touches(tasks, this.#taskId)) {
        const onlyRuns = [...tasks.what].every((aspect) => aspect === 'run');
        if (!(onlyRuns && this.#live.runs.isRunning(this.#taskId))) this.refresh();
      }
      return;
    }
    const { session } = this.projects;
    this.#answers.revisions.forget();
    this.#ahead.forget();
    this.#aheadOf = undefined;
    if (session && this.#host.panel && this.#folder !== undefined && this.#folder !== session.folder)
      void this.#showFirst(session).catch((error: unknown) => showError(error, this.log));
    else this.refresh();
  }

  /** Another project is open: the panel goes on with its first open task, or closes. */
  async #showFirst(session: Session): Promise<void> {
    const first = await firstTask(session);
    if (first !== undefined) await this.show(first, { preserveFocus: true, behind: true });
    else this.#host.panel?.dispose();
  }

  /** Shows a task; the panel is made if there is none. */
  async show(taskId: string, show: ShowOptions = {}): Promise<void> {
    const { preserveFocus, focused = this.focusOfPage.focused, behind = false } = show;
    const session = await this.projects.need();
    await this.settled(); // what was typed for the task that goes away
    const look = await session.look(taskId); // errors before anything changes on screen
    const { panel } = this.#host;
    const title = plain(clip(ownTitle(look.task, look.namesake), 30));
    if (!panel) this.#host.create(title, { viewColumn: vscode.ViewColumn.Active, preserveFocus });
    // Not where the page has the focus: it would lose it for a moment, and keys with it.
    else if (preserveFocus) {
      if (panel.visible || !behind) panel.reveal(panel.viewColumn, true);
    } else if (!panel.visible || !focused) this.focus();
    if (this.#folder !== session.folder) this.#answers.revisions.forget();
    const other = this.#taskId !== taskId || this.#folder !== session.folder;
    this.#goTo(taskId, session.folder);
    if (panel) panel.title = title;
    // A draft of the shown task may be on its way.
    await this.#answers.enqueue(() => this.#send(other ? look : undefined));
    this.#shown.fire(taskId);
  }

  #goTo(taskId: string, folder: string): void {
    this.#answers.revisions.keep(taskId);
    this.#taskId = taskId;
    this.#done = false;
    this.#folder = folder;
    void this.projects.services.extension.workspaceState.update('task', taskId);
    this.#remember();
  }

  /** Nobody waits for it. */
  #remember(): void {
    const { session } = this.projects;
    const [name, taskId] = [this.#name, this.#taskId];
    if (!session || session.folder !== this.#folder || !name || !taskId) return;
    this.#remembered = this.#remembered
      .then(() => rememberShown(session, name, taskId))
      .catch((error: unknown) => this.log.warn(asTouchstoneError(error).message));
  }

  /** Shows that nothing is left, in place of the task. */
  showDone(done = true): Promise<void> {
    this.#done = done;
    return this.#answers.enqueue(() => this.#send());
  }

  /** After a reload of the window: the same panel comes back with its task. */
  async #restore(state: unknown): Promise<void> {
    const kept = reviewPageStateSchema.safeParse(state).data;
    const session = await projectOf(kept?.folder, this.projects);
    const wanted =
      (await lastShown(session, kept?.panel)) ??
      kept?.taskId ??
      this.projects.services.extension.workspaceState.get<string>('task');
    const taskId = wanted ?? (await firstTask(session));
    if (taskId === undefined) return;
    await session.look(taskId); // a task that is gone closes the panel
    this.#taskId = taskId;
    this.#folder = session.folder;
    await this.#answers.enqueue(() => this.#send());
    this.#shown.fire(taskId);
  }

  #pageReady(name: string | undefined): Promise<void> {
    this.#name = name;
    this.#remember();
    this.#toldPace = '';
    this.#aheadOf = undefined;
    return this.#answers.enqueue(() => this.#send());
  }

  /** Sends the page a new snapshot, soon; several calls in a row send one. */
  refresh(): void {
    if (!this.#host.panel) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#answers
        .enqueue(() => this.#send())
        .catch((error: unknown) => this.log.error(asTouchstoneError(error).message));
    }, 30);
  }

  /** The same, and looks again at what comes next. */
  refreshAll(): void {
    this.#aheadOf = undefined;
    this.refresh();
  }

  /** @param seen the task as it was looked at just now */
  async #send(seen?: Look): Promise<void> {
    const session = this.projects.session;
    const taskId = this.#taskId;
    // A page that still loads gets all when it says that it has.
    if (!session || !taskId || !this.#host.ready) return;
    const look = seen ?? (await session.look(taskId));
    const inQueue = this.#live.queues.progress(session, taskId);
    const state = await reviewState(session, look, this.#live, inQueue, ++this.#serial);
    if (this.#taskId !== taskId) return; // another task was opened meanwhile
    this.#tell({ state, order: look.shownOrder, suggested: look.suggestions.length > 0 });
    this.#answers.revisions.shown(taskId, state.revision);
    if (this.#done) {
      const { doneNow } = await import('./reviewTools.ts');
      state.done = await doneNow(session, this.#live);
    }
    this.#host.emit('state', { state });
    const next = this.#aheadOf !== taskId;
    this.#aheadOf = taskId;
    this.#sendAhead(session, state, { next });
  }

  #tell(told: Told): void {
    this.#told = told;
    if (this.#host.panel) this.#host.panel.title = plain(clip(told.state.task.title, 30));
  }

  /**
   * What goes with the shown task. Nobody waits for it: the task is on screen first, then the next one is made ready.
   * `around`: the page shows what was sent ahead, before all that has changed around it since.
   */
  #sendAhead(session: Session, shown: ReviewState, wanted: { around?: boolean; next: boolean }): void {
    const work = async (): Promise<void> => {
      const after = shown.task.id;
      const known = wanted.around ? standingAt(await session.overview()) : undefined;
      const progress = known
        ? {
            position: shown.progress.position,
            judged: known.judged,
            total: known.total,
            queue: await this.#live.queues.progress(session, after),
          }
        : shown.progress;
      const [ahead, pace] = await Promise.all([
        wanted.next ? this.#ahead.prepare(session, after, known, () => ++this.#serial) : undefined,
        this.#paceIfChanged(session, progress),
      ]);
      if (this.#taskId !== after || !(known || pace || wanted.next)) return;
      if (ahead) this.#answers.revisions.shown(ahead.state.task.id, ahead.state.revision);
      this.#host.emit('ahead', {
        after,
        around: known && { ...known, progress },
        ...pace,
        next: ahead ? { judged: ahead.judged, state: ahead.state } : wanted.next ? null : undefined,
      });
    };
    work().catch((error: unknown) => this.log.warn(asTouchstoneError(error).message));
  }

  async #paceIfChanged(session: Session, progress: ReviewState['progress']) {
    const key = JSON.stringify([session.folder, session.annotator, progress.judged, progress.queue?.title]);
    if (key === this.#toldPace) return undefined;
    this.#toldPace = key;
    return paceWords(session, this.#live.queues);
  }

  /** The page shows the task that was sent ahead: so does the host from now on. Returns false when it is not that one. */
  follow(taskId: string): boolean {
    const ahead = this.#ahead.ready;
    const { session } = this.projects;
    if (!session || !this.#host.panel || ahead?.state.task.id !== taskId || ahead.after !== this.#taskId)
      return false;
    this.#goTo(taskId, ahead.folder);
    this.#tell(ahead);
    this.#shown.fire(taskId);
    this.#aheadOf = taskId;
    this.#sendAhead(session, ahead.state, { around: true, next: true });
    return true;
  }

  postText({ taskId, response, ...piece }: TextPiece): void {
    if (taskId !== this.#taskId || !this.#told) return;
    this.#host.emit('text', { taskId, side: this.#told.order[0] === response ? 'A' : 'B', ...piece });
  }

  showRuns(taskId: string, changes: RunChange[]): void {
    if (taskId !== this.#taskId || !this.#told) return;
    const told = { shownOrder: this.#told.order };
    const shown = (change: RunChange) => ({ ...change, subject: shownSubject(told, change.subject) });
    this.#host.emit('runs', { taskId, changes: changes.map(shown) });
  }

  /** Resolves when what the page has sent so far is on disk. */
  settled(): Promise<void> {
    return this.#answers.settled();
  }

  /** Does something between the answers and snapshots of the page. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#answers.enqueue(work);
  }

  /** Passes a command on to the page. Resolves to false when no panel is there to do it. */
  do(action: ReviewAction, fromKey: boolean): boolean {
    if (!this.#host.panel) return false;
    this.#host.emit('do', { action, fromKey });
    return true;
  }

  focus(): void {
    const { panel } = this.#host;
    panel?.reveal(panel.viewColumn, false);
    void this.focusOfPage.arrive(() => this.#host.panel?.active === true);
  }

  /** Stores a draft that the page sent. What it has typed itself is not sent back. */
  async saveDraft({ over, ...sent }: SentAnswer & { over?: boolean }) {
    const saved = await this.#store(sent, 'draft', over ? 'mine' : undefined);
    const session = await this.projects.need();
    return { ...saved, ...stepsOf(await session.overview()) };
  }

  /** Another window's answer stays. */
  takeTheirs(sent: SentAnswer): Promise<SavedAnswer> {
    return this.#store(sent, 'draft', 'theirs');
  }

  /** Stores a submit or discard of the page, then goes on. Where the page has not gone on by itself, it gets one snapshot. */
  async judge(
    { shown, ...sent }: SentAnswer & { shown?: string },
    status: 'submitted' | 'discarded',
    goOn: (taskId: string, shown?: string) => Promise<void>,
  ): Promise<SavedAnswer & { shown?: string }> {
    const saved = await this.#store(sent, status);
    const before = this.#told;
    await goOn(sent.taskId, shown).catch((error: unknown) => showError(error, this.log));
    // A page that has gone on to another task than what is shown now would not hear of it.
    if (this.#told === before || (shown !== undefined && shown !== this.#taskId)) this.refresh();
    return { ...saved, shown: this.#taskId };
  }

  #store(sent: SentAnswer, ...how: [AnnotationStatus, keep?: 'mine' | 'theirs']): Promise<SavedAnswer> {
    const store = () => this.#answers.enqueue(() => this.#storeNow(sent, ...how));
    return this.unsaved.guard(this.projects.session, sent, store);
  }

  async #storeNow(
    sent: SentAnswer,
    status: AnnotationStatus,
    keep?: 'mine' | 'theirs',
  ): Promise<SavedAnswer> {
    try {
      const saved = await this.#answers.store(await this.projects.need(), sent, status, keep);
      const told = this.#told?.state.task.id === sent.taskId ? this.#told : undefined;
      const answer = saved.answer ?? sent.answer;
      const more = told && changesMore(told, answer, this.#live.queues.countsDrafts);
      if (status === 'draft' && (keep || more)) this.refresh();
      if (told) this.#told = { ...told, state: { ...told.state, status, answer } };
      return saved;
    } catch (error) {
      this.refresh(); // with what is stored, the page can offer a choice
      if (textsChangedOf(error) && sent.taskId !== this.#taskId) showError(error, this.log);
      throw error;
    }
  }
}
