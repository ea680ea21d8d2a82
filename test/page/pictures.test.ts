import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startPages, themes, type ReviewPage } from './support/page.ts';
import { openView, views } from './support/views.ts';

/**
 * Every view of the page in every theme, wide and narrow: Submit is in view in each, and nothing fails. With a folder in
 * `TOUCHSTONE_PICTURES` each is kept there as a picture for people to look at.
 */

const folder = process.env['TOUCHSTONE_PICTURES'];
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
  if (folder) await mkdir(folder, { recursive: true });
});
after(() => pages.close());

for (const [width, height] of [
  [1400, 900],
  [360, 740],
] as const)
  for (const [name, view] of Object.entries(views))
    test(`${name}, ${width} pixels, in every theme`, async () => {
      const review = await openView(pages.open, view, { width, height });
      for (const theme of themes) {
        await review.setTheme(theme);
        await review.page.evaluate(() => document.fonts.ready);
        if (!view.noTask) {
          const box = await review.page.locator('.submit').boundingBox();
          assert.ok(
            box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height,
            `Submit is in view in ${theme}`,
          );
        }
        if (folder)
          await takePicture(review, `${folder}/${name}-${theme}-${width}.png`, width < 700 && !view.covered);
        await review.page.setViewportSize({ width, height });
      }
      assert.deepEqual(review.consoleErrors, []);
      await review.close();
    });

/** `whole`: a page that scrolls is shown in a window that is as high as all of it. */
async function takePicture(review: ReviewPage, path: string, whole: boolean): Promise<void> {
  const { page } = review;
  for (let shown = page.viewportSize(); whole && shown;) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    if (height <= shown.height) break;
    shown = { width: shown.width, height };
    await page.setViewportSize(shown);
  }
  await page.mouse.move(0, 0);
  await page.screenshot({ path });
}
