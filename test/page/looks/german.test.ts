import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import english from '../../../l10n/review.l10n.json' with { type: 'json' };
import german from '../../../l10n/review.l10n.de.json' with { type: 'json' };
import { openRow } from '../support/choose.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { corrected, halfDone, tested } from '../support/runStates.ts';
import { response, run } from '../support/states.ts';

/** The page in a language whose words are longer. Pictures go to `TOUCHSTONE_PICTURES`, else to test-results/page. */

const folder =
  process.env['TOUCHSTONE_PICTURES'] ?? new URL('../../../test-results/page/', import.meta.url).pathname;
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
  await mkdir(folder, { recursive: true });
});
after(() => pages.close());

const openDetails = (review: ReviewPage): Promise<void> => openRow(review, 'for i in range(3):');
const openForm = (review: ReviewPage): Promise<void> =>
  review.send({ type: 'do', action: 'inputs', fromKey: false });
const openKeys = (review: ReviewPage): Promise<void> =>
  review.send({ type: 'do', action: 'keys', fromKey: false });

/** Words that are the same in both languages, or part of what a model or the test itself wrote. */
const sameWords = new Set(
  Object.entries(english).flatMap(([key, text]) =>
    german[key as keyof typeof german] === text ? [text] : [],
  ),
);

for (const width of [320, 1280])
  for (const [name, shown, act] of [
    ['half done', halfDone(), openDetails],
    ['with a correction', corrected(), openForm],
    ['keys', tested(), openKeys],
  ] as const)
    test(`German, ${width} pixels, ${name}: all is translated and nothing sticks out`, async () => {
      const review = await pages.open({ state: shown, width, height: 800, lang: 'de' });
      assert.equal(await review.page.getAttribute('html', 'lang'), 'de');
      await act(review);
      await review.page.evaluate(() => document.fonts.ready);
      const seen = await review.page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        footer: document.querySelector('footer')?.clientHeight ?? 0,
        out: [
          ...document.querySelectorAll(
            'vscode-button, label.segment, textarea, .score, .strip, .drawer, .runs-table, .run-cell, .link, footer',
          ),
        ]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
          .map((element) => element.outerHTML.slice(0, 120)),
        words: [...document.querySelectorAll('*:not(.markdown *)')].flatMap((element) => [
          ...[...element.childNodes].flatMap((node) => (node.nodeType === 3 ? [node.nodeValue ?? ''] : [])),
          ...['aria-label', 'title', 'placeholder'].flatMap((at) => element.getAttribute(at) ?? []),
        ]),
      }));
      await review.page.screenshot({ path: `${folder}/german-${name.replaceAll(' ', '-')}-${width}.png` });
      assert.equal(seen.scroll, 0);
      assert.deepEqual(seen.out, []);
      assert.ok(seen.footer <= 44, `the footer keeps to one row, not ${seen.footer} px`);
      const texts = new Set(Object.values(english).filter((text) => !sameWords.has(text)));
      assert.deepEqual(
        seen.words.map((word) => word.trim()).filter((word) => texts.has(word)),
        [],
        'no English text of the page is left',
      );
      assert.deepEqual(review.consoleErrors, []);
      await review.close();
    });

test('German: numbers are written as there', async () => {
  const runs = [run({ status: 'ran', durationMs: 1234 })];
  const shown = tested({ responses: [response('A', { runs }), response('B')] });
  const review = await pages.open({ state: shown, lang: 'de' });
  await openRow(review, german.asWritten);
  await review.page.getByText('1,2 s').first().waitFor();
  await review.close();
});
