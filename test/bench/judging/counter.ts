import type { Locator, Page } from 'playwright-core';

export type Kind = 'key' | 'text' | 'paste' | 'click' | 'window';

/**
 * Counts what a person's hands do, by the same rules wherever they are:
 * - a key, or keys held together: one;
 * - a text that is typed in one go (a command line, an input): one, however long it is; its characters are counted apart;
 * - a paste: one, as the keys that do it are held together;
 * - a click: one, scrolling and pointing included;
 * - a change of the window: one.
 */
export class Counter {
  readonly #kinds: Record<Kind, number> = { key: 0, text: 0, paste: 0, click: 0, window: 0 };
  #characters = 0;

  add(kind: Kind, characters = 0): void {
    this.#kinds[kind] += 1;
    this.#characters += characters;
  }

  get kinds(): Readonly<Record<Kind, number>> {
    return this.#kinds;
  }

  /** All of them, a typed text counting once. */
  get actions(): number {
    return Object.values(this.#kinds).reduce((sum, n) => sum + n, 0);
  }

  /** The same with every character of a typed text as a key press. */
  get presses(): number {
    return this.actions - this.#kinds.text + this.#characters;
  }
}

/** Hands on a page in the browser: each act is really done, and counted. */
export class PageHands {
  readonly page: Page;
  readonly #counter: Counter;

  constructor(page: Page, counter: Counter) {
    this.page = page;
    this.#counter = counter;
  }

  async key(key: string): Promise<void> {
    this.#counter.add('key');
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    this.#counter.add('text', text.length);
    await this.page.keyboard.type(text);
  }

  async click(what: Locator): Promise<void> {
    this.#counter.add('click');
    await what.click();
  }
}
