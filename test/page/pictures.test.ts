import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startPages, themes } from './support/page.ts';
import { halfDone, response, run, state } from './support/states.ts';

/** Pictures of the page for people to look at, in every theme, wide and narrow; and that nothing is cut off in them. */

const folder = new URL('../../test-results/page/', import.meta.url).pathname;
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
  await mkdir(folder, { recursive: true });
});
after(() => pages.close());

for (const theme of themes)
  for (const [name, width, height] of [
    ['wide', 1280, 800],
    ['narrow', 360, 740],
  ] as const)
    test(`${theme}, ${name}`, async () => {
      const review = await pages.open({ state: halfDone(), theme, width, height });
      await review.page.screenshot({ path: `${folder}${theme}-${name}.png`, fullPage: name === 'narrow' });
      const box = await review.page.locator('.submit').boundingBox();
      assert.ok(
        box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height,
        'Submit is in view',
      );
      await review.close();
    });

test('diff, keys, guidelines and the states of a response', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.page.locator('input[name=view][value=diff]').check({ force: true });
  await review.page.locator('.cm-content').first().waitFor();
  await review.page.screenshot({ path: `${folder}dark-diff.png` });
  await review.send({ type: 'do', action: 'keys', fromKey: false });
  await review.page.screenshot({ path: `${folder}dark-keys.png` });
  await review.send({ type: 'do', action: 'guidelines', fromKey: false });
  await review.page.screenshot({ path: `${folder}dark-guidelines.png` });
  await review.page.keyboard.press('Escape');
  await review.page.locator('input[name=view][value=side-by-side]').check({ force: true });
  await review.sendState(
    state({
      canRun: false,
      status: 'submitted',
      responses: [
        response('A', {
          state: 'failed',
          text: '',
          failure: { message: 'The endpoint is asleep.', action: 'Wake it on its page, then try again.' },
        }),
        response('B', { state: 'generating', run: run({ status: 'running' }) }),
      ],
    }),
  );
  await review.page.getByRole('button', { name: 'Submit' }).click();
  await review.page.screenshot({ path: `${folder}dark-states.png` });
  await review.close();

  const narrow = await pages.open({ theme: 'light', width: 320, height: 640 });
  await narrow.page.locator('input[name=view][value=diff]').check({ force: true });
  await narrow.page.locator('.cm-content').first().waitFor();
  await narrow.page.screenshot({ path: `${folder}light-320-diff.png` });
  await narrow.close();
});
