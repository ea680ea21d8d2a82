import type { ShownOrder } from '../../domain/annotation.ts';
import type { Overview, TaskDetail } from '../../domain/task.ts';
import type { TaskChange } from '../../domain/change.ts';
import type { Store } from '../../store/api/store.ts';

/** The task that is shown, the one that comes, and those of two editors. */
const kept = 4;

type Source = Pick<Store, 'taskDetail' | 'overview' | 'refresh'>;

/**
 * What was read of the store and still holds: the details of the last tasks, and how far one is. The store's own words on what changed
 * keep both up to date, so that a digit that is typed makes nobody read again what the writer knew.
 */
export class TaskMemory {
  readonly #store: Source;
  readonly #annotator: () => string;
  readonly #details = new Map<string, TaskDetail>();
  #overview: Promise<Overview> | undefined;
  /** As far as it has been read. */
  #known: Overview | undefined;
  /** Grows with each change: what was being read meanwhile may be old. */
  #changes = 0;

  constructor(store: Source, annotator: () => string) {
    this.#store = store;
    this.#annotator = annotator;
  }

  /** As it is stored, by whatever window. Errors: `task-missing`. */
  async detail(taskId: string): Promise<TaskDetail> {
    if (this.#details.has(taskId)) await this.#store.refresh();
    return this.known(taskId);
  }

  /** As it was read last: what another window did a moment ago may be missing. Errors: `task-missing`. */
  async known(taskId: string): Promise<TaskDetail> {
    const known = this.#details.get(taskId);
    if (known) return known;
    const changes = this.#changes;
    const detail = await this.#store.taskDetail(taskId, this.#annotator(), true);
    if (changes === this.#changes) this.#keep(taskId, detail);
    return detail;
  }

  #keep(taskId: string, detail: TaskDetail): void {
    this.#details.delete(taskId);
    this.#details.set(taskId, detail);
    const [oldest] = this.#details.keys();
    if (this.#details.size > kept && oldest !== undefined) this.#details.delete(oldest);
  }

  /** The order of a task on screen was drawn, of which the store tells nobody. */
  drawn(taskId: string, shownOrder: ShownOrder): void {
    const known = this.#details.get(taskId);
    if (known) this.#details.set(taskId, { ...known, shownOrder });
  }

  /** What is known of a task is old, though the store has not told yet. */
  forgetTask(taskId: string): void {
    this.#changes++;
    this.#details.delete(taskId);
  }

  /** Counts, means, and what undo and redo would do. */
  overview(): Promise<Overview> {
    if (this.#overview) return this.#overview;
    const reading = this.#store.overview(this.#annotator());
    this.#overview = reading;
    reading.then(
      (overview) => {
        if (this.#overview === reading) this.#known = overview;
      },
      () => {
        if (this.#overview === reading) this.#overview = undefined;
      },
    );
    return reading;
  }

  /** To be called before anybody else hears of it. */
  changed(change: TaskChange): void {
    this.#changes++;
    if (change.ids === 'all') return this.forget();
    const { answers = [], what } = change;
    const onlyAnswers = [...what].every((aspect) => aspect === 'answer' || aspect === 'outbox');
    let drafts = onlyAnswers && !what.has('outbox');
    for (const taskId of change.ids) {
      const known = this.#details.get(taskId);
      const annotation = answers.find((one) => one.taskId === taskId && one.annotator === this.#annotator());
      drafts &&= known?.annotation?.status === 'draft' && annotation?.status === 'draft';
      if (!known) continue;
      if (onlyAnswers && annotation) this.#details.set(taskId, { ...known, annotation });
      else this.#details.delete(taskId);
    }
    // A draft that goes on changes no count; it may only end what could be done again.
    const same = drafts && this.#known && !this.#known.offers.redo;
    const counted = (['task', 'response', 'answer', 'outbox'] as const).some((aspect) => what.has(aspect));
    if (counted && !same) this.#forgetOverview();
  }

  #forgetOverview(): void {
    this.#overview = undefined;
    this.#known = undefined;
  }

  /** Somebody else annotates, or nobody can tell what changed. */
  forget(): void {
    this.#changes++;
    this.#details.clear();
    this.#forgetOverview();
  }
}
