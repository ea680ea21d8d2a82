import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { startPages, themes, type ReviewPage } from './support/page.ts';
import { corrected, endings, halfDone, running } from './support/runStates.ts';
import { response, run, state } from './support/states.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

async function serious(review: ReviewPage): Promise<string[]> {
  await review.page.evaluate(axe);
  const results = await review.page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
}

for (const theme of themes)
  for (const [name, width, height] of [
    ['wide', 1280, 800],
    ['narrow', 360, 740],
  ] as const)
    test(`${theme}, ${name}: axe finds nothing serious`, async () => {
      const review = await pages.open({ state: halfDone(), theme, width, height });
      assert.deepEqual(await serious(review), [], 'half done');
      await review.page.getByRole('button', { name: 'for i in range(3):' }).click();
      await review.page.locator('.differences .cm-content').waitFor();
      assert.deepEqual(await serious(review), [], 'details of an input');
      await review.send({ type: 'do', action: 'inputs', fromKey: false });
      await review.page.getByRole('button', { name: /^More/ }).click();
      await review.page.getByRole('button', { name: 'Save and run' }).click();
      assert.deepEqual(await serious(review), [], 'form of an input');
      await review.page.keyboard.press('Escape');
      for (const [what, shown] of Object.entries({ corrected, endings, running })) {
        await review.sendState(shown());
        assert.deepEqual(await serious(review), [], what);
      }
      await review.sendState(halfDone());
      await review.page.getByRole('button', { name: 'Flag task' }).click();
      await review.page.locator('input[name=view][value=diff]').check({ force: true });
      await review.page.locator('.cm-content').first().waitFor();
      assert.deepEqual(await serious(review), [], 'diff and flag');
      await review.page.locator('input[name=view][value=side-by-side]').check({ force: true });
      await review.send({ type: 'do', action: 'guidelines', fromKey: false });
      assert.deepEqual(await serious(review), [], 'guidelines');
      await review.send({ type: 'do', action: 'keys', fromKey: false });
      assert.deepEqual(await serious(review), [], 'keys');
      await review.page.keyboard.press('Escape');
      await review.sendState(
        state({
          canRun: false,
          responses: [
            response('A', {
              state: 'failed',
              text: '',
              failure: { message: 'No such model', action: 'Check its name' },
            }),
            response('B', { state: 'generating', runs: [run({ status: 'running' })] }),
          ],
        }),
      );
      assert.deepEqual(await serious(review), [], 'failed and generating');
      await review.close();
    });

test('Tab goes through the page in the order in which it is read', async () => {
  const review = await pages.open({ state: halfDone() });
  const stops: string[] = [];
  for (let i = 0; i < 80; i += 1) {
    await review.page.keyboard.press('Tab');
    const name = await review.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return '';
      const group = element.closest('[role=radiogroup]');
      return (
        (group ?? element).getAttribute('aria-label') ||
        element.id ||
        element.textContent.trim() ||
        element.localName
      );
    });
    if (name === '' || stops[0] === name) break;
    stops.push(name);
  }
  const order = [
    'View',
    'Guidelines',
    'Keys',
    'Run response A',
    'Copy response A',
    'Response A: Comments, docstrings',
    'Response A: Runs, works',
    'Run response B',
    'Response B: Runs, works',
    'Ask a model for inputs',
    'Add input',
    'Run all: both responses with all inputs',
    'As written',
    'Corrected response',
    'Undo',
    'Discard',
    'Submit',
  ];
  const places = order.map((wanted) => stops.findIndex((stop) => stop.startsWith(wanted)));
  assert.ok(
    places.every((place) => place >= 0),
    JSON.stringify(stops),
  );
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    JSON.stringify(stops),
  );
  await review.close();
});
