import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { roomState } from '../support/room.ts';
import { tested } from '../support/runStates.ts';

/** Finding words in both responses. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

test('what is typed right after Ctrl+F is looked for in both responses, and runs no command', async () => {
  const review = await pages.open({ state: tested() });
  await review.page.evaluate(() => {
    window.testKeys = [];
    window.addEventListener('keydown', ({ key }) => window.testKeys.push(key));
  });
  await review.page.keyboard.press('Control+f');
  await review.page.keyboard.type('return');
  const count = review.page.locator('.find-count');
  assert.equal(await count.innerText(), '1 of 6 · A 3, B 3');
  await review.page.keyboard.press('Enter');
  assert.equal(await count.innerText(), '2 of 6 · A 3, B 3');
  await review.page.keyboard.press('Shift+Enter');
  await review.page.keyboard.press('Shift+Enter');
  assert.equal(await count.innerText(), '6 of 6 · A 3, B 3');
  assert.equal(await review.page.evaluate(() => CSS.highlights.get('found')?.size), 6);
  const heard = await review.page.evaluate(() => window.testKeys);
  assert.ok(!heard.some((key) => /^(?:[a-z]|Enter)$/.test(key)), heard.join());
  await review.page.keyboard.press('Escape');
  assert.equal(await review.page.locator('.find').isVisible(), false);
  assert.equal(
    await review.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Text of response B',
  );
  assert.deepEqual(await review.messages('run'), []);
  await review.close();
});

test('a match out of sight is scrolled to, across the pieces in which code is coloured', async () => {
  const review = await pages.open({ state: roomState(), height: 600 });
  await review.page.keyboard.press('Control+f');
  await review.page.keyboard.type('def step_50(self');
  assert.match(await review.page.locator('.find-count').innerText(), /^1 of 2/);
  const seen = await review.page.evaluate(() => {
    const [range] = [...(CSS.highlights.get('found-now') ?? [])];
    const box = range instanceof Range ? range.getBoundingClientRect() : undefined;
    const frame = document.querySelector('.response')?.getBoundingClientRect();
    return box && frame && box.top >= frame.top && box.bottom <= frame.bottom;
  });
  assert.equal(seen, true);
  await review.page.keyboard.type('nowhere');
  assert.equal(await review.page.locator('.find-count').innerText(), 'No results');
  await review.close();
});
