import type { FrameLocator, Page } from 'playwright-core';

/** From a key to what it brings: when the texts of the next task are in the document, and when they are painted. */
export interface Lap {
  /** Milliseconds from the key's own time stamp to the change of the document. */
  changed: number;
  /** … to the second frame after it: the first one has been painted by then. */
  painted: number;
  /** Number of the task that is shown then. */
  shown: string;
}

interface Clocked {
  touchstoneLap?: Promise<Lap>;
}

/**
 * Sets the clock: it starts with the next keydown in this document and stops when all `texts` hold the mark of one other task. The
 * same code for every page.
 * @param texts CSS selectors with the index of the element that is meant
 */
export async function setClock(
  where: Page | FrameLocator,
  texts: readonly [selector: string, index: number][],
): Promise<void> {
  await where.locator('body').evaluate((_, wanted) => {
    const shown = (): string | undefined => {
      const marks = wanted.map(
        ([selector, index]) =>
          /Task number (\w+)/.exec(document.querySelectorAll(selector)[index]?.textContent ?? '')?.[1],
      );
      return marks.every((mark) => mark !== undefined && mark === marks[0]) ? marks[0] : undefined;
    };
    const before = shown();
    (window as Clocked).touchstoneLap = new Promise((resolve) => {
      window.addEventListener(
        'keydown',
        ({ timeStamp }) => {
          const observer = new MutationObserver(() => {
            const now = shown();
            if (now === undefined || now === before) return;
            observer.disconnect();
            const changed = performance.now() - timeStamp;
            requestAnimationFrame(() =>
              requestAnimationFrame(() =>
                resolve({ changed, painted: performance.now() - timeStamp, shown: now }),
              ),
            );
          });
          observer.observe(document, { subtree: true, childList: true, characterData: true });
        },
        { capture: true, once: true },
      );
    });
  }, texts);
}

/** What the clock that was set last showed. */
export function readClock(where: Page | FrameLocator): Promise<Lap> {
  return where.locator('body').evaluate(async () => {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 30_000));
    const lap = await Promise.race([(window as Clocked).touchstoneLap, late]);
    if (!lap) throw new Error('the next task did not come within 30 s');
    return lap;
  });
}
