import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { each } from '../../each.ts';
import { matrixRows, matrixState, row, side } from '../support/matrix/matrixStates.ts';
import { startPages, type ReviewPage } from '../support/page.ts';

/** What the page of the matrix shows of what it is told, and what it asks for: by keyboard and by mouse. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

async function asked({ page }: ReviewPage, name: string): Promise<unknown[]> {
  const sent = await page.evaluate(() => window.testMessages.map(({ message }) => message));
  return sent.flatMap((message) => {
    const one = message as { name: string; body: unknown };
    return one.name === name ? [one.body] : [];
  });
}

/** The texts of the rows in the page, as screen readers hear their cells, in the order of the rows. */
async function titles({ page }: ReviewPage): Promise<string[]> {
  const rows = await page
    .locator('.grid-row')
    .evaluateAll((all) =>
      all
        .map((one) => [Number(one.getAttribute('data-row')), one.getAttribute('data-id') ?? ''] as const)
        .sort((a, b) => a[0] - b[0]),
    );
  return rows.map(([, id]) => id);
}

async function active({ page }: ReviewPage): Promise<{ row: string | null; cell: string }> {
  const grid = page.getByRole('grid');
  const id = String(await grid.getAttribute('aria-activedescendant'));
  const cell = page.locator(`#${id}`);
  return {
    row: await cell.locator('..').getAttribute('aria-rowindex'),
    cell: await cell.locator('.visually-hidden').innerText(),
  };
}

const three = [
  row('a', 0, {
    state: 'submitted',
    language: 'go',
    sides: [
      side({ outcome: 'passed', tests: { passed: 3, judged: 3 }, score: 7, lines: 26, tags: ['thin docs'] }),
      side({ outcome: 'crashed', tests: { passed: 1, judged: 2 }, score: 3, odd: true, lines: 16, judge: 6 }),
    ],
  }),
  row('b', 1, {
    sides: [side({ outcome: 'timed-out' }), side({ outcome: 'ran', own: { passed: 1, judged: 2 } })],
  }),
  row('c', 2, {
    state: 'submitted',
    first: 1,
    sides: [side({ outcome: 'failed', score: 2 }), side({ outcome: 'passed', score: 2 })],
  }),
];

test('a grid with counts, whose cells say in words what they show', async () => {
  const review = await pages.openMatrix({ state: matrixState(three), rows: three }, { width: 1300 });
  const { page } = review;
  const grid = page.getByRole('grid', { name: 'Tasks and responses' });
  assert.deepEqual(
    [await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')],
    ['4', '16'],
  );
  const first = page.locator('.grid-row[data-id="a"]');
  assert.equal(await first.getAttribute('aria-rowindex'), '2');
  assert.deepEqual(await first.locator('.visually-hidden').allInnerTexts(), [
    'submitted',
    'a',
    'go',
    'Tests A: passed, 3 of 3',
    'Tests B: crashed, 1 of 2',
    'Own A: none',
    'Own B: none',
    'Points A: 7',
    'Points B: 3, contradicts the runs',
    'Judge A: none',
    'Judge B: 6',
    'A has 4 more',
    'Lines A: 26',
    'Lines B: 16',
    'A: thin docs',
    'none',
  ]);
  assert.deepEqual(
    await page
      .getByRole('columnheader')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-colspan'))),
    [null, null, null, '2', '2', '2', '2', null, '2', null, null],
  );
  assert.match(await page.locator('.counts').innerText(), /^code-llm: 3 tasks, 2 submitted$/);
  assert.deepEqual([review.forbidden, await review.violations(), review.consoleErrors], [[], [], []]);
  await review.close();
});

test('by keyboard alone: to each row and cell, to the ends, and into a task', async () => {
  const rows = matrixRows(5_000);
  const review = await pages.openMatrix({ state: matrixState(rows), rows }, { height: 700 });
  const { page } = review;
  assert.ok((await page.locator('.grid-row').count()) < 60, 'only rows in sight are in the page');
  const grid = page.getByRole('grid');
  await grid.focus();
  assert.equal((await active(review)).row, '2');
  await page.keyboard.press('End');
  assert.equal((await active(review)).row, '5001');
  assert.match(await page.locator('.said').innerText(), /^5,000 of 5,000 tasks · row 5,000$/);
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  const paged = Number((await active(review)).row);
  assert.ok(paged > 10 && paged < 40, String(paged));
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const { row: at, cell } = await active(review);
  assert.equal(at, '3');
  assert.match(cell, /^Tests A: /);
  assert.equal(await page.locator('.whole').innerText(), cell);
  await page.keyboard.press('Enter');
  assert.deepEqual(await asked(review, 'open'), [{ id: 'task-1' }]);
  await page.keyboard.press('r');
  assert.deepEqual(await asked(review, 'run'), [{ ids: ['task-1'] }]);

  // A row that is scrolled away keeps the focus, and is still there for screen readers.
  await grid.evaluate((element) => (element.scrollTop = 40_000));
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.grid-row')].some((one) => Number(one.getAttribute('data-row')) > 1_000),
  );
  assert.equal((await active(review)).row, '3');
  await page.keyboard.press('ArrowDown');
  assert.equal((await active(review)).row, '4');
  assert.ok((await grid.evaluate((element) => element.scrollTop)) < 100, 'it is in sight again');
  await review.close();
});

test('heads sort, by keyboard too; what has no value comes last', async () => {
  const review = await pages.openMatrix({ state: matrixState(three), rows: three });
  const { page } = review;
  const head = page.getByRole('button', { name: 'Gap', exact: true });
  await head.focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await titles(review), ['a', 'c', 'b']);
  const header = page.getByRole('columnheader', { name: 'Gap' });
  assert.equal(await header.getAttribute('aria-sort'), 'descending');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-sort')), 'gap');
  await page.keyboard.press('Enter');
  assert.deepEqual(await titles(review), ['c', 'a', 'b']);
  await page.keyboard.press('Space');
  assert.deepEqual([await titles(review), await header.getAttribute('aria-sort')], [['a', 'b', 'c'], 'none']);
  await page.getByRole('button', { name: 'Tests', exact: true }).click();
  assert.deepEqual(await titles(review), ['a', 'b', 'c']);
  await page.getByRole('button', { name: 'Language', exact: true }).click();
  assert.deepEqual(await titles(review), ['a', 'b', 'c']);
  await review.close();
});

test('filters by text, state, language, result and ready ones, and tells how many are left', async () => {
  const review = await pages.openMatrix({ state: matrixState(three), rows: three });
  const { page } = review;
  await page.getByRole('grid').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('#thin');
  assert.deepEqual(await titles(review), ['a']);
  await page.keyboard.press('Escape');
  assert.deepEqual(await titles(review), ['a', 'b', 'c']);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('primes');
  assert.deepEqual(await titles(review), []);
  await page.waitForFunction(() =>
    window.testMessages.some(({ message }) => (message as { name: string }).name === 'search'),
  );
  await page.evaluate(() => {
    const sent = window.testMessages.map(({ message }) => message as { name: string; id: string });
    const id = sent.find(({ name }) => name === 'search')?.id;
    window.postMessage({ kind: 'reply', id, body: ['c'] }, '*');
  });
  await page.locator('.grid-row[data-id="c"]').waitFor();
  assert.deepEqual([await asked(review, 'search'), await titles(review)], [[{ text: 'primes' }], ['c']]);
  await page.getByRole('searchbox').fill('');
  for (const [label, value, ids] of each([
    ['State', 'submitted', ['a', 'c']],
    ['Language', 'go', ['a']],
    ['Result', 'passed', ['a', 'c']],
    ['Result', 'timed-out', ['b']],
  ] as const)) {
    const box = page.getByLabel(label, { exact: true });
    await box.selectOption(value);
    assert.deepEqual(await titles(review), ids, `${label}: ${value}`);
    await box.selectOption('');
  }
  await page.getByRole('button', { name: 'Gap 3+ 1' }).click();
  assert.deepEqual(await titles(review), ['a']);
  assert.equal(await page.locator('.said').innerText(), '1 of 3 tasks · row 1');
  await page.getByRole('status').getByText('1 of 3 tasks').waitFor();
  await page.getByRole('button', { name: 'Use as Queue' }).click();
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  assert.deepEqual(
    [await asked(review, 'useAsQueue'), await asked(review, 'copy')],
    [[{ ids: ['a'], title: 'Matrix: 1 tasks' }], [{ as: 'csv', ids: ['a'], byModel: false }]],
  );
  await review.close();
});

test('by model are the tasks alone whose models may be known, in the order of the models', async () => {
  const state = matrixState(three, { blind: true });
  const review = await pages.openMatrix({ state, rows: three });
  const { page } = review;
  await page.getByRole('radio', { name: 'By Model' }).focus();
  await page.keyboard.press('Space');
  assert.deepEqual(await titles(review), ['c']);
  const cells = page.locator('.grid-row[data-id="c"] .tests .visually-hidden');
  assert.deepEqual(await cells.allInnerTexts(), [
    'Tests tidy-coder-1b: passed',
    'Tests swift-coder-1b: failed',
  ]);
  assert.match(await page.locator('.said').innerText(), /submitted ones: the project is blind/);
  await review.send({ type: 'state', state: { ...state, can: ['runAll'] } });
  assert.deepEqual([await titles(review), await page.getByRole('radio').count()], [['a', 'b', 'c'], 0]);
  await review.close();
});

test('rows change in place while programs run, and work tells how far it is', async () => {
  const work = {
    kind: 'runs',
    state: 'going',
    done: 2,
    total: 6,
    atOnce: 4,
    seconds: 3,
    perSecond: 0.8,
    secondsLeft: 5,
    problems: [{ text: 'go is not installed.', count: 1 }],
  } as const;
  const state = matrixState(three, { can: [], work: { ...work, problems: [...work.problems] } });
  const review = await pages.openMatrix({ state, rows: three });
  const { page } = review;
  const strip = page.getByRole('region', { name: 'Progress' });
  assert.match(await strip.innerText(), /2 of 6 responses run\s+0\.8 a second · 5 s left · 4 at once/);
  assert.match(await strip.innerText(), /1 could not be run: go is not installed\./);
  assert.equal(await page.getByRole('button', { name: 'Run All' }).isVisible(), false);
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await review.send({ type: 'live', responses: [{ id: 'b', side: 1 }] });
  const words = page.locator('.grid-row[data-id="b"] .tests .visually-hidden');
  assert.deepEqual(await words.allInnerTexts(), ['Tests A: timed out', 'Tests B: runs now']);
  const passed = row('b', 1, {
    sides: [side({ outcome: 'passed', tests: { passed: 2, judged: 2 } }), side()],
  });
  await review.send(
    { type: 'live', responses: [] },
    { type: 'rows', rows: [passed], anew: false, gone: ['a'] },
    {
      type: 'state',
      state: {
        ...state,
        can: ['runAll', 'retry'],
        work: { ...state.work, ...work, state: 'done', problems: [...work.problems] },
      },
    },
  );
  assert.deepEqual(await words.allInnerTexts(), ['Tests A: passed, 2 of 2', 'Tests B: not run']);
  assert.deepEqual(
    [await titles(review), (await active(review)).row],
    [['b', 'c'], '2'],
    'the same task has the focus',
  );
  await page.getByRole('status').getByText('All 6 responses run, in 3 s').waitFor();
  await page.getByRole('button', { name: 'Retry' }).press('Enter');
  await page.getByRole('button', { name: 'Run All' }).press('Enter');
  assert.deepEqual([await asked(review, 'retry'), await asked(review, 'runAll')], [[{}], [{}]]);
  await review.close();
});

test('a page that was hidden goes on where it was', async () => {
  const rows = matrixRows(300);
  const told = { state: matrixState(rows), rows };
  const review = await pages.openMatrix(told);
  const { page } = review;
  await page.getByLabel('State', { exact: true }).selectOption('submitted');
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  const before = await active(review);
  await page.waitForFunction(
    () => (window.testKept as { active?: string } | undefined)?.active === 'task-298',
  );
  const kept = await page.evaluate(() => window.testKept);
  await review.close();
  const again = await pages.openMatrix(told, { kept });
  assert.deepEqual(await active(again), before);
  assert.equal(await again.page.getByLabel('State', { exact: true }).inputValue(), 'submitted');
  await again.close();
  const odd = await pages.openMatrix(told, { kept: { choice: { sort: 'no such column', find: 3 } } });
  assert.match(await odd.page.locator('.said').innerText(), /^300 of 300/);
  await odd.close();
});

test('what others wrote is text, and nothing is wider than a narrow page', async () => {
  const hostile = '<img src=x onerror=alert(1)> '.repeat(20);
  const rows = [
    row(hostile, 0, { language: hostile, sides: [side({ tags: [hostile] }), side({ failure: hostile })] }),
  ];
  const state = matrixState(rows, { project: hostile, models: [hostile, 'm'.repeat(200)] });
  const review = await pages.openMatrix({ state, rows }, { width: 320, height: 700 });
  const { page } = review;
  assert.equal(await page.locator('img').count(), 0);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  assert.ok(
    (await page.locator('.whole').innerText()).includes(hostile.trim()),
    'the whole of a cut cell is below',
  );
  assert.deepEqual([review.forbidden, review.consoleErrors], [[], []]);
  await review.close();
});
