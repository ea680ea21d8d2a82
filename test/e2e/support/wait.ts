import type { FrameLocator, Page } from 'playwright-core';

/** Waits until `look` gives true; fails with `what` after `limitMs`. */
export async function eventually(
  what: string,
  look: () => Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until single keys reach the panel: VS Code hears of the focus a moment after the page has it. */
export async function keysWork(page: Page, frame: FrameLocator): Promise<void> {
  await eventually('the panel has the focus', () =>
    frame.locator('body').evaluate(() => document.hasFocus()),
  );
  await frame.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await eventually('keys reach the panel', async () => {
    await page.keyboard.press('a');
    return frame
      .locator('body')
      .evaluate(() => document.activeElement?.closest('[data-criterion]')?.getAttribute('data-side') === 'A');
  });
}
