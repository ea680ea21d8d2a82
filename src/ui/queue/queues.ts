import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Place, QueueCounts, TaskQueue } from '../../domain/queue.ts';
import { setContext, type Services } from '../common/services.ts';
import type { Projects } from '../session/projects.ts';
import {
  isEmpty,
  isForWork,
  queueChoiceSchema,
  tellsTheOrder,
  tidy,
  toQueue,
  walkedStates,
  wholeOf,
  type QueueChoice,
} from './queueChoice.ts';
import { queueTitle } from './queueText.ts';
import type { Session } from '../session/session.ts';

/** How far one is in a queue. */
export interface QueueProgress {
  title: string;
  /** From 1; missing for a task that is not in the queue. */
  position?: number;
  /** Tasks of the queue, also those judged already. */
  total: number;
  judged: number;
  /** What "Next" still goes to. */
  left: number;
}

/** What a queue holds right now. */
export interface QueueSummary {
  queue: QueueChoice;
  title: string;
  /** What the tree lists. */
  tasks: number;
  left: number;
}

/**
 * The one queue that is chosen for the open project: what the tree lists and "Next" goes through. Each workspace remembers its own
 * for each project.
 */
export class Queues implements vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #following: vscode.Disposable;
  #choice: QueueChoice = {};
  #folder: string | undefined;
  /** Where the task that is shown stood when it was opened: its scores may move it while it is judged. */
  #place: { taskId: string; at: Promise<Place | undefined> } | undefined;

  #counted: { taskId: string; status: string | undefined; progress: Promise<QueueProgress> } | undefined;
  #listening: { dispose(): void } | undefined;
  /** The task at the end of the queue, once that was told. */
  #end: string | undefined;

  /** Another queue is chosen, also because another project is open. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#projects = projects;
    this.#following = projects.onDidChangeSession((session) => this.#follow(session));
  }

  get choice(): QueueChoice {
    return this.#choice;
  }

  get active(): boolean {
    return !isEmpty(this.#choice);
  }

  get title(): string {
    return queueTitle(this.#choice);
  }

  #follow(session: Session | undefined): void {
    this.#listening?.dispose();
    this.#counted = undefined;
    this.#listening = session?.onDidChange(({ taskIds }) => {
      const own = this.#counted?.taskId;
      if (taskIds.length === 0 || taskIds.some((id) => id !== own)) this.#counted = undefined;
    });
    const folder = session?.folder;
    const blind = session?.project.config.blind ?? true;
    if (folder === this.#folder && !(blind && tellsTheOrder(this.#choice.sort))) return;
    this.#folder = folder;
    const kept =
      folder && queueChoiceSchema.safeParse(this.#services.extension.workspaceState.get(key(folder)));
    const choice = kept ? tidy(kept.data ?? {}) : {};
    this.#use(blind && tellsTheOrder(choice.sort) ? { ...choice, sort: undefined } : choice);
  }

  /** Errors: `queue-invalid`. */
  async set(session: Session, wanted: unknown): Promise<void> {
    const choice = tidy(parseChoice(wanted));
    if (session.project.config.blind && tellsTheOrder(choice.sort))
      throw new TouchstoneError(
        'queue-invalid',
        vscode.l10n.t(
          'In a blind project tasks cannot be sorted by the score of one response: it would tell A from B.',
        ),
        { action: vscode.l10n.t('Sort by the higher or the lower of the two scores, or by their gap.') },
      );
    this.#use(choice);
    await this.#services.extension.workspaceState.update(
      key(session.folder),
      isEmpty(choice) ? undefined : choice,
    );
  }

  #use(choice: QueueChoice): void {
    this.#choice = tidy(choice);
    this.#place = undefined;
    this.#end = undefined;
    this.#counted = undefined;
    setContext('filtered', this.active);
    this.#changed.fire();
  }

  /** For the store. What is listed; with `states`, those of them alone. */
  listed(session: Session, states?: TaskState[]): TaskQueue {
    const queue = toQueue(this.#choice, session.project.guidelines.version);
    return states ? { ...queue, states } : queue;
  }

  /** What the tree lists, by state. */
  counts(session: Session): Promise<QueueCounts> {
    return session.store.queueCounts(session.annotator, this.listed(session));
  }

  /** How many of them "Next" goes to. */
  leftOf({ byState }: Pick<QueueCounts, 'byState'>): number {
    return walkedStates(this.#choice).reduce((sum, state) => sum + byState[state], 0);
  }

  async summary(session: Session): Promise<QueueSummary> {
    const counts = await this.counts(session);
    return { queue: this.#choice, title: this.title, tasks: counts.total, left: this.leftOf(counts) };
  }

  /** To be told when a task is opened: the place is asked for before anything changes it. */
  opened(taskId: string): void {
    const session = this.#projects.session;
    if (!session || !this.active) return;
    const at = session.store.place(session.annotator, taskId, this.#choice.sort).catch(() => undefined);
    this.#place = { taskId, at };
  }

  /**
   * The next (or previous) task of the queue; without one, of all open tasks. Undefined when nothing is left, and at the end of a queue
   * that judging does not make shorter: asked once more, it begins again.
   */
  async next(
    session: Session,
    from: string | undefined,
    direction: 'next' | 'previous',
  ): Promise<string | undefined> {
    if (!this.active) return session.store.nextTask(session.annotator, from, direction);
    const place = this.#place?.taskId === from ? await this.#place?.at : undefined;
    const queue = this.listed(session, walkedStates(this.#choice));
    const next = await session.store.nextTask(session.annotator, place ?? from, direction, queue);
    if (next === undefined || from === undefined || this.isForWork) return next;
    const ends = this.#end !== from && !(await this.#follows(session, from, next, direction));
    this.#end = ends ? from : undefined;
    return ends ? undefined : next;
  }

  /** Whether it lies behind the task where "Next" comes from, and not at the other end. */
  async #follows(
    session: Session,
    from: string,
    to: string,
    direction: 'next' | 'previous',
  ): Promise<boolean> {
    const { annotator, store } = session;
    const there = await store.place(annotator, to, this.#choice.sort);
    const here =
      (this.#place?.taskId === from ? await this.#place.at : undefined) ??
      (await store.place(annotator, from, this.#choice.sort));
    const before = async (at: Place): Promise<number> =>
      (await store.queueCounts(annotator, this.listed(session), at)).place?.before ?? 0;
    const [start, end] = await Promise.all([before(here), before(there)]);
    return direction === 'next' ? end > start || (end === start && to !== from) : end < start;
  }

  /**
   * Where a task stands in the queue; undefined where none is chosen. `status` is that of its answer: as long as it stays, what is typed
   * counts nothing anew (in a large project that takes longer than saving does).
   */
  progress(session: Session, taskId: string, status: string | undefined): Promise<QueueProgress | undefined> {
    if (!this.active) return Promise.resolve(undefined);
    const same = this.#counted?.taskId === taskId && this.#counted.status === status;
    if (this.#counted && same) return this.#counted.progress;
    const progress = this.#count(session, taskId);
    this.#counted = { taskId, status, progress };
    progress.catch(() => {
      if (this.#counted?.progress === progress) this.#counted = undefined; // asked for again the next time
    });
    return progress;
  }

  async #count(session: Session, taskId: string): Promise<QueueProgress> {
    if (this.#place?.taskId !== taskId) this.opened(taskId);
    return this.#progressAt(session, await this.#place?.at);
  }

  /** The same for a task that is going to be shown; where one is stays as it is. */
  async progressAhead(session: Session, taskId: string): Promise<QueueProgress | undefined> {
    if (!this.active) return undefined;
    const at = await session.store.place(session.annotator, taskId, this.#choice.sort);
    return this.#progressAt(session, at);
  }

  /** What `next` is going to find after a task; undefined where that is decided only when it is asked for. */
  async nextAhead(session: Session, from: string): Promise<string | undefined> {
    if (!this.active) return session.store.nextTask(session.annotator, from, 'next');
    if (!this.isForWork) return undefined;
    const place = this.#place?.taskId === from ? await this.#place.at : undefined;
    const queue = this.listed(session, walkedStates(this.#choice));
    return session.store.nextTask(session.annotator, place ?? from, 'next', queue);
  }

  async #progressAt(session: Session, at: Place | undefined): Promise<QueueProgress> {
    const choice = wholeOf(this.#choice);
    const queue = toQueue(choice, session.project.guidelines.version);
    const counts = await session.store.queueCounts(session.annotator, queue, at);
    const { byState, total, place } = counts;
    return {
      title: this.title,
      position: place?.here ? place.before + 1 : undefined,
      total,
      judged: byState.submitted + byState.discarded,
      left: this.leftOf(counts),
    };
  }

  /** Whether judging makes it shorter. */
  get isForWork(): boolean {
    return isForWork(this.#choice);
  }

  dispose(): void {
    this.#following.dispose();
    this.#listening?.dispose();
    this.#changed.dispose();
  }
}

function key(folder: string): string {
  return `queue:${folder}`;
}

/** Errors: `queue-invalid`. */
export function parseChoice(wanted: unknown): QueueChoice {
  const parsed = queueChoiceSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TouchstoneError(
    'queue-invalid',
    vscode.l10n.t(
      'This is no queue: {0}',
      [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') || '?',
    ),
  );
}
