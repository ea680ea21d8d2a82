import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { limited } from '../../platform/limited.ts';
import { checkColumns } from '../mapping/collectTasks.ts';
import { readFooter, readRows, type ParquetFooter, type RangeFile } from '../parquet/readParquet.ts';
import { needsLength, toRange, type RowRange, type SplitPart } from '../mapping/splitSlice.ts';
import type { SourceRow } from '../mapping/taskSource.ts';

/** A split in several Parquet files, of which no more is opened than a slice needs. */
export class RemoteSplit {
  readonly name: string;
  readonly #open: (index: number) => Promise<RangeFile>;
  readonly #count: number;
  readonly #columns: readonly string[];
  readonly #files: (Promise<OpenFile> | undefined)[] = [];

  /** `open` opens one of `count` files. `columns`: the mapped ones, all of which must exist. */
  constructor(
    name: string,
    count: number,
    columns: readonly string[],
    open: (index: number) => Promise<RangeFile>,
  ) {
    this.name = name;
    this.#count = count;
    this.#columns = columns;
    this.#open = open;
  }

  /** The rows that a part of a slice means. Reads the footers of all files only if it must. */
  async range(part: SplitPart): Promise<RowRange> {
    if (!needsLength(part)) {
      const rows = await this.#rowsUpTo(part.to ?? 0);
      return toRange(part, rows);
    }
    // A few at a time: a large dataset has thousands of files.
    await limited([...Array(this.#count).keys()], 4, (i) => this.#file(i));
    return toRange(part, await this.#rowsUpTo(Infinity));
  }

  async *rows({ from, to }: RowRange, signal?: AbortSignal): AsyncGenerator<SourceRow, void, undefined> {
    let start = 0;
    for (let i = 0; i < this.#count && start < to; i++) {
      const { file, footer } = await this.#file(i);
      const first = Math.max(from - start, 0);
      const last = Math.min(to - start, footer.rows);
      if (first < last)
        for await (const { index, values } of readRows(file, footer, this.#columns, {
          from: first,
          to: last,
          signal,
        }))
          yield { index: start + index, values };
      start += footer.rows;
    }
  }

  /** Rows of the first files, as many files as hold `wanted` rows (or all). */
  async #rowsUpTo(wanted: number): Promise<number> {
    let rows = 0;
    for (let i = 0; i < this.#count && rows < wanted; i++) rows += (await this.#file(i)).footer.rows;
    return rows;
  }

  #file(index: number): Promise<OpenFile> {
    return (this.#files[index] ??= this.#openFile(index));
  }

  async #openFile(index: number): Promise<OpenFile> {
    const file = await this.#open(index);
    const footer = await readFooter(file);
    checkColumns(this.name, this.#columns, footer.columns);
    return { file, footer };
  }
}

interface OpenFile {
  file: RangeFile;
  footer: ParquetFooter;
}

/** Throws `split-invalid` for a slice without rows, as `datasets` does. */
export function refuseEmpty(spec: string, ranges: readonly RowRange[]): void {
  if (ranges.some((range) => range.from < range.to)) return;
  throw new TouchstoneError('split-invalid', l10n.t('The split {0} holds no rows.', JSON.stringify(spec)), {
    action: l10n.t('Widen the slice in touchstone.json.'),
  });
}
