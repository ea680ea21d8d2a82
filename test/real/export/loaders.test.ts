import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExportArguments } from '../../../src/export/exportArguments.ts';
import { projectOf } from '../../../src/export/exportRows.ts';
import { annotatedShape, type Value } from '../../../src/export/table/exportColumns.ts';
import type { ExportFormat } from '../../../src/export/exportProtocol.ts';
import { longColumns } from '../../../src/export/table/longShape.ts';
import { layoutOf } from '../../../src/export/training/trainingShape.ts';
import { configSchema, judgeName } from '../../../src/project/config.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { addOpinions, fill, madeTasks } from './madeTasks.ts';
import { fillHumanEval, fillSample } from './realTasks.ts';
import { exported, folder, newStore } from './trainingLab.ts';

/** A Python with pandas, `datasets`, pyarrow and DuckDB as they are now. */
const python = process.env['TOUCHSTONE_LOADERS_PYTHON'];
const script = fileURLToPath(new URL('load_all.py', import.meta.url));

type Shape = NonNullable<ExportArguments['shape']>;
const config = configSchema.parse({
  name: 'made',
  tasks: { source: 'sample' },
  models: [
    { name: 'one', provider: 'vscode-lm' },
    { name: 'two', provider: 'vscode-lm' },
  ],
  judges: [
    { name: 'Qwen/Qwen2.5-72B', provider: 'vscode-lm' },
    { id: '= 裁判', name: 'other', provider: 'vscode-lm' },
  ],
});
const context = projectOf(config);
const judges = (config.judges ?? []).map(judgeName);
const all: ExportFormat[] = ['csv', 'json', 'jsonl', 'parquet', 'arrow'];
const shapes: Shape[] = ['annotated', 'long', 'sft', 'dpo', 'kto-standard', 'reward', 'reward-standard'];

/** Which readers gave every row of a format as it was written. */
const readers: Record<ExportFormat, string[]> = {
  csv: ['pandas', 'datasets', 'pyarrow', 'duckdb'],
  jsonl: ['pandas', 'datasets', 'pyarrow', 'duckdb'],
  json: ['pandas', 'datasets', 'duckdb'],
  parquet: ['pandas', 'datasets', 'pyarrow', 'duckdb'],
  arrow: ['load_from_disk', 'pyarrow', 'pandas', 'duckdb'],
};

interface Wanted {
  name: string;
  expected: string;
  expected_json?: string;
  columns: Record<string, string>;
  nested: boolean;
  files: Partial<Record<ExportFormat, string>>;
}

/** Everybody's rows as the store gives them, with the columns' values. */
async function tableOf(store: Store): Promise<Record<string, Value>[]> {
  const { record, columns } = annotatedShape(context);
  const rows: Record<string, Value>[] = [];
  let after: Parameters<Store['exportPage']>[1];
  for (;;) {
    const page = await store.exportPage(undefined, after, 100);
    for (const row of page) {
      const made = record(row);
      assert.ok(made);
      rows.push(Object.fromEntries(columns.map(({ name, value }) => [name, value(made)])));
    }
    const last = page.at(-1);
    if (!last || page.length < 100) return rows;
    after = { position: last.task.position, annotator: last.annotation?.annotator };
  }
}

async function wantedOf(store: Store, name: string, shape: Shape): Promise<Wanted> {
  const columns =
    shape === 'annotated'
      ? annotatedShape(context).columns
      : shape === 'long'
        ? longColumns(context)
        : layoutOf(shape as Parameters<typeof layoutOf>[0]);
  const formats = columns.some(({ type }) => type === 'messages') ? all.slice(1) : all;
  const files: Wanted['files'] = {};
  for (const format of formats) {
    const path = join(folder, `${name}-${shape}.${format}`);
    await exported(
      store,
      { format, path, shape, ...(shape === 'annotated' && { annotators: 'all' }) },
      config,
    );
    files[format] = path;
  }
  const nested = shape === 'annotated';
  const expected = nested ? join(folder, `${name}-${shape}.expected`) : (files.jsonl ?? '');
  if (nested)
    await writeFile(expected, (await tableOf(store)).map((row) => JSON.stringify(row) + '\n').join(''));
  return {
    name: `${name} ${shape}`,
    expected,
    ...(nested && { expected_json: files.jsonl }),
    columns: Object.fromEntries(columns.map(({ name: column, type }) => [column, type])),
    nested,
    files,
  };
}

async function compared(wanted: Wanted[]): Promise<Record<string, string[]>[]> {
  assert.ok(python, 'TOUCHSTONE_LOADERS_PYTHON must name a Python with pandas, datasets, pyarrow and duckdb');
  const list = join(folder, 'loaders.json');
  await writeFile(list, JSON.stringify(wanted));
  const { stdout } = await promisify(execFile)(python, [script, join(folder, 'loaded'), list], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout) as Record<string, string[]>[];
}

describe('every reader gives every row as it was written', () => {
  const projects: [name: string, fill: (store: Store) => Promise<unknown>][] = [
    ['the sample', fillSample],
    ['HumanEval, answered by two local models', fillHumanEval],
    ['5,000 made tasks', (store) => fill(store, madeTasks(5_000))],
  ];
  for (const [name, filled] of projects)
    test(name, { timeout: 900_000 }, async () => {
      const store = await newStore(name.replaceAll(/\W+/g, '-'));
      await filled(store);
      await addOpinions(store, judges);
      const wanted: Wanted[] = [];
      for (const shape of shapes) wanted.push(await wantedOf(store, name.replaceAll(/\W+/g, '-'), shape));
      const done = await compared(wanted);
      for (const [i, { files, nested }] of each(wanted).entries()) {
        const lines = (await readFile(wanted[i]?.expected ?? '', 'utf8')).trimEnd().split('\n');
        assert.ok(lines.length > 1, `${wanted[i]?.name}: ${lines.length} rows`);
        for (const format of each(Object.keys(files) as ExportFormat[]))
          assert.deepEqual(
            done[i]?.[format],
            nested && format.startsWith('json') ? ['pandas'] : readers[format],
            `${wanted[i]?.name} ${format}`,
          );
      }
    });
});
