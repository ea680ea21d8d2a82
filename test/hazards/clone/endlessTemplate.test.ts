import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { renderTemplate } from '../../../src/models/templates/chatTemplates.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { each } from '../../each.ts';

/** A chat template is a program from a file, a server or the Hub: it may run for ever, elsewhere, and is ended. */

const from = (template: string) => ({ template, tokens: {}, from: 'touchstone.json' });
const good = from('{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}');

/** The longest time for which this thread did nothing else while `work` went on, in milliseconds. */
async function heldWhile(work: Promise<unknown>): Promise<number> {
  let over = false;
  const done = work.catch(() => undefined).finally(() => (over = true));
  let longest = 0;
  while (!over) {
    const start = performance.now();
    await pause(5);
    longest = Math.max(longest, performance.now() - start);
  }
  await done;
  return longest;
}

test('a template that runs on and on is ended, says whose it is and what to do, and holds nobody up', async () => {
  const endless = from('{% for i in range(3000000) %}{% endfor %}{{ messages[0].content }} x');
  await renderTemplate(good, 'the thread is there');
  const rendering = renderTemplate(endless, 'hi', { model: 'org/slow-model' });
  const after = renderTemplate(good, 'behind it');
  const held = await heldWhile(rendering);
  assert.ok(held < 1000, `held for ${Math.round(held)} ms`);
  await assert.rejects(rendering, (error) => {
    assert.ok(error instanceof TouchstoneError && error.code === 'template-invalid');
    assert.match(error.message, /org\/slow-model takes too much time/);
    assert.match(error.action ?? '', /chatTemplate/);
    return true;
  });
  assert.equal((await after).text, '<|user|>behind it', 'those behind it are rendered by a new thread');
  // A machine that slept for a moment explains one such time.
  await assert.rejects(renderTemplate(endless, 'another', { model: 'org/slow-model' }), /too much time/);
  const start = performance.now();
  await assert.rejects(renderTemplate(endless, 'once more', { model: 'org/slow-model' }), /too much time/);
  assert.ok(performance.now() - start < 1000, 'and nobody waits for it again');
});

test('one that takes all memory is ended as well', async () => {
  const hungry = from(
    '{% set ns = namespace(t="xxxxxxxxxxxxxxxx") %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}',
  );
  await assert.rejects(renderTemplate(hungry, 'hi', { model: 'org/hungry' }), { code: 'template-invalid' });
  assert.equal((await renderTemplate(good, 'on')).text, '<|user|>on');
});

test('who does not want it any more does not wait', async () => {
  const endless = from('{% for i in range(2999999) %}{% endfor %}y');
  const stop = new AbortController();
  const rendering = renderTemplate(endless, 'hi', { signal: stop.signal });
  stop.abort();
  await assert.rejects(rendering, { code: 'cancelled' });
});

test('what others render is what it was', async () => {
  const texts = ['plain', '', '\u0000 and \ud83e\udd8a', 'x'.repeat(100_000)];
  for (const text of each(texts)) assert.equal((await renderTemplate(good, text)).text, `<|user|>${text}`);
});
