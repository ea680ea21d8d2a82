import { stringify } from 'csv-stringify/sync';
import type { AtomicFile } from '../platform/atomicFile.ts';
import { ArrowRows } from './arrow/arrowRows.ts';
import type { Column } from './table/exportColumns.ts';
import { ParquetRows } from './parquetWriter.ts';
import type { ExportFormat } from './exportProtocol.ts';

/** Writes records into a file, in one form. */
export interface RecordWriter<T> {
  begin(): Promise<void>;
  write(record: T): Promise<void>;
  finish(): Promise<void>;
}

export function writerFor<T extends object>(
  format: ExportFormat,
  columns: Column<T>[],
  file: AtomicFile,
  /** A record as JSON. */
  text: (record: T) => string = JSON.stringify,
): RecordWriter<T> {
  switch (format) {
    case 'csv':
      return csvWriter(columns, file);
    case 'jsonl':
      return jsonlWriter(file, text);
    case 'json':
      return jsonWriter(file, text);
    case 'parquet':
      return new ParquetRows(columns, file);
    case 'arrow':
      return new ArrowRows(columns, file);
  }
}

/** Rows of CSV that are put together before they are written: texts are of any size. */
const rowsAtOnce = 32;

/**
 * RFC 4180: CRLF between records, all text in quotes (so that an empty text differs from null, which is nothing at all),
 * line breaks in fields as they are. Values that a spreadsheet would take for a formula are NOT changed: the file is
 * training data first, and a prefix would be part of the text (see docs/export.md).
 */
function csvWriter<T>(columns: Column<T>[], file: AtomicFile): RecordWriter<T> {
  let rows: unknown[][] = [];
  // A stringifier is made for each call: one for a number of rows.
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const text = stringify(rows, { quoted_string: true, record_delimiter: 'windows' });
    rows = [];
    await file.writeText(text);
  };
  const add = async (row: unknown[]): Promise<void> => {
    if (rows.push(row) >= rowsAtOnce) await flush();
  };
  return {
    begin: () => add(columns.map(({ name }) => name)),
    write: (record) => add(columns.map(({ value }) => value(record))),
    finish: flush,
  };
}

/** One object a line, points, provenance and runs nested. */
function jsonlWriter<T>(file: AtomicFile, text: (record: T) => string): RecordWriter<T> {
  return {
    begin: async () => undefined,
    write: (record) => file.writeText(text(record) + '\n'),
    finish: async () => undefined,
  };
}

/** An array of the objects that JSONL has. */
function jsonWriter<T>(file: AtomicFile, text: (record: T) => string): RecordWriter<T> {
  let first = true;
  return {
    begin: () => file.writeText('['),
    write: (record) => {
      const separator = first ? '\n' : ',\n';
      first = false;
      return file.writeText(separator + text(record));
    },
    finish: () => file.writeText(first ? ']\n' : '\n]\n'),
  };
}
