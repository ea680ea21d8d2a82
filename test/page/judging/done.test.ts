import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { allDone, state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

test('when nothing is left the page says what was done and leads on, by keyboard and aloud', async () => {
  const review = await pages.open();
  await review.page.bringToFront();
  await review.sendState(allDone());
  assert.equal(
    await review.page.getByRole('heading', { level: 1 }).innerText(),
    'All tasks of code-llm are judged',
  );
  assert.ok(await review.page.getByRole('listitem').first().isVisible());
  assert.ok(await review.page.getByRole('button', { name: 'Submit' }).isHidden(), 'the task is out of sight');
  await review.page.waitForFunction(() =>
    document
      .querySelector('[role=status]')
      ?.textContent?.includes('All tasks of code-llm are judged. Judged today'),
  );
  assert.equal(
    await review.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Push to Argilla',
  );
  // Keys that judge do nothing to the task that is out of sight; those that lead on do.
  await review.page.keyboard.press('2');
  for (const action of ['submit', 'discard', 'undo'] as const)
    await review.send({ type: 'do', action, fromKey: true });
  await review.message('undo');
  assert.deepEqual(
    [await review.messages('submit'), await review.messages('discard'), await review.messages('saveDraft')],
    [[], [], []],
  );
  await review.page.keyboard.press('Enter');
  assert.equal((await review.message('goOn')).way, 'push');
  await review.page.getByRole('button', { name: 'Back to the last task' }).press('Enter');
  assert.equal((await review.message('goOn', 2)).way, 'back');
  await review.sendState(state({ serial: 3 }));
  assert.ok(await review.page.getByRole('button', { name: 'Submit' }).isVisible());
  assert.ok(await review.page.locator('main.done').isHidden());
  assert.deepEqual(review.consoleErrors, []);
  await review.close();
});

test('the pace is in the tooltip of the progress alone', async () => {
  const review = await pages.open();
  const pace = ['Judged today: 3, in all: 16', 'Usual time for a task: 95 s'];
  await review.send({ type: 'ahead', after: 'task-17', pace });
  const title = await review.page.locator('header progress').getAttribute('title');
  assert.equal(title, '16 of 54 judged\nJudged today: 3, in all: 16\nUsual time for a task: 95 s');
  assert.doesNotMatch(await review.page.locator('body').innerText(), /Usual time/);
  await review.close();
});

test('in a review pass the header says how many of its tasks were looked at', async () => {
  const review = await pages.open();
  const queue = { title: 'Review pass: all submitted (12)', position: 3, total: 12, judged: 12, left: 12 };
  const { progress } = state();
  await review.sendState({
    ...state({ serial: 2 }),
    progress: { ...progress, queue: { ...queue, looked: 3 } },
  });
  const judged = review.page.locator('header .judged');
  await review.page.waitForFunction(() =>
    document.querySelector('header .judged')?.textContent?.includes('looked'),
  );
  assert.equal(await judged.textContent(), '3 of 12 looked at');
  const bar = review.page.locator('header progress');
  assert.deepEqual(
    [await bar.evaluate((one: HTMLProgressElement) => one.value), await bar.getAttribute('aria-label')],
    [3, '3 of 12 looked at'],
  );
  await review.sendState({ ...state({ serial: 3 }), progress: { ...progress, queue } });
  await review.page.waitForFunction(() =>
    document.querySelector('header .judged')?.textContent?.includes('judged'),
  );
  assert.equal(await judged.textContent(), '12 of 12 judged');
  await review.close();
});

test('whether one may stop stands beside the progress, and in its tooltip where there is no room', async () => {
  const review = await pages.open();
  const pace = ['Judged today: 3, in all: 16', 'Which model is better: not decided, about 40 more'];
  const note = review.page.locator('header .verdict');
  assert.ok(await note.isHidden());
  await review.send({ type: 'ahead', after: 'task-17', pace, verdict: 'not decided, about 40 more' });
  assert.equal(await note.innerText(), 'not decided, about 40 more');
  const bar = review.page.locator('header progress');
  assert.equal(await bar.getAttribute('aria-label'), '16 of 54 judged, not decided, about 40 more');
  await review.page.setViewportSize({ width: 900, height: 800 });
  assert.ok(await note.isHidden());
  assert.match((await bar.getAttribute('title')) ?? '', /not decided, about 40 more/);
  await review.page.setViewportSize({ width: 1440, height: 900 });
  await review.send({ type: 'ahead', after: 'task-17', pace: ['Judged today: 3, in all: 3'], verdict: '' });
  assert.ok(await note.isHidden(), 'too few tasks by now');
  await review.close();
});
