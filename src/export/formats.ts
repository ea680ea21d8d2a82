import { stringify } from 'csv-stringify/sync';
import type { AtomicFile } from '../platform/atomicFile.ts';
import type { Column } from './exportColumns.ts';
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
  }
}

/**
 * RFC 4180: CRLF between records, all text in quotes (so that an empty text differs from null, which is nothing at all),
 * line breaks in fields as they are. Values that a spreadsheet would take for a formula are NOT changed: the file is
 * training data first, and a prefix would be part of the text (see docs/export.md).
 */
function csvWriter<T>(columns: Column<T>[], file: AtomicFile): RecordWriter<T> {
  const line = (values: unknown[]): Promise<void> =>
    file.writeText(stringify([values], { quoted_string: true, record_delimiter: 'windows' }));
  return {
    begin: () => line(columns.map(({ name }) => name)),
    write: (record) => line(columns.map(({ value }) => value(record))),
    finish: async () => undefined,
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
