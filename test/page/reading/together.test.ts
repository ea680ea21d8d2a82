import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages, type ReviewPage } from '../support/page.ts';
import { roomState } from '../support/room.ts';
import { state } from '../support/states.ts';

/** Reading two texts beside each other: scrolled together, from difference to difference, and one at a time in a narrow panel. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const top = (review: ReviewPage, side: 'A' | 'B') =>
  review.page.locator(`[data-side=${side}] .response`).evaluate((one) => one.scrollTop);

test('L scrolls both texts together from where each is, until it is pressed again; a page made anew remembers it', async () => {
  const review = await pages.open({ state: roomState() });
  await review.page.locator('[data-side=B] .response').evaluate((one) => (one.scrollTop = 40));
  await review.page.keyboard.press('j');
  assert.equal(await top(review, 'B'), 40);
  const before = await top(review, 'A');
  await review.page.keyboard.press('l');
  const button = review.page.getByRole('button', { name: 'Scroll both texts together', pressed: true });
  await button.waitFor();
  await review.page.keyboard.press('j');
  await review.page.waitForFunction(
    () => (document.querySelector('[data-side=B] .response')?.scrollTop ?? 0) > 40,
  );
  assert.equal((await top(review, 'B')) - 40, (await top(review, 'A')) - before);
  assert.equal((await review.kept()).together, true);
  const kept = await review.kept();
  await review.close();

  const anew = await pages.open({ state: roomState(), kept });
  await anew.page.locator('[data-side=B] .response').evaluate((one) => one.scrollBy({ top: 100 }));
  await anew.page.waitForFunction(
    () => (document.querySelector('[data-side=A] .response')?.scrollTop ?? 0) >= 100,
  );
  await anew.page.keyboard.press('l');
  assert.equal((await anew.kept()).together, false);
  await anew.close();
});

test('F7 opens the diff, then goes from difference to difference, and says which', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('F7');
  await review.page.locator('.cm-merge-b .cm-content').waitFor();
  await review.page.keyboard.press('F7');
  const note = review.page.locator('.diff .note');
  const first = await note.textContent();
  assert.match(first ?? '', /^Difference 1 of \d$/);
  await review.page.keyboard.press('F7');
  assert.notEqual(await note.textContent(), first);
  await review.page.keyboard.press('Shift+F7');
  assert.equal(await note.textContent(), first);
  await review.close();
});

test('in a narrow panel a menu has what the head of the response offers that is shown', async () => {
  const review = await pages.open({ state: state(), width: 360 });
  const menu = review.page.getByRole('button', { name: 'Actions of this response' });
  await menu.click();
  await review.page.getByRole('menuitem', { name: 'Open response A in an editor' }).click();
  assert.equal((await review.message('openResponse')).side, 'A');
  await review.page.keyboard.press(']');
  await menu.click();
  await review.page.getByRole('menuitem', { name: 'Copy response B' }).click();
  assert.match((await review.message('copy')).text, /what you described/);
  await menu.click();
  await review.page.getByRole('menuitem', { name: /markdown.*B|B.*markdown|source.*B|B.*source/i }).click();
  await review.page.locator('[data-side=B] .response', { hasText: '```python' }).waitFor();
  await review.close();
});
