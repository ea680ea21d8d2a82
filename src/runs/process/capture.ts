import type { Readable } from 'node:stream';

/** Bytes read at a stretch once nothing is kept any more, and the pause after them: a flood must not hold the thread. */
const floodBurst = 1024 * 1024;
const floodPauseMs = 2;

/** Keeps the first `limit` bytes of a stream and counts the rest. */
export class Capture {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #kept = 0;
  /** Bytes that came beyond the limit. */
  truncated = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#kept >= this.#limit;
  }

  /** The part of the chunk that was kept; empty when the limit was reached before. */
  push(chunk: Uint8Array): Uint8Array {
    const part = chunk.subarray(0, this.#limit - this.#kept);
    this.truncated += chunk.length - part.length;
    if (part.length === 0) return part;
    this.#kept += part.length;
    this.#chunks.push(part);
    return part;
  }

  /** As text: bytes that are no UTF-8 become U+FFFD, a character that the limit cut in two is left out. */
  text(): string {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const all = Buffer.concat(this.#chunks, this.#kept);
    return decoder.decode(all, { stream: this.truncated > 0 });
  }
}

/** Keeps what comes out of a stream, shows what is kept, and reads on beyond: a program must not wait for its reader. */
export function capture(stream: unknown, limit: number, show: (chunk: Uint8Array) => void): Capture {
  const kept = new Capture(limit);
  const readable = stream as Readable | null | undefined;
  let burst = 0;
  readable?.on('data', (chunk: Uint8Array) => {
    const part = kept.push(chunk);
    if (part.length > 0) show(part);
    if (!kept.full) return;
    burst += chunk.length;
    if (burst < floodBurst) return;
    burst = 0;
    readable.pause();
    setTimeout(() => readable.resume(), floodPauseMs);
  });
  return kept;
}
