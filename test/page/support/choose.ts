import type { Locator, Page } from 'playwright-core';

/** Clicks on the label of a radio input, as a person does (the input itself is not to be seen), and waits until it is chosen. */
export async function choose(radio: Locator): Promise<void> {
  await radio.locator('xpath=ancestor::label').click();
  await radio.and(radio.page().locator(':checked')).waitFor({ state: 'attached' });
}

/** Chooses a view of the responses by its value. */
export function chooseView(page: Page, view: string): Promise<void> {
  return choose(page.locator(`input[name=view][value=${view}]`));
}
