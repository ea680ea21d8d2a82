import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { loadTasks } from '../../../../src/tasks/loadTasks.ts';
import { textPieces } from '../../../../src/tasks/file/textPieces.ts';
import { all, depsOf, loadFile, projectOf, sampleFolder, tempFolder } from '../support.ts';
import { each } from '../../../each.ts';

const rows = [
  { id: 'a/0', instruction: 'Öne,\n"two" 🚀', test: 'assert True' },
  { id: 'a/1', instruction: 'Three', test: '' },
];
const expected = [
  { id: 'a/0', instruction: 'Öne,\n"two" 🚀', tests: 'assert True' },
  { id: 'a/1', instruction: 'Three' },
];
const columns = { instruction: 'instruction', id: 'id', tests: 'test' };

const jsonl = rows.map((row) => JSON.stringify(row)).join('\n');
const csv = `id,instruction,test\r\na/0,"Öne,\n""two"" 🚀",assert True\r\na/1,Three,\r\n`;
const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: (['id', 'instruction', 'test'] as const).map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      type: 'STRING' as const,
    })),
    rowGroupSize: 1,
  }),
);

describe('the source "file"', () => {
  const formats: [string, string | Uint8Array][] = [
    ['t.jsonl', jsonl],
    ['t.ndjson', `\uFEFF${jsonl}\r\n`],
    ['T.JSONL', jsonl],
    ['t.json', JSON.stringify(rows, null, 2)],
    ['t.json', `\uFEFF${JSON.stringify({ data: rows })}`],
    ['t.csv', csv],
    ['t.csv', `\uFEFF${csv}`],
    ['t.jsonl.gz', gzipSync(jsonl)],
    ['t.csv.gz', gzipSync(csv)],
    ['t.json.gz', gzipSync(JSON.stringify(rows))],
    ['packed-without-saying.jsonl', gzipSync(jsonl)],
    ['not-packed.jsonl.gz', jsonl],
    ['t.parquet', parquet],
    ['parquet-by-another-name.bin', parquet],
  ];
  for (const [name, content] of formats)
    test(`reads ${name}${typeof content === 'string' && content.startsWith('\uFEFF') ? ' with a byte order mark' : ''}`, async (t) => {
      const { tasks, warnings } = await loadFile(t, name, content, columns);
      assert.deepEqual(warnings, []);
      assert.deepEqual(
        tasks,
        expected.map((task) => ({ ...task, source: name })),
      );
    });

  const broken: [string, string, string | Uint8Array, RegExp][] = [
    ['an unknown ending', 't.xlsx', 'x', /not known by its name/],
    ['text that is called Parquet', 't.parquet', 'hello', /not a Parquet file/],
    ['packed Parquet', 't.parquet.gz', gzipSync(parquet), /packed as gzip/],
    [
      'a Parquet file that is cut off',
      't.parquet',
      parquet.subarray(0, -20),
      /not a Parquet file that can be read/,
    ],
    ['a Parquet file of four bytes', 't.parquet', 'PAR1', /too short/],
    ['a gzip file that is cut off', 't.jsonl.gz', gzipSync(jsonl).subarray(0, -12), /not a complete gzip/],
    ['an empty file', 't.jsonl', '', /no rows/],
    ['only a header', 't.csv', 'id,instruction,test\n', /no rows/],
    ['brotli', 't.jsonl', brotliCompressSync(jsonl), /line \d+: .* not UTF-8|None of the/],
  ];
  for (const [what, name, content, message] of broken)
    test(`tells what is wrong with ${what}`, (t) =>
      assert.rejects(loadFile(t, name, content, columns), { code: 'file-malformed', message }));

  test('a Parquet file whose footer lies is refused', async (t) => {
    const lying = Uint8Array.from(parquet);
    new DataView(lying.buffer).setUint32(lying.length - 8, 0x7fffffff, true);
    await assert.rejects(loadFile(t, 't.parquet', lying, columns), {
      code: 'file-malformed',
      message: /impossible length/,
    });
    const garbled = Uint8Array.from(parquet);
    garbled.fill(0xff, 4, 60);
    await assert.rejects(loadFile(t, 't.parquet', garbled, columns), { code: 'file-malformed' });
  });

  test('keeps the good rows and tells file, line and field of the others', async (t) => {
    const text = `${jsonl}\n{"id":"x","instruction":5}\nnot json\n{"id":"y","instruction":"fine","test":"t"}\n`;
    const { tasks, warnings } = await loadFile(t, 't.jsonl', text, columns);
    assert.deepEqual(
      tasks.map((task) => task.id),
      ['a/0', 'a/1', 'y'],
    );
    assert.deepEqual(
      warnings.map((w) => [w.file, w.line, w.field]),
      [
        ['t.jsonl', 3, 'instruction'],
        ['t.jsonl', 4, ''],
      ],
    );
  });

  test('a missing column of a Parquet file is told before any row is read', (t) =>
    assert.rejects(loadFile(t, 't.parquet', parquet, { instruction: 'prompt' }), {
      code: 'column-missing',
      message: 't.parquet has no column "prompt". Its columns: "id", "instruction", "test".',
    }));

  test('ids without an id column stay with their rows when a row is inserted, and repeated texts differ', async (t) => {
    const idsOf = async (texts: string[]) => {
      const file = texts.map((instruction) => JSON.stringify({ instruction })).join('\n');
      const { tasks } = await loadFile(t, 't.jsonl', file);
      return new Map(tasks.map((task, i) => [`${task.instruction} ${i}`, task.id]));
    };
    const before = await idsOf(['a', 'b', 'b']);
    const again = await idsOf(['a', 'b', 'b']);
    const after = await idsOf(['new', 'a', 'b', 'b']);
    assert.deepEqual(again, before);
    assert.equal(new Set(before.values()).size, 3);
    assert.deepEqual([...after.values()].slice(1), [...before.values()]);
    for (const id of each(before.values())) assert.match(id, /^[0-9a-f]{16}$/);
  });

  test('the bundled sample: twelve tasks with recorded responses', async () => {
    const config = JSON.parse(await readFile(join(sampleFolder, 'touchstone.json'), 'utf8')) as {
      tasks: unknown;
    };
    const { tasks, warnings } = await loadTasks(projectOf('/nowhere', config.tasks), depsOf());
    assert.deepEqual(warnings, []);
    assert.equal(tasks.length, 12);
    for (const task of tasks) {
      assert.equal(task.source, 'touchstone-sample');
      assert.ok(
        task.generations && task.tests && task.entryPoint && task.language && task.context?.['concepts'],
      );
    }
  });

  test('tells progress and can be cancelled while a large file is read', async (t) => {
    const abort = new AbortController();
    const many = Array.from({ length: 200_000 }, (_, i) => JSON.stringify({ instruction: `Task ${i}` })).join(
      '\n',
    );
    const seen: number[] = [];
    const onProgress = ({ rows }: { rows: number }): void => {
      seen.push(rows);
      abort.abort();
    };
    await assert.rejects(
      loadFile(t, 't.jsonl', many, { instruction: 'instruction' }, { signal: abort.signal, onProgress }),
      { code: 'cancelled' },
    );
    assert.ok(seen.length > 0 && (seen[0] ?? 0) < 200_000);
  });

  test('text that unpacks to more than the limit is refused while it is unpacked', async (t) => {
    const folder = await tempFolder(t);
    const path = join(folder, 'bomb.jsonl.gz');
    await writeFile(path, gzipSync(Buffer.alloc(20_000_000, ' ')));
    await assert.rejects(all(textPieces(path, 'bomb.jsonl.gz', { maxBytes: 1_000_000 })), {
      code: 'file-malformed',
    });
  });
});

describe('the file of tasks lies inside the project', () => {
  const load = (folder: string, path: string) =>
    loadTasks(projectOf(folder, { source: 'file', path, columns: { instruction: 'instruction' } }), depsOf());

  test('in a folder of it, or by a link to such a file', async (t) => {
    const folder = await tempFolder(t);
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data', 't.jsonl'), jsonl);
    await symlink(join('data', 't.jsonl'), join(folder, 'link.jsonl'));
    assert.equal((await load(folder, 'data/t.jsonl')).tasks.length, 2);
    assert.equal((await load(folder, './data/../data/t.jsonl')).tasks.length, 2);
    assert.equal((await load(folder, join(folder, 'data', 't.jsonl'))).tasks.length, 2);
    assert.equal((await load(folder, 'link.jsonl')).tasks[0]?.source, 'link.jsonl');
  });

  test('also when the project folder itself is a link', async (t) => {
    const folder = await tempFolder(t);
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 't.jsonl'), jsonl);
    await symlink('real', join(folder, 'linked'));
    assert.equal((await load(join(folder, 'linked'), 't.jsonl')).tasks.length, 2);
  });

  test('not outside of it: by .., by an absolute path, by a link to a file or a folder', async (t) => {
    const folder = await tempFolder(t);
    const project = join(folder, 'project');
    await mkdir(project);
    await writeFile(join(folder, 'secret.jsonl'), jsonl);
    await symlink(join('..', 'secret.jsonl'), join(project, 'link.jsonl'));
    await symlink('..', join(project, 'up'));
    for (const path of [
      '../secret.jsonl',
      'a/../../secret.jsonl',
      join(folder, 'secret.jsonl'),
      'link.jsonl',
      'up/secret.jsonl',
      '..',
      '.',
    ])
      await assert.rejects(
        load(project, path),
        { code: 'config-invalid', message: /outside the project folder/ },
        path,
      );
    await mkdir(join(folder, 'project-2'));
    await writeFile(join(folder, 'project-2', 't.jsonl'), jsonl);
    await assert.rejects(load(project, '../project-2/t.jsonl'), { code: 'config-invalid' });
    await writeFile(join(project, '..t.jsonl'), jsonl);
    assert.equal((await load(project, '..t.jsonl')).tasks.length, 2, 'a name may begin with two dots');
  });

  test('a missing file, a folder, a NUL in the name', async (t) => {
    const folder = await tempFolder(t);
    await mkdir(join(folder, 'dir.jsonl'));
    for (const path of ['no.jsonl', 'dir.jsonl', 'a\0.jsonl'])
      await assert.rejects(load(folder, path), { code: 'file-missing' }, path);
  });

  test('a file that shrinks while it is read is an error, not half a row', async (t) => {
    const folder = await tempFolder(t);
    await cp(join(sampleFolder, 'tasks.jsonl'), join(folder, 't.jsonl'));
    await truncate(join(folder, 't.jsonl'), 2500);
    const { tasks, warnings } = await load(folder, 't.jsonl');
    assert.equal(tasks.length + warnings.length >= 1, true);
    await rm(join(folder, 't.jsonl'));
    await assert.rejects(load(folder, 't.jsonl'), { code: 'file-missing' });
  });
});

describe('the source "argilla"', () => {
  const project = projectOf('/nowhere', { source: 'argilla', columns: { instruction: 'instruction' } });
  test('takes its tasks from what was injected', async () => {
    const task = { id: '1', instruction: 'x', source: 's' };
    const loaded = await loadTasks(
      project,
      depsOf({ argillaTasks: () => Promise.resolve({ tasks: [task], leftOut: 0 }) }),
    );
    assert.deepEqual(loaded, { tasks: [task], leftOut: 0, skipped: 0, warnings: [] });
  });
  test('says so when none is connected', () =>
    assert.rejects(loadTasks(project, depsOf()), { code: 'argilla-missing' }));
});
