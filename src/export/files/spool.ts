import { createReadStream } from 'node:fs';
import { AtomicFile } from '../../platform/atomicFile.ts';

/** Values that wait on disk, one line each, until it is known where they belong. */
export class Spool<T> {
  readonly #file: AtomicFile;
  readonly #path: string;

  private constructor(file: AtomicFile, path: string) {
    this.#file = file;
    this.#path = path;
  }

  static async create<T>(path: string): Promise<Spool<T>> {
    return new Spool(await AtomicFile.create(path, { temporary: path, beside: path }), path);
  }

  async write(value: T): Promise<void> {
    await this.#file.writeText(JSON.stringify(value) + '\n');
  }

  /** All of them, in their order. Nothing can be written any more. */
  async *values(): AsyncGenerator<T> {
    await this.#file.commit();
    let rest: Buffer[] = [];
    for await (const piece of createReadStream(this.#path) as AsyncIterable<Buffer>) {
      let from = 0;
      // By bytes: in JSON no other character than the line's end has this one.
      for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
        const line = Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8');
        rest = [];
        from = end + 1;
        yield JSON.parse(line) as T;
      }
      if (from < piece.length) rest.push(piece.subarray(from));
    }
  }

  async remove(): Promise<void> {
    await this.#file.abort();
  }
}
