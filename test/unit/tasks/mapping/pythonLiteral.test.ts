import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonValue } from '../../../../src/tasks/mapping/pythonLiteral.ts';
import { each } from '../../../each.ts';

test('values as Python writes them', () => {
  for (const [text, wanted] of each([
    ['[]', []],
    ["['a', \"b'\", 'c\\n\\'\\\\\\x41\\u00e9\\U0001f600\\q']", ['a', "b'", "c\n'\\Aé😀\\q"]],
    [' [1, -2.5, 1e3, True, False, None,]\n', [1, -2.5, 1000, true, false, null]],
    ["{'a': [(1, 2), ()], 3: {'b': nan}}", { a: [[1, 2], []], 3: { b: NaN } }],
    ["['a' 'b'\n 'c']", ['a', 'b', 'c']],
    ["{'__proto__': 1}", Object.fromEntries([['__proto__', 1]])],
  ] as const))
    assert.deepEqual(pythonValue(text), wanted, text);
});

test('what is anything else is none', () => {
  for (const text of each([
    '',
    'x',
    '[1, 2',
    "['a",
    "['a\nb']",
    '[f(1)]',
    '[1] + [2]',
    "{'a'}",
    '[12345678901234567890]',
    "['\\x4']",
    '['.repeat(200_000),
  ]))
    assert.equal(pythonValue(text), undefined, text.slice(0, 20));
});
