import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** Text is gathered to pieces of this size before it is written. */
const bufferCharacters = 256 * 1024;

/** Where a file is written until it is complete, with somebody who removes what a killed process leaves. */
export interface Scratch {
  /** The file itself. */
  temporary: string;
  /** Tells, where the target is on another drive, of the file beside it: its path. */
  beside: string;
}

/**
 * A file that appears under its name when it is complete: it is written under another name and renamed, so that a
 * reader never sees half of it and a failure leaves the old one as it was.
 */
export class AtomicFile {
  readonly #path: string;
  readonly #scratch: Scratch | undefined;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #text = '';

  private constructor(path: string, temporary: string, handle: FileHandle, scratch?: Scratch) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#scratch = scratch;
  }

  /** Written beside its place, if there is no `scratch`. */
  static async create(path: string, scratch?: Scratch): Promise<AtomicFile> {
    const target = resolve(path);
    const temporary = scratch?.temporary ?? temporaryBeside(target);
    return new AtomicFile(target, temporary, await open(temporary, 'wx'), scratch);
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
    try {
      await rename(this.#temporary, this.#path);
    } catch (error) {
      if (!this.#scratch || (error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      await this.#moveOver(this.#scratch);
    }
  }

  /** To another drive: what stands there meanwhile is told before it is made. */
  async #moveOver({ beside }: Scratch): Promise<void> {
    const copy = temporaryBeside(this.#path);
    await writeFile(beside, copy, { flag: 'wx' });
    try {
      await copyFile(this.#temporary, copy);
      const handle = await open(copy, 'r+');
      await handle.sync().finally(() => handle.close());
      await rename(copy, this.#path);
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    } finally {
      await rm(beside, { force: true });
    }
    await rm(this.#temporary, { force: true });
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

/** Writes a small file as an `AtomicFile`; its folder must be there. Throws what Node's `fs` throws. */
export function writeFileAtomicSync(path: string, text: string): void {
  const temporary = temporaryBeside(path);
  try {
    const fd = openSync(temporary, 'wx');
    try {
      writeFileSync(fd, text);
      // The new name must not be on disk before the text is.
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Not made from the file's own name, which may have the greatest length already. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.touchstone-${randomUUID().slice(0, 8)}.tmp`);
}
