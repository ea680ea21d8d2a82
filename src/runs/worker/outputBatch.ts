/** Least time between two messages of one stream, in milliseconds. */
const batchMs = 125;

/**
 * Gathers a stream's chunks: the first is sent at once, those that come within the next 125 ms together. A flood becomes at most
 * 8 messages each second, and what is sent is bounded by what the run keeps.
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
    this.#send(new Uint8Array(Buffer.concat(this.#waiting.splice(0))));
  }
}
