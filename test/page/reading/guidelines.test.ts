import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { GuidelinesState } from '../../../src/protocol/guidelinesMessages.ts';
import { serious } from '../support/axe.ts';
import { faintTexts } from '../support/contrast.ts';
import { startPages, themes, type ReviewPage } from '../support/page.ts';

/** The guidelines beside the review. */

const folder = process.env['TOUCHSTONE_PICTURES'];
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const guidelines = (change: Partial<GuidelinesState> = {}): GuidelinesState => ({
  title: 'Guidelines, version 0123456789ab',
  version: '0123456789ab',
  text: [
    '# How to judge',
    'Run both with **two inputs**; see [the rubric](https://example.org/rubric).',
    '```python\nassert add(1, 2) == 3\n```',
    '> Ties are welcome.',
  ].join('\n\n'),
  rubric: {
    title: 'The scale: 0 to 7',
    criteria: [
      { title: 'Comments, docstrings (0 to 2)', levels: ['None', 'Some', 'Where they help'] },
      { title: 'Runs, works (0 to 5)', description: 'With at least two inputs.' },
    ],
    note: 'Both at or below 4: correct one.',
  },
  edit: 'Edit',
  ...change,
});
const changed = { words: 'Your answer follows an older version.', action: 'Show what changed' };

const posted = async (review: ReviewPage): Promise<[string, unknown][]> => {
  const sent = await review.page.evaluate(() => window.testMessages.map(({ message }) => message));
  return sent.map((message) => {
    const { name, body } = message as { name: string; body: unknown };
    return [name, body];
  });
};

test('text, scale and what is to be done with them', async () => {
  const review = await pages.openGuidelines(guidelines());
  const { page } = review;
  await page.getByRole('heading', { name: 'How to judge' }).waitFor();
  await page.getByRole('heading', { name: 'The scale: 0 to 7' }).waitFor();
  const levels = page.locator('.rubric ol').first();
  assert.equal(await levels.getAttribute('start'), '0', 'levels are numbered by their points');
  assert.deepEqual(await levels.locator('li').allInnerTexts(), ['None', 'Some', 'Where they help']);
  await page.getByText('With at least two inputs.').waitFor();
  await page.getByText('Both at or below 4: correct one.').waitFor();
  assert.equal(await page.locator('.changed').isVisible(), false);

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('link', { name: 'the rubric' }).click();
  await page.getByRole('button', { name: 'Copy' }).first().click();
  assert.deepEqual((await posted(review)).slice(1), [
    ['edit', {}],
    ['openLink', { href: 'https://example.org/rubric' }],
    ['copy', { text: 'assert add(1, 2) == 3\n' }],
  ]);
  assert.deepEqual([review.forbidden, await review.violations(), review.consoleErrors], [[], [], []]);
  await review.close();
});

test('an answer that follows another version: what changed is one press away', async () => {
  const review = await pages.openGuidelines(guidelines({ changed }));
  await review.page.getByText('Your answer follows an older version.').waitFor();
  await review.page.getByRole('button', { name: 'Show what changed' }).press('Enter');
  assert.deepEqual((await posted(review)).at(-1), ['compare', {}]);

  // The file was edited: the text is the new one.
  await review.send({
    type: 'state',
    state: guidelines({ version: 'ba9876543210', text: '# Judge anew', title: 'Guidelines, version ba98' }),
  });
  await review.page.getByRole('heading', { name: 'Judge anew' }).waitFor();
  assert.equal(await review.page.getByText('How to judge').count(), 0);
  assert.equal(await review.page.locator('.changed').isVisible(), false);
  await review.close();
});

test('axe finds nothing serious in any theme, text stands out in high contrast, 320 pixels are enough', async () => {
  const review = await pages.openGuidelines(guidelines({ changed }), { width: 320 });
  for (const theme of themes) {
    await review.setTheme(theme);
    assert.deepEqual(await serious(review, 'all'), [], theme);
    if (theme.startsWith('hc')) {
      const { measured, faint } = await faintTexts(review, 4.5);
      assert.deepEqual(faint, [], theme);
      assert.ok(measured > 10, `${measured} texts measured`);
    }
    const [needs, has] = await review.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    assert.equal(needs, has, 'the page does not scroll sideways');
    if (folder) await review.page.screenshot({ path: `${folder}/guidelines-${theme}-320.png` });
  }
  await review.close();
});

test('hostile guidelines do nothing', async () => {
  const corpus = new URL('../../corpora/hostile/markdown.json', import.meta.url);
  const { markdown } = JSON.parse(await readFile(corpus, 'utf8')) as { markdown: { text: string }[] };
  assert.ok(markdown.length >= 40);
  const review = await pages.openGuidelines(guidelines());
  for (const [index, { text }] of markdown.entries())
    await review.send({ type: 'state', state: guidelines({ version: `v${index}`, text, title: text }) });
  assert.deepEqual(await posted(review), [['ready', {}]]);
  assert.deepEqual([review.forbidden, await review.violations()], [[], []]);
  assert.equal(
    await review.page.locator('main script, main iframe, main img[src^="http"], main form').count(),
    0,
  );
  await review.close();
});
