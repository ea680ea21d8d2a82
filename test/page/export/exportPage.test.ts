import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import german from '../../../l10n/review.l10n.de.json' with { type: 'json' };
import { each } from '../../each.ts';
import { serious } from '../support/axe.ts';
import { exportState, exportStates, preview } from '../support/exportState.ts';
import { startPages, themes, type ReviewPage } from '../support/page.ts';

/** What the page of exports shows of its state, and what it asks for. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

async function posted({ page }: ReviewPage): Promise<[string, unknown][]> {
  const sent = await page.evaluate(() => window.testMessages.map(({ message }) => message));
  return sent.map((message) => {
    const { name, body } = message as { name: string; body: unknown };
    return [name, body];
  });
}

async function asked(review: ReviewPage, count: number): Promise<[string, unknown][]> {
  await review.page.waitForFunction((least) => window.testMessages.length >= least, count + 1);
  return (await posted(review)).slice(1);
}

test('every field with its label, the counts, what is left out, and the first rows', async () => {
  const state = exportStates['full'];
  assert.ok(state);
  const review = await pages.openExport(state);
  const { page } = review;
  for (const { title, fields } of each(state.groups)) {
    const group = page.getByRole('group', { name: title, exact: true });
    for (const field of each(fields)) {
      const control =
        field.kind === 'files'
          ? group.getByRole('group', { name: field.label })
          : group.getByLabel(field.label, { exact: true });
      await control.waitFor();
      if (field.kind === 'choice') {
        assert.equal(await control.inputValue(), field.value);
        const options = await control.locator('option').allInnerTexts();
        assert.deepEqual(
          options,
          field.options.map(({ text }) => text),
        );
      }
      if (field.kind === 'check') assert.equal(await control.isChecked(), field.value);
      if (field.kind === 'line') assert.equal(await control.inputValue(), field.value);
      if (field.kind === 'files') assert.ok((await control.innerText()).includes(field.names.join(', ')));
      if (field.hint !== undefined) {
        const id = await control.getAttribute('aria-describedby');
        assert.equal(await page.locator(`#${String(id)}`).innerText(), field.hint);
      }
    }
  }
  assert.equal(await page.locator('.counts').innerText(), state.counts.join('\n'));
  const table = page.getByRole('table', { name: 'The first rows' });
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), state.preview.columns);
  assert.equal(await table.getByRole('row').count(), 6);
  assert.equal(await table.getByLabel('nothing').count(), 2);
  const left = await page.locator('.left-out > div').allInnerTexts();
  assert.deepEqual(
    left.map((line) => line.split('\n')),
    state.leftOut.map(({ text, count }) => [text, count]),
  );
  assert.deepEqual([review.forbidden, await review.violations(), review.consoleErrors], [[], [], []]);
  await review.close();
});

test('by keyboard alone: each field is a stop, what is chosen is asked for once', async () => {
  const review = await pages.openExport(exportState({ split: true }));
  const { page } = review;
  const stops: string[] = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(
      () => document.activeElement?.getAttribute('data-field') ?? document.activeElement?.textContent ?? '',
    );
    if (id === '' || stops.includes(id)) break;
    stops.push(id);
  }
  assert.deepEqual(stops.slice(0, 18), [
    ...['shape', 'format', 'what', 'annotators', 'tag', 'minScore', 'minGap', 'checks', 'withoutFlagged'],
    ...['benchmarks', 'split', 'train', 'validation', 'test', 'seed', 'folder', 'neutralise', 'Export…'],
  ]);
  assert.deepEqual(stops.slice(18, 20), ['Push to Hub…', 'Copy as Arguments']);

  await page.getByLabel('Only code that passed its checks').focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Least score').focus();
  await page.keyboard.type('3');
  await page.keyboard.press('Tab');
  await page.getByLabel('Answers').selectOption('everything');
  const all = await asked(review, 3);
  assert.deepEqual(all, [
    ['choose', { id: 'checks', value: true }],
    ['choose', { id: 'minScore', value: '3' }],
    ['choose', { id: 'what', value: 'everything' }],
  ]);
  await page.getByRole('button', { name: 'Export…' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Push to Hub…' }).press('Enter');
  await page.getByRole('button', { name: 'Copy as Arguments' }).press('Enter');
  await page.getByRole('button', { name: 'Choose Files…' }).press('Enter');
  assert.deepEqual((await asked(review, 7)).slice(3), [
    ['export', {}],
    ['push', {}],
    ['copy', {}],
    ['files', { id: 'benchmarks' }],
  ]);
  await review.close();
});

test('what is being typed and what has the focus stay while the state comes anew', async () => {
  const review = await pages.openExport(exportState());
  const { page } = review;
  const least = page.getByLabel('Least score');
  await least.focus();
  await page.keyboard.type('4');
  await review.send({ type: 'state', state: exportState({}, { preview: preview({ count: 50 }) }) });
  assert.equal(await least.inputValue(), '4');
  assert.ok(await least.evaluate((input) => input === document.activeElement));
  assert.deepEqual(await asked(review, 1), [['choose', { id: 'minScore', value: '4' }]]);
  const split = page.getByLabel('Divide into train, validation and test');
  await split.focus();
  await review.send({ type: 'state', state: exportState({ minScore: '4', split: true }) });
  assert.ok(await split.evaluate((input) => input === document.activeElement), 'fields came beside it');
  assert.equal(await page.getByLabel('Train, %').inputValue(), '80');
  await review.close();
});

test('what cannot be exported says why, and its buttons are off', async () => {
  const review = await pages.openExport(exportStates['faulty'] ?? exportState());
  const { page } = review;
  const least = page.getByLabel('Least score');
  assert.equal(await least.getAttribute('aria-invalid'), 'true');
  const disabled = (name: string) =>
    page
      .getByRole('button', { name })
      .evaluate((one) => one.hasAttribute('disabled') || one.ariaDisabled === 'true');
  for (const name of each(['Export…', 'Push to Hub…', 'Copy as Arguments']))
    assert.ok(await disabled(name), name);
  await review.send({ type: 'state', state: exportStates['nothing'] ?? exportState() });
  assert.match(await page.locator('.problem').innerText(), /None of 164 tasks is left/);
  assert.deepEqual(await Promise.all(['Export…', 'Copy as Arguments'].map(disabled)), [true, false]);
  await page.getByText('No row is left.').waitFor();
  await review.close();
});

/** What reaches further than the page. */
function sticksOut({ page }: ReviewPage): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : [];
    for (const one of document.querySelectorAll('.export *')) {
      const box = one.getBoundingClientRect();
      if (one.checkVisibility() && !one.closest('.table, option') && box.right > root.clientWidth + 0.5)
        found.push(one.outerHTML.slice(0, 100));
    }
    return found;
  });
}

test('in any width nothing is wider than the page, in English and German', async () => {
  for (const lang of each(['en', 'de'])) {
    const review = await pages.openExport(
      exportStates['full'] ?? exportState(),
      lang === 'de' ? { lang } : {},
    );
    for (const width of each([320, 420, 700, 761, 1280])) {
      await review.page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await sticksOut(review), [], `${lang} ${width}`);
    }
    if (lang === 'de') await review.page.getByRole('button', { name: german.exportCopy }).waitFor();
    await review.close();
  }
});

test('axe finds nothing serious, in any theme, wide and narrow', async () => {
  for (const [name, state] of each(Object.entries(exportStates))) {
    for (const theme of each(themes)) {
      const review = await pages.openExport(state, { theme });
      assert.deepEqual(await serious(review, 'all'), [], `${name} ${theme}`);
      await review.page.setViewportSize({ width: 320, height: 700 });
      await review.page.waitForFunction(() => {
        const table = document.querySelector<HTMLElement>('.table')!;
        return table.scrollWidth <= table.clientWidth + 1 || table.tabIndex === 0;
      });
      assert.deepEqual(await serious(review, 'all'), [], `${name} ${theme} narrow`);
      await review.close();
    }
  }
});
