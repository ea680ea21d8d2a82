import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { response, state, type Shown } from '../support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const block = (code: string): string => `\`\`\`python\n${code}\n\`\`\`\n`;
const f = (value: number): string => `def f():\n    return ${value}`;

test('the blocks that make up the program are marked, in lists as well', async () => {
  const scene = (text: string) => ({ responses: [response('A', { text }), response('B')] as [Shown, Shown] });
  const fixed = `Yours:\n\n${block(f(1))}\n1. Better:\n\n   ${block(f(2)).replaceAll('\n', '\n   ')}\n\nPrints:\n\n\`\`\`text\n2\n\`\`\`\n`;
  const review = await pages.open({ state: state(scene(fixed)) });
  const marked = review.page.locator('[data-side=A] .code.taken');
  await marked.first().waitFor();
  assert.deepEqual(await marked.locator('code').allTextContents(), [`${f(2)}\n`]);
  assert.deepEqual(await marked.locator('.taken-label').allInnerTexts(), ['runs']);
  await review.sendState(state({ serial: 2, ...scene(`${block(f(3))}\nUse:\n\n${block('print(f())')}`) }));
  await marked.filter({ hasText: 'print' }).waitFor();
  assert.equal(await marked.count(), 2);
  // Where there is one block, nothing has to be told.
  await review.sendState(state({ serial: 3, ...scene(block(f(4))) }));
  await review.page.locator('[data-side=A] .code', { hasText: 'return 4' }).waitFor();
  assert.equal(await review.page.locator('[data-side=A] .taken-label').count(), 0);
  assert.deepEqual(await review.violations(), []);
  await review.close();
});
