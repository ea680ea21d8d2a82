import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { state } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const lineComments = [
  {
    id: 'c1',
    subject: 'A' as const,
    startLine: 2,
    endLine: 3,
    quote: 'try:\n    return',
    text: 'Why <b>so</b>?',
  },
  { id: 'c2', subject: 'correction' as const, startLine: 1, endLine: 1, quote: 'def f():', text: 'mine' },
];

test('comments on lines stand with the comments and lead to their editor', async () => {
  const review = await pages.open({ state: state({ lineComments }) });
  await review.send({ type: 'do', action: 'comment', fromKey: false });
  const list = review.page.getByRole('list', { name: 'Comments on lines' });
  assert.deepEqual(await list.locator('.line-comment-text').allTextContents(), ['Why <b>so</b>?', 'mine']);
  assert.equal(await review.page.getByRole('textbox', { name: 'Comments' }).inputValue(), '');
  await list.getByRole('button', { name: 'Show the comment: Response A, lines 2 to 3' }).press('Enter');
  assert.deepEqual(await review.message('openLineComment'), {
    type: 'openLineComment',
    taskId: 'task-17',
    id: 'c1',
  });
  await list.getByRole('button', { name: 'Remove the comment: Correction, line 1' }).click();
  assert.equal((await review.message('removeLineComment')).id, 'c2');
  await review.sendState(state({ serial: 2, lineComments: [] }));
  assert.ok(await list.isHidden());
  assert.deepEqual(review.consoleErrors, []);
  await review.close();
});
