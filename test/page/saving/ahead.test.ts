import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages, type ReviewPage } from '../support/page.ts';
import { halfDone } from '../support/runStates.ts';
import { response, state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const second = state({
  serial: 2,
  task: { id: 'task-18', instruction: 'Write `second_task(x)`.', position: 17 },
  responses: [response('A', { text: 'second A' }), response('B', { text: 'second B' })],
});
const third = state({
  serial: 9,
  task: { id: 'task-19', instruction: 'Write `third_task(x)`.', position: 18 },
});
const ahead = { type: 'ahead', after: 'task-17', next: { judged: true, state: second } } as const;

const title = (review: ReviewPage) => review.page.locator('h1').first().textContent();
const focused = (review: ReviewPage) =>
  review.page.evaluate(() => {
    const text = document.activeElement?.closest('.response');
    if (text) return `${text.closest('[data-side]')?.getAttribute('data-side') ?? ''} text`;
    const group = document.activeElement?.closest('[data-criterion]');
    return group
      ? `${group.getAttribute('data-side') ?? ''} ${group.getAttribute('data-criterion') ?? ''}`
      : document.activeElement?.localName;
  });
const submit = (review: ReviewPage) =>
  review.page.getByRole('button', { name: 'Submit', exact: true }).focus();

test('the task that was sent ahead is shown at once, the other one is still being saved and is said to be', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send(ahead);
  await submit(review);
  await review.page.keyboard.press('Enter');
  assert.equal(await title(review), 'second_task');
  assert.equal(await focused(review), 'A text', 'never on nothing');
  const sent = await review.message('submit');
  assert.deepEqual([sent.taskId, sent.shown], ['task-17', 'task-18']);
  assert.match((await review.page.locator('footer .saved').textContent()) ?? '', /Submitting/);
  assert.match((await review.page.locator('.progress, header').first().textContent()) ?? '', /17/, 'counted');
  assert.equal((await review.kept()).unsaved?.[0]?.taskId, 'task-17', 'kept until it is on disk');

  // A snapshot of the old task that was under way changes nothing.
  await review.sendState(halfDone({ serial: 3, status: 'submitted' }));
  assert.equal(await title(review), 'second_task');
  await review.reply('submit', { shown: 'task-18' });
  assert.equal(await review.page.locator('footer .saved').textContent(), '');
  assert.equal((await review.kept()).unsaved, undefined);
  await review.close();
});

test('keys pressed right after the submit are for the task that comes', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send(ahead);
  await submit(review);
  for (const key of ['Enter', '2', '1']) await review.page.keyboard.press(key);
  assert.equal(await focused(review), 'A text', 'digits leave one where one reads');
  const draft = await review.message('saveDraft', 2);
  assert.deepEqual([draft.taskId, draft.answer.points.A], ['task-18', { documentation: 2, example: 1 }]);
  assert.deepEqual((await review.message('submit')).answer, halfDone().answer, 'the old one is as it was');
  await review.close();
});

test('keys wait where the next task is not there yet, and are never for the old one', async () => {
  const review = await pages.open({ state: halfDone() });
  await submit(review);
  for (const key of ['Enter', '2', '1', 'Delete']) await review.page.keyboard.press(key);
  await review.send({ type: 'do', action: 'runBoth', fromKey: true });
  // News of the old task while the host stores it.
  await review.sendState(halfDone({ serial: 3 }));
  assert.equal((await review.messages('run')).length, 0);
  assert.notEqual(await focused(review), 'body');
  await review.sendState(second);
  const draft = await review.message('saveDraft', 2);
  assert.deepEqual([draft.taskId, draft.answer.points.A], ['task-18', { documentation: 2, example: 1 }]);
  assert.deepEqual((await review.message('run')).taskId, 'task-18');
  assert.equal((await review.messages('saveDraft')).filter(({ taskId }) => taskId === 'task-17').length, 0);
  await review.close();
});

test('Enter as a command goes round by the host: digits after it wait for the task that comes', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send(ahead);
  await review.page.locator('[data-side=A] input:checked').first().focus();
  for (const key of ['Enter', '0', '2']) await review.page.keyboard.press(key);
  await review.send({ type: 'do', action: 'submit', fromKey: true });
  const draft = await review.message('saveDraft', 2);
  assert.deepEqual([draft.taskId, draft.answer.points.A], ['task-18', { documentation: 0, example: 2 }]);
  assert.deepEqual((await review.message('submit')).answer, halfDone().answer);
  await review.close();
});

test('a submit that fails brings the task back with its answer; what was typed meanwhile is kept as well', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send(ahead);
  await submit(review);
  for (const key of ['Enter', '2']) await review.page.keyboard.press(key);
  await review.fail('submit', { message: 'The disk is full.', action: 'Make room, then submit again.' });
  assert.equal(await title(review), 'get_value');
  const box = review.page.getByText('The disk is full. Make room, then submit again.').first();
  assert.ok(await box.isVisible());
  assert.equal(await review.page.locator('[data-side=A] input:checked').count(), 3);
  const draft = await review.message('saveDraft');
  assert.deepEqual([draft.taskId, draft.answer.points.A], ['task-18', { documentation: 2 }]);
  // What is stored comes: the reason stays until something changes.
  await review.sendState(halfDone({ serial: 3 }));
  assert.ok(await box.isVisible());
  // And once more.
  await submit(review);
  await review.page.keyboard.press('Enter');
  const again = await review.message('submit', 2);
  assert.deepEqual([again.taskId, again.answer], ['task-17', halfDone().answer]);
  await review.close();
});

test('the host corrects the page when another task is next', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send(ahead);
  await submit(review);
  await review.page.keyboard.press('Enter');
  await review.reply('submit', { shown: 'task-19' });
  await review.sendState(third);
  assert.equal(await title(review), 'third_task');
  assert.equal(await focused(review), 'A text');
  await review.close();
});

test('next goes to the task that was sent ahead; what follows another task, or a discard that stays, does not', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send({ ...ahead, next: { ...ahead.next, judged: false } });
  await review.send({ type: 'do', action: 'discard', fromKey: true });
  assert.equal(await title(review), 'get_value');
  assert.equal((await review.message('discard')).shown, undefined);
  await review.reply('discard', { shown: 'task-17' });
  await review.send({ type: 'do', action: 'next', fromKey: true });
  assert.equal(await title(review), 'second_task');
  assert.deepEqual(await review.message('next'), { type: 'next', taskId: 'task-17', shown: 'task-18' });
  await review.reply('next', { shown: 'task-18' });
  await review.send({ type: 'do', action: 'next', fromKey: true });
  assert.deepEqual(await review.message('next', 2), { type: 'next' });
  await review.close();
});

test('a judgement that a page before a reload was not told of is sent again as a draft', async () => {
  const { answer } = halfDone();
  const judged = { taskId: 'task-16', folder: 'file:///home/someone/sample', revision: 3, answer };
  const review = await pages.open({ kept: { taskId: 'task-17', unsaved: [judged] } });
  const draft = await review.message('saveDraft');
  assert.deepEqual([draft.taskId, draft.revision, draft.answer], ['task-16', 3, answer]);
  assert.equal((await review.kept()).unsaved?.[0]?.taskId, 'task-16', 'until it is on disk');
  await review.reply('saveDraft');
  assert.equal((await review.kept()).unsaved, undefined);
  await review.close();
});
