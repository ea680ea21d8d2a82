import type { AtomicFile } from '../platform/atomicFile.ts';
import type { Column, Value } from './exportColumns.ts';
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
): RecordWriter<T> {
  switch (format) {
    case 'csv':
      return csvWriter(columns, file);
    case 'jsonl':
      return jsonlWriter(file);
    case 'json':
      return jsonWriter(file);
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
  const field = (value: Value): string =>
    typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value ?? '');
  const line = (values: Value[]): Promise<void> => file.writeText(`${values.map(field).join(',')}\r\n`);
  return {
    begin: () => line(columns.map(({ name }) => name)),
    write: (record) => line(columns.map(({ value }) => value(record))),
    finish: async () => undefined,
  };
}

/** One object a line, points, provenance and runs nested. */
function jsonlWriter<T>(file: AtomicFile): RecordWriter<T> {
  return {
    begin: async () => undefined,
    write: (record) => file.writeText(JSON.stringify(record) + '\n'),
    finish: async () => undefined,
  };
}

/** An array of the objects that JSONL has. */
function jsonWriter<T>(file: AtomicFile): RecordWriter<T> {
  let first = true;
  return {
    begin: () => file.writeText('['),
    write: (record) => {
      const separator = first ? '\n' : ',\n';
      first = false;
      return file.writeText(separator + JSON.stringify(record));
    },
    finish: () => file.writeText(first ? ']\n' : '\n]\n'),
  };
}
