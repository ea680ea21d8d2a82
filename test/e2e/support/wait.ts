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

/** Goes to the scores of a side, as soon as the panel has the focus. */
export async function keysWork(page: Page, frame: FrameLocator, key: 'a' | 'b' = 'a'): Promise<void> {
  const body = frame.locator('body');
  await eventually('the panel has the focus', () => body.evaluate(() => document.hasFocus()));
  await body.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(key);
  await eventually('the key has reached the panel', () =>
    body.evaluate(
      (_, side) => document.activeElement?.closest('[data-criterion]')?.getAttribute('data-side') === side,
      key.toUpperCase(),
    ),
  );
}

/**
 * VS Code in a browser writes its window's state to the browser's database now and then; a reload brings back what is there.
 * `without`: what it has kept before and is over by now.
 */
export function keepsPanel(page: Page, without?: string): Promise<boolean> {
  return page.evaluate(async (over) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database did not answer'));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('vscode-web-state-db-')) continue;
      const database = await done(indexedDB.open(name));
      try {
        if (!database.objectStoreNames.contains('ItemTable')) continue;
        const items = database.transaction('ItemTable').objectStore('ItemTable');
        const editors: unknown = await done(items.get('memento/workbench.parts.editor'));
        if (typeof editors !== 'string' || !editors.includes('touchstone.review')) continue;
        if (over === undefined || !editors.includes(over)) return true;
      } finally {
        database.close();
      }
    }
    return false;
  }, without);
}
