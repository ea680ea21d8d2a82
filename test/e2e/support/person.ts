import { ok } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { webviewFrame } from '../../host/harness/index.mjs';
import { toWebp } from './webp.ts';

const repo = join(import.meta.dirname, '..', '..', '..');

/** What a person does in the workbench, in their words. Every step waits for what the person would wait to see. */
export class Person {
  readonly page: Page;
  /** Of the test: it is part of the names of pictures. */
  readonly name: string;
  readonly #pictures: string;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    // The pictures of the documentation are taken from the test that plays the whole loop.
    this.#pictures = process.env['TOUCHSTONE_PICTURES']
      ? join(repo, 'docs', 'images')
      : join(repo, 'test-results', name);
    mkdirSync(this.#pictures, { recursive: true });
  }

  async picture(name: string): Promise<void> {
    await this.page.mouse.move(200, 6); // no hover in the way
    const png = await this.page.screenshot();
    const browser = this.page.context().browser();
    if (process.env['TOUCHSTONE_PICTURES'] && browser)
      writeFileSync(join(this.#pictures, `${name}.webp`), await toWebp(browser, png, 0.8));
    else writeFileSync(join(this.#pictures, `${name}.png`), png);
  }

  async failurePicture(step: string): Promise<void> {
    const folder = join(repo, 'test-results', 'e2e');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `failed-${step.replace(/\W+/g, '-')}.png`) });
  }

  async openTouchstone(): Promise<void> {
    await this.page
      .locator('.activitybar .action-item .action-label[aria-label*="Touchstone"]')
      .first()
      .click();
    await this.page.locator('.part.sidebar .title-label', { hasText: 'Touchstone' }).first().waitFor();
  }

  /** Runs a command by its title, as the palette shows it. */
  async command(title: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type="text"]').first();
    // VS Code gives a page that was just opened the focus once more when its document is there, which closes the palette: a person opens it again.
    for (let isThere = false; !isThere;) {
      await this.page.keyboard.press('F1');
      await box.waitFor();
      isThere = await box.fill(`>Touchstone: ${title}`, { timeout: 2000 }).then(
        () => true,
        () => false,
      );
    }
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: `Touchstone: ${title}` })
      .first()
      .click();
  }

  /** Chooses a line of the quick pick that is open. */
  async choose(text: string | RegExp, placeholder?: string | RegExp): Promise<void> {
    if (placeholder !== undefined) await this.quickInput(placeholder);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.click();
  }

  /** Waits for the editor of a tab to be there with the focus. */
  async editorInFront(title: string): Promise<void> {
    await this.page.locator('.tab', { hasText: title }).first().waitFor();
    await this.page.locator('.monaco-editor.focused').first().waitFor();
  }

  /** Types into the input box that asks for something. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    const box = await this.quickInput(prompt);
    await box.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The quick input, once it shows a prompt or placeholder. */
  async quickInput(prompt: string | RegExp): Promise<Locator> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const box = widget.locator('input[type="text"], input[type="password"]').first();
    const shown = widget.getByText(prompt).first().or(widget.getByPlaceholder(prompt).first());
    await shown.first().waitFor();
    return box;
  }

  row(text: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  }

  /** The tooltip of a row, which has to stay while the tree is drawn anew. */
  async tooltip(row: Locator, text: string | RegExp): Promise<Locator> {
    const tooltip = this.page.locator('.monaco-hover:visible', { hasText: text });
    await this.page.mouse.move(700, 12);
    await row.hover();
    await tooltip.waitFor();
    return tooltip;
  }

  async review(): Promise<FrameLocator> {
    const frame = await webviewFrame(this.page);
    // Whatever room it has: where there is little, the heads of responses give way.
    await frame.locator('.response:visible').first().waitFor();
    return frame;
  }

  /** The page of exports, with all answers chosen. */
  async exportPage(): Promise<FrameLocator> {
    const frame = await webviewFrame(this.page);
    await frame.getByLabel('Answers', { exact: true }).selectOption('everything');
    return frame;
  }

  /** A notification with this text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text }).first();
  }

  async dismissNotifications(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }
}

export function need(name: string): string {
  const value = process.env[name];
  ok(value, `${name} is set (run this by "npm test -- e2e")`);
  return value;
}
