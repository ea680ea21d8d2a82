import type { Column, Value } from './column.ts';

/** Rows that wait to be written column by column; a lot of them is kept so small that encoding it takes a few milliseconds. */
export class ColumnBuffer<T> {
  readonly #columns: Column<T>[];
  readonly #most: { rows: number; characters: number };
  #values: Value[][];
  #rows = 0;
  #characters = 0;

  constructor(columns: Column<T>[], most: { rows: number; characters: number }) {
    this.#columns = columns;
    this.#most = most;
    this.#values = columns.map(() => []);
  }

  /** Whether there are as many now as a lot holds. A number that its column cannot hold is none. */
  push(record: T): boolean {
    for (const [i, column] of this.#columns.entries()) {
      const given = column.value(record);
      const value = column.type === 'int64' && !Number.isSafeInteger(given) ? null : given;
      this.#values[i]?.push(value);
      if (typeof value === 'string') this.#characters += value.length;
      else if (Array.isArray(value)) for (const { content } of value) this.#characters += content.length;
    }
    this.#rows++;
    return this.#rows >= this.#most.rows || this.#characters >= this.#most.characters;
  }

  /** What waits, a list for each column, which is empty then; undefined where nothing does. */
  take(): { values: Value[][]; rows: number } | undefined {
    const taken = { values: this.#values, rows: this.#rows };
    this.#values = this.#columns.map(() => []);
    this.#rows = 0;
    this.#characters = 0;
    return taken.rows > 0 ? taken : undefined;
  }
}
