import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { serious } from '../support/axe.ts';
import { faintTexts } from '../support/contrast.ts';
import { insightsViews } from '../support/insights/insightsViews.ts';
import { matrixViews } from '../support/matrix/matrixStates.ts';
import { startPages, themes, type ReviewPage } from '../support/page.ts';
import { openView, views, type View } from '../support/views.ts';

/**
 * Every view of the page in every theme, wide and narrow: Submit is in view, axe finds nothing, text stands out, and nothing fails.
 * With a folder in `TOUCHSTONE_PICTURES` each is kept there as a picture for people to look at.
 */

const folder = process.env['TOUCHSTONE_PICTURES'];
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
  if (folder) await mkdir(folder, { recursive: true });
});
after(() => pages.close());

const wide = { width: 1400, height: 900 };
const narrow = { width: 360, height: 740 };

for (const [name, view] of Object.entries(views)) {
  test(`${name}: seen and read in every theme`, async () => {
    const review = await openView(pages.open, view, { theme: themes[0], ...wide });
    for (const [index, theme] of themes.entries()) {
      if (index > 0) await review.setTheme(theme);
      await look(review, view, wide, `${name}-${theme}-${wide.width}`);
      // A theme changes colours alone.
      assert.deepEqual(await serious(review, index === 0 ? 'all' : 'colours'), [], theme);
      if (!theme.startsWith('hc')) continue;
      const { measured, faint } = await faintTexts(review, 4.5);
      assert.deepEqual(faint, [], theme);
      assert.ok(measured > (view.state ? 5 : 0), `${measured} texts measured`);
    }
    assert.deepEqual(review.consoleErrors, []);
    await review.close();
  });

  if (view.wideOnly) continue;
  test(`${name}, narrow: reached and seen in every theme`, async () => {
    const review = await openView(pages.open, view, { width: 320, height: 740 });
    assert.deepEqual(await serious(review, 'others'), []);
    for (const theme of themes) {
      await review.setTheme(theme);
      await look(review, view, narrow, `${name}-${theme}-${narrow.width}`);
    }
    assert.deepEqual(review.consoleErrors, []);
    await review.close();
  });
}

for (const [name, { state, act }] of Object.entries(insightsViews))
  test(`insights, ${name}: seen and read in every theme`, async () => {
    for (const { width, height } of [wide, narrow]) {
      const review = await pages.openInsights(state, { theme: themes[0], width, height });
      await act?.(review);
      for (const [index, theme] of themes.entries()) {
        if (index > 0) await review.setTheme(theme);
        assert.deepEqual(await serious(review, index === 0 ? 'all' : 'colours'), [], theme);
        const { measured, faint } = await faintTexts(review, 4.5);
        assert.deepEqual(faint, [], theme);
        assert.ok(measured > (state ? 4 : 0), `${measured} texts measured`);
        if (folder) await takePicture(review, `${folder}/insights-${name}-${theme}-${width}.png`, !act);
      }
      assert.deepEqual([review.consoleErrors, await review.violations()], [[], []]);
      await review.close();
    }
  });

for (const [name, { told, act }] of Object.entries(matrixViews))
  test(`matrix, ${name}: seen and read in every theme`, async () => {
    for (const { width, height } of [wide, narrow]) {
      const review = await pages.openMatrix(told, { theme: themes[0], width, height });
      await act?.(review);
      for (const [index, theme] of themes.entries()) {
        if (index > 0) await review.setTheme(theme);
        assert.deepEqual(await serious(review, index === 0 ? 'all' : 'colours'), [], theme);
        const { measured, faint } = await faintTexts(review, 4.5);
        assert.deepEqual(faint, [], theme);
        assert.ok(measured > 4, `${measured} texts measured`);
        if (folder) await takePicture(review, `${folder}/matrix-${name}-${theme}-${width}.png`, false);
      }
      assert.deepEqual([review.consoleErrors, await review.violations()], [[], []]);
      await review.close();
    }
  });

async function look(
  review: ReviewPage,
  view: View,
  size: { width: number; height: number },
  name: string,
): Promise<void> {
  await review.page.setViewportSize(size);
  await review.page.evaluate(() => document.fonts.ready);
  if (!view.noTask) {
    const box = await review.page.locator('.submit').boundingBox();
    assert.ok(
      box && box.x >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height,
      `Submit is in view: ${name}`,
    );
  }
  if (folder) await takePicture(review, `${folder}/${name}.png`, size.width < 700 && !view.covered);
}

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
