import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { each } from '../../each.ts';
import { insights, insightsStates } from '../support/insights/insightsState.ts';
import { startPages, type ReviewPage } from '../support/page.ts';

/** What the page of insights shows of its state, and what it asks for. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const full = insights();

async function posted({ page }: ReviewPage): Promise<[string, unknown][]> {
  const sent = await page.evaluate(() => window.testMessages.map(({ message }) => message));
  return sent.map((message) => {
    const { name, body } = message as { name: string; body: unknown };
    return [name, body];
  });
}

const sectionOf = (page: Page, id: string) => page.locator(`[data-section="${id}"]`);

test('what the page’s script imports is asked for beside it', async () => {
  const { page } = await pages.openInsights(full);
  const { named, loaded } = await page.evaluate(() => ({
    named: [...document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"]')].map(
      ({ href }) => href,
    ),
    loaded: performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => (/\/chunks\/[^/]+\.js$/.test(name) ? [name] : [])),
  }));
  assert.ok(named.length > 1);
  assert.deepEqual([...new Set(loaded)].sort(), named.toSorted());
});

test('every question with its verdict, answer, charts and tables', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  for (const { id, title, verdict, sentence, advice, method, charts } of each(full.sections)) {
    const section = sectionOf(page, id);
    assert.equal(await section.getByRole('heading', { level: 2 }).innerText(), title);
    const text = await section.innerText();
    for (const said of [verdict.text, sentence, advice ?? '', method]) assert.ok(text.includes(said), said);
    assert.equal(await section.locator('svg.drawing').count(), charts.length);
    for (const [i, { chart, table }] of charts.entries()) {
      const figure = section.locator('figure').nth(i);
      assert.equal(await figure.locator('svg.drawing').getAttribute('aria-label'), chart.title);
      await figure.locator('table').waitFor({ state: 'attached' });
      const cells = await figure
        .locator('tr')
        .evaluateAll((list) =>
          list.map((one) => [...one.querySelectorAll('th, td')].map((cell) => cell.textContent)),
        );
      assert.deepEqual(cells, [table.columns, ...table.rows]);
    }
  }
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), full.title);
  const signs = await page.getByRole('list', { name: 'Who is who' }).locator('li').allInnerTexts();
  assert.deepEqual(signs, ['tidy-coder-1b', 'swift-coder-1b', 'people', 'judge']);
  assert.deepEqual([review.forbidden, await review.violations(), review.consoleErrors], [[], [], []]);
  assert.deepEqual(await posted(review), [['ready', {}]]);
  await review.close();
});

test('each kind of chart draws what it is given', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  const count = (id: string, what: string): Promise<number> => sectionOf(page, id).locator(what).count();
  assert.equal(await count('better', '.band'), 1);
  assert.equal(await count('better', '.cut'), 1, 'where it was decided');
  await sectionOf(page, 'better').getByText('decided at task 38', { exact: true }).waitFor();
  assert.equal(await count('criteria', '.glyph.mark-model2'), 4, 'three rows, and one end of the axis');
  assert.equal(await count('criteria', '.interval.open'), 2, 'what is not decided is dashed');
  assert.equal(await count('scores', '.bar.mark-model1.solid'), 8);
  assert.equal(await count('scores', '.bar.mark-model2[fill^="url("]'), 8, 'the other model is hatched');
  const width = (place: number): Promise<number> =>
    sectionOf(page, 'scores')
      .locator('.bar.mark-model1')
      .nth(place)
      .evaluate((bar) => bar.getBoundingClientRect().width);
  assert.ok(Math.abs((await width(1)) / (await width(0)) - 25 / 14) < 0.1, 'as long as they are many');
  assert.equal(await count('wins', '.bar'), 3);
  assert.equal(
    await count('wins', '.glyph.hollow'),
    7,
    'single tasks, a tie and what rests on few are hollow',
  );
  assert.equal(await count('runs', '.cell-against'), 2);
  assert.equal(await count('runs', '.warning-sign'), 2);
  assert.equal(await count('judge', '.cell-same'), 8);
  assert.equal(await count('time', '.chart-dots .glyph'), 108);
  assert.equal(await count('length', '.beyond'), 1, 'an interval that goes on beyond the axis has an arrow');
  await review.close();
});

test('pressing a mark, a link, a filter, the names and the report asks the host', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  await sectionOf(page, 'runs').getByRole('link', { name: '3 responses that contradict' }).click();
  await sectionOf(page, 'wins').getByRole('link', { name: /tie 3/ }).locator('.hit').click();
  await page.getByRole('button', { name: 'All 5 as a review pass' }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('go');
  await page.getByRole('button', { name: 'Hide names' }).click();
  await page.getByRole('button', { name: 'Report…' }).click();
  assert.deepEqual((await posted(review)).slice(1), [
    ['openTasks', { link: 'runs/0/1' }],
    ['openTasks', { link: 'wins/0' }],
    ['openTasks', { link: 'runs/odd' }],
    ['choose', { id: 'language', value: 'go' }],
    ['toggleNames', {}],
    ['report', {}],
  ]);
  await review.close();
});

test('the menu of a section copies it and saves its picture', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  const menu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More acts for: Who wins how often?' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu('Copy as Markdown');
  await menu('Copy as CSV');
  await menu('Save as SVG…');
  await page.waitForFunction(() => window.testMessages.length === 4);
  await menu('Save as PNG…');
  await page.waitForFunction(() => window.testMessages.length === 5);
  const sent = (await posted(review)).slice(1);
  assert.deepEqual(sent.slice(0, 2), [
    ['copy', { section: 'wins', as: 'markdown' }],
    ['copy', { section: 'wins', as: 'csv' }],
  ]);
  const [svg, png] = sent.slice(2).map(([, body]) => body as { type: string; section: string; data: string });
  assert.ok(svg && png);
  assert.deepEqual([svg.section, svg.type, png.section, png.type], ['wins', 'svg', 'wins', 'png']);
  assert.match(svg.data, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.doesNotMatch(svg.data, /class=|style=|var\(|color\(|data-/, 'it stands by itself');
  for (const text of each([
    'Who wins how often?',
    'Tasks won, tied and lost',
    'Difference by language',
    ...full.models,
  ]))
    assert.ok(svg.data.includes(`>${text}<`), text);
  const bytes = Buffer.from(png.data, 'base64');
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  assert.equal(bytes.readUInt32BE(16), 1440, 'two dots to the pixel');
  assert.deepEqual([await review.violations(), review.consoleErrors], [[], []]);
  await review.close();
});

test('acts that the host does not offer have no button', async () => {
  const review = await pages.openInsights(insights({ can: ['csv'] }));
  const { page } = review;
  assert.equal(await page.getByRole('button', { name: 'Report…' }).isVisible(), false);
  assert.equal(await page.locator('.keys').getByText('copy').isVisible(), false);
  await page
    .getByRole('button', { name: /^More acts/ })
    .first()
    .click();
  assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), ['Copy as CSV']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await review.send({ type: 'state', state: insights({ can: [] }) });
  assert.equal(await page.getByRole('button', { name: /^More acts/ }).count(), 0);
  assert.deepEqual(await posted(review), [['ready', {}]]);
  await review.close();
});

test('nothing yet, counting, few tasks, warnings', async () => {
  const review = await pages.openInsights();
  const { page } = review;
  assert.equal(await page.locator('.loading').innerText(), 'Counting…');
  await review.send({ type: 'state', state: insightsStates['empty']! });
  await page.getByText('Nothing is judged yet.').waitFor();
  assert.deepEqual(
    await page
      .locator('.loading, .rail, .keys, .report, .filters')
      .evaluateAll((list) => list.flatMap((one) => (one.checkVisibility() ? [String(one.className)] : []))),
    [],
  );
  await review.send({ type: 'state', state: insightsStates['busy']! });
  await page.locator('.busy').getByText('Counting…').waitFor();
  assert.equal(await page.locator('main').getAttribute('aria-busy'), 'true');
  assert.equal(await page.locator('.section').count(), 12, 'the old figures stay while new ones are counted');
  await review.send({ type: 'state', state: insightsStates['few']! });
  assert.equal(await page.locator('.busy').isVisible(), false);
  await page.getByText('Few tasks: under 20').waitFor();
  assert.equal(await page.locator('.section').count(), 1);
  assert.equal(await page.locator('.glyph.hollow').count(), 7, 'six tasks and their mean');
  assert.equal(await page.locator('.interval').count(), 0, 'too few for an interval');
  await review.close();
});

test('only what has changed is drawn again, and the focus stays', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('.section, .filter')) one.setAttribute('data-old', '');
  });
  await sectionOf(page, 'scores').getByRole('link').nth(3).focus();
  const sections = full.sections.map((one) =>
    one.id === 'scores' ? { ...one, sentence: 'Now most lie above 4 points.' } : one,
  );
  const filters = full.filters.map((one) => (one.id === 'language' ? { ...one, value: 'go' } : one));
  await review.send({ type: 'state', state: { ...full, sections, filters } });
  await page.getByText('Now most lie above 4 points.').waitFor();
  assert.deepEqual(
    await page
      .locator('.section:not([data-old])')
      .evaluateAll((list) => list.map((one) => one.getAttribute('data-section'))),
    ['scores'],
  );
  assert.equal(await page.locator('.filter[data-old]').count(), 3);
  assert.equal(await page.getByRole('combobox', { name: 'Language' }).inputValue(), 'go');
  const label = await sectionOf(page, 'scores').getByRole('link').nth(3).getAttribute('aria-label');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), label);

  // Another order, one that has gone: what is left stays as it is.
  await review.send({
    type: 'state',
    state: { ...full, sections: [...sections].reverse().slice(1, 12), filters },
  });
  assert.deepEqual(
    await page.locator('.section').evaluateAll((list) => list.map((one) => one.getAttribute('data-section'))),
    sections
      .map(({ id }) => id)
      .reverse()
      .slice(1, 12),
  );
  await review.close();
});

test('the list at the left leads to a section; hidden names are hidden everywhere', async () => {
  const review = await pages.openInsights(full);
  const { page } = review;
  const rail = page.getByRole('navigation', { name: 'Questions' });
  assert.equal(await rail.getByRole('button').count(), 12);
  await rail.getByRole('button', { name: 'What goes wrong?' }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'What goes wrong?');
  assert.equal(await rail.locator('[aria-current=true] b').innerText(), 'What goes wrong?');
  assert.equal(await page.evaluate(() => document.scrollingElement?.scrollTop), 0, 'the head stays');
  const top = await sectionOf(page, 'failures').boundingBox();
  const main = await page.locator('main').boundingBox();
  assert.ok(top && main && Math.abs(top.y - main.y) < 10);

  await review.send({ type: 'state', state: insightsStates['hidden']! });
  await page.getByRole('button', { name: 'Show names' }).waitFor();
  const html = await page.content();
  for (const name of each(full.models)) assert.ok(!html.includes(name), `${name} is not in the page`);
  await page.setViewportSize({ width: 1000, height: 800 });
  assert.equal(await rail.isVisible(), false);
  await review.close();
});

test('projects that are compared are listed with what is known of them, and can be added and taken away', async () => {
  const refused = { id: '/b', name: 'other', text: 'It has no database of Touchstone.', isCompared: false };
  const compared = { id: '/a', name: 'third model', text: '40 tasks judged', isCompared: true };
  const state = insights({ can: ['report', 'projects'], projects: [compared, refused] });
  const review = await pages.openInsights(state);
  const { page } = review;
  const items = page.getByRole('list', { name: 'Projects that are compared' }).getByRole('listitem');
  assert.deepEqual(await items.allInnerTexts(), [
    'third model 40 tasks judged',
    'other It has no database of Touchstone.',
  ]);
  await page.getByRole('button', { name: 'Compare without other' }).click();
  const add = page.getByRole('button', { name: 'Add Projects…' });
  await add.click();
  assert.deepEqual((await posted(review)).slice(1), [
    ['removeProject', { id: '/b' }],
    ['addProjects', {}],
  ]);
  await review.send({ type: 'state', state: insights({ can: ['report'] }) });
  await add.waitFor({ state: 'hidden' });
  assert.equal(await items.count(), 0);
  assert.deepEqual([review.forbidden, review.consoleErrors], [[], []]);
  await review.close();
});
