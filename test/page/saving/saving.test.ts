import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { response, state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

async function commentBox(review: Awaited<ReturnType<typeof pages.open>>) {
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  return review.page.getByRole('textbox', { name: 'Comments' });
}

test('a change is kept at once and sent within 300 ms, many changes in few drafts', async () => {
  const review = await pages.open();
  await commentBox(review);
  const changed = await review.page.evaluate(() => {
    const box = document.activeElement as HTMLTextAreaElement;
    box.value = 'x';
    box.dispatchEvent(new InputEvent('input'));
    return { at: performance.now(), kept: JSON.stringify(window.testKept) };
  });
  assert.match(changed.kept, /"comments":"x"/, 'kept before anything else happens');
  await review.message('saveDraft');
  const draft = (await review.records()).find(({ message }) => message.type === 'saveDraft');
  assert.ok(draft && draft.at - changed.at <= 300, `sent after ${String((draft?.at ?? 0) - changed.at)} ms`);

  const before = (await review.messages('saveDraft')).length;
  await review.page.keyboard.type('a long comment that is typed without a pause', { delay: 5 });
  await review.page.waitForFunction(() =>
    window.testMessages.some(({ message }) => JSON.stringify(message).includes('without a pause')),
  );
  const drafts = await review.messages('saveDraft');
  assert.ok(drafts.length - before < 10, 'not one draft per key');
  const lengths = drafts.map(({ answer }) => answer.comments.length);
  assert.deepEqual(
    lengths,
    lengths.toSorted((a, b) => a - b),
    'in the order of typing',
  );
  await review.close();
});

test('the footer tells saving and saved, by the number of the edit', async () => {
  const review = await pages.open();
  const saved = review.page.locator('.saved');
  await review.page.keyboard.press('1');
  assert.equal(await saved.textContent(), 'Saving…');
  await review.message('saveDraft');
  await review.page.keyboard.press('2');
  await review.message('saveDraft', 2);
  await review.reply('saveDraft', { revision: 5 }, 0);
  assert.equal(await saved.textContent(), 'Saving…', 'a later edit is still under way');
  assert.ok((await review.kept()).unsaved);
  await review.reply('saveDraft', { revision: 6 }, 1);
  assert.equal(await saved.textContent(), 'Draft saved');
  assert.equal((await review.kept()).unsaved, undefined);
  await review.page.keyboard.press('3');
  assert.equal((await review.message('saveDraft', 3)).revision, 6);
  await review.close();
});

test('what was typed goes out at once on blur, before next and before submit', async () => {
  const review = await pages.open();
  const box = await commentBox(review);
  await box.fill('one');
  await review.page.keyboard.press('Escape');
  assert.equal((await review.messages('saveDraft')).at(-1)?.answer.comments, 'one');
  await (await commentBox(review)).fill('two');
  await review.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await review.page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  assert.equal((await review.messages('saveDraft')).at(-1)?.answer.comments, 'two');
  await box.fill('three');
  await review.send({ type: 'do', action: 'next', fromKey: false });
  const types = (await review.records()).map(({ message }) => message.type);
  assert.ok(types.lastIndexOf('saveDraft') < types.lastIndexOf('next'));
  assert.equal((await review.messages('saveDraft')).at(-1)?.answer.comments, 'three');
  await review.close();
});

test('snapshots do not touch what is being typed', async () => {
  const review = await pages.open();
  const box = await commentBox(review);
  await box.pressSequentially('hello world');
  for (let i = 0; i < 5; i += 1) await review.page.keyboard.press('ArrowLeft');
  await review.sendState(state({ serial: 2, answer: { ...state().answer, comments: 'from elsewhere' } }));
  await review.page.keyboard.type('big ');
  await review.sendState(state({ serial: 3 }));
  assert.equal(await box.inputValue(), 'hello big world');
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await review.close();
});

test('a snapshot without unsaved edits is taken over, in place', async () => {
  const review = await pages.open();
  await review.page.evaluate(() => {
    document.querySelector('.response pre')?.setAttribute('data-mark', 'same');
    document.querySelector('[data-side=B] .response')?.scrollTo(0, 10);
  });
  await review.sendState(
    state({
      serial: 2,
      status: 'draft',
      answer: { ...state().answer, comments: 'from elsewhere', points: { A: { example: 1 }, B: {} } },
    }),
  );
  assert.equal(
    await review.page.locator('.response pre[data-mark=same]').count(),
    1,
    'unchanged text is not rendered anew',
  );
  assert.equal((await review.messages('saveDraft')).length, 0);
  assert.equal(await review.page.locator('.sum strong').first().textContent(), '1');
  await review.close();
});

test('an unsaved draft of the same task is restored and sent after a reload', async () => {
  const answer = { ...state().answer, comments: 'nearly lost', points: { A: { example: 2 }, B: {} } };
  const review = await pages.open({
    state: state({ status: 'draft' }),
    kept: { taskId: 'task-17', view: 'onlyA', unsaved: [{ taskId: 'task-17', revision: 4, answer }] },
  });
  const draft = await review.message('saveDraft');
  assert.deepEqual(draft.answer, answer);
  assert.equal(draft.revision, 4);
  assert.equal(await (await commentBox(review)).inputValue(), 'nearly lost');
  assert.ok(await review.page.locator('.column[data-side=B]').isHidden(), 'only A, as before');
  assert.equal((await review.kept()).folder, 'file:///home/someone/sample');
  await review.close();
});

test('an unsaved draft of another task is sent under its own name, and stays apart', async () => {
  const answer = { ...state().answer, comments: 'of another task' };
  const review = await pages.open({
    kept: { taskId: 'task-1', unsaved: [{ taskId: 'task-1', revision: 4, answer }] },
  });
  const draft = await review.message('saveDraft');
  assert.deepEqual([draft.taskId, draft.revision, draft.answer.comments], ['task-1', 4, 'of another task']);
  assert.equal((await review.kept()).unsaved?.[0]?.taskId, 'task-1', 'until it is acknowledged');
  assert.equal((await review.kept()).taskId, 'task-17');
  assert.equal(await review.page.locator('[data-field=comments] textarea').inputValue(), '');
  await review.reply('saveDraft', { revision: 5 });
  assert.equal((await review.kept()).unsaved, undefined);
  await review.close();
});

test('another task flushes the draft under its own name and starts clean', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('2');
  const next = state({ task: { id: 'task-18' } });
  await review.sendState(next);
  const draft = await review.message('saveDraft');
  assert.equal(draft.taskId, 'task-17');
  assert.equal(await review.page.locator('[data-criterion] input:checked').count(), 0);
  await review.page.keyboard.press('1');
  assert.equal((await review.message('saveDraft', 2)).taskId, 'task-18');
  await review.close();
});

test('a message that breaks the contract is told to the log and changes nothing', async () => {
  const review = await pages.open();
  await review.page.evaluate(() =>
    window.postMessage({ kind: 'event', name: 'state', body: { state: { serial: 'x' } } }, '*'),
  );
  assert.match((await review.message('error')).message, /"state" cannot be read/);
  await review.sendState(state({ responses: [response('A'), response('B')] }));
  assert.equal(await review.page.getByRole('heading', { name: 'Response A' }).count(), 1);
  await review.close();
});

test('a panel has a name, which its pages keep over reloads', async () => {
  const first = await pages.open();
  const { panel } = await first.message('ready');
  assert.ok(panel && (await first.kept()).panel === panel);
  const kept = await first.kept();
  await first.close();
  const second = await pages.open({ kept });
  assert.equal((await second.message('ready')).panel, panel);
  await second.close();
});

test('a refused draft is not forgotten: said on leaving, sent again, and still there when one comes back', async () => {
  const review = await pages.open();
  const box = await commentBox(review);
  await box.fill('and an hour of work');
  await review.message('saveDraft');
  const busy = { code: 'store-unavailable', message: 'Another window keeps the project’s database busy.' };
  await review.fail('saveDraft', busy);
  await review.sendState(state({ serial: 2, task: { id: 'task-18' } }));
  const notice = review.page.locator('.notice[data-kind=waiting]');
  assert.match((await notice.textContent()) ?? '', /Not saved yet: task-17 \(“and an hour of work”\)/);
  await review.page.keyboard.press('1');
  assert.deepEqual(
    (await review.kept()).unsaved?.map(({ taskId }) => taskId),
    ['task-17', 'task-18'],
  );
  const tries = () =>
    review.page.evaluate(
      () =>
        window.testMessages.filter(({ message }) => JSON.stringify(message).includes('an hour of work'))
          .length,
    );
  assert.equal(await tries(), 2, 'once more on leaving');
  await review.fail('saveDraft', busy, 1);
  await review.page.waitForFunction(
    () =>
      window.testMessages.filter(({ message }) => JSON.stringify(message).includes('an hour of work'))
        .length > 2,
  );
  await review.sendState(state({ serial: 3 }));
  assert.equal(await (await commentBox(review)).inputValue(), 'and an hour of work');
  const drafts = await review.messages('saveDraft');
  const last = drafts.findLastIndex(({ taskId }) => taskId === 'task-17');
  await review.reply('saveDraft', { revision: 6 }, last);
  assert.deepEqual(
    (await review.kept()).unsaved?.map(({ taskId }) => taskId),
    ['task-18'],
  );
  await review.close();
});

test('what waits of another task is thrown away by two clicks, and the host is told', async () => {
  const answer = { ...state().answer, comments: 'of a task that is gone' };
  const folder = 'file:///home/someone/sample';
  const unsaved = [{ folder, taskId: 'gone', revision: 1, answer, refused: true }];
  const review = await pages.open({ kept: { taskId: 'gone', unsaved } });
  await review.message('saveDraft');
  await review.fail('saveDraft', { code: 'task-missing', message: 'There is no such task.' });
  const notice = review.page.locator('.notice[data-kind=waiting]');
  const button = notice.getByRole('button', { name: /Throw away/ });
  await button.click();
  assert.ok((await review.kept()).unsaved, 'it asks');
  await button.click();
  assert.equal((await review.message('throwAway')).taskId, 'gone');
  assert.equal((await review.kept()).unsaved, undefined);
  assert.ok(await notice.isHidden());
  await review.close();
});
