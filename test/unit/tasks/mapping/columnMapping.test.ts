import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ColumnMapping } from '../../../../src/project/config.ts';
import { collectTasks } from '../../../../src/tasks/mapping/collectTasks.ts';
import { hashId } from '../../../../src/tasks/mapping/columnMapping.ts';
import type { SourceRow, TaskSource } from '../../../../src/tasks/mapping/taskSource.ts';

function load(
  rows: Record<string, unknown>[],
  mapping: ColumnMapping,
  context: 'all' | 'none' = 'none',
  signal?: AbortSignal,
) {
  async function* each(): AsyncGenerator<SourceRow, void, undefined> {
    for (const [index, values] of rows.entries())
      yield await Promise.resolve({ index, line: index + 1, values });
  }
  const source: TaskSource = {
    name: 'owner/set',
    file: 'set.jsonl',
    context,
    rows: each(),
    hashedId: ({ index }) => hashId('owner/set', 'default', 'train', index),
  };
  return collectTasks(source, mapping, { signal });
}

describe('column mapping', () => {
  test('maps every column, each kind of value as readable text', async () => {
    const mapping: ColumnMapping = {
      instruction: 'prompt',
      id: 'n',
      language: 'lang',
      tests: 'test_list',
      testSetup: 'imports',
      entryPoint: 'fn',
      generations: ['r1', 'r2'],
      context: ['tags', 'meta', 'when', 'big', 'blob', 'empty', 'ok'],
    };
    const row = {
      prompt: 'Add two numbers.',
      n: 9007199254740993n,
      lang: ' python ',
      test_list: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'],
      imports: ['import math', 'import re'],
      fn: 'add',
      r1: 'one',
      r2: 'two',
      tags: ['math', 'easy'],
      meta: { a: [1, 2n] },
      when: new Date(0),
      big: 12n,
      blob: new Uint8Array(3),
      empty: '  ',
      ok: false,
      other: 'not shown',
    };
    const { tasks, warnings } = await load([row], mapping);
    assert.deepEqual(warnings, []);
    assert.deepEqual(tasks, [
      {
        id: '9007199254740993',
        instruction: 'Add two numbers.',
        source: 'owner/set',
        language: 'python',
        entryPoint: 'add',
        tests: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'],
        testSetup: 'import math\nimport re',
        context: {
          tags: 'math, easy',
          meta: JSON.stringify({ a: [1, 2] }, null, 2),
          when: '1970-01-01T00:00:00.000Z',
          big: '12',
          blob: '(3 bytes)',
          ok: 'false',
        },
        generations: ['one', 'two'],
      },
    ]);
  });

  test('leaves out rows without instruction or id, naming file, line and field', async () => {
    const { tasks, warnings } = await load(
      [
        { id: 'a', instruction: 'good' },
        { id: 'b', instruction: 17 },
        { id: 'c', instruction: ' ' },
        { id: null, instruction: 'no id' },
        { id: { x: 1 }, instruction: 'odd id' },
        { id: 'a', instruction: 'twice' },
        { id: 'nul\0', instruction: 'NUL in the id' },
        { id: 2 ** 60, instruction: 'rounded' },
        { id: 0, instruction: 'zero' },
      ],
      { instruction: 'instruction', id: 'id' },
    );
    assert.deepEqual(
      tasks.map((task) => task.id),
      ['a', '0'],
    );
    assert.deepEqual(
      warnings.map((w) => [w.file, w.line, w.row, w.field, w.message]),
      [
        ['set.jsonl', 2, 1, 'instruction', 'Expected the instruction as text, found a number.'],
        ['set.jsonl', 3, 2, 'instruction', 'Expected the instruction as text, found empty text.'],
        ['set.jsonl', 4, 3, 'id', 'Expected an id (text or a number), found nothing.'],
        ['set.jsonl', 5, 4, 'id', 'Expected an id (text or a number), found an object.'],
        ['set.jsonl', 6, 5, 'id', 'The id "a" is there already: the first row counts.'],
        ['set.jsonl', 7, 6, 'id', 'The id holds a character that cannot be stored.'],
        ['set.jsonl', 8, 7, 'id', 'The id is a number too large to be exact: write it as text.'],
      ],
    );
  });

  test('half a recorded pair is none, and is told; the task stays; an empty response is one', async () => {
    const { tasks, warnings } = await load(
      [
        { instruction: 'x', r1: 'a', r2: null },
        { instruction: 'y', r1: 'a', r2: '' },
      ],
      { instruction: 'instruction', generations: ['r1', 'r2'] },
    );
    assert.deepEqual(
      tasks.map((task) => task.generations),
      [undefined, ['a', '']],
    );
    assert.deepEqual(
      warnings.map((w) => [w.line, w.field]),
      [[1, 'r2']],
    );
  });

  test('a detail of another kind is told and left out', async () => {
    const { tasks, warnings } = await load(
      [{ instruction: 'x', lang: 3, test: { a: 1 }, pre: 7, fn: ['f'] }],
      {
        instruction: 'instruction',
        language: 'lang',
        tests: 'test',
        testSetup: 'pre',
        entryPoint: 'fn',
      },
    );
    assert.deepEqual(Object.keys(tasks[0] ?? {}), ['id', 'instruction', 'source']);
    assert.deepEqual(warnings.map((w) => w.field).toSorted(), ['fn', 'lang', 'pre', 'test']);
  });

  test('context: all other columns of a file, none of a Hub dataset, and only what is named', async () => {
    const rows = [{ instruction: 'x', id: '1', a: 'A', b: 'B' }];
    const contextOf = async (mapping: ColumnMapping, context: 'all' | 'none') =>
      (await load(rows, mapping, context)).tasks[0]?.context;
    assert.deepEqual(await contextOf({ instruction: 'instruction', id: 'id' }, 'all'), { a: 'A', b: 'B' });
    assert.equal(await contextOf({ instruction: 'instruction', id: 'id' }, 'none'), undefined);
    assert.deepEqual(await contextOf({ instruction: 'instruction', context: ['b'] }, 'all'), { b: 'B' });
    assert.equal(await contextOf({ instruction: 'instruction', context: [] }, 'all'), undefined);
  });

  test('an unknown column is refused, naming those that exist', async () => {
    await assert.rejects(load([{ prompt: 'x', n: 1 }], { instruction: 'instruction', id: 'id' }), {
      code: 'column-missing',
      message: 'set.jsonl has no column "instruction", "id". Its columns: "prompt", "n".',
    });
    await assert.rejects(load([{ instruction: 'x' }], { instruction: 'instruction', tests: 'tset' }), {
      code: 'column-missing',
    });
  });

  test('what every object inherits is no column', async () => {
    await assert.rejects(load([{ a: 'x' }], { instruction: 'constructor' }), { code: 'column-missing' });
    const { tasks } = await load(
      [JSON.parse('{"instruction":"x","__proto__":"y"}') as Record<string, unknown>],
      { instruction: 'instruction' },
      'all',
    );
    assert.deepEqual(Object.entries(tasks[0]?.context ?? {}), [['__proto__', 'y']]);
    assert.equal(Object.getPrototypeOf(tasks[0]?.context), Object.prototype);
  });

  test('no good row is an error that tells the first fault; no row at all, too', async () => {
    await assert.rejects(load([{ instruction: 1 }, { instruction: 2 }], { instruction: 'instruction' }), {
      code: 'file-malformed',
      message: /None of the 2 rows .* line 1, instruction/,
    });
    await assert.rejects(load([], { instruction: 'instruction' }), {
      code: 'file-malformed',
      message: /no rows/,
    });
  });

  test('NUL and lone surrogates become U+FFFD; what is nested too deeply is told', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const { tasks, warnings } = await load(
      [{ instruction: 'a\0b\ud800c', deep, ok: 'x' }],
      { instruction: 'instruction' },
      'all',
    );
    assert.equal(tasks[0]?.instruction, 'a\uFFFDb\uFFFDc');
    assert.deepEqual(tasks[0]?.context, { ok: 'x' });
    assert.deepEqual(warnings, [
      {
        file: 'set.jsonl',
        line: 1,
        row: 0,
        field: 'deep',
        message: 'The value is nested too deeply to be shown.',
      },
    ]);
  });

  test('thousands of bad rows are counted, not all told', async () => {
    const rows = [{ instruction: 'good' }, ...Array.from({ length: 3000 }, () => ({ instruction: null }))];
    const { warnings } = await load(rows, { instruction: 'instruction' });
    assert.equal(warnings.length, 1001);
    assert.equal(warnings.at(-1)?.message, '2000 more of such messages.');
  });

  test('is cancelled between rows', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(load([{ instruction: 'x' }], { instruction: 'instruction' }, 'none', signal), {
      code: 'cancelled',
    });
  });
});
