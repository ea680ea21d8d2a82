import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import type { ExportResult } from '../../../src/export/exportProtocol.ts';
import { Spool } from '../../../src/export/files/spool.ts';
import { neutralised } from '../../../src/export/table/formulas.ts';
import { writeDataset } from '../../../src/export/writeDataset.ts';
import type { ExportRow } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { checked, row, rubric, unanswered } from './rows.ts';

let folder = '';
before(async () => (folder = await mkdtemp(join(tmpdir(), 'touchstone-papers-'))));
after(() => rm(folder, { recursive: true, force: true }));

const context = {
  ...{ me: 'ann', project: 'my *project*', extensionVersion: '1.2.3', guidelinesVersion: 'g2' },
  personOf: (name: string) => Promise.resolve(name === 'alias' ? 'ann' : name),
};

/** Rows of tasks, one after the other, as a store gives them. */
function pagesOf(rows: ExportRow[]) {
  const ids = [...new Set(rows.map(({ task }) => task.id))];
  const placed = rows.map((one) => ({ ...one, task: { ...one.task, position: ids.indexOf(one.task.id) } }));
  const keyOf = ({ task, annotation }: ExportRow) =>
    `${task.position}`.padStart(9, '0') + (annotation?.annotator ?? '');
  return (
    after: { position: number; annotator?: string } | undefined,
    limit: number,
  ): Promise<ExportRow[]> => {
    const last = after && `${after.position}`.padStart(9, '0') + (after.annotator ?? '');
    return Promise.resolve(placed.filter((one) => last === undefined || keyOf(one) > last).slice(0, limit));
  };
}

async function written(
  rows: ExportRow[],
  given: Partial<ExportArguments>,
  { blind = false, config = {} } = {},
): Promise<ExportResult> {
  const args = readArguments({ format: 'jsonl', path: join(folder, given.shape ?? 'annotated'), ...given });
  const what = await exportOf(args, { ...context, config });
  assert.ok(what.dataset);
  return writeDataset({ ...what, dataset: what.dataset, rubric, blind }, pagesOf(rows));
}

const some = (count: number, more: Parameters<typeof row>[0] = {}): ExportRow[] =>
  Array.from({ length: count }, (_, i) =>
    row({
      id: `t${i}`,
      score1: 1,
      score2: 6,
      language: i % 2 ? 'py' : 'go',
      instruction: `do ${i} to number ${i * 7}`,
      ...more,
    }),
  );

describe('card and manifest', () => {
  test('tell what is in the folder, and nothing of markdown that a name brings', async () => {
    const path = join(folder, 'told');
    const rows = [...some(20), row({ id: 'tie', score1: 3, score2: 3 }), unanswered('none')];
    await written(
      rows,
      { shape: 'dpo', path, folder: true, split: true },
      { config: { license: 'mit', systemPrompt: 'Be brief.' } },
    );
    const card = await readFile(join(path, 'README.md'), 'utf8');
    const [, front = '', body = ''] = card.split('---\n');
    assert.match(front, /^license: mit\npretty_name: told\n/);
    assert.match(front, /\n- python\n/, 'languages under one name');
    assert.match(front, /size_categories:\n- "n<1K"\n/);
    assert.match(front, /- split: train\n\s+path: data\/train\.jsonl\n\s+- split: validation\n/);
    assert.match(body, /\| train \| 16 \|/);
    assert.match(body, /\| tasks with equal scores and no correction \| 1 \|/);
    assert.match(body, /in the project my \\\*project\\\*/);
    assert.match(body, /version g1 \(20 answers\)/);
    assert.doesNotMatch(card, /local:|\bann\b/, 'no annotator is named');
    const manifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.deepEqual(manifest['tasks'], { seen: 22, used: 20 });
    assert.deepEqual(manifest['left_out'], { answers: {}, tasks: { unanswered: 1, tie: 1 }, rows: {} });
    assert.deepEqual(manifest['guidelines'], { now: 'g2', answers: { g1: 20 } });
    assert.equal((manifest['made_by'] as { version: string }).version, '1.2.3');
    assert.equal((manifest['examples'] as { system_prompt: string }).system_prompt, 'Be brief.');
    assert.doesNotMatch(JSON.stringify(manifest), /local:|"ann"|\d{4}-\d\d-\d\dT/);
  });

  test('a separator is told as it is, whatever it holds', async () => {
    const separator = '\n`*|<b>``';
    const path = join(folder, 'separated');
    await written(some(2), { shape: 'dpo-standard', path, folder: true, separator });
    const card = await readFile(join(path, 'README.md'), 'utf8');
    assert.ok(card.includes('stands ```"\\n`*|<b>``"```, so that'), card);
  });

  test('without a license none is stated; the sizes are those of the Hub', async () => {
    const path = join(folder, 'unlicensed');
    await written(some(1_200), { shape: 'sft', path, folder: true });
    const card = await readFile(join(path, 'README.md'), 'utf8');
    assert.doesNotMatch(card, /^license:/m);
    assert.match(card, /No license is stated/);
    assert.match(card, /- "1K<n<10K"|- 1K<n<10K/);
  });

  test('a blind project names the models of submitted answers alone', async () => {
    const rows = some(4, { status: 'draft' });
    const of = async (path: string, blind: boolean) => {
      await written(
        rows,
        { shape: 'long', statuses: ['draft'], path: join(folder, path), folder: true },
        { blind },
      );
      const texts = ['README.md', 'manifest.json', 'data/train.jsonl'].map((file) =>
        readFile(join(folder, path, file), 'utf8'),
      );
      return (await Promise.all(texts)).join('\n');
    };
    assert.doesNotMatch(await of('hidden', true), /model-one|openai|127\.0\.0\.1/);
    assert.match(await of('shown', false), /model-one/);
  });
});

describe('arguments', () => {
  test('format, path and shape alone are what they were', async () => {
    for (const shape of [undefined, 'annotated', 'bare'] as const)
      assert.deepEqual(await exportOf(readArguments({ format: 'csv', path: '/x.csv', shape }), context), {
        ...{ format: 'csv', path: '/x.csv', shape: shape ?? 'annotated', annotator: 'ann' },
      });
  });

  test('everybody’s submitted answers make training data; names are persons', async () => {
    const of = async (given: Partial<ExportArguments>) =>
      (await exportOf(readArguments({ format: 'jsonl', path: '/x', shape: 'dpo', ...given }), context))
        .dataset?.filters;
    assert.deepEqual((await of({}))?.annotators, undefined);
    assert.deepEqual((await of({}))?.statuses, ['submitted']);
    assert.deepEqual((await of({ annotators: ['alias', 'ann', 'bob'] }))?.annotators, ['ann', 'bob']);
    assert.deepEqual((await of({ annotators: 'me' }))?.annotators, ['ann']);
  });

  test('what is wrong is named', () => {
    const wrong: [object, RegExp][] = [
      [{ format: 'csv' }, /path/],
      [{ format: 'xls', path: 'x' }, /format/],
      [{ format: 'csv', path: 'x', shape: 'ppo' }, /shape/],
      [{ format: 'csv', path: 'x', minGap: -1 }, /minGap/],
      [{ format: 'csv', path: 'x', split: { train: 0 } }, /split/],
      [{ format: 'csv', path: 'x', license: 'MIT License' }, /license/],
      [{ format: 'csv', path: 'x', minscore: 1 }, /minscore/],
    ];
    for (const [given, message] of each(wrong))
      assert.throws(
        () => readArguments(given),
        (error: { code: string; message: string }) => {
          assert.equal(error.code, 'export-failed');
          assert.match(error.message, message);
          return true;
        },
      );
  });

  test('messages do not fit in CSV, nor objects of different keys in a folder', async () => {
    const refused = (given: Partial<ExportArguments>) => written(some(2), given);
    await assert.rejects(refused({ shape: 'dpo', format: 'csv' }), {
      code: 'export-failed',
      message: 'CSV cannot hold messages.',
    });
    await assert.rejects(refused({ shape: 'annotated', folder: true, annotators: 'all' }), {
      code: 'export-failed',
      action: 'Choose Parquet or CSV.',
    });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('.touchstone') || name === 'dpo'),
      [],
    );
  });
});

describe('tables with filters', () => {
  const code = '```python\ndef a():\n    return 1\n```\n';
  const rows = [
    row({
      id: 'a',
      by: 'ann',
      score1: 1,
      score2: 6,
      texts: [code, 'two'],
      runs: [checked(1, code, 'passed')],
    }),
    row({ id: 'a', by: 'bob', score1: 3, score2: 4, flag: 'bad' }),
    row({ id: 'b', by: 'ann', score1: 2, score2: 2, status: 'draft' }),
    unanswered('c'),
  ];
  const counts = async (given: Partial<ExportArguments>) => {
    const { rows: count, dataset } = await written(rows, { annotators: 'all', ...given });
    return [count, dataset?.leftOut];
  };
  const out = (more: object) => ({ answers: {}, tasks: {}, rows: {}, ...more });

  test('annotated: all rows where nothing is asked, else the answers that pass', async () => {
    assert.deepEqual(await counts({ withoutFlagged: false }), [4, out({})]);
    assert.deepEqual(await counts({ statuses: ['submitted'] }), [
      2,
      out({ answers: { status: 1 }, tasks: { unanswered: 2 } }),
    ]);
    assert.deepEqual(await counts({ minScore: 5 }), [
      1,
      out({ answers: { score: 2 }, tasks: { unanswered: 1 } }),
    ]);
    assert.deepEqual(await counts({ minGap: 1 }), [
      2,
      out({ answers: { gap: 1 }, tasks: { unanswered: 1 } }),
    ]);
    assert.deepEqual(await counts({ checks: 'passed' }), [
      1,
      out({ answers: { checks: 2 }, tasks: { unanswered: 1 } }),
    ]);
    assert.deepEqual(await counts({ withoutFlagged: true }), [
      1,
      out({ tasks: { unanswered: 1, flagged: 1 } }),
    ]);
    assert.deepEqual(await counts({ annotators: ['bob', 'eve'] }), [
      1,
      out({ answers: { annotator: 2 }, tasks: { unanswered: 2 } }),
    ]);
  });

  test('bare: each task once', async () => {
    assert.deepEqual(await counts({ shape: 'bare', minGap: 1 }), [
      1,
      out({ answers: { gap: 1 }, tasks: { unanswered: 1 } }),
    ]);
  });

  test('long: by response', async () => {
    const left = { answers: { status: 1 }, tasks: { unanswered: 2 } };
    assert.deepEqual(await counts({ shape: 'long' }), [4, out(left)]);
    assert.deepEqual(await counts({ shape: 'long', minScore: 4 }), [2, out({ ...left, rows: { score: 2 } })]);
    assert.deepEqual(await counts({ shape: 'long', checks: 'passed' }), [
      1,
      out({ ...left, rows: { checks: 3 } }),
    ]);
  });
});

test('the parts of a split replace nothing, unless that is said', async () => {
  const path = join(folder, 'parts.jsonl');
  const mine = join(folder, 'parts.validation.jsonl');
  await writeFile(mine, 'my own');
  const given = { shape: 'sft', split: true, path } as const;
  await assert.rejects(written(some(30), given), {
    code: 'export-failed',
    message: `${mine} is there already.`,
  });
  assert.equal(await readFile(mine, 'utf8'), 'my own');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('parts')),
    ['parts.validation.jsonl'],
  );
  const { dataset } = await written(some(30), { ...given, overwrite: true });
  assert.equal(dataset?.files.length, 3);
  assert.match(await readFile(mine, 'utf8'), /^\{"messages"/);
  // One file is what the dialog asks about.
  await writeFile(path, 'former');
  await written(some(3), { shape: 'sft', path });
  assert.match(await readFile(path, 'utf8'), /^\{"messages"/);
});

test('a number of floating point has its decimal point in JSON', async () => {
  const path = join(folder, 'margins.jsonl');
  const rows = [
    row({ id: 'a', score1: 1, score2: 4 }),
    row({ id: 'b', score1: 1, score2: 4 }),
    row({ id: 'b', by: 'x', score1: 1, score2: 3 }),
  ];
  await written(rows, { shape: 'reward-standard', path, separator: '' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.slice(line.indexOf('"margin"'))),
    ['"margin":3.0}', '"margin":2.5}'],
  );
});

test('CSV: texts that a spreadsheet would calculate get an apostrophe where that is asked for', async () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r1', ' =1', '＝1', '\n@x'];
  for (const text of each(formulas)) assert.equal(neutralised(text), `'${text}`);
  for (const text of each(['a=1', '', '1-1', 'it’s', "'=1", '```python']))
    assert.equal(neutralised(text), text);
  const path = join(folder, 'formulas.csv');
  const rows = [row({ id: 'a', score1: 1, score2: 6, texts: ['-1', '=2'] })];
  const of = async (neutraliseFormulas: boolean) => {
    await written(rows, { shape: 'kto-standard', format: 'csv', path, separator: '', neutraliseFormulas });
    return readFile(path, 'utf8');
  };
  const head = '"prompt","completion","label"\r\n';
  assert.equal(
    await of(true),
    `${head}"Instruction of a","'-1","false"\r\n"Instruction of a","'=2","true"\r\n`,
  );
  assert.equal(
    await of(false),
    `${head}"Instruction of a","-1","false"\r\n"Instruction of a","=2","true"\r\n`,
  );
});

test('what waits on disk comes back in its order, whatever is in it and wherever it is cut', async () => {
  const spool = await Spool.create<unknown>(join(folder, 'spool.tmp'));
  const values = [
    { a: 'line\nbreak\u2028\u2029\r' },
    { b: '目'.repeat(70_000) },
    [],
    { c: '🦊'.repeat(40_000) },
    { d: 'x'.repeat(1_000_000) },
    1,
  ];
  for (const value of values) await spool.write(value);
  const back: unknown[] = [];
  for await (const value of spool.values()) back.push(value);
  assert.deepEqual(back, values);
  await spool.remove();
  assert.ok(!(await readdir(folder)).includes('spool.tmp'));
});
