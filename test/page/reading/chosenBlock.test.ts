import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../../src/platform/hash.ts';
import { startPages } from '../support/page.ts';
import { response, state, type Shown } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const block = (code: string): string => `\`\`\`python\n${code}\n\`\`\`\n`;
const f = (value: number): string => `def f():\n    return ${value}`;
const text = `Yours:\n\n${block(f(1))}\nBetter:\n\n${block(f(2))}\nPrints:\n\n\`\`\`text\n2\n\`\`\`\n`;
const scene = (serial: number, chosen?: number, of = text) =>
  state({
    serial,
    responses: [response('A', { text: of }), response('B', { text: block(f(3)) })] as [Shown, Shown],
    ...(chosen !== undefined && { task: { chosenBlocks: { [sha256(text)]: chosen } } }),
  });

test('a click makes another block the program and runs it, another click takes that back', async () => {
  const review = await pages.open({ state: scene(1) });
  const { page } = review;
  const heads = page.locator('[data-side=A] .block-head');
  await heads.first().waitFor();
  assert.deepEqual(await heads.allInnerTexts(), ['Run this block instead', 'runs']);
  await heads.getByRole('button').click();
  const { task, texts } = scene(1);
  const asked = { type: 'chooseBlock', taskId: task.id, side: 'A', text: texts?.A };
  assert.deepEqual(await review.message('chooseBlock'), { ...asked, block: 0, run: true });
  await review.sendState(scene(2, 0));
  await page.locator('.code.taken', { hasText: 'return 1' }).waitFor();
  const words = (await heads.allInnerTexts()).map((one) => one.replaceAll(/\s+/g, ' '));
  assert.deepEqual(words, ['runs, as chosen Back to what Touchstone chose', 'Run this block instead']);
  // The focus stays with the block whose button was used.
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    'Back to what Touchstone chose',
  );
  assert.deepEqual(await review.violations(), []);
  await page.keyboard.press('Enter');
  assert.deepEqual(await review.message('chooseBlock', 2), { ...asked, block: null, run: true });
  // Another text has no choice.
  await review.sendState(scene(3, 0, `${text}\nDone.\n`));
  await page.locator('.code.taken', { hasText: 'return 2' }).waitFor();
  assert.deepEqual(await heads.allInnerTexts(), ['Run this block instead', 'runs']);
  await review.close();
});

test('a key goes from block to block of the response that is read, and back to what was found, without running', async () => {
  const review = await pages.open({ state: scene(1) });
  const { page } = review;
  const chosen = async (count: number): Promise<unknown> => {
    const { side, block, run } = await review.message('chooseBlock', count);
    return [side, block, run];
  };
  await page.locator('[data-side=A] .response').focus();
  await page.keyboard.press('w');
  assert.deepEqual(await chosen(1), ['A', 0, false]);
  await review.sendState(scene(2, 0));
  await page.locator('.code.taken', { hasText: 'return 1' }).waitFor();
  await page.keyboard.press('w');
  assert.deepEqual(await chosen(2), ['A', 1, false]);
  await review.sendState(scene(3, 1));
  await page.locator('.code.taken', { hasText: 'return 2' }).waitFor();
  await page.keyboard.press('w');
  assert.deepEqual(await chosen(3), ['A', null, false]);
  // A response with one block has nothing to choose from, and says so.
  await page.locator('[data-side=B] .response').focus();
  await page.keyboard.press('w');
  await page.getByText('Response B has no other block to run.').waitFor({ state: 'attached' });
  assert.equal((await review.messages('chooseBlock')).length, 3);
  await review.close();
});
