import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { AtomicFile } from '../platform/atomicFile.ts';
import type { Column, Value } from './exportColumns.ts';

/** A row group is encoded at a stretch: it is kept so small that this takes a few milliseconds. */
const groupCharacters = 1024 * 1024;
const groupRows = 1_000;

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
  #values: Value[][];
  #rows = 0;
  #characters = 0;

  constructor(columns: Column<T>[], file: AtomicFile) {
    this.#columns = columns;
    this.#file = file;
    this.#values = columns.map(() => []);
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
    for (const [i, column] of this.#columns.entries()) {
      const value = column.value(record);
      this.#values[i]?.push(value);
      if (typeof value === 'string') this.#characters += value.length;
      else if (Array.isArray(value)) for (const { content } of value) this.#characters += content.length;
    }
    this.#rows++;
    if (this.#rows >= groupRows || this.#characters >= groupCharacters) await this.#group();
  }

  async finish(): Promise<void> {
    if (this.#rows > 0) await this.#group();
    await this.#writer.finish();
    await this.#drain();
  }

  async #group(): Promise<void> {
    const columnData = this.#columns.map(({ name, type }, i) => {
      const values = this.#values[i] ?? [];
      return {
        name,
        // Nobody seeks by them in so small a group, and all of them would be written at one stretch at the end.
        offsetIndex: false,
        statistics: type !== 'string' && type !== 'messages',
        data:
          type === 'int64'
            ? values.map((v) => (Number.isSafeInteger(v) ? BigInt(v as number) : null))
            : values,
      };
    });
    const rowGroupSize = this.#rows;
    this.#values = this.#columns.map(() => []);
    this.#rows = 0;
    this.#characters = 0;
    await this.#writer.write({ columnData, rowGroupSize });
    await this.#drain();
  }

  /** Moves the encoded bytes to the file; `offset`, by which the footer finds everything, goes on counting. */
  async #drain(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    if (bytes.length > 0) await this.#file.writeBytes(bytes);
  }
}
