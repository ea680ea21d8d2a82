import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from './support/page.ts';
import { response, state } from './support/states.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const megabyte = 1024 * 1024;
const fill = (unit: string) => unit.repeat(Math.ceil(megabyte / unit.length));
const texts: Record<string, string> = {
  prose: fill('Some words *and* more `code` of an answer, [a link](https://example.org).\n\n'),
  'code in one block':
    '```python\n' + fill('def f(x):\n    return {"a": [x, 1, "two"]}  # comment\n\n') + '```\n',
  'many blocks': fill('Text\n\n```python\nprint(1)\n```\n\n'),
  'one line': fill('abcdefghij '),
  'one word': fill('a'),
};

for (const [name, text] of Object.entries(texts))
  test(`1 MB, ${name}: shown quickly, all of it on demand`, async () => {
    const review = await pages.open();
    const shown = state({
      serial: 2,
      task: { ...state().task, id: 'big' },
      responses: [response('A', { text }), response('B')],
    });
    const ms = await review.page.evaluate(async (next) => {
      const start = performance.now();
      window.postMessage({ type: 'state', state: next }, '*');
      await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }, shown);
    console.log(`1 MB, ${name}: ${ms.toFixed(0)} ms`);
    assert.ok(ms < 3000, `${ms} ms`);
    await review.page.getByRole('button', { name: 'Show all' }).click();
    assert.ok(
      ((await review.page.locator('[data-side=A] .markdown').textContent()) ?? '').length > megabyte * 0.7,
    );
    await review.close();
  });

test('streamed text is rendered as it comes, finished blocks are left alone', async () => {
  const review = await pages.open({
    state: state({ responses: [response('A', { state: 'generating', text: '' }), response('B')] }),
  });
  await review.send({ type: 'text', taskId: 'task-17', side: 'A', delta: '# One\n\nfirst paragraph\n\n' });
  await review.page.evaluate(() =>
    document.querySelector('[data-side=A] h1')?.setAttribute('data-mark', 'same'),
  );
  const ms = await review.page.evaluate(async () => {
    const start = performance.now();
    for (let i = 0; i < 2000; i += 1)
      window.postMessage(
        { type: 'text', taskId: 'task-17', side: 'A', delta: i % 20 === 19 ? '\n\n' : `word${i} ` },
        '*',
      );
    const target = document.querySelector('[data-side=A] .markdown');
    while (!target?.textContent?.includes('word1998')) await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - start;
  });
  console.log(`2000 pieces of text: ${ms.toFixed(0)} ms`);
  assert.equal(await review.page.locator('[data-side=A] h1[data-mark=same]').count(), 1);
  const atEnd = await review.page.evaluate(() => {
    const box = document.querySelector('[data-side=A] .response');
    return box ? box.scrollHeight - box.scrollTop - box.clientHeight : -1;
  });
  assert.ok(atEnd >= 0 && atEnd < 40, 'the end stays in view');
  await review.close();
});
