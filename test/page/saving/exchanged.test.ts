import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { state } from '../support/states.ts';

/** The texts that an answer was about have been exchanged: a response was generated again, the dataset loaded anew. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const former = state().texts;
const newer = { ...former, task: former?.task ?? '', A: 'a'.repeat(64), B: former?.B ?? '' };
const blank = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' };
const gone = {
  code: 'texts-changed',
  message: 'The responses were exchanged meanwhile. What you gave is in the history.',
};

/** A page on which "mine" was typed about texts that are gone, and the host's snapshot with the new ones. */
async function typed() {
  const review = await pages.open();
  await review.sendState(state({ serial: 2, status: 'none', revision: 0 }));
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.page.keyboard.type('mine');
  const draft = await review.message('saveDraft');
  assert.deepEqual(draft.texts, former, 'it says what it is about');
  return review;
}

test(
  'a draft about former texts is not sent again: the task begins anew with the new ones, and says so',
  { timeout: 60_000 },
  async () => {
    const review = await typed();
    await review.sendState({
      ...state({ serial: 3, status: 'none', revision: 0, answer: blank }),
      texts: newer,
      exchanged: 'set-aside',
    });
    // Each is refused, those as well that follow while the page does not know it yet.
    const comments = review.page.getByRole('textbox', { name: 'Comments' });
    for (let refused = 0; (await comments.inputValue()) !== '';) {
      for (const sent = (await review.messages('saveDraft')).length; refused < sent; refused++)
        await review.fail('saveDraft', gone, refused);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.match(await review.page.locator('body').innerText(), /history/i);
    // What is typed from now on is about what is shown.
    await comments.fill('about the new one');
    await review.page.waitForFunction(() =>
      window.testMessages.some(({ message }) => JSON.stringify(message).includes('about the new one')),
    );
    assert.deepEqual((await review.messages('saveDraft')).at(-1)?.texts, newer);
    await review.close();
  },
);

test(
  'a task that left the dataset says so, and what was given for other texts says that',
  { timeout: 60_000 },
  async () => {
    const review = await pages.open({
      state: state({ task: { withdrawn: true }, status: 'draft', exchanged: 'task' }),
    });
    for (const words of [/no longer in the dataset/, /another instruction, or other tests/])
      await review.page.getByRole('group', { name: words }).waitFor();
    await review.sendState(state({ serial: 2 }));
    assert.equal(await review.page.locator('.notice:visible').count(), 0);
    await review.close();
  },
);
