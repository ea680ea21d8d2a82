import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const theirs = { ...state().answer, comments: 'theirs' };

/** A page in which "mine" was typed and refused, since another window had written "theirs". */
async function inConflict() {
  const review = await pages.open();
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  // At once: what is typed a moment later goes out a moment later, and is refused as well.
  await review.page.keyboard.insertText('mine');
  await review.message('saveDraft');
  await review.fail('saveDraft', {
    code: 'argilla-conflict',
    message: 'This task was changed in another window.',
  });
  await review.sendState(
    state({
      serial: 2,
      status: 'draft',
      revision: 9,
      answer: theirs,
      updatedAt: new Date(2026, 0, 1, 12, 31).toISOString(),
    }),
  );
  const choice = review.page.getByRole('group', { name: /another window/ });
  return { review, choice };
}

test('both changed the task: a choice that says when, and nothing is overwritten before', async () => {
  const { review, choice } = await inConflict();
  assert.match((await choice.textContent()) ?? '', /Changed in another window at 12:31/);
  assert.match(
    (await choice.textContent()) ?? '',
    /Comments: mine “mine”, theirs “theirs”/,
    'what each would lose',
  );
  assert.deepEqual(await choice.locator('.button-text').allTextContents(), [
    'Keep mine',
    'Take theirs',
    'See both',
  ]);
  assert.equal(await review.page.getByRole('textbox', { name: 'Comments' }).inputValue(), 'mine');
  const before = (await review.messages('saveDraft')).length;
  await review.page.keyboard.press('Escape');
  await review.send({ type: 'do', action: 'submit', fromKey: false });
  await review.send({ type: 'do', action: 'discard', fromKey: false });
  assert.deepEqual([await review.messages('submit'), await review.messages('discard')], [[], []]);
  assert.equal((await review.messages('saveDraft')).length, before);
  assert.ok(
    await choice
      .locator('vscode-button')
      .first()
      .evaluate((button) => button === document.activeElement),
    'the choice has the focus',
  );
  await review.close();
});

test('see both asks for a diff with what is written here', async () => {
  const { review, choice } = await inConflict();
  await choice.getByRole('button', { name: 'See both answers in a diff' }).click();
  const asked = await review.message('compareAnswers');
  assert.equal(asked.answer.comments, 'mine');
  assert.ok(await choice.isVisible(), 'nothing is decided by looking');
  await review.close();
});

test('keep mine writes over theirs, on purpose', async () => {
  const { review, choice } = await inConflict();
  await choice.getByRole('button', { name: /Keep mine/ }).click();
  const draft = (await review.messages('saveDraft')).at(-1);
  assert.deepEqual([draft?.over, draft?.revision, draft?.answer.comments], [true, 9, 'mine']);
  await review.reply('saveDraft', { revision: 10 });
  assert.ok(await choice.isHidden());
  const before = (await review.messages('saveDraft')).length;
  await review.page.getByRole('textbox', { name: 'Comments' }).fill('mine, and more');
  const next = await review.message('saveDraft', before + 1);
  assert.equal(next.over, undefined, 'only that one');
  await review.close();
});

test('take theirs shows it, and hands over what was written here', async () => {
  const { review, choice } = await inConflict();
  await choice.getByRole('button', { name: /Take theirs/ }).click();
  const taken = await review.message('takeTheirs');
  assert.deepEqual([taken.answer.comments, taken.revision], ['mine', 9]);
  assert.equal(await review.page.getByRole('textbox', { name: 'Comments' }).inputValue(), 'theirs');
  assert.ok(await choice.isHidden());
  assert.equal((await review.kept()).unsaved, undefined);
  await review.close();
});

test('another window’s work is seen live where nothing is being written', async () => {
  const review = await pages.open();
  await review.sendState(state({ serial: 2, status: 'draft', revision: 5, answer: theirs }));
  assert.equal(await review.page.locator('[data-field=comments] textarea').inputValue(), 'theirs');
  assert.ok(await review.page.locator('.notice[data-kind=conflict]').isHidden());
  await review.close();
});

test('a submit that met another window’s change says so, while the newer answer is shown', async () => {
  const points = { documentation: 2, example: 2, correctness: 3 };
  const answer = { ...state().answer, points: { A: points, B: points } };
  const review = await pages.open({ state: state({ status: 'draft', answer }) });
  await review.send({ type: 'do', action: 'submit', fromKey: false });
  await review.message('submit');
  await review.fail('submit', {
    code: 'argilla-conflict',
    message: 'This task was changed in another window.',
    action: 'The newer answer is shown now.',
  });
  await review.sendState(
    state({ serial: 2, status: 'draft', revision: 9, answer: { ...answer, comments: 'theirs' } }),
  );
  const said = review.page.locator('div.refusal');
  assert.match((await said.textContent()) ?? '', /changed in another window/);
  assert.ok(await said.isVisible());
  await review.send({ type: 'do', action: 'submit', fromKey: false });
  assert.equal((await review.message('submit', 2)).answer.comments, 'theirs');
  assert.ok(await said.isHidden());
  await review.close();
});

test('what another writer changed in another field is taken over while one types, and stays in what is sent', async () => {
  const review = await pages.open();
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.page.keyboard.type('mine');
  await review.message('saveDraft');
  const theirs = { ...state().answer, corrected: 'A', correction: 'of the editor' } as const;
  await review.sendState(state({ serial: 2, status: 'draft', revision: 9, answer: theirs }));
  assert.ok(await review.page.locator('.notice[data-kind=conflict]').isHidden());
  const box = review.page.getByRole('textbox', { name: 'Comments' });
  assert.equal(await box.inputValue(), 'mine');
  const before = (await review.messages('saveDraft')).length;
  await box.pressSequentially(', and more');
  await review.page.keyboard.press('Escape');
  await review.message('saveDraft', before + 1);
  const draft = (await review.messages('saveDraft')).at(-1);
  assert.deepEqual(
    [draft?.revision, draft?.answer.comments, draft?.answer.correction, draft?.was?.fields],
    [9, 'mine, and more', 'of the editor', ['comments']],
  );
  await review.close();
});

test('keep mine keeps what they changed in fields that mine did not touch; take theirs what I changed there', async () => {
  for (const [button, comments] of [
    ['Keep mine', 'mine'],
    ['Take theirs', 'theirs'],
  ] as const) {
    const review = await pages.open();
    await review.send({ type: 'do', action: 'flag', fromKey: true });
    await review.page.keyboard.type('my flag');
    await review.page.keyboard.press('Escape');
    await review.send({ type: 'do', action: 'comment', fromKey: true });
    await review.page.getByRole('textbox', { name: 'Comments' }).fill('mine');
    await review.page.keyboard.press('Escape');
    const sent = await review.messages('saveDraft');
    const answer = { ...theirs, correction: 'their correction' };
    await review.sendState(state({ serial: 2, status: 'draft', revision: 9, answer }));
    const code = 'argilla-conflict';
    for (let at = 0; at < sent.length; at++)
      await review.fail('saveDraft', { code, message: 'Changed in another window.' }, at);
    const before = (await review.messages('saveDraft')).length;
    await review.page.getByRole('button', { name: button }).click();
    await review.message('saveDraft', before + 1);
    const draft = (await review.messages('saveDraft')).at(-1);
    assert.deepEqual(
      [draft?.answer.comments, draft?.answer.correction, draft?.answer.flag, draft?.revision],
      [comments, 'their correction', 'my flag', 9],
    );
    await review.close();
  }
});
