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

/** Presses A or B until the scores of that side have the focus: VS Code hears of the panel's focus a moment after the page. */
export async function keysWork(page: Page, frame: FrameLocator, key: 'a' | 'b' = 'a'): Promise<void> {
  const body = frame.locator('body');
  await eventually('the panel has the focus', () => body.evaluate(() => document.hasFocus()));
  await body.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await eventually('keys reach the panel', async () => {
    await page.keyboard.press(key);
    return body.evaluate(
      (_, side) => document.activeElement?.closest('[data-criterion]')?.getAttribute('data-side') === side,
      key.toUpperCase(),
    );
  });
}
