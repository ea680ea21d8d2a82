import type { MatrixTask } from '../../domain/matrix.ts';
import type { Store } from '../../store/api/store.ts';

/** The first page is what is seen first; of the others each holds nobody up for long. */
const [firstPage, page] = [100, 1_000];

/** What the matrix knows of the tasks: all of them in the order of loading, each as it was read last. */
export class MatrixRows {
  readonly #store: Pick<Store, 'matrixTasks'>;
  readonly #annotator: string;
  readonly #known = new Map<string, MatrixTask>();
  #isComplete = false;
  #isClosed = false;

  constructor(store: Pick<Store, 'matrixTasks'>, annotator: string) {
    this.#store = store;
    this.#annotator = annotator;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get size(): number {
    return this.#known.size;
  }

  get(id: string): MatrixTask | undefined {
    return this.#known.get(id);
  }

  all(): MatrixTask[] {
    return [...this.#known.values()];
  }

  /** Reads all; tells each page as it comes. */
  async load(told: (tasks: MatrixTask[]) => void): Promise<void> {
    let after: number | undefined;
    for (let limit = firstPage; !this.#isClosed; limit = page) {
      const tasks = await this.#store.matrixTasks(this.#annotator, { after, limit });
      if (this.#isClosed) return;
      for (const task of tasks) this.#known.set(task.id, task);
      after = tasks.at(-1)?.position;
      this.#isComplete = tasks.length < limit;
      told(tasks);
      if (this.#isComplete) return;
    }
  }

  /** Reads some anew: what they are now, and which are not there any more. */
  async refresh(ids: readonly string[]): Promise<{ tasks: MatrixTask[]; gone: string[] }> {
    const tasks = await this.#store.matrixTasks(this.#annotator, { ids });
    const there = new Set(tasks.map(({ id }) => id));
    const gone = ids.filter((id) => !there.has(id) && this.#known.has(id));
    if (this.#isClosed) return { tasks: [], gone: [] };
    for (const task of tasks) this.#known.set(task.id, task);
    for (const id of gone) this.#known.delete(id);
    return { tasks, gone };
  }

  close(): void {
    this.#isClosed = true;
  }
}
