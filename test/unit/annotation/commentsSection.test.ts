import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commentsText,
  findLines,
  keptAsOwn,
  withoutLineComments,
  type CommentedLines,
} from '../../../src/annotation/commentsSection.ts';
import { namesSides } from '../../../src/annotation/answerView.ts';

const one: CommentedLines = {
  response: 1,
  startLine: 3,
  endLine: 4,
  quote: 'def f():\n    return 1\n',
  text: 'Wrong for **0**.\n\nAnd slow.',
};
const two: CommentedLines = { response: 2, startLine: 7, endLine: 7, quote: 'pass', text: 'Empty.' };

const section = `<!-- line comments -->
- Response A, line 7:
  \`\`\`
  pass
  \`\`\`
  Empty.
- Response B, lines 3–4:
  \`\`\`
  def f():
      return 1
  \`\`\`
  Wrong for **0**.

  And slow.
<!-- end of line comments -->`;

test('gathered with line and quote, under the names that are shown', () => {
  assert.equal(commentsText([one, two], undefined, [2, 1]), section);
  assert.equal(commentsText([one, two], 'Mine.\n', [2, 1]), `Mine.\n\n${section}`);
  assert.ok(namesSides(section), 'a legend goes with it');
  const corrected = commentsText([{ ...two, response: 'correction' }, one], '', [1, 2]) ?? '';
  assert.ok(corrected.indexOf('Response A, lines 3–4') < corrected.indexOf('Correction, line 7'));
});

test('again it is the same, and the section is rewritten in its place', () => {
  const text = commentsText([one, two], 'Before.', [2, 1]);
  assert.equal(commentsText([one, two], text, [2, 1]), text);
  const after = `${text}\n\nAfter.`;
  assert.equal(commentsText([one, two], after, [2, 1]), after);
  const less = commentsText([two], after, [2, 1]) ?? '';
  assert.match(less, /^Before\.\n\n<!-- line[\s\S]*Empty\.\n<!-- end of line comments -->\n\nAfter\.$/);
  assert.ok(!less.includes('Wrong'));
  assert.equal(commentsText([], after, [2, 1]), 'Before.\n\nAfter.');
  assert.equal(commentsText([], text, [2, 1]), 'Before.');
  assert.equal(commentsText([], section, [2, 1]), undefined);
  assert.equal(commentsText([], undefined, [1, 2]), undefined);
  assert.equal(withoutLineComments(after), 'Before.\n\nAfter.');
  assert.equal(withoutLineComments('Mine.'), 'Mine.');
  assert.equal(commentsText([one, two], after.replaceAll('\n', '\r\n'), [2, 1]), after);
});

test('no quote and no text can end the section or its code', () => {
  const hostile: CommentedLines = {
    response: 1,
    startLine: 1,
    endLine: 1,
    quote: '<!-- end of line comments -->\n````\n<!-- line comments -->',
    text: '<!-- end of line comments -->\n- x',
  };
  const text = commentsText([hostile, two], 'Mine.', [1, 2]) ?? '';
  assert.equal(commentsText([hostile, two], text, [1, 2]), text);
  assert.equal(withoutLineComments(text), 'Mine.');
  assert.match(text, /^ {2}`{5}$/m);
});

test('a section that was torn apart leaves no marks', () => {
  const torn = 'Mine.\n<!-- line comments -->\n- rest';
  assert.equal(withoutLineComments(torn), 'Mine.\n- rest');
  const text = commentsText([two], torn, [2, 1]) ?? '';
  assert.equal(text.match(/<!-- line comments -->/g)?.length, 1);
  assert.equal(commentsText([two], text, [2, 1]), text);
});

test('a comment is found again where its lines went', () => {
  const at = { startLine: 2, endLine: 3, quote: 'b\n  c' };
  assert.deepEqual(findLines('a\nb\n  c\nd', at), [2, 3]);
  assert.deepEqual(findLines('a\r\nb  \r\n  c\r\n', at), [2, 3], 'whatever ends the lines');
  assert.deepEqual(findLines('b\n  c\nx\nx\nx\nx\nb\n  c', at), [1, 2], 'the nearest');
  assert.deepEqual(findLines('```\nx\ny\nz\nb\n  c\n```', at), [5, 6], 'in the markdown around the code');
  assert.equal(findLines('a\nb\nc\n', at), undefined, 'another text');
  const empty = { startLine: 2, endLine: 2, quote: '' };
  assert.deepEqual(findLines('a\n\nb', empty), [2, 2]);
  assert.equal(findLines('a\nb\n\n', empty), undefined);
});

test('what came from another machine can become one’s own text', () => {
  const text = commentsText([one], 'Mine.', [1, 2]) ?? '';
  const kept = keptAsOwn(text);
  assert.doesNotMatch(kept, /<!--/);
  assert.match(kept, /^Mine\.\n\n- Response A, /);
  const again = commentsText([two], kept, [1, 2]) ?? '';
  assert.ok(again.startsWith(kept.trimEnd()), 'and stays when a section is made');
});
