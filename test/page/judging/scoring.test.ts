import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { halfDone } from '../support/runStates.ts';
import { response, run, state } from '../support/states.ts';
import { choose } from '../support/choose.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const full = { documentation: 1, example: 2, correctness: 3 };

test('digits give points and move on by themselves, from A to B to Submit', async () => {
  const review = await pages.open();
  await review.send({ type: 'do', action: 'focusA', fromKey: true });
  await review.page.keyboard.type('012');
  await review.page.keyboard.type('213');
  const draft = await review.message('saveDraft');
  assert.equal(draft.taskId, 'task-17');
  assert.equal(draft.revision, 0);
  await review.page.waitForFunction(() =>
    window.testMessages.some(
      ({ message }) =>
        JSON.stringify(message).includes('"correctness":3') && JSON.stringify(message).includes('saveDraft'),
    ),
  );
  const last = (await review.messages('saveDraft')).at(-1);
  assert.deepEqual(last?.answer.points, {
    A: { documentation: 0, example: 1, correctness: 2 },
    B: { documentation: 2, example: 1, correctness: 3 },
  });
  assert.equal(await review.page.evaluate(() => document.activeElement?.className), 'submit');
  assert.deepEqual(await review.page.locator('.sum strong').allTextContents(), ['3', '6']);
  await review.page.keyboard.press('Enter');
  assert.deepEqual((await review.message('submit')).answer.points, last?.answer.points);
  assert.equal((await review.messages('submit')).length, 1);
  await review.close();
});

test('a digit above the maximum is refused aloud; Delete takes points back', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('9');
  await review.page.waitForFunction(() =>
    document.querySelector('[role=alert]')?.textContent?.includes('at most 2 points'),
  );
  assert.equal((await review.messages('saveDraft')).length, 0);
  await review.page.keyboard.press('2');
  await review.send({ type: 'do', action: 'focusA', fromKey: true });
  await review.page
    .getByRole('radiogroup', { name: 'Response A: Comments, docstrings' })
    .getByRole('radio', { name: '2' })
    .focus();
  await review.page.keyboard.press('Delete');
  await review.page.waitForFunction(
    () => document.querySelectorAll('[data-criterion] input:checked').length === 0,
  );
  await review.close();
});

test('arrow keys go along a criterion without choosing, and the sum is told politely', async () => {
  const review = await pages.open();
  const group = review.page.getByRole('radiogroup', { name: 'Response B: Runs, works' });
  await choose(group.getByRole('radio', { name: '1' }));
  await review.page.keyboard.press('ArrowRight');
  assert.ok(await group.getByRole('radio', { name: '1' }).isChecked());
  assert.ok(await group.getByRole('radio', { name: '2' }).evaluate((one) => one === document.activeElement));
  await review.page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.includes('Response B: 1 of 7, 2 open'),
  );
  assert.equal(
    await group.getByRole('radio', { name: '2' }).getAttribute('aria-description'),
    'Right but for rare cases',
  );
  await review.close();
});

test('a submit with open criteria is refused: focus on the first open one, and said what is missing', async () => {
  const answer = { ...state().answer, points: { A: full, B: { documentation: 1 } } };
  const review = await pages.open({ state: state({ answer, status: 'draft' }) });
  await review.page.getByRole('button', { name: 'Submit' }).click();
  await review.page.waitForFunction(() =>
    document.querySelector('[role=alert]')?.textContent?.includes('B: Test example, B: Runs, works'),
  );
  assert.equal((await review.messages('submit')).length, 0);
  const focused = await review.page.evaluate(() => {
    const group = document.activeElement?.closest('[data-criterion]');
    return [group?.getAttribute('data-side'), group?.getAttribute('data-criterion')];
  });
  assert.deepEqual(focused, ['B', 'example']);
  const lacking = () =>
    review.page
      .locator('.scored.lacking [aria-invalid=true]')
      .evaluateAll((list) => list.map((one) => one.getAttribute('aria-label')));
  assert.deepEqual(await lacking(), ['Response B: Test example', 'Response B: Runs, works']);
  await review.page.keyboard.type('2');
  assert.deepEqual(await lacking(), ['Response B: Runs, works'], 'until all have points');
  await review.page.keyboard.type('1');
  assert.deepEqual(await lacking(), []);
  await review.page.getByRole('button', { name: 'Submit' }).click();
  assert.deepEqual((await review.message('submit')).answer.points.B, {
    documentation: 1,
    example: 2,
    correctness: 1,
  });
  await review.close();
});

test('a score without points counts, until points are given', async () => {
  const answer = { ...state().answer, scores: { A: 5, B: 2 } };
  const review = await pages.open({ state: state({ answer, status: 'submitted' }) });
  assert.deepEqual(await review.page.locator('.sum strong').allTextContents(), ['5', '2']);
  await review.page.getByRole('button', { name: 'Submit again' }).click();
  assert.deepEqual((await review.message('submit')).answer.scores, { A: 5, B: 2 });
  await review.sendState(state({ answer, status: 'submitted' }));
  await review.reply('submit', { shown: 'task-17' });
  await review.sendState(state({ serial: 3, answer, status: 'draft' }));
  await review.page.getByRole('radiogroup', { name: 'Response A: Test example' }).getByText('1').click();
  const draft = await review.message('saveDraft');
  assert.deepEqual(draft.answer.scores, { B: 2 });
  assert.deepEqual(draft.answer.points.A, { example: 1 });
  await review.close();
});

/** A page in whose comments one types, and whose word of the focus VS Code has not heard from now on; `testKeys`: what VS Code gets. */
async function typingUnheard() {
  const review = await pages.open({ state: state() });
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.saysTyping(true);
  await review.page.evaluate(() => {
    window.testUnheard = true;
    window.testKeys = [];
    // As VS Code listens.
    window.addEventListener('keydown', ({ key, keyCode }) => window.testKeys.push(`${key} ${keyCode}`));
  });
  return review;
}

test('a key pressed before VS Code knows of the focus is given to it then, and digits wait for it', async () => {
  const review = await typingUnheard();
  const keys = () => review.page.evaluate(() => window.testKeys);
  for (const key of ['x', 'Escape', 'b', '2']) await review.page.keyboard.press(key);
  await review.saysTyping(false);
  assert.deepEqual(await keys(), []);
  await review.reply('focus');
  assert.deepEqual(await keys(), ['b 66'], 'the command of B');
  assert.deepEqual(await review.page.locator('[data-criterion] input:checked').count(), 0);
  await review.send({ type: 'do', action: 'focusB', fromKey: true });
  assert.deepEqual((await review.message('saveDraft', 2)).answer.points, { A: {}, B: { documentation: 2 } });
  await review.close();
});

test('a key that VS Code never got takes the digits behind it along: none goes to the other response', async () => {
  const review = await typingUnheard();
  for (const key of ['Escape', 'b', '2']) await review.page.keyboard.press(key);
  await review.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await review.reply('focus');
  assert.deepEqual(await review.page.evaluate(() => window.testKeys), []);
  // From now on keys do again what they say.
  await review.page.evaluate(() => (window.testUnheard = false));
  await review.page.keyboard.press('1');
  const drafts = [await review.message('saveDraft')];
  assert.deepEqual(
    drafts.map(({ answer }) => answer.points),
    [{ A: { documentation: 1 }, B: {} }],
  );
  await review.close();
});

test('keys of the host do what they say, but not while one types', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.send({ type: 'do', action: 'runB', fromKey: true });
  assert.deepEqual((await review.message('run')).subjects, ['B']);
  await review.send({ type: 'do', action: 'runBoth', fromKey: true });
  assert.deepEqual((await review.message('run', 2)).subjects, ['A', 'B', 'correction']);
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.saysTyping(true);
  await review.page.keyboard.type('r1d');
  await review.send(
    { type: 'do', action: 'discard', fromKey: true },
    { type: 'do', action: 'submit', fromKey: true },
    { type: 'do', action: 'runA', fromKey: true },
  );
  assert.equal((await review.messages('discard')).length, 0);
  assert.equal((await review.messages('submit')).length, 0);
  assert.equal((await review.messages('run')).length, 2);
  assert.match((await review.message('saveDraft', 2)).answer.comments, /r1d/);
  await review.page.keyboard.press('Escape');
  await review.saysTyping(false);
  await review.send({ type: 'do', action: 'submit', fromKey: true });
  await review.message('submit');
  await review.close();
});

test('keys that a box or a button takes never reach VS Code', async () => {
  const review = await pages.open();
  await review.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    window.addEventListener('keydown', (event) => seen.push(event.key));
  });
  await review.page.keyboard.press('r');
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.page.keyboard.type('xd');
  await review.page.keyboard.press('Enter');
  await review.page.keyboard.press('Escape');
  await review.page.getByRole('button', { name: 'Next task' }).focus();
  await review.page.keyboard.press('Enter');
  await review.message('next');
  const seen = await review.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  assert.deepEqual(seen, ['r']);
  await review.page.keyboard.press('Control+Enter');
  assert.equal(
    (await review.messages('next')).length,
    1,
    'a command’s key does not press the button as well',
  );
  await review.close();
});

test('the overlays open by key, close by Escape, and hold back other keys', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('?');
  const keys = review.page.getByRole('dialog', { name: 'Keys' });
  await keys.waitFor();
  await review.send({ type: 'do', action: 'discard', fromKey: true });
  await review.page.keyboard.press('2');
  assert.equal((await review.messages('discard')).length, 0);
  assert.equal((await review.messages('saveDraft')).length, 0);
  await keys.getByRole('button', { name: 'Change keys…' }).click();
  await review.message('changeKeys');
  await review.page.keyboard.press('Escape');
  await keys.waitFor({ state: 'hidden' });
  await review.send({ type: 'do', action: 'guidelines', fromKey: true });
  const guidelines = review.page.getByRole('dialog', { name: 'Guidelines, version v3' });
  await guidelines.getByText('0 to 7 points').waitFor();
  await review.send({ type: 'do', action: 'guidelines', fromKey: true });
  await guidelines.waitFor({ state: 'hidden' });
  await review.close();
});

test('the correction hint stands beside the choice when both are low', async () => {
  const review = await pages.open({ state: halfDone() });
  await review.page.getByRole('button', { name: 'Correction', exact: true }).click();
  assert.equal(
    await review.page.locator('.correct-hint').textContent(),
    'Both have 4 or less: correct one (A or B)',
  );
  await review.page.getByRole('radiogroup', { name: 'Corrected response' }).getByText('Combination').click();
  assert.equal((await review.message('saveDraft')).answer.corrected, 'combination');
  await review.sendState(state({ answer: { ...state().answer, points: { A: full, B: full } } }));
  await review.close();
});

test('the flag takes a reason', async () => {
  const review = await pages.open();
  await review.page.getByRole('button', { name: 'Flag task' }).click();
  await review.page.getByRole('button', { name: 'Ambiguous' }).click();
  assert.equal((await review.message('saveDraft')).answer.flag, 'Ambiguous');
  await review.page.getByRole('button', { name: 'No flag' }).click();
  assert.equal((await review.message('saveDraft', 2)).answer.flag, undefined);
  await review.close();
});

test('response states: missing, generating with live text, failed', async () => {
  const review = await pages.open({
    state: state({
      // Blind, the host says in its own words why a model failed.
      config: { blind: false },
      responses: [
        response('A', { state: 'missing', text: '' }),
        response('B', {
          state: 'failed',
          text: '',
          failure: { message: 'The model is not there.', action: 'Check its name.' },
        }),
      ],
    }),
  });
  await review.page.getByText('The model is not there.').waitFor();
  await review.page.getByText('Check its name.').waitFor();
  await review.page.getByRole('button', { name: 'Test connection' }).click();
  await review.message('testConnection');
  await review.page.getByRole('button', { name: 'Try again' }).click();
  await review.page.getByRole('button', { name: 'Generate' }).click();
  assert.equal((await review.message('generate', 2)).taskId, 'task-17');
  await review.send(
    { type: 'text', taskId: 'task-17', side: 'A', delta: '# He' },
    { type: 'text', taskId: 'task-17', side: 'A', delta: 'ading\n\n```python\nx = 1' },
    { type: 'text', taskId: 'other', side: 'A', delta: 'not mine' },
  );
  await review.page.getByRole('heading', { name: 'Heading' }).waitFor();
  await review.page.getByRole('button', { name: 'Stop generating' }).click();
  await review.message('stopGenerating');
  assert.equal(await review.page.getByText('not mine').count(), 0);
  await review.page.keyboard.press('1');
  assert.equal((await review.messages('saveDraft')).length, 0, 'what is not there cannot be scored');
  await review.close();
});

test('runs: Stop while running, signal, time-out, and nothing without trust', async () => {
  const review = await pages.open({
    state: state({
      responses: [
        response('A', { runs: [run({ status: 'running', exitCode: undefined })] }),
        response('B', {
          runs: [run({ id: 'x', status: 'crashed', exitCode: undefined, signal: 'SIGSEGV', stdout: '' })],
        }),
      ],
    }),
  });
  await review.page.locator('.first-failure').getByText('B signal SIGSEGV').waitFor();
  await review.page.getByRole('button', { name: 'Stop running response A' }).click();
  assert.equal((await review.message('stopRun')).subject, 'A');
  await review.sendState(
    state({
      trusted: false,
      responses: [
        response('A', { runs: [run({ status: 'timed-out', exitCode: undefined })] }),
        response('B'),
      ],
    }),
  );
  await review.page.locator('.runs-summary').getByText('A timed out').waitFor();
  await review.send({ type: 'do', action: 'runA', fromKey: true });
  assert.equal((await review.messages('run')).length, 0);
  await review.close();
});

test('copy, open, links and source', async () => {
  const review = await pages.open();
  await review.page.getByRole('button', { name: 'Copy response A' }).click();
  assert.match((await review.message('copy')).text, /^Here's a function/);
  await review.page.locator('[data-side=A] .code').hover();
  await review.page.getByRole('button', { name: 'Copy this code' }).first().click();
  assert.match((await review.message('copy', 2)).text, /^def get_value/);
  await review.page.getByRole('link', { name: 'tutorial' }).click();
  assert.equal((await review.message('openLink')).href, 'https://docs.python.org/3/tutorial/errors.html');
  await review.page.getByRole('link', { name: 'tutorial' }).press('Enter');
  await review.message('openLink', 2);
  await review.page.getByRole('button', { name: 'Open response B' }).click();
  assert.equal((await review.message('openResponse')).side, 'B');
  await review.page.getByRole('button', { name: /Source: .* response A/ }).click();
  assert.match(
    (await review.page.locator('[data-side=A] pre.source:visible').first().textContent()) ?? '',
    /```python/,
  );
  assert.deepEqual(review.forbidden, []);
  await review.close();
});

test('digits typed right after a letter wait for its command', async () => {
  const review = await pages.open();
  await review.page.keyboard.type('b21');
  await review.send({ type: 'do', action: 'focusB', fromKey: true });
  const draft = await review.message('saveDraft', 2);
  assert.deepEqual(draft.answer.points, { A: {}, B: { documentation: 2, example: 1 } });
  await review.close();
});
