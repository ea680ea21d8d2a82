import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { response, state, type Scene } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const points = { documentation: 2, example: 1, correctness: 3 };
const scored = { ...state().answer, points: { A: points, B: { ...points, correctness: 1 } } };

const discarded = {
  what: 'discarded',
  taskId: 'task-3',
  instruction: 'Write `merge_intervals(list)`.',
  count: 1,
} as const;

test('undo is offered beside what was done last, redo where there is something to redo', async () => {
  const review = await pages.open({
    state: state({ offers: { undo: discarded } }),
  });
  const redo = review.page.getByRole('button', { name: 'Redo' });
  assert.equal(await review.page.locator('footer .saved').textContent(), 'Discarded: merge_intervals');
  assert.equal(
    await review.page.locator('vscode-button[aria-label=Undo]').getAttribute('title'),
    'Undo: Discarded: merge_intervals',
  );
  assert.ok(await redo.isHidden());
  await review.send({ type: 'do', action: 'redo', fromKey: true });
  assert.deepEqual(await review.messages('redo'), []);
  await review.sendState(state({ serial: 2, offers: { redo: discarded } }));
  await redo.click();
  await review.message('redo');
  await review.close();
});

test('undo and redo send what is typed first', async () => {
  const review = await pages.open({ state: state({ offers: { undo: discarded, redo: discarded } }) });
  await review.page.keyboard.press('2');
  for (const action of ['undo', 'redo'] as const) {
    // First what was done here, then what was done before.
    await review.send({ type: 'do', action, fromKey: true });
    assert.deepEqual(await review.messages(action), []);
    await review.send({ type: 'do', action, fromKey: true });
    const types = (await review.records()).map(({ message }) => message.type);
    assert.ok(types.indexOf('saveDraft') >= 0 && types.indexOf('saveDraft') < types.indexOf(action));
    await review.reply(action);
  }
  await review.close();
});

test('Backspace takes points back and never discards', async () => {
  const review = await pages.open({ state: state({ status: 'draft', answer: scored }) });
  await review.page.locator('body').press('Backspace');
  await review.page.locator('[data-side=A][data-criterion=example] input:checked').focus();
  await review.page.keyboard.press('Backspace');
  assert.deepEqual((await review.message('saveDraft')).answer.points.A, { documentation: 2, correctness: 3 });
  assert.deepEqual(await review.messages('discard'), []);
  await review.close();
});

test('a judged task is reopened; one under an older version says what it was given then', async () => {
  const review = await pages.open({
    state: state({
      status: 'submitted',
      answer: scored,
      guidelinesVersion: 'aaaabbbbcccc',
    }),
  });
  const notice = review.page.locator('.notice[data-kind=older]');
  assert.match(
    (await notice.textContent()) ?? '',
    /Scored A 6, B 4 under an older version of the guidelines \(aaaabbbbcccc\)/,
  );
  await notice.getByRole('button', { name: 'Show what changed' }).click();
  assert.equal((await review.message('compareGuidelines')).taskId, 'task-17');
  await notice.getByRole('button', { name: 'Reopen' }).click();
  assert.equal((await review.message('reopen')).taskId, 'task-17');
  await review.send({ type: 'do', action: 'reopen', fromKey: true });
  await review.message('reopen', 2);
  await review.sendState(state({ serial: 2, status: 'draft', answer: scored }));
  assert.ok(await notice.isHidden());
  await review.send({ type: 'do', action: 'reopen', fromKey: true });
  assert.equal((await review.messages('reopen')).length, 2, 'a draft is open already');
  await review.close();
});

test('a skip is asked for with the draft on its way, shown with its reason, and ended by points', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('2');
  await review.send({ type: 'do', action: 'skip', fromKey: true });
  const types = (await review.records()).map(({ message }) => message.type);
  assert.ok(types.indexOf('saveDraft') < types.indexOf('skip'));
  const skipped = { ...state().answer, skipped: 'I do not know this library' };
  await review.sendState(state({ serial: 2, task: { id: 'other' }, answer: skipped }));
  const notice = review.page.locator('.notice[data-kind=skipped]');
  assert.match((await notice.textContent()) ?? '', /Skipped: I do not know this library/);
  await review.page.keyboard.press('1');
  assert.equal((await review.message('saveDraft', 2)).answer.skipped, undefined);
  assert.ok(await notice.isHidden());
  await review.close();
});

test('F goes to the flag', async () => {
  const review = await pages.open();
  await review.send({ type: 'do', action: 'flag', fromKey: true });
  await review.page.keyboard.type('Two answers fit');
  await review.page.keyboard.press('Escape');
  assert.equal((await review.messages('saveDraft')).at(-1)?.answer.flag, 'Two answers fit');
  await review.close();
});

test('equal: one key gives the other response the same points', async () => {
  const answer = { ...state().answer, points: { A: {}, B: points } };
  const review = await pages.open({ state: state({ status: 'draft', answer }) });
  await review.send({ type: 'do', action: 'tie', fromKey: true });
  assert.deepEqual((await review.message('saveDraft')).answer.points, { A: points, B: points });
  await review.page.locator('[data-side=A][data-criterion=example] input').nth(2).focus();
  await review.page.keyboard.press('2');
  await review.send({ type: 'do', action: 'tie', fromKey: true });
  assert.deepEqual(await review.page.locator('.sum strong').allTextContents(), ['7', '7']);
  await review.close();
});

test('a page made anew begins where the one before it was: scroll, focus and what is typed', async () => {
  const lines = 'line\n\n'.repeat(200);
  const tall = {
    responses: [response('A', { text: lines }), response('B', { text: lines })],
  } satisfies Scene;
  const long = state(tall);
  const first = await pages.open({ state: long });
  await first.page.locator('[data-side=B] .response').evaluate((element) => element.scrollTo(0, 700));
  await first.send({ type: 'do', action: 'comment', fromKey: true });
  await first.page.keyboard.type('in the middle');
  await first.page.waitForFunction(() => {
    const { place } = window.testKept as { place?: { scroll?: object; focus?: object } };
    return JSON.stringify(place ?? {}).includes('comments') && JSON.stringify(place ?? {}).includes('700');
  });
  const kept = await first.kept();
  await first.close();

  const again = await pages.open({ state: long, kept });
  const box = again.page.getByRole('textbox', { name: 'Comments' });
  assert.equal(await box.inputValue(), 'in the middle');
  assert.ok(await box.evaluate((element) => element === document.activeElement), 'the box has the focus');
  await again.page.keyboard.type(' of it');
  assert.equal(await box.inputValue(), 'in the middle of it');
  assert.equal(await again.page.locator('[data-side=B] .response').evaluate((e) => e.scrollTop), 700);
  await again.page.keyboard.press('Escape');
  await again.page.locator('[data-side=B][data-criterion=correctness] input').first().focus();
  await again.page.waitForFunction(() => JSON.stringify(window.testKept).includes('"correctness"'));
  const later = await again.kept();
  await again.close();

  const third = await pages.open({
    state: state({ ...tall, answer: { comments: 'x' } }),
    kept: later,
  });
  assert.deepEqual(
    await third.page.evaluate(() => {
      const group = document.activeElement?.closest('[data-criterion]');
      return [group?.getAttribute('data-side'), group?.getAttribute('data-criterion')];
    }),
    ['B', 'correctness'],
  );
  await third.close();

  const other = await pages.open({ state: state({ ...tall, task: { id: 'another' } }), kept: later });
  assert.equal(await other.page.locator('[data-side=B] .response').evaluate((e) => e.scrollTop), 0);
  await other.close();
});
