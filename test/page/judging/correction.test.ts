import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { startPages } from '../support/page.ts';
import { project } from '../support/fixture.ts';
import { state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const sum = (correctness: number) => ({ documentation: 1, example: 0, correctness });

async function open(a: number, b: number, more: Partial<AnswerView> = {}) {
  const answer = { ...state().answer, points: { A: sum(a), B: sum(b) }, ...more };
  const review = await pages.open({ state: state({ status: 'draft', answer }) });
  const submit = () => review.send({ type: 'do', action: 'submit', fromKey: true });
  const said = review.page.locator('.notice[data-kind=ask]');
  return { review, submit, said };
}

test('two low sums: the first submit asks for a correction and says why, the second goes out without', async () => {
  const { review, submit, said } = await open(3, 2);
  await submit();
  assert.deepEqual(await review.messages('submit'), []);
  assert.match(
    (await said.textContent()) ?? '',
    /Both have 4 or less: correct one \(A or B\), or submit without a correction\./,
  );
  assert.ok(
    await review.page
      .getByRole('radiogroup', { name: 'Corrected response' })
      .evaluate((group) => group.contains(document.activeElement)),
    'the choice has the focus',
  );
  assert.ok(await review.page.locator('div.refusal').isHidden(), 'it is a question, not a fault');
  await said.getByRole('button', { name: 'Submit Without Correction' }).click();
  await review.message('submit');
  await review.close();
});

test('the question stays when the points that were given right before it are stored', async () => {
  const { review, submit, said } = await open(3, 2);
  await review.page.locator('[data-side=A][data-criterion=correctness] input').first().focus();
  await review.page.keyboard.press('2');
  await submit();
  await said.waitFor();
  const { answer } = await review.message('saveDraft');
  await review.reply('saveDraft', { revision: 5 });
  await review.sendState(state({ status: 'draft', serial: 7, revision: 5, answer }));
  assert.ok(await said.isVisible());
  // The choice still has the focus, so that a key decides.
  await review.page.keyboard.press('Space');
  assert.equal((await review.message('saveDraft', 2)).answer.corrected, 'A');
  await review.close();
});

test('other points ask anew', async () => {
  const { review, submit } = await open(3, 2);
  await submit();
  await review.page.locator('[data-side=A][data-criterion=correctness] input').first().focus();
  await review.page.keyboard.press('1');
  await submit();
  assert.deepEqual(await review.messages('submit'), []);
  await submit();
  await review.message('submit');
  await review.close();
});

test('a response chosen without its correction is asked for once, with the key of the editor', async () => {
  const { review, submit, said } = await open(3, 2);
  await submit();
  await review.page.keyboard.press('Space');
  assert.equal((await review.message('saveDraft')).answer.corrected, 'A');
  assert.equal(await review.page.locator('.correct-hint').textContent(), 'Correct it in the editor: E');
  await submit();
  assert.deepEqual(await review.messages('submit'), []);
  assert.match((await said.textContent()) ?? '', /E opens it in the editor/);
  await submit();
  await review.message('submit');
  await review.close();
});

test('neither is a clear choice, and a correction is what was asked for', async () => {
  for (const more of [
    { corrected: 'neither' },
    { corrected: 'B', correction: 'better' },
  ] satisfies Partial<AnswerView>[]) {
    const { review, submit } = await open(3, 2, more);
    await submit();
    await review.message('submit');
    await review.close();
  }
});

test('nothing is asked where one sum is above, or the rubric asks for none', async () => {
  const { review, submit } = await open(3, 2, {
    points: { A: sum(3), B: { documentation: 2, example: 2, correctness: 3 } },
  });
  await submit();
  await review.message('submit');
  await review.close();

  const { correctAtOrBelow: _none, ...rubric } = project.config.rubric;
  const low = { ...state().answer, points: { A: sum(0), B: sum(0) } };
  const other = await pages.open({ state: state({ config: { rubric }, answer: low }) });
  await other.send({ type: 'do', action: 'submit', fromKey: true });
  await other.message('submit');
  await other.close();
});
