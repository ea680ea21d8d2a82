import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withField } from '../../../src/project/editConfig.ts';

test('one field is set; comments, order, indentation and line ends stay', () => {
  const text =
    '{\r\n    // two\r\n    "models": [\r\n        { "name": "a" }, // first\r\n        { "name": "b" },\r\n    ],\r\n}\r\n';
  const named = withField(text, ['models', 1, 'name'], 'c');
  assert.equal(named, text.replace('"b"', '"c"'));
  const more = withField(named, ['models', 0, 'parameters', 'max_new_tokens'], 8192);
  assert.match(more, /"max_new_tokens": 8192/);
  assert.match(more, /\/\/ two\r\n/);
  assert.ok(!/[^\r]\n/.test(more), 'line ends are those of the file');
});
