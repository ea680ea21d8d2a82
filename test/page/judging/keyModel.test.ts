import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose } from '../support/choose.ts';
import { startPages } from '../support/page.ts';
import { roomState } from '../support/room.ts';
import { tested } from '../support/runStates.ts';
import { state } from '../support/states.ts';

/** What keys do and do not: only digits, `=` and clicks give points, and what was done last is undone first. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const full = { documentation: 1, example: 2, correctness: 3 };

test('while one reads, digits give points and the focus stays in the text; the criterion they are for is marked', async () => {
  const review = await pages.open();
  const now = () =>
    review.page
      .locator('.scored.now [data-criterion]')
      .evaluateAll((list) =>
        list.map((one) => `${one.getAttribute('data-side')} ${one.getAttribute('data-criterion')}`),
      );
  const reads = () => review.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  assert.equal(await reads(), 'Text of response A');
  assert.deepEqual(await now(), ['A documentation']);
  await review.page.keyboard.press('1');
  assert.deepEqual(await now(), ['A example']);
  await review.page.keyboard.press(']');
  assert.equal(await reads(), 'Text of response B');
  await review.page.keyboard.type('23');
  assert.deepEqual(await now(), ['B documentation']);
  assert.equal(await reads(), 'Text of response B');
  assert.deepEqual((await review.message('saveDraft', 2)).answer.points.B, {});
  await review.page.keyboard.type('012');
  assert.deepEqual(await now(), []);
  await review.close();
});

test('keys that scroll give no points, wherever the focus is', async () => {
  const review = await pages.open({ state: roomState() });
  const top = () => review.page.locator('[data-side=A] .response').evaluate((one) => one.scrollTop);
  for (const key of ['ArrowDown', ' ', 'PageDown', 'j', 'End', 'Home', 'ArrowDown', 'k'])
    await review.page.keyboard.press(key);
  await review.send({ type: 'do', action: 'focusA', fromKey: true });
  const group = review.page.getByRole('radiogroup', { name: 'Response A: Comments, docstrings' });
  const before = await top();
  for (const key of ['ArrowDown', ' ', 'ArrowRight', 'ArrowLeft', 'PageDown', 'Shift+Space'])
    await review.page.keyboard.press(key);
  assert.ok((await top()) > before, 'the text goes on beside them');
  assert.ok(await group.evaluate((one) => one.contains(document.activeElement)));
  assert.equal(await review.page.locator('[data-criterion] input:checked').count(), 0);
  assert.equal((await review.messages('saveDraft')).length, 0);
  await review.close();
});

test('a digit after a letter that is no command stays with the criterion for which it was typed', async () => {
  const review = await pages.open();
  await review.page.keyboard.type('x2');
  await review.page
    .getByRole('radiogroup', { name: 'Response B: Runs, works' })
    .getByRole('radio', { name: '0' })
    .evaluate((input: HTMLElement) => input.focus());
  assert.deepEqual((await review.message('saveDraft')).answer.points, { A: { documentation: 2 }, B: {} });
  await review.close();
});

test('undo takes back what was last done to this answer, before anything that was done before', async () => {
  const undo = { what: 'submitted', taskId: 'task-3', instruction: 'Write `f(x)`.', count: 1 } as const;
  const review = await pages.open({ state: state({ offers: { undo } }) });
  await review.page.keyboard.press('1');
  await review.send({ type: 'do', action: 'undo', fromKey: true });
  assert.deepEqual((await review.message('saveDraft', 2)).answer.points, { A: {}, B: {} });
  assert.equal((await review.messages('undo')).length, 0);
  await review.send({ type: 'do', action: 'redo', fromKey: true });
  assert.deepEqual((await review.message('saveDraft', 3)).answer.points.A, { documentation: 1 });
  await review.send({ type: 'do', action: 'undo', fromKey: true });
  await review.send({ type: 'do', action: 'undo', fromKey: true });
  await review.message('undo');
  await review.close();
});

test('points of a submitted task are locked until it is reopened, and that is said', async () => {
  const answer = { ...state().answer, points: { A: full, B: full } };
  const review = await pages.open({ state: state({ answer, status: 'submitted' }) });
  await review.page.keyboard.press('0');
  await review.send({ type: 'do', action: 'tie', fromKey: true });
  await choose(
    review.page
      .getByRole('radiogroup', { name: 'Response A: Test example' })
      .getByRole('radio', { name: '2' }),
  );
  await review.page.getByText('O opens it again').first().waitFor();
  assert.equal((await review.messages('saveDraft')).length, 0);
  assert.deepEqual(await review.page.locator('.sum strong').allTextContents(), ['6', '6']);
  await review.send({ type: 'do', action: 'reopen', fromKey: true });
  await review.message('reopen');
  await review.close();
});

test('Escape closes the innermost thing and then goes back to the text', async () => {
  const review = await pages.open({ state: tested() });
  const pane = () => review.page.locator('.drawer').getAttribute('data-pane');
  await review.page.keyboard.press('F8');
  assert.equal(await pane(), 'details');
  await review.page.keyboard.press('Escape');
  assert.equal(await pane(), 'checks');
  await review.page.keyboard.press('Escape');
  assert.equal(await pane(), '');
  assert.equal(await review.page.evaluate(() => document.activeElement?.className), 'response');
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.page.keyboard.press('Escape');
  assert.equal(await pane(), '');
  assert.equal(await review.page.evaluate(() => document.activeElement?.className), 'response');
  await review.page.keyboard.press('q');
  await review.page.locator('.task.open').waitFor();
  await review.page.keyboard.press('Escape');
  await review.page.locator('.task:not(.open)').waitFor();
  await review.close();
});

test('while a correction is open to choose whose it is, A and B choose; it can be cleared', async () => {
  const review = await pages.open();
  await review.send({ type: 'do', action: 'correct', fromKey: true });
  const group = review.page.getByRole('radiogroup', { name: 'Corrected response' });
  await group.waitFor();
  await review.send({ type: 'do', action: 'focusB', fromKey: true });
  assert.equal((await review.message('saveDraft')).answer.corrected, 'B');
  assert.equal((await review.message('correct')).side, 'B');
  await review.page.getByRole('button', { name: 'Clear' }).click();
  assert.equal((await review.message('saveDraft', 2)).answer.corrected, undefined);
  await review.close();
});

test('M goes to the comment also where its box is open and something else has the focus', async () => {
  const review = await pages.open();
  const box = review.page.getByRole('textbox', { name: 'Comments' });
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await box.evaluate((element) => element.blur());
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  assert.ok(await box.isVisible());
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await review.page.keyboard.press('Escape');
  await box.waitFor({ state: 'hidden' });
  await review.close();
});
