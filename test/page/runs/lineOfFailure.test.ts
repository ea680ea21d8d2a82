import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openChecks, openRow } from '../support/choose.ts';
import { startPages } from '../support/page.ts';
import { input, response, run, state, type Shown } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const lines = Array.from({ length: 60 }, (_, n) => `    x += ${n}`).join('\n');
const text = `A sum:\n\n\`\`\`python\ndef f(x):\n${lines}\n    return x / 0\n\`\`\`\n`;

test('a check that failed leads to the line of the response that raised the error', async () => {
  const check = input({ id: 'i', code: 'f(1)', expectedValue: '2' });
  const evidence = {
    checks: 1,
    passed: 0,
    failed: [{ n: 1, text: 'f(1)', raised: 'ZeroDivisionError: division by zero', programLine: 62 }],
    marks: [],
    complete: true,
  };
  const runs = [run({ inputId: 'i', status: 'differs', evidence })];
  const responses = [response('A', { text, runs }), response('B')] as [Shown, Shown];
  const review = await pages.open({ state: state({ inputs: [check], responses }) });
  const { page } = review;
  await openChecks(review);
  await openRow(review, 'f(1)');
  const link = page.getByRole('button', { name: 'To line 65 of the response' });
  await link.focus();
  await page.keyboard.press('Enter');
  const marked = page.locator('[data-side=A] .line.marked');
  await marked.waitFor();
  assert.equal((await marked.innerText()).trim(), 'return x / 0');
  const inView = await marked.evaluate((line) => {
    const box = line.closest('.response')?.getBoundingClientRect();
    const { top, bottom } = line.getBoundingClientRect();
    return box !== undefined && top >= box.top && bottom <= box.bottom;
  });
  assert.equal(inView, true);
  assert.deepEqual(await review.violations(), []);
  await review.close();
});
