import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages } from '../support/page.ts';
import { corrected, halfDone, many, tested } from '../support/runStates.ts';
import { input, response, run, state } from '../support/states.ts';
import { each } from '../../each.ts';
import { chooseView, openChecks, openRow, unfold } from '../support/choose.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const long = state({
  config: { blind: false },
  task: {
    instruction:
      `\`${'a_very_long_title_without_any_place_to_break_'.repeat(4)}()\` ` +
      'word '.repeat(400) +
      'unbreakable'.repeat(60),
    context: { context: 'x'.repeat(3000) },
  },
  responses: [
    response('A', {
      text: `\`${'inline'.repeat(80)}\`\n\n| ${'h'.repeat(300)} | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`python\n${'x = 1; '.repeat(100)}\n\`\`\``,
    }),
    response('B', {
      model: 'organisation/'.repeat(20),
      text: 'https://'.concat('a'.repeat(900), '\n\n```python\nx = 1\n```\n'),
      hints: [{ criterion: 'documentation', tone: 'good', text: 'unbreakable'.repeat(40) }],
      runs: [run({ inputId: 'long', status: 'crashed', value: 'v'.repeat(500), stderr: 'e'.repeat(500) })],
    }),
  ],
  inputs: [
    input({
      id: 'long',
      code: 'unbreakable'.repeat(60),
      expectedValue: 'value'.repeat(100),
      origin: 'example',
      from: 'instruction',
    }),
  ],
  hiddenInputs: 1234,
  sandbox: { name: 'n'.repeat(300), isolated: false, sentence: 's'.repeat(600) },
});

for (const width of [320, 360, 500, 700, 701, 900, 1100])
  for (const [name, shown, row] of [
    ['half done', halfDone(), 'for i in range(3):'],
    ['with a correction', corrected(), 'get_value([[1, 2]], (0,))'],
    ['long', long, 'unbreakable'],
  ] as const)
    test(`${width} pixels, ${name}: the page never scrolls sideways and nothing sticks out`, async () => {
      const review = await pages.open({ state: shown, width, height: 700 });
      for (const view of ['side-by-side', 'diff', 'onlyA', 'details', 'form']) {
        if (view === 'details') {
          await openRow(review, row);
        } else if (view === 'form') {
          await review.send({ type: 'do', action: 'inputs', fromKey: false });
          await review.page.getByRole('button', { name: /^More:/ }).click();
        } else await chooseView(review.page, view);
        if (view === 'diff') await review.page.locator('.diff .cm-content').first().waitFor();
        const sizes = await review.page.evaluate(() => ({
          scroll: document.documentElement.scrollWidth,
          width: document.documentElement.clientWidth,
          footer: document.querySelector('footer')?.clientHeight ?? 0,
          out: [
            ...document.querySelectorAll(
              'vscode-button, label.segment, textarea, .score, .strip, .drawer, .runs-table, .run-cell, .link, footer',
            ),
          ]
            .filter((element) => element.checkVisibility())
            .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
            .map((element) => element.outerHTML.slice(0, 120)),
        }));
        assert.ok(sizes.scroll <= sizes.width, `${view}: ${sizes.scroll} > ${sizes.width}`);
        assert.deepEqual(sizes.out, [], view);
        assert.ok(sizes.footer <= 44, `${view}: the footer keeps to one row, not ${sizes.footer} px`);
      }
      await review.close();
    });

test('wide: everything for one judgement is on one screen, the columns scroll', async () => {
  const tall = response('A', { text: 'paragraph\n\n'.repeat(300) });
  const review = await pages.open({ state: halfDone({ responses: [tall, response('B')] }) });
  const sizes = await review.page.evaluate(() => ({
    page: document.documentElement.scrollHeight,
    window: window.innerHeight,
    column: document.querySelector('.response')?.clientHeight ?? 0,
    inside: document.querySelector('.response')?.scrollHeight ?? 0,
    footer: document.querySelector('footer')?.getBoundingClientRect().bottom ?? 0,
  }));
  assert.equal(sizes.page, sizes.window);
  assert.ok(sizes.inside > sizes.column && sizes.column > 200);
  assert.ok(sizes.footer <= sizes.window);
  await review.close();
});

test('wide: details and form leave the criteria and the footer in view, and some of the responses', async () => {
  for (const [width, height] of [
    [1280, 800],
    [900, 720],
  ] as const) {
    const review = await pages.open({ state: tested(), width, height });
    for (const open of [
      () => openRow(review, 'for i in range(3):'),
      () => review.send({ type: 'do', action: 'inputs', fromKey: false }),
    ]) {
      await open();
      const sizes = await review.page.evaluate(() => ({
        page: document.documentElement.scrollHeight,
        response: document.querySelector('.response')?.clientHeight ?? 0,
        criteria: [...document.querySelectorAll('[data-criterion]')].map(
          (one) => one.getBoundingClientRect().bottom,
        ),
        bar: document.querySelector('.runs-bar')?.getBoundingClientRect().top ?? 0,
        footer: document.querySelector('footer')?.getBoundingClientRect().bottom ?? 0,
      }));
      assert.equal(sizes.page, height);
      assert.ok(sizes.response >= 0.4 * height, `${width}: ${sizes.response} px of the response`);
      assert.ok(each(sizes.criteria).every((bottom) => bottom <= sizes.bar));
      assert.ok(sizes.footer <= height + 0.5);
    }
    await review.close();
  }
});

test('many inputs scroll inside the table, its head stays', async () => {
  const review = await pages.open({ state: many(200, 10) });
  await openChecks(review);
  await unfold(review);
  const sizes = await review.page.locator('.runs-scroll').evaluate((box) => {
    box.scrollTop = 1000;
    const head = box.querySelector('thead th');
    return {
      page: document.documentElement.scrollHeight - window.innerHeight,
      inside: box.scrollHeight - box.clientHeight,
      head: (head?.getBoundingClientRect().top ?? 0) - box.getBoundingClientRect().top,
    };
  });
  assert.equal(sizes.page, 0);
  assert.ok(sizes.inside > 3000);
  assert.ok(Math.abs(sizes.head) < 1);
  await review.close();
});

test('twice as large: nothing is lost at 200 % zoom', async () => {
  // Zoom halves the CSS pixels of a window.
  const review = await pages.open({ state: corrected(), width: 640, height: 400 });
  await openRow(review, 'get_value([[1, 2]], (0,))');
  await review.page.getByText('ValueError: not enough values').last().scrollIntoViewIfNeeded();
  assert.ok(await review.page.getByText('ValueError: not enough values').last().isVisible());
  await review.close();
});

test('scores of A and B lie level', async () => {
  const review = await pages.open({ state: halfDone() });
  const tops = await review.page
    .locator('.score')
    .evaluateAll((list) => list.map((one) => one.getBoundingClientRect().top));
  assert.equal(tops[0], tops[1]);
  await review.close();
});

test('code wraps under its own indent, numbered; Alt+Z lets it scroll in its own block, also by keyboard', async () => {
  const review = await pages.open({ width: 360 });
  await review.page.keyboard.press(']');
  const lines = review.page.locator('[data-side=B] .code .line');
  const wrapped = await lines.evaluateAll((list) =>
    list.map((one) => ({
      out: one.getBoundingClientRect().right > window.innerWidth,
      hangs: getComputedStyle(one).textIndent,
      indent: /^ */.exec(one.textContent)?.[0].length,
    })),
  );
  assert.equal(wrapped.length, 10, 'the numbers go on over both blocks');
  assert.ok(each(wrapped).every(({ out }) => !out));
  assert.notEqual(wrapped[1]?.hangs, wrapped[0]?.hangs);
  await review.page.keyboard.press('Alt+z');
  const block = review.page.locator('[data-side=B] .code pre').first();
  await block.and(review.page.locator('[tabindex="0"]')).waitFor();
  const sizes = await block.evaluate((pre) => ({
    scroll: pre.scrollWidth,
    client: pre.clientWidth,
    tab: pre.getAttribute('tabindex'),
    space: getComputedStyle(pre.querySelector('.line') ?? pre).whiteSpace,
  }));
  assert.ok(sizes.scroll > sizes.client);
  assert.equal(sizes.tab, '0');
  assert.equal(sizes.space, 'pre');
  await review.close();
});

test('low windows keep the footer in view', async () => {
  const review = await pages.open({ state: halfDone(), width: 900, height: 420 });
  const box = await review.page.locator('.submit').boundingBox();
  assert.ok(box && box.y + box.height <= 420);
  await review.close();
});
