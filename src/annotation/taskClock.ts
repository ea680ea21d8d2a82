/** What of somebody's attention is known at one moment. */
export interface Attention {
  /** The task that the panel or an editor in front of them shows. */
  taskId: string | undefined;
  /** The window has the focus. */
  focused: boolean;
  /** Keys or the mouse were used a short while ago. */
  active: boolean;
}

export interface ClockOptions {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  write(taskId: string, ms: number): void;
  /** Who reads moves nothing: how long (ms) after the last sign of life time still counts. */
  graceMs: number;
  /** A longer gap between two looks (ms) means that the machine slept: only this much of it counts. */
  stepMs: number;
}

/** Counts the time spent on tasks. `look` is called at every change and every few seconds; what it counts is written at once. */
export class TaskClock {
  readonly #options: ClockOptions;
  #before: { attention: Attention; at: number } | undefined;
  /** When the last sign of life was. */
  #alive = -Infinity;

  constructor(options: ClockOptions) {
    this.#options = options;
  }

  /** What is seen from now on; the time since the last look belongs to what was seen then. */
  look(attention: Attention): void {
    const now = this.#options.now();
    const before = this.#before;
    if (before?.attention.active) this.#alive = now;
    if (attention.active) this.#alive = now;
    this.#before = { attention, at: now };
    if (!before?.attention.focused || before.attention.taskId === undefined) return;
    const until = Math.min(now, this.#alive + this.#options.graceMs);
    const ms = Math.min(until - before.at, this.#options.stepMs);
    if (ms > 0) this.#options.write(before.attention.taskId, ms);
  }
}
