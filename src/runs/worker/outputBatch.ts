/** Least time between two messages of one stream, in milliseconds. */
const batchMs = 50;

/**
 * Gathers a stream's chunks: the first is sent at once, those that come within the next 50 ms together. A flood becomes at most
 * 20 messages each second, and what is sent is bounded by what the run keeps.
 */
export class OutputBatch {
  readonly #send: (chunk: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (chunk: Uint8Array) => void) {
    this.#send = send;
  }

  push(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    if (this.#timer !== undefined) return;
    this.#flush();
    this.#wait();
  }

  /** Sends what is left; nothing may be pushed afterwards. */
  end(): void {
    clearTimeout(this.#timer);
    this.#flush();
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting.length === 0) return;
      this.#flush();
      this.#wait();
    }, batchMs);
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    // Memory of its own, so that it can be handed over to another thread.
    const size = this.#waiting.reduce((sum, chunk) => sum + chunk.length, 0);
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of this.#waiting.splice(0)) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#send(all);
  }
}
