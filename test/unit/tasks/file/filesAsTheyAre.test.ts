import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { loadFile } from '../support.ts';
import { each } from '../../../each.ts';

/** Inputs as people bring them, made after public reports of users of other tools; each with relatives. */

const columns = { instruction: 'instruction', id: 'id' };
const two = ['t1: Add two numbers, then print', 't2: Sort a list'];

async function told(
  t: TestContext,
  name: string,
  content: string | Uint8Array,
  mapped: Record<string, unknown> = columns,
) {
  const { tasks, warnings } = await loadFile(t, name, content, mapped);
  return { tasks, warnings, came: tasks.map(({ id, instruction }) => `${id}: ${instruction}`) };
}

describe('separators', () => {
  for (const [what, name, content] of [
    ['semicolons', 'a.csv', 'id;instruction\nt1;Add two numbers, then print\nt2;Sort a list\n'],
    [
      'semicolons and quotes',
      'a.csv',
      '"id";"instruction"\r\n"t1";"Add two numbers, then print"\r\n"t2";"Sort a list"\r\n',
    ],
    ['tabs', 'a.csv', 'id\tinstruction\nt1\tAdd two numbers, then print\nt2\tSort a list\n'],
    ['.tsv', 'a.tsv', 'id\tinstruction\nt1\tAdd two numbers, then print\nt2\tSort a list\n'],
    ['.tab', 'a.TAB', 'id\tinstruction\nt1\tAdd two numbers, then print\nt2\tSort a list\n'],
    ['.txt with tabs', 'a.txt', 'id\tinstruction\r\nt1\tAdd two numbers, then print\r\nt2\tSort a list\r\n'],
    ['.tsv with commas', 'a.tsv', 'id,instruction\nt1,"Add two numbers, then print"\nt2,Sort a list\n'],
    ['bars', 'a.csv', 'id|instruction\nt1|Add two numbers, then print\nt2|Sort a list\n'],
    ['sep=;', 'a.csv', 'sep=;\r\nid;instruction\r\nt1;Add two numbers, then print\r\nt2;Sort a list\r\n'],
    ['"sep=|"', 'a.csv', '"sep=|"\nid|instruction\nt1|Add two numbers, then print\nt2|Sort a list\n'],
    [
      'sep=: and a mark',
      'a.csv',
      '\uFEFFsep=:\nid:instruction\nt1:Add two numbers, then print\nt2:Sort a list\n',
    ],
    ['lines that end with CR', 'a.csv', 'id;instruction\rt1;Add two numbers, then print\rt2;Sort a list\r'],
    [
      'commas beside a header with semicolons in quotes',
      'a.csv',
      'id,instruction,"a;b;c;d"\nt1,"Add two numbers, then print",x;y\nt2,Sort a list,z\n',
    ],
    [
      'more semicolons than commas in the header',
      'a.csv',
      'id,instruction,a;b;c;d\nt1,"Add two numbers, then print",x;y\nt2,Sort a list,z\n',
    ],
  ] as const)
    test(what, async (t) => {
      assert.deepEqual((await told(t, name, content)).came, two);
    });

  test('a line of sep= counts as a line', async (t) => {
    const { warnings } = await told(t, 'a.csv', 'sep=;\nid;instruction\nt1;Add\nt2;Sort;x\n');
    assert.deepEqual(
      warnings.map(({ line }) => line),
      [4],
    );
  });
});

describe('headers', () => {
  for (const [what, content] of [
    ['nameless columns', 'id,instruction,,\nt1,"Add two numbers, then print",,\nt2,Sort a list,,\n'],
    ['the index of pandas', ',id,instruction\n0,t1,"Add two numbers, then print"\n1,t2,Sort a list\n'],
    ['a double column', 'id,n,n,instruction\nt1,1,2,"Add two numbers, then print"\nt2,1,2,Sort a list\n'],
    ['empty surplus cells', 'id,instruction\nt1,"Add two numbers, then print",,\nt2,Sort a list, \n'],
    ['blanks', 'id , instruction\nt1, "Add two numbers, then print"\nt2, Sort a list\n'],
    [
      'rows of nothing',
      ',,\nid,instruction,\n,,\nt1,"Add two numbers, then print",\nt2,Sort a list,\n,,\n,,\n',
    ],
    [
      'nameless columns that rows lack',
      'id,instruction,,\nt1,"Add two numbers, then print"\nt2,Sort a list\n',
    ],
  ] as const)
    test(what, async (t) => {
      const { came, warnings } = await told(t, 'a.csv', content);
      assert.deepEqual(came, two);
      assert.deepEqual(warnings, []);
    });

  test('double columns that nobody maps are shown as pandas calls them', async (t) => {
    const { tasks } = await told(t, 'a.csv', 'id,instruction,n,n\nt1,Add,1,2\n');
    assert.deepEqual(tasks[0]?.context, { n: '1', 'n.1': '2' });
  });

  test('a double column that is mapped is refused, a surplus cell with text costs its row', async (t) => {
    await assert.rejects(told(t, 'a.csv', 'id,instruction,instruction\nt1,Add,Add\n'), {
      message: /line 1.*"instruction" is there twice/,
    });
    const { came, warnings } = await told(t, 'a.csv', 'id,instruction\nt1,Add, or three\nt2,Sort a list\n');
    assert.deepEqual(came, [two[1]]);
    assert.deepEqual(
      warnings.map(({ line, message }) => [line, message]),
      [[2, 'Expected 2 cells, found 3.']],
    );
  });
});

describe('encodings', () => {
  const wanted = 'Gib „Grüße“ für 5 € aus – bitte';
  const western = Buffer.from('Gib \x84Gr\xfc\xdfe\x93 f\xfcr 5 \x80 aus \x96 bitte', 'latin1');
  const csv = (text: string | Buffer): Buffer =>
    Buffer.concat([Buffer.from('id,instruction\r\nt1,'), Buffer.from(text as string), Buffer.from('\r\n')]);
  const utf16 = (text: string, swap: boolean, mark: boolean): Buffer => {
    const units = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
    return swap ? units.swap16() : units;
  };

  for (const [what, name, content] of [
    ['UTF-8', 'a.csv', csv(wanted)],
    ['UTF-8 with a mark', 'a.csv', Buffer.concat([Buffer.from('\uFEFF'), csv(wanted)])],
    ['UTF-16', 'a.csv', utf16(csv(wanted).toString(), false, true)],
    ['UTF-16, swapped', 'a.csv', utf16(csv(wanted).toString(), true, true)],
    ['UTF-16 without a mark', 'a.csv', utf16(csv(wanted).toString(), false, false)],
    ['UTF-16, swapped, without a mark', 'a.csv', utf16(csv(wanted).toString(), true, false)],
    [
      'JSON Lines in UTF-16',
      'a.jsonl',
      utf16(JSON.stringify({ id: 't1', instruction: wanted }), false, true),
    ],
    ['JSON in UTF-16', 'a.json', utf16(JSON.stringify([{ id: 't1', instruction: wanted }]), true, true)],
  ] as const)
    test(what, async (t) => {
      const { came, warnings } = await told(t, name, content);
      assert.deepEqual(came, [`t1: ${wanted}`]);
      assert.deepEqual(warnings, []);
    });

  for (const [name, content] of [
    ['a.csv', csv(western)],
    ['a.jsonl', Buffer.concat([Buffer.from('{"id":"t1","instruction":"'), western, Buffer.from('"}\n')])],
    ['a.json', Buffer.concat([Buffer.from('[{"id":"t1","instruction":"'), western, Buffer.from('"}]')])],
  ] as const)
    test(`Windows-1252 is read and told: ${name}`, async (t) => {
      const { came, warnings } = await told(t, name, content);
      assert.deepEqual(came, [`t1: ${wanted}`]);
      assert.deepEqual(
        warnings.map(({ line, message }) => [line, /Windows-1252/.test(message)]),
        [[name === 'a.csv' ? 2 : 1, true]],
      );
    });

  test('Windows-1252 that comes late, or ends with its only such letter', async (t) => {
    const many = Array.from({ length: 20_000 }, (_, i) => `t${i},Write f${i}\n`).join('');
    const late = Buffer.concat([Buffer.from(`id,instruction\n${many}x,`), western, Buffer.from('\n')]);
    const { tasks, warnings } = await told(t, 'a.csv', late);
    assert.deepEqual([tasks.length, tasks.at(-1)?.instruction], [20_001, wanted]);
    assert.deepEqual(
      warnings.map(({ line }) => line),
      [20_002],
    );
    const { came } = await told(t, 'b.csv', Buffer.from('id,instruction\nt1,Caf\xe9', 'latin1'));
    assert.deepEqual(came, ['t1: Café']);
  });

  for (const [what, content] of [
    ['UTF-8 that is damaged', Buffer.concat([csv('für'), Buffer.from([0xff]), Buffer.from('\n')])],
    ['Cyrillic of Windows', csv(Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0]))],
    ['Shift JIS', csv(Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x95, 0xb6]))],
    ['GBK', csv(Buffer.from([0xb1, 0xe0, 0xd0, 0xb4, 0xb3, 0xcc, 0xd0, 0xf2]))],
    ['letters that Windows-1252 lacks', csv(Buffer.from([0x41, 0x81, 0x42]))],
  ] as const)
    test(`${what} is refused with the line`, async (t) => {
      await assert.rejects(told(t, 'a.csv', content), {
        code: 'file-malformed',
        message: /line [23].*UTF-8/,
      });
    });

  test('UTF-32 is refused by name', async (t) => {
    const content = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from('i\0\0\0d\0\0\0')]);
    await assert.rejects(told(t, 'a.csv', content), { message: /UTF-32/ });
  });

  test('a file that is cut within a character, or that lost characters before, says so', async (t) => {
    const cut = Buffer.from('{"id":"t1","instruction":"ü"}\n{"id":"t2","instruction":"ü').subarray(0, -1);
    const { came, warnings } = await told(t, 'a.jsonl', cut);
    assert.deepEqual(came, ['t1: ü']);
    assert.deepEqual(
      warnings.map(({ line }) => line),
      [2, 2],
    );
    const lost = await told(t, 'a.jsonl', '{"id":"t1","instruction":"f\uFFFDr"}');
    assert.match(lost.warnings[0]?.message ?? '', /lost/);
  });
});

describe('shapes of JSON', () => {
  const row = (n: number) => ({ id: `t${n}`, instruction: `Write f${n}` });
  const rows = [1, 2].map(row);
  const jsonl = rows.map((one) => JSON.stringify(one)).join('\n');
  const wanted = ['t1: Write f1', 't2: Write f2'];

  for (const [what, content, name = 'a.json'] of [
    ['JSON Lines', `${jsonl}\n`],
    ['JSON Lines, CRLF, a mark, blank lines', `\uFEFF\r\n${jsonl.replace('\n', '\r\n\r\n')}\r\n`],
    ['a list that is called .jsonl', JSON.stringify(rows, null, 1), 'a.jsonl'],
    ['splits', JSON.stringify({ train: [rows[0]], test: [rows[1]] })],
    [
      'splits of columns',
      JSON.stringify({
        train: { id: ['t1'], instruction: ['Write f1'] },
        test: { id: ['t2'], instruction: ['Write f2'] },
      }),
    ],
    [
      'split',
      JSON.stringify({ columns: ['id', 'instruction'], index: [0, 1], data: rows.map(Object.values) }),
    ],
    ['table', JSON.stringify({ schema: { fields: [{ name: 'id' }], primaryKey: ['id'] }, data: rows })],
    ['index', JSON.stringify({ 0: rows[0], 1: rows[1] })],
    ['index by other numbers', JSON.stringify({ 5: rows[0], 7: rows[1] })],
    ['rows by id', JSON.stringify({ t1: { instruction: 'Write f1' }, t2: { instruction: 'Write f2' } })],
    ['columns', JSON.stringify({ id: { 0: 't1', 1: 't2' }, instruction: { 0: 'Write f1', 1: 'Write f2' } })],
    ['lists', JSON.stringify({ id: ['t1', 't2'], instruction: ['Write f1', 'Write f2'] })],
    ['facts beside rows', JSON.stringify({ name: 'x', license: { id: 'MIT' }, tags: ['a'], data: rows })],
    ['people beside rows', JSON.stringify({ authors: [{ name: 'A' }, { name: 'B' }], tasks: rows })],
    ['rows within an object', JSON.stringify({ version: 2, dataset: { data: rows, n: 2 } })],
    [
      'rows of columns with objects',
      JSON.stringify({ id: ['t1', 't2'], instruction: ['Write f1', 'Write f2'], meta: [{ a: 1 }, { a: 2 }] }),
    ],
  ] as const)
    test(what, async (t) => {
      assert.deepEqual((await told(t, name, content)).came, wanted);
    });

  test('objects one after the other, as jq prints them', async (t) => {
    const { came, warnings } = await told(
      t,
      'a.json',
      rows.map((one) => JSON.stringify(one, null, 2)).join('\n'),
    );
    assert.deepEqual([came, warnings], [wanted, []]);
  });

  test('one line, and one whole object, is one row', async (t) => {
    assert.deepEqual((await told(t, 'a.json', JSON.stringify(row(1)))).came, ['t1: Write f1']);
    assert.deepEqual((await told(t, 'a.json', JSON.stringify(row(1), null, 2))).came, ['t1: Write f1']);
    const chat = { id: 't1', messages: [{ role: 'user', content: 'Write f1' }], tests: ['assert f1()'] };
    const mapped = { instruction: 'messages', id: 'id', tests: 'tests' };
    assert.deepEqual((await told(t, 'a.json', JSON.stringify(chat), mapped)).came, ['t1: Write f1']);
  });

  test('a bad line of JSON Lines called .json costs one row', async (t) => {
    for (const [text, line] of each([
      [`${jsonl}\n{"id":\n`, 3],
      [`{"id":\n${jsonl}\n`, 1],
    ] as const)) {
      const { came, warnings } = await told(t, 'a.json', text);
      assert.deepEqual(came, wanted);
      assert.equal(warnings[0]?.line, line);
    }
  });

  test('NaN and Infinity are read, and stay what they are in tests', async (t) => {
    const text =
      '{"id":"t1","instruction":"NaN is text","tests":{"inputs":[[NaN, "NaN"]],"outputs":[-Infinity]},"n":NaN}';
    for (const [name, content] of each([
      ['a.jsonl', text],
      ['a.json', `[${text}]`],
    ] as const)) {
      const { tasks } = await told(t, name, content, { ...columns, tests: 'tests' });
      assert.equal(tasks[0]?.tests, '{"inputs":[[NaN,"NaN"]],"outputs":[-Infinity]}');
      assert.equal(tasks[0]?.context, undefined);
    }
  });

  test('what holds no rows is refused, a pointer of Git LFS is told as one', async (t) => {
    for (const content of each([
      '{}',
      '{"a":[1],"b":{}}',
      '{"a":{"b":1}}',
      '[[1,2]]',
      '{"columns":[1],"data":[]}',
    ]))
      await assert.rejects(told(t, 'a.json', content), { code: /file-malformed|column-missing/ });
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
    for (const name of each(['a.parquet', 'a.jsonl', 'a.csv', 'a.json']))
      await assert.rejects(told(t, name, pointer), { message: /Git LFS/ });
  });
});
