import { endianness } from 'node:os';
import type { AtomicFile } from '../../platform/atomicFile.ts';
import type { Column } from '../table/column.ts';
import { ColumnBuffer } from '../table/columnBuffer.ts';
import { recordBatch } from './arrowBatch.ts';
import { schemaMessage } from './arrowSchema.ts';
import { featuresOf } from './arrowTypes.ts';

/** Rows of a batch; those of long texts are fewer, so that one is encoded within a few milliseconds. */
const batch = { rows: 1_000, characters: 1024 * 1024 };

/** What stands before the length of each message, and the length that ends the stream. */
const continuation = 0xffffffff;

/**
 * Arrow's stream of messages (arrow.apache.org/docs/format/Columnar.html), as `datasets` keeps it on disk. The metadata are Apache Arrow's own
 * flatbuffers; the bodies are put together here, column by column: its writer takes vectors of single values, and 37 kB of the package.
 */
export class ArrowRows<T> {
  readonly #columns: Column<T>[];
  readonly #file: AtomicFile;
  readonly #buffer: ColumnBuffer<T>;

  constructor(columns: Column<T>[], file: AtomicFile) {
    this.#columns = columns;
    this.#file = file;
    this.#buffer = new ColumnBuffer(columns, batch);
  }

  async begin(): Promise<void> {
    if (endianness() !== 'LE') throw new Error('Arrow is written on little-endian machines only.');
    const info = { info: { features: featuresOf(this.#columns) } };
    await this.#message(schemaMessage(this.#columns, { huggingface: JSON.stringify(info) }));
  }

  async write(record: T): Promise<void> {
    if (this.#buffer.push(record)) await this.#batch();
  }

  async finish(): Promise<void> {
    await this.#batch();
    await this.#file.writeBytes(new Uint8Array(new Uint32Array([continuation, 0]).buffer));
  }

  async #batch(): Promise<void> {
    const taken = this.#buffer.take();
    if (!taken) return;
    const types = this.#columns.map(({ type }) => type);
    const { metadata, body } = recordBatch(types, taken.values, taken.rows);
    await this.#message(metadata, body);
  }

  /** The metadata with their length before them, up to a multiple of 8, then the body. */
  async #message(metadata: Uint8Array, body: Uint8Array[] = []): Promise<void> {
    const length = Math.ceil(metadata.length / 8) * 8;
    const head = new Uint8Array(8 + length);
    head.set(new Uint8Array(new Uint32Array([continuation, length]).buffer));
    head.set(metadata, 8);
    await this.#file.writeBytes(Buffer.concat([head, ...body]));
  }
}
