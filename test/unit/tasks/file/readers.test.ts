import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { csvRows } from '../../../../src/tasks/file/csvRows.ts';
import { jsonlRows, jsonRows } from '../../../../src/tasks/file/jsonRows.ts';
import { all, inPieces } from '../support.ts';

/** The rows, the same however the text is cut into pieces. */
async function rowsOf(text: string, read: (pieces: AsyncIterable<string>) => AsyncIterable<unknown>) {
  const whole = await all(read(inPieces(text, text.length || 1)));
  for (const size of [1, 2, 3, 7])
    assert.deepEqual(await all(read(inPieces(text, size))), whole, `pieces of ${size}`);
  return whole;
}

describe('JSON Lines', () => {
  test('one bad line costs one row, and lines are counted with the blank ones', async () => {
    const text = '{"a":1}\r\n\r\n{"a":\n[1]\n"x"\nnull\n{"a":2}';
    const rows = await rowsOf(text, jsonlRows);
    assert.deepEqual(
      (rows as { line: number; index: number; problem?: string }[]).map((r) => [
        r.line,
        r.index,
        r.problem?.slice(0, 14),
      ]),
      [
        [1, 0, undefined],
        [3, 1, 'Not valid JSON'],
        [4, 2, 'Expected an ob'],
        [5, 3, 'Expected an ob'],
        [6, 4, 'Expected an ob'],
        [7, 5, undefined],
      ],
    );
  });

  test('a line that is too long is dropped and told', async () => {
    const long = JSON.stringify({ a: 'x'.repeat(100) });
    const rows = await rowsOf(`{"a":1}\n${long}\n{"a":2}\n`, (p) => jsonlRows(p, 50));
    assert.deepEqual(rows, [
      { line: 1, index: 0, values: { a: 1 } },
      { line: 2, index: 1, field: '', problem: 'The row is longer than 50 characters.' },
      { line: 3, index: 2, values: { a: 2 } },
    ]);
  });

  test('nothing in it gives no rows', async () => {
    assert.deepEqual(await rowsOf('', jsonlRows), []);
    assert.deepEqual(await rowsOf('\n\r\n  \n', jsonlRows), []);
  });
});

describe('JSON', () => {
  const json = (pieces: AsyncIterable<string>) => jsonRows(pieces, 'x.json');

  test('a list is read item by item with lines', async () => {
    const text = '\n[\n {"a": "]}\\"[{", "b": [1, {"c": 2}]},\n\n {"a": oops, "b": [}]},\n {"a": 3}\n]\n';
    const rows = (await rowsOf(text, json)) as { line: number; values?: unknown; problem?: string }[];
    assert.deepEqual(rows[0], { line: 3, index: 0, values: { a: ']}"[{', b: [1, { c: 2 }] } });
    assert.equal(rows[1]?.line, 5);
    assert.match(rows[1]?.problem ?? '', /Not valid JSON/);
  });

  test('an empty list has no rows, an item that is no object is told', async () => {
    assert.deepEqual(await rowsOf(' [ ] ', json), []);
    const rows = await rowsOf('[{"a":1}, 2]', json);
    assert.deepEqual(rows[1], {
      line: 1,
      index: 1,
      field: '',
      problem: 'Expected an object with a field for each column.',
    });
  });

  test('an object with one list, columns as lists, and columns by row', async () => {
    const expected = [
      { index: 0, values: { a: 1, b: 'x' } },
      { index: 1, values: { a: 2, b: 'y' } },
    ];
    for (const text of [
      '{"data":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}',
      '{"version":1,"data":[{"a":1,"b":"x"},{"a":2,"b":"y"}],"note":null}',
      '{"a":[1,2],"b":["x","y"]}',
      '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}',
    ])
      assert.deepEqual(await rowsOf(text, json), expected, text);
  });

  for (const [what, text] of [
    ['a list that is cut off', '[{"a":1},{"a":'],
    ['a string that is cut off', '[{"a":1},{"a":"x'],
    ['something after the list', '[{"a":1}]\n[{"a":2}]'],
    ['a number', '17'],
    ['an object that is cut off', '{"a":[1,2]'],
    ['columns of different length', '{"a":[1,2],"b":[1]}'],
    ['columns that are texts and lists', '{"a":[1],"b":{}}'],
    ['an empty object', '{}'],
  ] as const)
    test(`refuses ${what}`, () => assert.rejects(all(json(inPieces(text, 4))), { code: 'file-malformed' }));

  test('lists nested deeply are cut without a deep stack', async () => {
    const deep = 200_000;
    const rows = await all(json(inPieces(`[{"a":${'['.repeat(deep)}${']'.repeat(deep)}},{"a":1}]`, 65_536)));
    assert.equal(rows.length, 2);
    assert.deepEqual(rows[1], { line: 1, index: 1, values: { a: 1 } });
  });
});

describe('CSV', () => {
  const csv = (pieces: AsyncIterable<string>) => csvRows(pieces, 'x.csv');

  test('quotes, commas and line breaks within quotes, CRLF and LF, blank lines', async () => {
    const text = 'a,b\r\n1,"x\r\ny, ""z"""\r\n\r\n2,\n"",q"r\n3,"end"';
    assert.deepEqual(await rowsOf(text, csv), [
      { index: 0, line: 2, values: { a: '1', b: 'x\r\ny, "z"' } },
      { index: 1, line: 5, values: { a: '2', b: '' } },
      { index: 2, line: 6, values: { a: '', b: 'q"r' } },
      { index: 3, line: 7, values: { a: '3', b: 'end' } },
    ]);
  });

  test('a misplaced quote or a cell too many costs one row', async () => {
    const text = 'a,b\n1,"x"y,z\n2\n3,4,5\n6,7\n8,"open\n9,10\n';
    assert.deepEqual(await rowsOf(text, csv), [
      { index: 0, line: 2, field: 'b', problem: 'There is text after the closing quote of this cell.' },
      { index: 1, line: 3, field: '', problem: 'Expected 2 cells, found 1.' },
      { index: 2, line: 4, field: '', problem: 'Expected 2 cells, found 3.' },
      { index: 3, line: 5, values: { a: '6', b: '7' } },
      { index: 4, line: 6, field: 'b', problem: 'The quote that opens this cell is never closed.' },
    ]);
  });

  test('a row that is too long is told', async () => {
    const rows = await rowsOf(`a,b\n1,${'x'.repeat(60)}\n2,"${'y'.repeat(60)}"\n3,z\n`, (p) =>
      csvRows(p, 'x.csv', { limit: 50 }),
    );
    assert.deepEqual(
      (rows as { line: number; problem?: string }[]).map((r) => [r.line, r.problem]),
      [
        [2, 'The row is longer than 50 characters.'],
        [3, 'The row is longer than 50 characters.'],
        [4, undefined],
      ],
    );
  });

  test('a column __proto__ is a column', async () => {
    const [row] = await all(csv(inPieces('__proto__,b\n1,2\n', 100)));
    assert.ok(row && 'values' in row);
    assert.deepEqual(Object.entries(row.values), [
      ['__proto__', '1'],
      ['b', '2'],
    ]);
  });

  test('refuses a header with a column twice or a broken quote', async () => {
    await assert.rejects(all(csvRows(inPieces('a,b,a\n1,2,3\n', 100), 'x.csv', { wanted: ['a'] })), {
      code: 'file-malformed',
      message: /"a" is there twice/,
    });
    await assert.rejects(all(csv(inPieces('a,"b"c\n1,2\n', 100))), {
      code: 'file-malformed',
      message: /line 1, header/,
    });
  });
});
