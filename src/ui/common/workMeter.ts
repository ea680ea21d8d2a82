import type { MatrixWork } from '../../protocol/matrixMessages.ts';

/** The rate is that of the last seconds: servers and programs grow slower and faster. */
const windowMs = 15_000;
/** Before so much is over a rate says nothing. */
const leastMs = 1_000;

/** How far work on all tasks is, how fast it goes on, and what kept parts of it from being done. */
export class WorkMeter {
  readonly kind: MatrixWork['kind'];
  #atOnce: number;
  readonly #now: () => number;
  readonly beganAt: number;
  #endedAt: number | undefined;
  #state: MatrixWork['state'] = 'going';
  #done = 0;
  #total = 0;
  #tokens = 0;
  /** When how many were done. */
  readonly #steps: { at: number; done: number }[];
  readonly #problems = new Map<string, { count: number; taskIds: Set<string> }>();

  constructor(kind: MatrixWork['kind'], atOnce: number, now: () => number = () => performance.now()) {
    this.kind = kind;
    this.#atOnce = atOnce;
    this.#now = now;
    this.beganAt = now();
    this.#steps = [{ at: this.beganAt, done: 0 }];
  }

  get isGoing(): boolean {
    return this.#state === 'going';
  }

  /** Tasks of which something could not be done. */
  get failedTasks(): string[] {
    return [...new Set([...this.#problems.values()].flatMap(({ taskIds }) => [...taskIds]))];
  }

  progress(done: number, total: number, tokens = 0, atOnce = this.#atOnce): void {
    const at = this.#now();
    this.#done = done;
    this.#total = total;
    this.#tokens = tokens;
    this.#atOnce = atOnce;
    this.#steps.push({ at, done });
    while ((this.#steps[1]?.at ?? at) < at - windowMs) this.#steps.shift();
  }

  problem(taskId: string, text: string): void {
    const known = this.#problems.get(text) ?? { count: 0, taskIds: new Set() };
    this.#problems.set(text, known);
    known.count++;
    known.taskIds.add(taskId);
  }

  end(state: 'done' | 'stopped'): void {
    this.#state = state;
    this.#endedAt = this.#now();
  }

  view(): MatrixWork {
    const at = this.#endedAt ?? this.#now();
    const perSecond = this.isGoing
      ? this.#rate(at)
      : this.#done / Math.max(0.001, (at - this.beganAt) / 1000);
    const left = this.#total - this.#done;
    return {
      kind: this.kind,
      state: this.#state,
      done: this.#done,
      total: this.#total,
      atOnce: this.#atOnce,
      seconds: (at - this.beganAt) / 1000,
      ...(perSecond !== undefined && { perSecond }),
      ...(this.isGoing && perSecond !== undefined && perSecond > 0 && { secondsLeft: left / perSecond }),
      ...(this.#tokens > 0 && { tokens: this.#tokens }),
      problems: [...this.#problems].map(([text, { count }]) => ({ text, count })),
    };
  }

  #rate(at: number): number | undefined {
    const [first] = this.#steps;
    if (!first || at - first.at < leastMs) return undefined;
    return (this.#done - first.done) / ((at - first.at) / 1000);
  }
}
