import type { ResponseNumber } from '../../domain/annotation.ts';
import type { MatrixTask } from '../../domain/matrix.ts';
import type { TaskRuns } from '../../insights/runSummary.ts';
import { isMissing } from '../../stats/base/figure.ts';
import type { MatrixState } from '../../protocol/matrixMessages.ts';
import type { Store } from '../../store/api/store.ts';
import type * as RunAllWork from '../runs/runWork.ts';
import { countedTasks } from './matrixRow.ts';

/** What reads and counts the runs of tasks, loaded where they are counted. */
type Counting = Pick<typeof RunAllWork, 'taskRuns' | 'passAtOf'>;
type PassAt = MatrixState['passAt'];

/** With more tasks fewer samples are drawn, as insights do. */
const drawsFor = (tasks: number): number => (tasks > 2500 ? 200 : tasks > 500 ? 500 : 1000);

/**
 * pass@k of a project: what each task's runs are is read one task after the other, beside everything else that is asked of the store, and again
 * only of those that changed.
 */
export class MatrixSums {
  readonly #store: Pick<Store, 'taskDetail' | 'samples'>;
  readonly #counting: Counting;
  readonly #changed: () => void;
  readonly #known = new Map<string, TaskRuns>();
  readonly #waiting = new Set<string>();
  #isCounting = false;
  #closed = false;
  #latest: PassAt = [[], []];

  /** @param changed there are other figures */
  constructor(store: Pick<Store, 'taskDetail' | 'samples'>, counting: Counting, changed: () => void) {
    this.#store = store;
    this.#counting = counting;
    this.#changed = changed;
  }

  get isCounting(): boolean {
    return this.#isCounting;
  }

  get latest(): PassAt {
    return this.#latest;
  }

  /** Reads these, then counts. Resolves when nothing is waiting. */
  async read(ids: Iterable<string>, count: () => PassAt): Promise<void> {
    for (const id of ids) this.#waiting.add(id);
    if (this.#isCounting || this.#closed) return;
    this.#isCounting = true;
    try {
      while (this.#waiting.size > 0 && !this.#closed) {
        for (const id of this.#waiting) {
          this.#waiting.delete(id);
          await this.#readOne(id);
          if (this.#closed) return;
        }
        this.#latest = count();
      }
    } finally {
      this.#isCounting = false;
      if (!this.#closed) this.#changed();
    }
  }

  async #readOne(id: string): Promise<void> {
    try {
      this.#known.set(id, await this.#counting.taskRuns(this.#store, id));
    } catch {
      this.#known.delete(id); // it is gone, or the store is
    }
  }

  /** What is known of these tasks. */
  passAt(tasks: readonly MatrixTask[], blind: boolean): PassAt {
    const of = (response: ResponseNumber): PassAt[number] => {
      const known = countedTasks(tasks, ({ state }) => state, blind).flatMap(
        ({ id }) => this.#known.get(id) ?? [],
      );
      return this.#counting
        .passAtOf(known, response, drawsFor(known.length))
        .map(({ k, figure: { value, n, interval } }) => ({
          k,
          share: { value, tasks: n, ...(!isMissing(interval) && interval) },
        }));
    };
    return [of(1), of(2)];
  }

  close(): void {
    this.#closed = true;
  }
}
