import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeBidi, escapeControls, plain, truncate } from '../../../src/platform/text.ts';

test('truncate counts code points and the mark at the end', () => {
  assert.equal(truncate('abcde', 5), 'abcde');
  assert.equal(truncate('abcdef', 5), 'abcd…');
  assert.equal(truncate('ab  cdef', 5), 'ab…');
  assert.equal(truncate('😀'.repeat(5), 5), '😀'.repeat(5));
  assert.equal(truncate('😀'.repeat(6), 5), `${'😀'.repeat(4)}…`);
  assert.equal(truncate('abcdef', 5, ''), 'abcde');
});

test('labels have spaces for what would act', () => {
  assert.equal(plain('a\u001b[31mb\u202ec\r\nd\te'), 'a [31mb c \nd\te');
});

test('what would act is spelled out, line ends and tabs are kept', () => {
  assert.equal(
    escapeControls('a\u001b[31mb\r\nc\u202ed\te\u007f\u009b\r'),
    'a␛[31mb\nc⟨U+202E⟩d\te␡⟨U+009B⟩␍',
  );
  assert.equal(escapeControls('zero\u200bwidth\u{e0041}'), 'zero⟨U+200B⟩width⟨U+E0041⟩');
  assert.equal(escapeBidi('a\u2067b\u001b'), 'a⟨U+2067⟩b\u001b');
});
