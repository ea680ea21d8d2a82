import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { annotatedShape } from '../../../src/export/table/exportColumns.ts';
import { exportRows } from '../../../src/export/exportRows.ts';
import { rubric, sampleRows, storeOf } from './rows.ts';

/** A Python with pandas and pyarrow: that of the test Argilla has them. */
const python = process.env['TOUCHSTONE_ARGILLA_PYTHON'];
const script = fileURLToPath(new URL('read.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'touchstone-pandas-'));
after(() => rm(folder, { recursive: true, force: true }));

type Row = Record<string, string | number | null>;

interface Read {
  types: Record<string, string>;
  nullable: boolean;
  pyarrow: Row[];
  pandas: Row[];
  csv: Record<string, string>[];
  jsonl_rows: number;
}

test('pandas and pyarrow read the exported tables as they were written', async () => {
  assert.ok(python, 'TOUCHSTONE_ARGILLA_PYTHON must name a Python with pandas and pyarrow');
  const rows = Array.from({ length: 40 }, sampleRows).flat();
  const paths = [];
  for (const format of ['parquet', 'csv', 'jsonl'] as const) {
    const path = join(folder, `out.${format}`);
    await exportRows({
      store: storeOf(rows),
      project: { config: { rubric, blind: false } },
      format,
      shape: 'annotated',
      path,
    });
    paths.push(path);
  }
  const { stdout } = await promisify(execFile)(python, [script, ...paths], { maxBuffer: 1e9 });
  const read = JSON.parse(stdout) as Read;

  const shape = annotatedShape({ rubric, blind: false });
  const expected = rows.map((row): Row => {
    const record = shape.record(row);
    assert.ok(record);
    return Object.fromEntries(shape.columns.map(({ name, value }) => [name, value(record)])) as Row;
  });
  const arrowTypes: Record<string, string> = {
    string: 'string',
    int32: 'int32',
    int64: 'int64',
    double: 'double',
  };
  assert.deepEqual(
    read.types,
    Object.fromEntries(shape.columns.map(({ name, type }) => [name, arrowTypes[type]])),
  );
  assert.equal(read.nullable, true);
  assert.deepEqual(read.pyarrow, expected);
  assert.deepEqual(read.pandas, expected);
  assert.equal(read.jsonl_rows, expected.length);
  assert.deepEqual(
    read.csv,
    expected.map((row) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v === null ? '' : String(v)])),
    ),
  );
});
