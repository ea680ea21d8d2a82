import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insights, insightsStates } from '../support/insights/insightsState.ts';
import { startPages, type ReviewPage } from '../support/page.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

/** The chart or the mark that has the focus, by its name. */
const focused = ({ page }: ReviewPage): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
const chartOf = ({ page }: ReviewPage): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.closest('figure')?.getAttribute('aria-label'));

async function press({ page }: ReviewPage, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const links = ({ page }: ReviewPage): Promise<unknown[]> =>
  page.evaluate(() =>
    window.testMessages
      .map(({ message }) => message as { name: string; body: { link?: string } })
      .filter(({ name }) => name === 'openTasks')
      .map(({ body }) => body.link),
  );

test('J and K go from chart to chart, arrows from mark to mark, Enter opens its tasks', async () => {
  const review = await pages.openInsights(insights());
  await press(review, 'j');
  assert.equal(
    await focused(review),
    'The difference, task by task',
    'a chart without marks has the focus itself',
  );
  await press(review, 'j');
  assert.equal(await focused(review), 'Documentation: 1.47 of 2 (tidy-coder-1b)');
  await press(review, 'ArrowDown', 'ArrowRight');
  assert.equal(await focused(review), 'Example: 1.04 of 2 (tidy-coder-1b)');
  await press(review, 'Enter', 'End');
  assert.equal(await focused(review), 'Correctness: 1.93 of 3 (swift-coder-1b)');
  await press(review, 'ArrowDown', 'Home', 'ArrowUp', 'Space');
  assert.deepEqual(await links(review), ['Example/model1', 'Documentation/model1']);
  await press(review, 'j', 'j');
  assert.equal(await chartOf(review), 'Answers by score');
  await press(review, 'k', 'k');
  assert.equal(await focused(review), 'Documentation: 1.47 of 2 (tidy-coder-1b)', 'where one was');
  await press(review, 'k', 'k', 'k');
  assert.equal(await chartOf(review), 'The difference, task by task', 'the first stays');
  await review.close();
});

test('in a grid and between two sides arrows go where they point', async () => {
  const review = await pages.openInsights(insights());
  const { page } = review;
  await page.getByRole('link', { name: '28 answers gave 5 points to tidy-coder-1b' }).focus();
  await press(review, 'ArrowRight');
  assert.equal(await focused(review), '13 answers gave 5 points to swift-coder-1b');
  await press(review, 'ArrowDown');
  assert.equal(await focused(review), '30 answers gave 4 points to swift-coder-1b');
  await press(review, 'ArrowLeft', 'ArrowUp');
  assert.equal(await focused(review), '28 answers gave 5 points to tidy-coder-1b');
  await page.getByRole('link', { name: '56 responses' }).focus();
  await press(review, 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
  assert.equal(await focused(review), '2 responses that contradict their points');
  await review.close();
});

test('the marks of a chart are one stop of Tab', async () => {
  const review = await pages.openInsights(insightsStates['many-dots']);
  const { page } = review;
  assert.equal(await page.locator('svg.drawing [tabindex="0"]').count(), 1);
  await page.getByRole('button', { name: /^As a table/ }).focus();
  await press(review, 'Tab');
  assert.match((await focused(review)) ?? '', /^task-0: /);
  await press(review, 'PageDown', 'ArrowRight');
  assert.match((await focused(review)) ?? '', /^task-11: /);
  assert.equal(await page.locator('svg.drawing [tabindex="0"]').count(), 1);
  await press(review, 'Tab', 'Shift+Tab');
  assert.match((await focused(review)) ?? '', /^task-11: /, 'one comes back to where one was');
  await press(review, 'Enter');
  assert.deepEqual(await links(review), ['time/11']);
  await review.close();
});

test('T shows a chart as a table and back, and VS Code keeps which', async () => {
  const review = await pages.openInsights(insights());
  const { page } = review;
  await press(review, 'j', 'j', 'ArrowDown', 't');
  const figure = page.locator('[data-section=criteria] figure').first();
  assert.equal(await figure.locator('.plot').isVisible(), false);
  assert.equal(
    await figure
      .getByRole('button', { name: 'As a table: Share of the points' })
      .getAttribute('aria-pressed'),
    'true',
  );
  assert.ok(((await figure.locator('table').boundingBox())?.height ?? 0) > 100);
  assert.equal(await focused(review), 'Share of the points');
  assert.deepEqual(await review.kept(), { tables: ['criteria 0'] });
  await press(review, 't');
  assert.equal(await figure.locator('.plot').isVisible(), true);
  assert.deepEqual(await review.kept(), { tables: [] });
  await review.close();
});

test('C copies the section that is read; keys of a select and with Control do nothing else', async () => {
  const review = await pages.openInsights(insights());
  const { page } = review;
  await press(review, 'c');
  await page.getByRole('link', { name: '56 responses' }).focus();
  await press(review, 'c', 'Control+c');
  await page.getByRole('combobox', { name: 'Annotator' }).focus();
  await press(review, 'c', 't', 'j');
  const copied = await page.evaluate(() =>
    window.testMessages
      .map(({ message }) => message as { name: string; body: unknown })
      .filter(({ name }) => name === 'copy')
      .map(({ body }) => body),
  );
  assert.deepEqual(copied, [
    { section: 'better', as: 'markdown' },
    { section: 'runs', as: 'markdown' },
  ]);
  await review.close();
});

test('what a mark says stands beside it, until Escape', async () => {
  const review = await pages.openInsights(insights());
  const { page } = review;
  const tip = page.locator('.mark-tip');
  await press(review, 'j', 'j', 'ArrowDown');
  await page.getByText('Documentation: 1.11 of 2 (swift-coder-1b)').waitFor();
  await press(review, 'Escape');
  assert.equal(await tip.isVisible(), false);
  const mark = page.getByRole('link', { name: '14 answers gave 7 points to tidy-coder-1b' });
  await mark.hover();
  assert.equal(await tip.innerText(), '14 answers gave 7 points to tidy-coder-1b');
  await page.getByRole('heading', { level: 1 }).hover();
  await tip.waitFor({ state: 'hidden' });
  await review.close();
});

test('the menu and the list at the left are walked with arrows', async () => {
  const review = await pages.openInsights(insights());
  const { page } = review;
  const active = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.textContent);
  await page
    .getByRole('button', { name: /^More acts/ })
    .first()
    .focus();
  await press(review, 'Enter', 'ArrowDown', 'ArrowDown');
  assert.equal(await active(), 'Save as SVG…');
  await press(review, 'ArrowDown', 'ArrowDown');
  assert.equal(await active(), 'Copy as Markdown', 'around the end');
  await press(review, 'Escape');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.match((await focused(review)) ?? '', /^More acts/);
  await page.locator('.rail [tabindex="0"]').focus();
  await press(review, 'ArrowDown', 'End', 'ArrowUp', 'Enter');
  assert.equal(await active(), 'Do annotators agree?');
  await review.close();
});
