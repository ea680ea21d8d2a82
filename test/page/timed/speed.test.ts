import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { unfold } from '../support/choose.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { many, tested } from '../support/runStates.ts';
import { input, response, run, state } from '../support/states.ts';

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
      task: { id: 'big' },
      responses: [response('A', { text }), response('B')],
    });
    const ms = await review.page.evaluate(async (next) => {
      const start = performance.now();
      window.postMessage({ kind: 'event', name: 'state', body: { state: next } }, '*');
      await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }, shown);
    console.log(`1 MB, ${name}: ${ms.toFixed(0)} ms`);
    assert.ok(ms < 3000, `${ms} ms`);
    await review.page.getByRole('button', { name: 'Show all' }).click();
    assert.ok(
      ((await review.page.locator('[data-side=A] .response > .markdown').textContent()) ?? '').length >
        megabyte * 0.7,
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
        {
          kind: 'event',
          name: 'text',
          body: { taskId: 'task-17', side: 'A', delta: i % 20 === 19 ? '\n\n' : `word${i} ` },
        },
        '*',
      );
    const target = document.querySelector('[data-side=A] .response > .markdown');
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

/** Milliseconds from a snapshot's arrival until it is drawn. */
function drawn(review: ReviewPage, next: ReviewState): Promise<number> {
  return review.page.evaluate(async (shown) => {
    const start = performance.now();
    window.postMessage({ kind: 'event', name: 'state', body: { state: shown } }, '*');
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  }, next);
}

test('200 inputs: shown, brought up to date and walked through quickly', async () => {
  const review = await pages.open();
  const first = await drawn(review, { ...many(200, 10), serial: 2 });
  await unfold(review);
  await review.page.evaluate(() =>
    document.querySelectorAll('tbody tr')[150]?.setAttribute('data-mark', 'same'),
  );
  const times: number[] = [];
  for (let serial = 3; serial < 13; serial += 1)
    times.push(await drawn(review, { ...many(200, 10), serial }));
  times.sort((a, b) => a - b);
  const median = times[5] ?? Infinity;
  assert.equal(await review.page.locator('tbody tr[data-mark=same]').count(), 1, 'rows are kept');
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  const walk = await review.page.evaluate(async () => {
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('Home');
    const start = performance.now();
    for (let i = 0; i < 50; i += 1) press('ArrowDown');
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return (performance.now() - start) / 50;
  });
  console.log(
    `200 inputs: first ${first.toFixed(0)} ms, again ${median.toFixed(0)} ms, a row further ${walk.toFixed(1)} ms`,
  );
  assert.match(await review.page.evaluate(() => document.activeElement?.textContent ?? ''), /f\(49\)/);
  assert.ok(first < 3000 && median < 500 && walk < 100);
  await review.close();
});

/** With outputs as no host sends them, which clips them: the page bears them all the same. */
function unclipped(shown: ReviewState): ReviewState {
  const [a, b] = shown.responses.map((one, i) => ({
    ...one,
    runs: one.runs.map((each) =>
      each.stdout.length > 10_000 ? { ...each, stdout: fill(`line ${i} of an output\n`) } : each,
    ),
  }));
  assert.ok(a && b && a.runs.length > 0);
  return { ...shown, responses: [a, b] };
}

test('outputs of 1 MB that differ: details open quickly, snapshots stay quick', async () => {
  const review = await pages.open();
  const loud = unclipped(many(200, megabyte));
  await review.sendState({ ...loud, serial: 2 });
  await unfold(review);
  const ms = await review.page.evaluate(async () => {
    const start = performance.now();
    document.querySelectorAll<HTMLElement>('.row-button')[1]?.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  });
  await review.page.getByText('The last 30,000 of').first().waitFor();
  const again = await drawn(review, { ...loud, serial: 3 });
  console.log(`details with 1 MB: ${ms.toFixed(0)} ms, a snapshot then ${again.toFixed(0)} ms`);
  assert.ok(ms < 1500 && again < 1500);
  await review.close();
});

test('1 MB in every field of an input and its runs', async () => {
  const review = await pages.open();
  const text = fill('abc\tdef\n');
  const one = input({ code: text, stdin: text, expectedValue: text, expectedOutput: text });
  const two = run({
    inputId: one.id,
    status: 'differs',
    value: text,
    stdout: text.slice(1),
    stderr: text,
    runner: text,
  });
  const ms = await drawn(review, {
    ...tested({
      inputs: [one],
      responses: [response('A', { runs: [two] }), response('B', { runs: [{ ...two, id: 'b', value: 'x' }] })],
    }),
    serial: 2,
  });
  const open = await review.page.evaluate(async () => {
    const start = performance.now();
    document.querySelectorAll<HTMLElement>('.row-button')[1]?.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  });
  await review.page.locator('.differences .cm-content').waitFor();
  console.log(`1 MB in every field: ${ms.toFixed(0)} ms, details ${open.toFixed(0)} ms`);
  assert.ok(ms < 3000 && open < 3000);
  await review.close();
});
