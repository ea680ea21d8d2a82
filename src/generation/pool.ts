/** Runs work with a bounded number at once, in all and for each key (a server), in the order of asking. */
export class Pool {
  readonly #total: number;
  readonly #perKey: number;
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #active = new Map<string, number>();
  #activeInAll = 0;

  constructor(total: number, perKey: number) {
    this.#total = Math.max(1, total);
    this.#perKey = Math.max(1, perKey);
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.#place(key);
    try {
      return await work();
    } finally {
      this.#activeInAll--;
      this.#active.set(key, (this.#active.get(key) ?? 1) - 1);
      this.#pump();
    }
  }

  #place(key: string): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.#waiting.get(key) ?? [];
      queue.push(resolve);
      this.#waiting.set(key, queue);
      this.#pump();
    });
  }

  /** Lets in whoever has room; keys take turns, so that one server's long queue does not keep the other idle. */
  #pump(): void {
    for (let moved = true; moved && this.#activeInAll < this.#total;) {
      moved = false;
      for (const [key, queue] of this.#waiting) {
        const active = this.#active.get(key) ?? 0;
        if (queue.length === 0 || active >= this.#perKey || this.#activeInAll >= this.#total) continue;
        this.#active.set(key, active + 1);
        this.#activeInAll++;
        queue.shift()?.();
        moved = true;
      }
    }
  }
}
