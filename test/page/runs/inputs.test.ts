import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openChecks } from '../support/choose.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { inputs, tested } from '../support/runStates.ts';
import { input, state } from '../support/states.ts';

/** Adding, changing, removing and bringing back inputs. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const box = (review: ReviewPage, name: string) =>
  review.page.locator('.input-form').getByRole('textbox', { name, exact: true });
const formOpen = (review: ReviewPage) => review.page.locator('.input-form').isVisible();

test('an input is added by keys alone and runs when the host has it', async () => {
  const review = await pages.open({ state: state() });
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await review.saysTyping(true);
  await review.page.keyboard.type('get_value([[7]], (0, 0))');
  // Keys that are commands elsewhere only write here.
  await review.send({ type: 'do', action: 'submit', fromKey: true });
  await review.page.keyboard.press('Tab');
  await review.page.keyboard.type('7');
  await review.page.keyboard.press('Enter');
  assert.deepEqual(await review.message('putInput'), {
    type: 'putInput',
    taskId: 'task-17',
    input: { code: 'get_value([[7]], (0, 0))', expectedValue: '7' },
  });
  assert.ok(await formOpen(review), 'open until the host has it');
  assert.equal((await review.messages('run')).length, 0);
  const stored = input({
    id: 'new',
    code: 'get_value([[7]], (0, 0))',
    expectedValue: '7',
  });
  await review.reply('putInput', { inputId: 'new' });
  assert.ok(await formOpen(review), 'open until its row is there');
  await review.sendState(state({ serial: 2, inputs: [stored] }));
  assert.deepEqual(await review.message('run'), {
    type: 'run',
    taskId: 'task-17',
    subjects: ['A', 'B'],
    inputId: 'new',
  });
  assert.equal(await formOpen(review), false);
  assert.match(await review.page.evaluate(() => document.activeElement?.textContent ?? ''), /\[\[7\]\]/);
  assert.equal((await review.kept()).input, undefined);
  assert.equal((await review.messages('submit')).length, 0);
  assert.equal((await review.messages('saveDraft')).length, 0);
  await review.close();
});

test('with Shift as well, the next input is written while the one before is saved', async () => {
  const review = await pages.open({ state: state() });
  const { keyboard } = review.page;
  const code = box(review, 'Code');
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await keyboard.type('f(1)');
  await keyboard.press('Control+Shift+Enter');
  assert.deepEqual((await review.message('putInput')).input, { code: 'f(1)' });
  await keyboard.type('f(2)');
  const first = input({ id: 'one', code: 'f(1)', expectedValue: undefined });
  await review.reply('putInput', { inputId: 'one' });
  await review.sendState(state({ serial: 2, inputs: [first] }));
  assert.equal((await review.message('run')).inputId, 'one');
  assert.equal(await code.inputValue(), 'f(2)');
  assert.equal((await review.kept()).input?.draft.code, 'f(2)');
  await keyboard.press('Control+Enter');
  assert.deepEqual((await review.message('putInput', 2)).input, { code: 'f(2)' });
  const second = input({ id: 'two', code: 'f(2)', expectedValue: undefined });
  await review.reply('putInput', { inputId: 'two' });
  await review.sendState(state({ serial: 3, inputs: [first, second] }));
  assert.equal((await review.message('run', 2)).inputId, 'two');
  assert.equal(await formOpen(review), false);

  // One that the host does not take comes back above what was written since.
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await keyboard.type('f(3)');
  await keyboard.press('Control+Shift+Enter');
  await keyboard.type('f(4)');
  await review.fail('putInput', { message: 'The disk is full.' });
  assert.equal(await code.inputValue(), 'f(3)\nf(4)');
  assert.ok(await formOpen(review));
  await review.close();
});

test('stdin, arguments and an expected output are under More; Ctrl+Enter saves from any box', async () => {
  const review = await pages.open({ state: state() });
  await review.page.getByRole('button', { name: 'Add a check' }).click();
  assert.equal(await box(review, 'Stdin').isVisible(), false);
  await review.page.getByRole('button', { name: /^More:/ }).click();
  await box(review, 'Stdin').fill('3 4\n');
  await box(review, 'Arguments').fill('--fast\na b\n\n');
  await box(review, 'Expected output').fill('7');
  await review.page.keyboard.press('Control+Enter');
  assert.deepEqual((await review.message('putInput')).input, {
    stdin: '3 4\n',
    args: ['--fast', 'a b'],
    expectedOutput: '7',
  });
  await review.close();
});

test('nothing to run with is refused aloud; Enter in the code writes a line', async () => {
  const review = await pages.open({ state: state() });
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await review.page.keyboard.press('Control+Enter');
  await review.page.waitForFunction(() =>
    document.querySelector('[role=alert]')?.textContent?.includes('Write a call or snippet'),
  );
  assert.equal((await review.messages('putInput')).length, 0);
  await review.page.keyboard.type('x = 1');
  await review.page.keyboard.press('Enter');
  await review.page.keyboard.type('print(x)');
  assert.equal(await box(review, 'Code').inputValue(), 'x = 1\nprint(x)');
  await review.close();
});

test('Escape cancels and gives the focus back; a refused input stays in its form', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await review.page.keyboard.type('abc');
  await review.page.keyboard.press('Escape');
  assert.equal(await formOpen(review), false);
  assert.equal(
    await review.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Add a check',
  );
  await review.saysTyping(false);
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  assert.equal(await box(review, 'Code').inputValue(), '');
  await review.page.keyboard.type('def');
  await review.page.keyboard.press('Control+Enter');
  await review.message('putInput');
  await review.fail('putInput', { message: 'The disk is full.' });
  assert.equal(await box(review, 'Code').inputValue(), 'def');
  await review.page.keyboard.press('Control+Enter');
  await review.message('putInput', 2);
  await review.close();
});

test('an input is changed by F2, and says what it replaces', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  await review.page.keyboard.press('F2');
  assert.equal(await formOpen(review), false, 'the program as written is no input');
  await review.page.keyboard.press('ArrowDown');
  await review.page.keyboard.press('F2');
  assert.equal(await box(review, 'Code').inputValue(), 'get_value([[1, 2], [3, 4]], (0, 1))');
  await box(review, 'Expected value').fill('22');
  await review.page.keyboard.press('Enter');
  const put = await review.message('putInput');
  assert.equal(put.replaces, 'in');
  assert.equal(put.input.expectedValue, '22');
  await review.close();
});

test('what is there already is run, not stored again', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await box(review, 'Code').fill('get_value([[1, 2], [3, 4]], (-1, 0))');
  await review.page.keyboard.press('Control+Enter');
  assert.equal((await review.message('run')).inputId, 'negative');
  assert.equal((await review.messages('putInput')).length, 0);
  assert.equal(await formOpen(review), false);
  await review.close();
});

test('what is hidden is told as soon as the list is open, and not before', async () => {
  const review = await pages.open({ state: tested({ hiddenInputs: 1 }) });
  const restore = review.page.getByRole('button', { name: 'Restore 1 hidden check' });
  assert.equal(await restore.isVisible(), false);
  await openChecks(review);
  assert.ok(await restore.isVisible());
  await restore.click();
  assert.equal((await review.message('restoreInputs')).inputId, undefined);
  await review.close();
});

test('Delete removes a row; it can be brought back, each kind in its way', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  await review.page.keyboard.press('Delete');
  assert.equal((await review.messages('removeInput')).length, 0, 'the program as written stays');
  await review.page.keyboard.press('ArrowDown');
  await review.page.keyboard.press('Delete');
  assert.equal((await review.message('removeInput')).inputId, 'in');
  const without = (id: string) => inputs().filter((one) => one.id !== id);
  await review.sendState(tested({ serial: 2, inputs: without('in'), hiddenInputs: 3 }));
  assert.match(
    await review.page.evaluate(() => document.activeElement?.textContent ?? ''),
    /\(5, 0\)/,
    'the focus goes to what is in its place',
  );
  await review.page.getByText('Removed get_value([[1, 2], [3, 4]], (0, 1))').waitFor();
  await review.page.getByRole('button', { name: 'Undo: bring the removed input back' }).click();
  assert.equal((await review.message('restoreInputs')).inputId, 'in');
  await review.sendState(tested({ serial: 3 }));
  await review.page.getByRole('button', { name: 'Restore 2 hidden checks' }).click();
  assert.equal((await review.message('restoreInputs', 2)).inputId, undefined);
  // A stored one is gone from the host: it comes back with its content and its mark.
  await openChecks(review);
  await review.page.locator('.runs-table').getByRole('button', { name: '(-1, 0)' }).focus();
  await review.page.keyboard.press('Delete');
  await review.sendState(tested({ serial: 4, inputs: without('negative') }));
  await review.page.getByRole('button', { name: 'Undo: bring the removed input back' }).click();
  assert.deepEqual(await review.message('putInput'), {
    type: 'putInput',
    taskId: 'task-17',
    input: { code: 'get_value([[1, 2], [3, 4]], (-1, 0))' },
    origin: 'model',
  });
  await review.close();
});

test('a model is asked only where that can be', async () => {
  const review = await pages.open({ state: tested() });
  await review.page.getByRole('button', { name: 'Suggest checks' }).click();
  assert.equal((await review.message('suggestInputs')).taskId, 'task-17');
  await review.sendState(tested({ canGenerate: false }));
  assert.equal(await review.page.getByRole('button', { name: 'Suggest checks' }).count(), 0);
  await review.close();
});

test('what is being written survives snapshots, a reload of the page, and another task in between', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'inputs', fromKey: true });
  await box(review, 'Code').pressSequentially('nearly lost');
  await review.page.keyboard.press('ArrowLeft');
  await review.sendState(tested({ serial: 2, inputs: inputs().slice(1) }));
  await review.page.keyboard.type('!');
  assert.equal(await box(review, 'Code').inputValue(), 'nearly los!t');
  const kept = await review.kept();
  assert.deepEqual(kept.input?.draft, { code: 'nearly los!t' });
  await review.sendState(tested({ task: { id: 'task-18' } }));
  assert.equal(await formOpen(review), false);
  await review.sendState(tested({ serial: 3 }));
  assert.equal(await box(review, 'Code').inputValue(), 'nearly los!t');
  await review.close();
  const again = await pages.open({ state: tested(), kept });
  assert.equal(await box(again, 'Code').inputValue(), 'nearly los!t');
  await again.close();
});
