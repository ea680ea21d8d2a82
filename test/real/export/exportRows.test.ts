import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadataAsync } from 'hyparquet';
import { exportRows, type ExportOptions } from '../../../src/export/exportRows.ts';
import type { Evidence } from '../../../src/domain/run.ts';
import type { ExportFormat } from '../../../src/export/exportProtocol.ts';
import { formatScore } from '../../../src/insights/formatScore.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { inputId } from '../../../src/inputs/inputId.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import type { ExportPlace, ExportRow } from '../../../src/store/api/store.ts';
import { awkward, rubric, run as runOf, sampleRows, storeOf } from './rows.ts';
import { each } from '../../each.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-export-'));
after(() => rm(folder, { recursive: true, force: true }));

const project = { config: { rubric, blind: false } };
const columns = [
  ...['id', 'instruction', 'language', 'source', 'context', 'response_model_1', 'response_model_2'],
  ...['model_1', 'model_2', 'score_response_1', 'score_response_2'],
  ...['points_1_documentation', 'points_1_example', 'points_1_correctness', 'points_1_error_handling'],
  ...['points_2_documentation', 'points_2_example', 'points_2_correctness', 'points_2_error_handling'],
  ...[
    'which_response_corrected',
    'correction',
    'comments',
    'comments_named',
    'flag',
    'skipped',
    'tags_1',
    'tags_2',
    'taken',
    'instruction_changed',
    'status',
    'annotator',
  ],
  ...['guidelines_version', 'shown_order', 'updated_at', 'draw_probability'],
  ...[1, 2].flatMap((n) => [
    ...[`provider_${n}`, `origin_${n}`, `url_${n}`, `parameters_${n}`, `prompt_${n}`, `seed_${n}`],
    ...[`finish_reason_${n}`, `prompt_tokens_${n}`, `completion_tokens_${n}`, `generated_at_${n}`],
    ...[
      `duration_ms_${n}`,
      `reasoning_${n}`,
      `reasoning_tokens_${n}`,
      `generation_hash_${n}`,
      `made_for_other_${n}`,
    ],
  ]),
  ...['inputs_tested_1', 'inputs_passed_1', 'inputs_tested_2', 'inputs_passed_2'],
  ...['reference_compared_1', 'reference_same_1', 'reference_compared_2', 'reference_same_2'],
  ...['theirs_1', 'theirs_by_1', 'theirs_reason_1', 'theirs_2', 'theirs_by_2', 'theirs_reason_2'],
  'runs',
];

type Flat = Record<string, string | number | bigint | null>;

function run(options: Partial<ExportOptions> & { format: ExportFormat; path: string }, rows = sampleRows()) {
  return exportRows({ store: storeOf(rows), project, shape: 'annotated', ...options });
}

async function exported(format: ExportFormat, options: Partial<ExportOptions> = {}, rows = sampleRows()) {
  const path = join(folder, `out.${format}`);
  const result = await run({ ...options, format, path }, rows);
  assert.equal(result.path, path);
  return { path, rows: result.rows };
}

async function readParquet(path: string): Promise<Flat[]> {
  // The reader's own decoding would take a byte order mark at a text's start away.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parsers = {
    stringFromBytes: (bytes: Uint8Array) => bytes && decoder.decode(bytes),
  };
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path), parsers })) as Flat[];
}

/** CSV as rows of text, an unquoted nothing as null. */
function readCsv(text: string): Record<string, string | null>[] {
  const cast = (value: string, context: { quoting: boolean }): string | null =>
    value === '' && !context.quoting ? null : value;
  return parse(text, { columns: true, cast, bom: false });
}

describe('exportRows', () => {
  test('CSV: every value comes back as it was', async () => {
    const { path, rows } = await exported('csv');
    const text = await readFile(path, 'utf8');
    const read = readCsv(text);
    assert.equal(rows, awkward.length);
    assert.deepEqual(Object.keys(read[0] ?? {}), columns);
    read.forEach((row, i) => {
      assert.equal(row['id'], `Set/${i}`);
      assert.equal(row['response_model_2'], `two ${awkward[i]}`);
      assert.equal(row['comments'], i % 4 === 3 ? null : awkward[i]);
      assert.equal(row['score_response_1'], i % 4 === 3 ? null : '6');
      assert.equal(row['points_1_error_handling'], i % 4 === 3 ? null : '0');
      assert.equal(row['points_2_example'], null);
    });
    assert.ok(text.startsWith('"id","instruction"') && text.endsWith('\r\n'));
    assert.equal(
      read[3]?.['instruction'],
      '=HYPERLINK("http://evil.example","x")',
      'no prefix against formulas',
    );
  });

  test('JSONL and JSON: nested objects, one record a line', async () => {
    const lines = (await readFile((await exported('jsonl')).path, 'utf8')).split('\n');
    assert.equal(lines.pop(), '');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(records.length, awkward.length);
    const first = records[0] ?? {};
    assert.deepEqual(first['points_1'], {
      documentation: 2,
      example: 1,
      correctness: 3,
      'error-handling': 0,
    });
    assert.equal(first['points_2'], null);
    assert.deepEqual(first['shown_order'], [2, 1]);
    const generation = first['generation_1'] as Record<string, unknown>;
    assert.deepEqual(generation['parameters'], { temperature: 0.2, stop: ['</s>'], top_k: null });
    assert.equal(generation['seed'], 2 ** 40 + 7);
    const runs = first['runs'] as Record<string, unknown>[];
    assert.equal(runs[0]?.['stdout'], 'plain');
    assert.equal((runs[1]?.['stdout'] as string).length, 10_000);
    assert.equal(runs[1]?.['truncated_bytes'], 5);
    assert.equal(runs[1]?.['stale'], true);
    records.forEach((record, i) => assert.equal(record['response_model_2'], `two ${awkward[i]}`));

    const array = JSON.parse(await readFile((await exported('json')).path, 'utf8')) as unknown;
    assert.deepEqual(array, records);
    assert.deepEqual(JSON.parse(await readFile((await exported('json', {}, [])).path, 'utf8')), []);
  });

  test('Parquet: typed columns, and the same values as JSONL', async () => {
    const { path } = await exported('parquet');
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const types = Object.fromEntries(
      parquetSchema(metadata).children.map(({ element }) => [element.name, element.type]),
    );
    assert.deepEqual(Object.keys(types), columns);
    assert.deepEqual(
      [types['score_response_1'], types['seed_1'], types['duration_ms_1'], types['comments']],
      ['INT32', 'INT64', 'DOUBLE', 'BYTE_ARRAY'],
    );
    const read = await readParquet(path);
    const csv = readCsv(await readFile((await exported('csv')).path, 'utf8'));
    assert.equal(read.length, csv.length);
    read.forEach((row, i) => {
      const asText = Object.entries(row).map(([k, v]) => [
        k,
        v === null || v === undefined ? null : String(v),
      ]);
      assert.deepEqual(Object.fromEntries(asText), csv[i]);
    });
    assert.equal(read[0]?.['seed_1'], BigInt(2 ** 40 + 7));
    assert.equal(read[0]?.['score_response_2'], 0);
  });

  test('Parquet: many rows in several groups, and none at all', async () => {
    const one = sampleRows();
    const many = Array.from({ length: 300 }, () => one).flat();
    const { path, rows } = await exported('parquet', {}, many);
    assert.equal(rows, many.length);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    assert.ok(metadata.row_groups.length > 3, `${metadata.row_groups.length} row groups`);
    const read = await readParquet(path);
    assert.equal(read.length, many.length);
    assert.deepEqual(read.at(-1)?.['response_model_2'], `two ${awkward.at(-1)}`);
    assert.deepEqual(await readParquet((await exported('parquet', {}, [])).path), []);
  });

  test('bare: exactly the three columns, tasks with both responses, each once', async () => {
    const rows = sampleRows().flatMap((row) => [row, row]);
    const expected = awkward
      .map((text, i) => ({
        instructions: text || 'empty',
        response_model_1: text,
        response_model_2: `two ${text}`,
        i,
      }))
      .filter(({ i }) => i !== 10)
      .map(({ i: _, ...row }) => row);
    const options = { shape: 'bare' } as const;
    const jsonl = await exported('jsonl', options, rows);
    assert.equal(jsonl.rows, expected.length);
    const lines = (await readFile(jsonl.path, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      expected,
    );
    assert.deepEqual(await readParquet((await exported('parquet', options, rows)).path), expected);
    const csv = await readFile((await exported('csv', options, rows)).path, 'utf8');
    assert.deepEqual(readCsv(csv), expected);
    assert.deepEqual(Object.keys(readCsv(csv)[0] ?? {}), [
      'instructions',
      'response_model_1',
      'response_model_2',
    ]);
  });

  for (const format of ['csv', 'jsonl', 'json', 'parquet'] as const)
    test(`a blind project’s ${format} tells no model before its task is submitted`, async () => {
      const open = sampleRows().filter((row) => row.annotation?.status !== 'submitted');
      const blind = { config: { rubric, blind: true } };
      const { path } = await exported(format, { project: blind }, open);
      const content =
        format === 'parquet' ? stringify(await readParquet(path)) : await readFile(path, 'utf8');
      assert.doesNotMatch(content, /Secret-Model|secret-model|secret prompt|"tgi"|openai/);
      assert.match(content, /hash-1-/);
      const all = await exported(format, { project: blind, revealAll: true }, open);
      const revealed =
        format === 'parquet' ? stringify(await readParquet(all.path)) : await readFile(path, 'utf8');
      assert.match(revealed, /Secret-Model-1/);
    });

  test('a blind project names the models of submitted tasks', async () => {
    const { path } = await exported('parquet', { project: { config: { rubric, blind: true } } });
    const read = await readParquet(path);
    read.forEach((row, i) =>
      assert.equal(row['model_1'] ?? null, i % 4 === 0 ? 'org/Secret-Model-1' : null, String(i)),
    );
  });

  test('the evidence: each run with its input and verdict, stale where the code is another; inputs counted', async () => {
    const texts = ['one()', 'two()', 'three()'].map((code) => '```python\n' + code + '\n```');
    const hashOf = (code: string): string => sha256(`${code}\n`);
    const input = (code: string): RunInput => ({
      id: inputId({ code }),
      origin: 'dataset',
      code,
      checks: true,
    });
    const [a, b] = [input('a'), input('b')];
    const of = (response: 1 | 2 | 'correction', code: string, more: object) =>
      runOf('t', '', { response, codeHash: hashOf(code), ...more });
    const evidence: Evidence = {
      checks: 4,
      passed: 3,
      failed: [{ n: 4, line: 2, text: 'get("b")', op: '==', expected: "'gone'", got: 'None' }],
      marks: ['own-class'],
      obstacle: { kind: 'raised', text: 'KeyError: 1', programLine: 3 },
      complete: true,
    };
    const [row] = sampleRows() as [ExportRow];
    row.task = { ...row.task, tests: ['a', 'b', 'c'] };
    const [one, two] = row.generations;
    row.generations = [one && { ...one, text: texts[0] ?? '' }, two && { ...two, text: texts[1] ?? '' }];
    row.annotation = row.annotation && { ...row.annotation, correction: texts[2] };
    row.runs = [
      of(1, 'one()', {}),
      of(1, 'one()', {
        input: a,
        verdict: 'passed',
        value: '1',
        peakMemoryBytes: 1024,
        sandbox: 'bubblewrap 0.8.0',
      }),
      of(1, 'one()', { input: b, verdict: 'differs', evidence, block: 1 }),
      of(1, 'older()', { input: input('c'), verdict: 'passed' }),
      of(2, 'two()', { input: a, verdict: 'timed-out', limit: 'time', compiling: true }),
      of(2, 'two()', { input: b, verdict: 'stopped' }),
      of('correction', 'three()', { input: a, verdict: 'passed' }),
      of('correction', 'two()', { input: b, verdict: 'passed' }),
    ];
    const { path } = await exported('jsonl', {}, [row]);
    const record = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    assert.deepEqual(
      ['inputs_tested_1', 'inputs_passed_1', 'inputs_tested_2', 'inputs_passed_2'].map(
        (name) => record[name],
      ),
      [2, 1, 1, 0],
    );
    const runs = record['runs'] as Record<string, unknown>[];
    assert.deepEqual(
      runs.map((run) => [run['response'], run['verdict'], run['stale'], run['limit'], run['compiling']]),
      [
        [1, 'ran', false, null, false],
        [1, 'passed', false, null, false],
        [1, 'differs', false, null, false],
        [1, 'passed', true, null, false],
        [2, 'timed-out', false, 'time', true],
        [2, 'stopped', false, null, false],
        ['correction', 'passed', false, null, false],
        ['correction', 'passed', true, null, false],
      ],
    );
    assert.equal(runs[0]?.['input'], null);
    const none = { from: null, stdin: null, args: null, expected_value: null, expected_output: null };
    assert.deepEqual(runs[1]?.['input'], { id: a.id, origin: 'dataset', code: 'a', checks: true, ...none });
    const empty = { case: null, raised: null, message: null, program_line: null };
    const checked = ({
      checks,
      checks_passed,
      checks_failed,
      marks,
      not_checked,
    }: Record<string, unknown>) => [...[checks, checks_passed, checks_failed, marks, not_checked]];
    assert.deepEqual(checked(runs[1] ?? {}), [null, null, null, null, null]);
    assert.deepEqual(checked(runs[2] ?? {}), [
      4,
      3,
      [{ n: 4, line: 2, text: 'get("b")', expected: "'gone'", got: 'None', ...empty }],
      ['own-class'],
      { why: 'raised', text: 'KeyError: 1', program_line: 3 },
    ]);
    assert.deepEqual(
      runs.slice(1, 3).map(({ block }) => block),
      [null, 2],
    );
    const { value, peak_memory_bytes: memory, sandbox, runner, code_hash: hash } = runs[1] ?? {};
    assert.deepEqual(
      [value, memory, sandbox, runner, hash],
      ['1', 1024, 'bubblewrap 0.8.0', 'python 3.11.7', hashOf('one()')],
    );
    const [flat] = await readParquet((await exported('parquet', {}, [row])).path);
    assert.equal(flat?.['inputs_tested_1'], 2);
  });

  test('asks the store for the annotator, page by page, fewer rows where they are long', async () => {
    const pages = async (run: ExportRow['runs'][number]): Promise<number> => {
      const row = { ...(sampleRows()[0] as ExportRow), runs: Array.from({ length: 60 }, () => run) };
      const store = storeOf(Array.from({ length: 60 }, () => row));
      const { rows } = await exportRows({
        ...{ store, project, format: 'csv', shape: 'annotated', path: join(folder, 'a.csv') },
        annotator: 'ann',
      });
      assert.equal(rows, 60);
      assert.ok(each(store.asked).every((annotator) => annotator === 'ann'));
      return store.asked.length;
    };
    assert.equal(await pages(runOf('t', '')), 3);
    assert.equal(await pages(runOf('t', 'x'.repeat(10_000))), 21);
  });

  test('a failure or a cancel leaves the old file and nothing else', async () => {
    const own = join(folder, 'own');
    await mkdir(own);
    const path = join(own, 'x'.repeat(250) + '.csv');
    await writeFile(path, 'old');
    const broken = {
      exportPage: async (_: string | undefined, after: ExportPlace | undefined) => {
        if (after) throw new Error('disk on fire');
        return Array.from({ length: 25 }, () => sampleRows()[0] as ExportRow);
      },
    };
    await assert.rejects(run({ format: 'csv', path, store: broken }), { code: 'export-failed' });
    const controller = new AbortController();
    const cancelled = run({
      format: 'parquet',
      path,
      signal: controller.signal,
      onProgress: () => controller.abort(),
      store: { exportPage: async () => Array.from({ length: 25 }, () => sampleRows()[0] as ExportRow) },
    });
    await assert.rejects(cancelled, { code: 'cancelled' });
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(own), ['x'.repeat(250) + '.csv']);
    await run({ format: 'csv', path });
    assert.match(await readFile(path, 'utf8'), /^"id"/);
    assert.equal((await readdir(own)).length, 1);
  });

  test('a place that cannot be written is told', async () => {
    const nowhere = run({ format: 'csv', path: join(folder, 'no', 'such', 'folder.csv') });
    await assert.rejects(nowhere, (error: { code?: string; message: string; action?: string }) => {
      assert.equal(error.code, 'export-failed');
      assert.match(error.message, /folder\.csv cannot be written/);
      assert.ok(error.action);
      return true;
    });
    await mkdir(join(folder, 'taken'));
    await assert.rejects(run({ format: 'csv', path: join(folder, 'taken') }), { code: 'export-failed' });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
});

function stringify(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
}

test('a mean score names its count', () => {
  assert.equal(formatScore({ mean: 4.75, count: 12 }), '4.8 (n = 12)');
  assert.equal(formatScore({ mean: 0, count: 1 }), '0.0 (n = 1)');
  assert.equal(formatScore({ count: 0 }), '– (n = 0)');
});
