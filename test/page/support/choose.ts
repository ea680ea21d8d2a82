import type { Locator, Page } from 'playwright-core';
import type { ReviewPage } from './page.ts';

/** Clicks on the label of a radio input, as a person does (the input itself is not to be seen), and waits until it is chosen. */
export async function choose(radio: Locator): Promise<void> {
  await radio.locator('xpath=ancestor::label').click();
  await radio.and(radio.page().locator(':checked')).waitFor({ state: 'attached' });
}

/** Chooses a view of the responses by its value: where there is no room for the switch, by the button that goes to the next. */
export async function chooseView(page: Page, view: string): Promise<void> {
  const radio = page.locator(`input[name=view][value=${view}]`);
  const next = page.locator('.view-button');
  if (!(await next.isVisible())) return choose(radio);
  for (let presses = 0; presses < 4 && !(await radio.isChecked()); presses += 1) await next.click();
  if (!(await radio.isChecked())) throw new Error(`no way to the view ${view}`);
}

/** Opens the list of checks, where it is closed, by its key. */
export async function openChecks(review: ReviewPage): Promise<void> {
  if (await review.page.locator('.runs-table').isVisible()) return;
  await review.send({ type: 'do', action: 'runs', fromKey: false });
  await review.page.locator('.runs-table').waitFor();
}

/** Shows the checks that agree and pass one by one. */
export async function unfold(review: ReviewPage): Promise<void> {
  const fold = review.page.locator('.fold-row .row-button[aria-expanded=false]');
  await fold.waitFor({ state: 'attached' });
  await fold.evaluate((button: HTMLElement) => button.click());
}

/** Opens the details of the first check whose row begins so. */
export async function openRow(review: ReviewPage, title: string): Promise<void> {
  await openChecks(review);
  await review.page.locator('.runs-table').getByRole('button', { name: title }).first().click();
  await review.page.locator('.run-details').waitFor();
}
