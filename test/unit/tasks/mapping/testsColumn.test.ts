import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testsOf } from '../../../../src/tasks/mapping/testsColumn.ts';
import { loadFile } from '../support.ts';

const checks = ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'];

describe('a cell of tests', () => {
  test('may be code', () => {
    const code = '\n\ndef check(candidate):\n    assert candidate([1]) == 1\n';
    assert.deepEqual(testsOf(code), { tests: code });
    for (const text of ['[f(1) for _ in range(3)]', '{f(1)}', '[', '[1, 2', 'assert f(["a"])'])
      assert.deepEqual(testsOf(text), { tests: text });
    assert.deepEqual(testsOf('a\0'), { tests: 'a\uFFFD' });
  });

  test('may be a list of checks, also as JSON text', () => {
    for (const value of [checks, JSON.stringify(checks), ` ${JSON.stringify(checks, null, 2)}\n`])
      assert.deepEqual(testsOf(value), { tests: checks });
    assert.deepEqual(testsOf(['a\ud800', ' ', 'b']), { tests: ['a\uFFFD', 'b'] });
  });

  test('may be inputs with outputs, as APPS and CodeContests have them', () => {
    const apps = '{"fn_name": "f", "inputs": [[12345678901234567890]], "outputs": [[1.0]]}';
    assert.deepEqual(testsOf(apps), { tests: apps }, 'numbers as they were written');
    assert.deepEqual(testsOf({ inputs: [[1n, 'a']], outputs: [2], fn_name: 'f' }), {
      tests: '{"fn_name":"f","inputs":[[1,"a"]],"outputs":[2]}',
    });
    const contests = { input: ['1\n', '2\n'], output: ['a\n', 'b\n'] };
    for (const value of [contests, JSON.stringify(contests)])
      assert.deepEqual(testsOf(value), { tests: '{"inputs":["1\\n","2\\n"],"outputs":["a\\n","b\\n"]}' });
  });

  test('may be empty', () => {
    const empty = [undefined, null, ' ', [], [' '], '[]', { inputs: [], outputs: [] }];
    for (const value of empty) assert.deepEqual(testsOf(value), {});
  });

  test('as Python or numpy writes a list into CSV is a list', () => {
    for (const text of ["['assert f(1)', 'assert f(2)']", "['assert f(1)'\n 'assert f(2)']"])
      assert.deepEqual(testsOf(text), { tests: ['assert f(1)', 'assert f(2)'] });
    assert.deepEqual(testsOf("{'inputs': ['1\\n'], 'outputs': ['2']}"), {
      tests: '{"inputs":["1\\n"],"outputs":["2"]}',
    });
  });

  test('of another kind is told', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const bad: [unknown, RegExp][] = [
      [3, /found a number/],
      [true, /found a boolean/],
      [new Date(0), /found a date/],
      [{ a: 1 }, /found an object/],
      ['{"a": 1}', /found an object/],
      [['a', 1], /other values/],
      ['[1, 2]', /other values/],
      ["['assert f(1)', g(2)]", /not JSON/],
      ["['assert f(1)' + 'assert f(2)']", /not JSON/],
      [{ inputs: ['a'], outputs: [] }, /an output for each input, found 1 and 0/],
      [{ inputs: 'a', outputs: 'b' }, /as lists/],
      [{ inputs: [2n ** 60n], outputs: [1] }, /too large/],
      [{ inputs: [deep], outputs: [1] }, /too deeply/],
    ];
    for (const [value, problem] of bad) {
      const found = testsOf(value);
      assert.match(found.problem ?? '', problem);
      assert.equal(found.tests, undefined);
    }
  });
});

describe('a column of tests', () => {
  const columns = { instruction: 'text', tests: 'test_list', testSetup: 'test_setup_code', entryPoint: 'fn' };

  test('is read from MBPP-like rows with no more than a mapping', async (t) => {
    const row = { text: 'Add.', test_list: checks, test_setup_code: 'import math', fn: 'add' };
    const csv = `text,test_list,test_setup_code,fn\nAdd.,"${JSON.stringify(checks).replaceAll('"', '""')}",import math,add\n`;
    for (const [name, content] of [
      ['t.jsonl', JSON.stringify(row)],
      ['t.csv', csv],
    ] as const) {
      const { tasks, warnings } = await loadFile(t, name, content, columns);
      assert.deepEqual(warnings, []);
      assert.deepEqual(
        [tasks[0]?.tests, tasks[0]?.testSetup, tasks[0]?.entryPoint],
        [checks, 'import math', 'add'],
      );
    }
  });

  test('with a bad cell is told by file, line and field; the task stays', async (t) => {
    const rows = [
      { text: 'Good.', test_list: checks, test_setup_code: '', fn: '' },
      { text: 'Bad.', test_list: [1], test_setup_code: { a: 1 }, fn: '' },
    ];
    const { tasks, warnings } = await loadFile(
      t,
      't.jsonl',
      rows.map((r) => JSON.stringify(r)).join('\n'),
      columns,
    );
    assert.deepEqual(
      tasks.map((task) => [task.instruction, task.tests]),
      [
        ['Good.', checks],
        ['Bad.', undefined],
      ],
    );
    assert.deepEqual(
      warnings.map((w) => [w.file, w.line, w.field, w.message]),
      [
        ['t.jsonl', 2, 'test_list', 'Expected a list of checks as texts, found other values in it.'],
        ['t.jsonl', 2, 'test_setup_code', 'Expected code as text, found an object.'],
      ],
    );
  });
});
