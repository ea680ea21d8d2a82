import assert from 'node:assert/strict';
import { test } from 'node:test';
import MarkdownIt from 'markdown-it';
import { codeBlocks } from '../../../src/code/text/fences.ts';

/** Pieces from which texts are thrown together: everything that opens, closes, moves or interrupts a fence. */
const pieces = [
  ...['```', '````', '~~~', '``` py', '~~~ js`', '``` a`b', '- ', '* ', '1. ', '2. ', '10) ', '> ', '>'],
  ...[' ', '  ', '    ', '\t', 'text', 'a b', 'x=1', '\n', '\n', '\n', '\n\n', '\r\n', '# h', '---', '-'],
];

/** A small repeatable generator (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

test('finds the same fenced blocks as markdown-it in texts thrown together', () => {
  const markdownIt = new MarkdownIt({ html: false });
  const random = generator(20240521);
  // A last line of spaces only, without a line break, is no matter.
  const trimmed = (code: string): string => code.trimEnd();
  let fences = 0;
  for (let i = 0; i < 30_000; i++) {
    let text = '';
    for (let k = 2 + random(22); k > 0; k--) text += pieces[random(pieces.length)] ?? '';
    // markdown-it takes a quote mark behind four columns for one inside a quote; the specification does not.
    if (/(?: {4}|\t) *>/.test(text)) continue;
    const found = codeBlocks(text).map((b) => [b.info, trimmed(b.code)]);
    const expected = markdownIt
      .parse(text, {})
      .filter((token) => token.type === 'fence')
      .map((token) => [token.info.trim(), trimmed(token.content)]);
    assert.deepEqual(found, expected, JSON.stringify(text));
    fences += found.length;
  }
  assert.ok(fences > 10_000, `only ${fences} fences were compared`);
});

test('tells language, fence and whether it is closed', () => {
  const [first, second] = codeBlocks('````Py3 x\na\n````\n~~~\nb');
  assert.deepEqual(
    [first?.language, first?.info, first?.fence, first?.closed, first?.code],
    ['py3', 'Py3 x', '````', true, 'a\n'],
  );
  assert.deepEqual(
    [second?.language, second?.fence, second?.closed, second?.code],
    [undefined, '~~~', false, 'b'],
  );
});

test('long hostile texts take no long time', () => {
  for (const text of ['> '.repeat(50_000), '- '.repeat(3_000), '`'.repeat(200_000), '```\n'.repeat(50_000)]) {
    const started = performance.now();
    codeBlocks(text);
    assert.ok(performance.now() - started < 2_000, `${text.slice(0, 4)}: ${performance.now() - started} ms`);
  }
});
