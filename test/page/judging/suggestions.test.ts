import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { state } from '../support/states.ts';
import { judge, scored, suggestions } from '../support/suggestedState.ts';
import { choose } from '../support/choose.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

/** The last draft that the page sent, once it fits. */
async function draft(review: ReviewPage, what: string): Promise<ReviewState['answer']> {
  await review.page.waitForFunction(
    (text) =>
      window.testMessages.some(
        ({ message }) =>
          (message as { name?: string }).name === 'saveDraft' && JSON.stringify(message).includes(text),
      ),
    what,
  );
  const { answer } = await review.message('saveDraft');
  return answer;
}

test('nothing of suggestions is there before the host shows them', async () => {
  const review = await pages.open();
  assert.ok(await review.page.getByRole('region', { name: 'Suggestions' }).isHidden());
  assert.equal(await review.page.locator('.suggested').count(), 0);
  await review.send({ type: 'do', action: 'takeAll', fromKey: true });
  await review.page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.includes('no suggestion'),
  );
  assert.deepEqual(await review.messages('saveDraft'), []);
  await review.close();
});

test('suggestions are marked with who is how sure, for eyes and for screen readers', async () => {
  const review = await pages.open({ state: state({ answer: scored, status: 'draft', suggestions }) });
  const region = review.page.getByRole('region', { name: 'Suggestions' });
  assert.match(
    await region.innerText(),
    /Suggested by judge \(80–90 % sure\): A 5, B 1, corrected: B, a comment/,
  );
  const radio = review.page
    .getByRole('radiogroup', { name: 'Response A: Comments, docstrings' })
    .getByRole('radio', { name: '2' });
  assert.match((await radio.getAttribute('aria-description')) ?? '', /Suggested by judge \(80 % sure\)/);
  assert.match(
    (await radio.getAttribute('aria-description')) ?? '',
    /sure\): A docstring says what Response A returns\./,
  );
  const why = region.getByText('Reasons', { exact: true });
  await why.click();
  assert.match(
    await region.innerText(),
    /A · Comments, docstrings 2 \(judge\): A docstring says what Response A returns\./,
  );
  assert.equal(await review.page.locator('.suggested').count(), 5, 'one of each criterion and choice');
  await review.page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.includes('Suggested by judge'),
  );
  assert.deepEqual(await review.violations(), []);
  await review.close();
});

test('one key takes the focused one over and moves on; a change by hand is one’s own again', async () => {
  const review = await pages.open({ state: state({ answer: scored, status: 'draft', suggestions }) });
  await review.send({ type: 'do', action: 'focusA', fromKey: true });
  await review.send({ type: 'do', action: 'take', fromKey: true });
  const taken = await draft(review, '"points.A.documentation"');
  assert.equal(taken.points.A['documentation'], 2);
  assert.deepEqual(taken.taken, { 'points.A.documentation': judge });
  const focused = () => document.activeElement?.closest('[data-criterion]')?.getAttribute('data-criterion');
  assert.equal(await review.page.evaluate(focused), 'example');
  await choose(
    review.page
      .getByRole('radiogroup', { name: 'Response A: Comments, docstrings' })
      .getByRole('radio', { name: '0' }),
  );
  const own = await draft(review, '"documentation":0');
  assert.deepEqual(own.taken ?? {}, {});
  await review.close();
});

test('all are taken over at once, what was written stays, and they can be given back', async () => {
  const mine = { ...scored, comments: 'My own words.' };
  const review = await pages.open({ state: state({ answer: mine, status: 'draft', suggestions }) });
  await review.send({ type: 'do', action: 'takeAll', fromKey: true });
  const all = await draft(review, '"corrected":"B"');
  assert.deepEqual(all.points, {
    A: { documentation: 2, example: 0, correctness: 3 },
    B: { documentation: 1, example: 1, correctness: 1 },
  });
  assert.equal(all.comments, 'My own words.');
  assert.deepEqual(Object.keys(all.taken ?? {}).sort(), [
    'corrected',
    'points.A.correctness',
    'points.A.documentation',
    'points.B.documentation',
  ]);
  const count = (await review.messages('saveDraft')).length;
  await review.page.getByRole('button', { name: 'Take back', exact: true }).click();
  await review.page.waitForFunction(() => document.querySelectorAll('.sum strong')[0]?.textContent === '3');
  const back = (await review.message('saveDraft', count + 1)).answer;
  assert.deepEqual(back.points, mine.points);
  assert.deepEqual(back.taken ?? {}, {});
  await review.close();
});

test('a suggested text is read first and never replaces one’s own', async () => {
  const review = await pages.open({ state: state({ answer: scored, status: 'draft', suggestions }) });
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  const offer = review.page.getByRole('button', { name: 'Accept the suggestion: Comments' });
  assert.ok(await review.page.getByText('Response B misses the empty matrix.').isVisible());
  await offer.click();
  assert.equal((await draft(review, 'empty matrix')).comments, 'Response B misses the empty matrix.');
  assert.ok(await offer.isHidden());
  await review.close();
});
