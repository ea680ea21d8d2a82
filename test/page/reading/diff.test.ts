import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { halfDone } from '../support/runStates.ts';
import { response, state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

test('CodeMirror is loaded when the diff is opened, and not before', async () => {
  const review = await pages.open();
  const loaded: string[] = [];
  review.page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await review.page.keyboard.press('1');
  assert.deepEqual(
    loaded.filter((path) => path.includes('merge')),
    [],
  );
  await review.page.getByRole('radiogroup', { name: 'View' }).getByText('Diff').click();
  await review.page.locator('.cm-merge-b .cm-content').waitFor();
  assert.ok(loaded.some((path) => path.includes('mergeView')));
  assert.equal(await review.page.locator('.cm-merge-a .cm-content').getAttribute('aria-label'), 'Response A');
  assert.equal((await review.kept()).view, 'diff');
  await review.page.getByRole('radiogroup', { name: 'What is compared' }).getByText('Whole response').click();
  await review.page.locator('.cm-merge-a').getByText("Here's a function").waitFor();
  await review.page.getByRole('button', { name: 'Open in diff editor' }).click();
  await review.message('diffEditor');
  assert.deepEqual(await review.violations(), []);
  await review.close();
});

test('a narrow window shows one text with changes', async () => {
  const review = await pages.open({ width: 360 });
  await review.send({ type: 'do', action: 'view', fromKey: true });
  await review.page.locator('.cm-insertedLine').first().waitFor();
  assert.equal(await review.page.locator('.cm-editor').count(), 1);
  await review.close();
});

test('responses without code are compared as texts; equal ones are said to be', async () => {
  const same = 'just words';
  const review = await pages.open({
    state: state({ responses: [response('A', { text: same }), response('B', { text: same })] }),
  });
  await review.send({ type: 'do', action: 'view', fromKey: true });
  await review.page.getByText('Both are the same.').waitFor();
  await review.sendState(state({ serial: 2 }));
  await review.page.locator('.cm-merge-b').getByText('row, col = indices').waitFor();
  await review.close();
});

test('the policy has nothing to stop while everything is used', async () => {
  const review = await pages.open({ state: halfDone() });
  for (const action of [
    'view',
    'view',
    'view',
    'view',
    'comment',
    'correct',
    'guidelines',
    'keys',
    'keys',
    'runBoth',
    'runs',
    'inputs',
    'submit',
  ] as const)
    await review.send({ type: 'do', action, fromKey: false });
  await review.page.keyboard.press('Escape');
  await review.page.getByRole('button', { name: 'for i in range(3):' }).click();
  await review.page.locator('.differences .cm-content').waitFor();
  assert.deepEqual(await review.violations(), []);
  assert.deepEqual(review.consoleErrors, []);
  assert.deepEqual(review.forbidden, []);
  assert.deepEqual(
    (await review.messages('error')).map(({ message }) => message),
    [],
  );
  await review.close();
});
