import * as vscode from 'vscode';
import { checked } from '../common/checked.ts';
import { joined } from '../common/taskText.ts';
import type { ReviewState } from '../../protocol/reviewState.ts';
import type { TaskState } from '../../domain/annotation.ts';
import { concerns } from '../../domain/change.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Place, QueueCounts, TaskQueue } from '../../domain/queue.ts';
import { setContext } from '../common/services.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import {
  firstChoice,
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

export type QueueProgress = NonNullable<ReviewState['progress']['queue']>;

export interface QueueSummary {
  queue: QueueChoice;
  title: string;
  /** What the tree lists. */
  tasks: number;
  left: number;
}

type Direction = 'next' | 'previous';

interface Opened {
  taskId: string;
  at: Promise<Place | undefined>;
  place: Promise<QueueCounts['place']>;
}

/**
 * The one queue that is chosen for the open project: what the tree lists and "Next" goes through. Each workspace remembers its own
 * for each project.
 */
export class Queues extends ProjectPart {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #choice: QueueChoice = {};
  /** It is the order that the project begins with: all tasks are listed, and nobody has chosen anything. */
  #isOwnOrder = false;
  #folder: string | undefined;
  /** Where the task that is shown stood when it was opened: its scores may move it while it is judged. */
  #opened: Opened | undefined;
  /** What the queue holds, read once after each change: what is listed, and with what was judged. */
  #counted: { listed?: Promise<QueueCounts>; whole?: Promise<QueueCounts> } = {};
  /** The task at the end of the queue, once that was told. */
  #end: string | undefined;

  /** Another queue is chosen, also because another project is open. */
  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    super(projects);
    this.own(projects.onDidChange((change) => this.#follow(projects.session, change)));
  }

  get choice(): QueueChoice {
    return this.#choice;
  }

  get active(): boolean {
    return !isEmpty(this.#choice) && !this.#isOwnOrder;
  }

  get title(): string {
    return queueTitle(this.#choice);
  }

  #follow(session: Session | undefined, change: ProjectChange): void {
    this.#counted = {};
    if (isOther(change) || change.config || concerns(change.tasks, 'task')) this.#opened = undefined;
    if (!change.project && !change.config) return;
    const folder = session?.folder;
    const blind = session?.project.config.blind ?? true;
    if (folder === this.#folder && !(blind && tellsTheOrder(this.#choice.sort))) return;
    this.#folder = folder;
    const { workspaceState } = this.projects.services.extension;
    const kept = folder ? queueChoiceSchema.safeParse(workspaceState.get(key(folder))).data : undefined;
    const choice = kept ? tidy(kept) : firstChoice(session);
    const isOwnOrder = kept === undefined && choice.sort?.by === 'random';
    this.#use(blind && tellsTheOrder(choice.sort) ? { ...choice, sort: undefined } : choice, isOwnOrder);
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
        vscode.l10n.t('Sort by the higher or the lower of the two scores, or by their gap.'),
      );
    this.#use(choice);
    await this.projects.services.extension.workspaceState.update(
      key(session.folder),
      // Also that all are wanted in the order of loading, where the project has another.
      isEmpty(choice) && isEmpty(firstChoice(session)) ? undefined : choice,
    );
  }

  #use(choice: QueueChoice, isOwnOrder = false): void {
    this.#choice = tidy(choice);
    this.#isOwnOrder = isOwnOrder;
    this.#opened = undefined;
    this.#end = undefined;
    this.#counted = {};
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
    if (!this.active) return session.overview();
    return this.#count(session, 'listed', this.listed(session));
  }

  #count(session: Session, which: 'listed' | 'whole', queue: TaskQueue): Promise<QueueCounts> {
    const known = this.#counted[which];
    if (known) return known;
    const counting = session.store.queueCounts(session.annotator, queue);
    this.#counted[which] = counting;
    counting.catch(() => {
      if (this.#counted[which] === counting) this.#counted[which] = undefined; // asked for again the next time
    });
    return counting;
  }

  #wholeQueue(session: Session): TaskQueue {
    return toQueue(wholeOf(this.#choice), session.project.guidelines.version);
  }

  /** How many of them "Next" goes to. */
  leftOf({ byState }: Pick<QueueCounts, 'byState'>): number {
    return walkedStates(this.#choice).reduce((sum, state) => sum + byState[state], 0);
  }

  async summary(session: Session): Promise<QueueSummary> {
    const counts = await this.counts(session);
    return { queue: this.#choice, title: this.title, tasks: counts.total, left: this.leftOf(counts) };
  }

  /** In a review pass: this task was looked at, which is kept at once. */
  #look(session: Session, taskId: string): void {
    const { pass, among } = this.#choice;
    if (!pass || !among?.ids.includes(taskId) || pass.looked.includes(taskId)) return;
    pass.looked.push(taskId);
    void this.projects.services.extension.workspaceState.update(key(session.folder), this.#choice);
  }

  /** The tasks of a review pass that were not looked at, for the store; undefined: it is none. */
  #unseen(session: Session): TaskQueue | undefined {
    const { pass, among } = this.#choice;
    if (!pass || !among) return undefined;
    const seen = new Set(pass.looked);
    const ids = among.ids.filter((id) => !seen.has(id));
    return { ...this.listed(session, walkedStates(this.#choice)), among: { ...among, ids } };
  }

  /** How many tasks of a review pass were not looked at; undefined: it is none. */
  async unseen(session: Session): Promise<number | undefined> {
    const queue = this.#unseen(session);
    return queue && session.store.countTasks(session.annotator, queue);
  }

  /** To be told when a task is opened: where it stands is asked for before anything changes it. */
  opened(taskId: string): void {
    const session = this.projects.session;
    if (!session || !this.active) return;
    this.#look(session, taskId);
    const { annotator, store } = session;
    const at = store.place(annotator, taskId, this.#choice.sort).catch(() => undefined);
    this.#opened = { taskId, at, place: at.then((place) => place && this.#placeIn(session, place)) };
    this.#opened.place.catch(() => undefined); // told to whoever asks for it
  }

  async #placeIn(session: Session, at: Place): Promise<QueueCounts['place']> {
    return (await session.store.queueCounts(session.annotator, this.#wholeQueue(session), at)).place;
  }

  /**
   * The next (or previous) task of the queue; without one, of all open tasks. Undefined when nothing is left, and at the end of a queue
   * that judging does not make shorter: asked once more, it begins again. The end of a review pass comes once all were looked at.
   */
  async next(session: Session, from: string | undefined, direction: Direction): Promise<string | undefined> {
    if (!this.active) return session.store.nextTask(session.annotator, from, direction, this.listed(session));
    if (from !== undefined) this.#look(session, from);
    const next = await this.#walk(session, from, direction);
    if (next === undefined || from === undefined || this.isForWork) return next;
    const ends = this.#end !== from && !(await this.#follows(session, from, next, direction));
    const unseen = ends && direction === 'next' ? this.#unseen(session) : undefined;
    const missed = unseen && (await session.store.nextTask(session.annotator, undefined, 'next', unseen));
    if (missed !== undefined) return missed;
    this.#end = ends ? from : undefined;
    return ends ? undefined : next;
  }

  /** Whether it lies behind the task where "Next" comes from, and not at the other end. */
  async #follows(session: Session, from: string, to: string, direction: Direction): Promise<boolean> {
    const { annotator, store } = session;
    const there = await store.place(annotator, to, this.#choice.sort);
    const here = (await this.#openedAt(from)) ?? (await store.place(annotator, from, this.#choice.sort));
    const before = async (at: Place): Promise<number> =>
      (await store.queueCounts(annotator, this.listed(session), at)).place?.before ?? 0;
    const [start, end] = await Promise.all([before(here), before(there)]);
    return direction === 'next' ? end > start || (end === start && to !== from) : end < start;
  }

  /** Where a task stands in the queue, or stood when it was opened; undefined where none is chosen. */
  async progress(session: Session, taskId: string): Promise<QueueProgress | undefined> {
    if (!this.active) return undefined;
    if (this.#opened?.taskId !== taskId) this.opened(taskId);
    return this.#progressAt(session, await this.#opened?.place);
  }

  /** The same for a task that is going to be shown; where one is stays as it is. */
  async progressAhead(session: Session, taskId: string): Promise<QueueProgress | undefined> {
    if (!this.active) return undefined;
    const at = await session.store.place(session.annotator, taskId, this.#choice.sort);
    return this.#progressAt(session, await this.#placeIn(session, at));
  }

  /** What `next` is going to find after a task; undefined where that is decided only when it is asked for. */
  async nextAhead(session: Session, from: string): Promise<string | undefined> {
    if (!this.active) return session.store.nextTask(session.annotator, from, 'next', this.listed(session));
    if (!this.isForWork) return undefined;
    return this.#walk(session, from, 'next');
  }

  async #walk(session: Session, from: string | undefined, direction: Direction): Promise<string | undefined> {
    if (direction === 'next' && this.#drawsNext) {
      const drawn = await session.store.drawTask(session.annotator, from, this.listed(session));
      if (drawn !== undefined) return drawn;
    }
    const place = await this.#openedAt(from);
    const queue = this.listed(session, walkedStates(this.#choice));
    return session.store.nextTask(session.annotator, place ?? from, direction, queue);
  }

  /** Where the task that is shown stood when it was opened. */
  async #openedAt(taskId: string | undefined): Promise<Place | undefined> {
    return this.#opened?.taskId === taskId ? this.#opened?.at : undefined;
  }

  async #progressAt(session: Session, place: QueueCounts['place']): Promise<QueueProgress> {
    // Also what was judged since it was chosen.
    const counts = await this.#count(session, 'whole', this.#wholeQueue(session));
    const { byState, total } = counts;
    const unseen = await this.unseen(session);
    return {
      title: this.title,
      position: place?.here ? place.before + 1 : undefined,
      total,
      judged: byState.submitted + byState.discarded,
      left: this.leftOf(counts),
      ...(unseen !== undefined && { looked: total - unseen }),
    };
  }

  /** Whether a draft that is begun takes its task out of the queue, or into it. */
  get countsDrafts(): boolean {
    return this.active && !this.isForWork;
  }

  /** Whether "Next" goes to what is drawn by chances. */
  get #drawsNext(): boolean {
    return this.#choice.sort?.by === 'informative' && this.isForWork;
  }

  /** Whether judging makes it shorter. */
  get isForWork(): boolean {
    return isForWork(this.#choice);
  }
}

function key(folder: string): string {
  return `queue:${folder}`;
}

/** Errors: `queue-invalid`. */
function parseChoice(wanted: unknown): QueueChoice {
  return checked(queueChoiceSchema, wanted, 'queue-invalid', ({ path, message }) =>
    vscode.l10n.t('This is no queue: {0}', joined(': ', path, message) || '?'),
  );
}
