import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { ReviewState } from '../../src/protocol/review.ts';
import { startPages, themes, type ReviewPage } from './support/page.ts';
import { corrected, endings, halfDone, running, tested } from './support/runStates.ts';
import { response, state } from './support/states.ts';

/**
 * Pictures of every view of the page for people to look at, in every theme, wide and narrow; and that Submit is in view in each.
 * They go to `TOUCHSTONE_PICTURES`, else to test-results/page.
 */

const folder =
  process.env['TOUCHSTONE_PICTURES'] ?? new URL('../../test-results/page/', import.meta.url).pathname;
let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
  await mkdir(folder, { recursive: true });
});
after(() => pages.close());

interface View {
  state: ReviewState;
  /** What is done before the picture is taken. */
  act?: (review: ReviewPage) => Promise<void>;
  /** A modal layer lies on top. */
  covered?: boolean;
}

const openRow = (title: string) => async (review: ReviewPage) => {
  await review.page.getByRole('button', { name: title }).first().click();
  await review.page.locator('.run-details').waitFor();
};

const views: Record<string, View> = {
  unscored: { state: state() },
  'half-done': { state: halfDone() },
  runs: { state: tested() },
  'run-open': { state: tested(), act: openRow('get_value([[1, 2]], (0,))') },
  'run-diff': {
    state: tested(),
    async act(review) {
      await openRow('for i in range(3):')(review);
      await review.page.locator('.differences .cm-content').waitFor();
    },
  },
  'runs-going': { state: running() },
  endings: { state: endings(), act: openRow('f("memory")') },
  correction: { state: corrected(), act: openRow('get_value([[1, 2], [3, 4]], (-1, 0))') },
  'input-form': {
    state: tested(),
    async act(review) {
      await review.send({ type: 'do', action: 'inputs', fromKey: true });
      await review.page.getByRole('textbox', { name: 'Code' }).fill('get_value([], (0, 0))');
      await review.page.getByRole('button', { name: /^More/ }).click();
    },
  },
  diff: {
    state: tested(),
    async act(review) {
      await review.page.locator('input[name=view][value=diff]').check({ force: true });
      await review.page.locator('.diff .cm-content').first().waitFor();
    },
  },
  keys: {
    state: tested(),
    act: (review) => review.send({ type: 'do', action: 'keys', fromKey: false }),
    covered: true,
  },
  guidelines: {
    state: tested(),
    act: (review) => review.send({ type: 'do', action: 'guidelines', fromKey: false }),
    covered: true,
  },
  generating: {
    state: state({
      responses: [
        response('A', {
          state: 'generating',
          text: 'One can walk over the rows and\n\n```python\ndef get_v',
        }),
        response('B', { state: 'generating', text: '' }),
      ],
    }),
  },
  failed: {
    state: state({
      canRun: false,
      responses: [
        response('A', {
          state: 'failed',
          text: '',
          failure: { message: 'The endpoint is asleep.', action: 'Wake it on its page, then try again.' },
        }),
        response('B', { state: 'missing', text: '' }),
      ],
    }),
    act: (review) => review.page.getByRole('button', { name: 'Submit' }).click(),
  },
  empty: {
    state: state({ responses: [response('A', { text: '' }), response('B', { text: '\n' })] }),
  },
};

for (const [width, height] of [
  [1400, 900],
  [360, 740],
] as const)
  for (const theme of themes)
    for (const [name, { state: shown, act, covered }] of Object.entries(views))
      test(`${name}, ${theme}, ${width} pixels`, async () => {
        const review = await pages.open({ state: shown, theme, width, height });
        await act?.(review);
        await review.page.evaluate(() => document.fonts.ready);
        const box = await review.page.locator('.submit').boundingBox();
        assert.ok(
          box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height,
          'Submit is in view',
        );
        // A narrow page scrolls: as high a window as shows all of it.
        let shownHeight = 0;
        for (let whole: number = height; width < 700 && !covered && whole > shownHeight;) {
          shownHeight = whole;
          await review.page.setViewportSize({ width, height: whole });
          whole = await review.page.evaluate(() => document.documentElement.scrollHeight);
        }
        await review.page.mouse.move(0, 0);
        await review.page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
        assert.deepEqual(review.consoleErrors, []);
        await review.close();
      });
