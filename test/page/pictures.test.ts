import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startPages, themes } from './support/page.ts';
import { halfDone } from './support/states.ts';

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
