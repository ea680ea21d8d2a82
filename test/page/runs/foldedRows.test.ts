import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { input, response, run, state, type Shown } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const inputs = [1, 2, 3, 4, 5].map((n) => input({ id: `i${n}`, code: `f(${n})`, expectedValue: `${n}` }));
/** The second check fails in B; all others agree and pass. */
const scene = (serial: number) => {
  const of = (side: 'A' | 'B') =>
    inputs.map(({ id }, n) => {
      const fails = side === 'B' && n === 1;
      return run({
        id: `${side}${id}`,
        inputId: id,
        status: fails ? 'differs' : 'passed',
        value: fails ? '0' : String(n + 1),
      });
    });
  const responses = [response('A', { runs: of('A') }), response('B', { runs: of('B') })] as [Shown, Shown];
  return state({ serial, inputs, responses });
};

test('checks that agree and pass are one row, which opens and folds by click and by key', async () => {
  const review = await pages.open({ state: scene(1) });
  const { page } = review;
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  const titles = page.locator('.runs-table tbody .input-title');
  await titles.first().waitFor();
  const shown = (): Promise<string[]> => titles.allInnerTexts();
  const [program] = await shown();
  const fold = page.getByRole('button', { name: '4 more agree and pass' });
  assert.deepEqual(await shown(), [program, 'f(2)', '4 more agree and pass']);
  assert.equal(await fold.getAttribute('aria-expanded'), 'false');
  assert.deepEqual(await review.violations(), []);
  await fold.click();
  await titles.filter({ hasText: 'f(5)' }).waitFor();
  assert.deepEqual(await shown(), [program, ...inputs.map(({ code }) => code), 'Fold 4 that agree and pass']);
  await page.getByRole('button', { name: 'Fold 4 that agree and pass' }).press('Enter');
  await fold.waitFor();
  // The arrows reach the fold as any row; what changes an input does nothing there.
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.startsWith('f(2)')), true);
  await page.keyboard.press('End');
  for (const key of ['F2', 'Delete']) await page.keyboard.press(key);
  assert.equal(await fold.evaluate((button) => button === document.activeElement), true);
  assert.deepEqual(await review.messages('removeInput'), []);
  await page.keyboard.press('Enter');
  await titles.filter({ hasText: 'f(1)' }).waitFor();
  await review.close();
});

test('a check that is wanted is shown, folded or not', async () => {
  const review = await pages.open({ state: scene(1) });
  const { page } = review;
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  await page.getByRole('button', { name: '4 more agree and pass' }).waitFor();
  // One of them fails by now: it is a row of its own, the others stay folded.
  const next = scene(2);
  const [, b] = next.responses;
  next.responses[1] = {
    ...b,
    runs: b.runs.map((one) => (one.inputId === 'i4' ? { ...one, status: 'crashed' } : one)),
  };
  await review.sendState(next);
  await page.getByRole('button', { name: '3 more agree and pass' }).waitFor();
  assert.equal(await page.locator('.runs-table tbody .input-title', { hasText: 'f(4)' }).count(), 1);
  await review.close();
});
