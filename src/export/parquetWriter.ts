import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { AtomicFile } from '../platform/atomicFile.ts';
import type { Column } from './table/exportColumns.ts';
import { ColumnBuffer } from './table/columnBuffer.ts';

/** A row group is encoded at a stretch: it is kept so small that this takes a few milliseconds. */
const group = { rows: 2_000, characters: 2 * 1024 * 1024 };

const text: Partial<SchemaElement> = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const physical: Record<Exclude<Column<unknown>['type'], 'messages'>, Partial<SchemaElement>> = {
  string: text,
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  bool: { type: 'BOOLEAN' },
};

function schemaOf({ name, type }: Pick<Column<unknown>, 'name' | 'type'>): SchemaElement[] {
  const optional = { repetition_type: 'OPTIONAL' } as const;
  if (type !== 'messages') return [{ name, ...optional, ...physical[type] }];
  return [
    { name, ...optional, num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...optional, num_children: 2 },
    { name: 'role', ...optional, ...text },
    { name: 'content', ...optional, ...text },
  ];
}

/** Parquet with nullable, typed columns, Snappy-compressed, one row group after the other. */
export class ParquetRows<T> {
  readonly #columns: Column<T>[];
  readonly #file: AtomicFile;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #buffer: ColumnBuffer<T>;

  constructor(columns: Column<T>[], file: AtomicFile) {
    this.#columns = columns;
    this.#file = file;
    this.#buffer = new ColumnBuffer(columns, group);
    const schema: SchemaElement[] = [
      { name: 'schema', num_children: columns.length },
      ...columns.flatMap(schemaOf),
    ];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'touchstone' });
  }

  async begin(): Promise<void> {
    await this.#drain();
  }

  async write(record: T): Promise<void> {
    if (this.#buffer.push(record)) await this.#group();
  }

  async finish(): Promise<void> {
    await this.#group();
    await this.#writer.finish();
    await this.#drain();
  }

  async #group(): Promise<void> {
    const taken = this.#buffer.take();
    if (!taken) return;
    const columnData = this.#columns.map(({ name, type }, i) => {
      const values = taken.values[i] ?? [];
      return {
        name,
        // Nobody seeks by them in so small a group, and all of them would be written at one stretch at the end.
        offsetIndex: false,
        statistics: type !== 'string' && type !== 'messages',
        data:
          type === 'int64'
            ? values.map((value) => (typeof value === 'number' ? BigInt(value) : null))
            : values,
      };
    });
    await this.#writer.write({ columnData, rowGroupSize: taken.rows });
    await this.#drain();
  }

  /** Moves the encoded bytes to the file; `offset`, by which the footer finds everything, goes on counting. */
  async #drain(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    if (bytes.length > 0) await this.#file.writeBytes(bytes);
  }
}
