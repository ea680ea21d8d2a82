import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** Text is gathered to pieces of this size before it is written. */
const bufferCharacters = 256 * 1024;

/**
 * A file that appears under its name when it is complete: it is written beside it under another name and renamed, so that a
 * reader never sees half of it and a failure leaves the old one as it was.
 */
export class AtomicFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #text = '';

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  static async create(path: string): Promise<AtomicFile> {
    const target = resolve(path);
    // Not made from the file's own name, which may have the greatest length already.
    const temporary = join(dirname(target), `.touchstone-${randomUUID().slice(0, 8)}.tmp`);
    return new AtomicFile(target, temporary, await open(temporary, 'wx'));
  }

  async writeText(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= bufferCharacters) await this.#flush();
  }

  async writeBytes(bytes: Uint8Array): Promise<void> {
    await this.#flush();
    await this.#write(bytes);
  }

  /** Puts the file in its place, once its content is on disk. */
  async commit(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.#path);
  }

  /** Removes what was written. */
  async abort(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.#write(Buffer.from(text, 'utf8'));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#handle.writeFile(bytes);
    // Writes that end at once would follow each other within one turn of the event loop: others get their turn.
    await setImmediate();
  }
}
