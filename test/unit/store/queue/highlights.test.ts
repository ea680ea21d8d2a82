import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highlights, snippetOf } from '../../../../src/store/queue/highlights.ts';

function marked(text: string, query: string): string {
  let out = '';
  let last = 0;
  for (const { start, end } of highlights(text, query)) {
    out += `${text.slice(last, start)}[${text.slice(start, end)}]`;
    last = end;
  }
  return out + text.slice(last);
}

test('words are found as the index finds them', () => {
  assert.equal(marked('Sort the list, sorted', 'sort'), '[Sort] the list, [sorted]');
  assert.equal(marked('Sort the list, sorted', 'sort lis'), '[Sort] the [list], sorted');
  assert.equal(
    marked('def has_close_elements(x): close', 'has_close_el'),
    'def [has_close_elements](x): close',
  );
  assert.equal(marked('naïve and nai\u0308ve NAIVE', 'naive'), '[naïve] and [nai\u0308ve] [NAIVE]');
  assert.equal(marked('größe 🎉 Größe', 'GROSSE'), 'größe 🎉 Größe');
  assert.equal(marked('🎉🎉 größe', 'grosse größ'), '🎉🎉 [größe]');
});

test('what is no word is looked for literally, and nothing typed does harm', () => {
  assert.equal(marked('a == b == c', '=='), 'a [==] b [==] c');
  assert.equal(marked('a "quick" *', '"quick" *'), 'a "[quick]" *');
  for (const query of ['', ' ', '\0', '"', '(((', 'NEAR(a b)', '\ud800', '^', 'x'.repeat(10_000)])
    assert.ok(Array.isArray(highlights('some text ((( "', query)));
});

test('the surroundings of the first hit, in one line', () => {
  assert.deepEqual(snippetOf('one\n  two', 'two'), { text: 'one two', marks: [{ start: 4, end: 7 }] });
  assert.equal(snippetOf('one', 'two'), undefined);
  const long = `${'🎉'.repeat(100)}needle${'🎉'.repeat(100)}`;
  const snippet = snippetOf(long, 'needle', 60);
  assert.match(snippet?.text ?? '', /^…(?:🎉)+needle(?:🎉)+…$/u);
  assert.ok((snippet?.text.length ?? 99) <= 62);
});
