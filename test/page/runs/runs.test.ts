import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { openChecks, openRow } from '../support/choose.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { corrected, endings, inputs, running, runsA, runsB, tested } from '../support/runStates.ts';
import { input, response, run, state, type Scene } from '../support/states.ts';

/** The table of runs, the details of one input, and the evidence beside the criteria. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const rowOf = (review: ReviewPage, name: string) =>
  review.page.locator('.runs-table tbody tr').filter({ has: review.page.getByRole('button', { name }) });

/** How the checks went, tests before the responses' own examples. */
async function summaryOf(review: ReviewPage): Promise<string> {
  const groups = await review.page.locator('.facts-of').allInnerTexts();
  return groups.map((text) => text.replace(/\s+/g, ' ').trim()).join(' · ');
}

/** The words of a row as they are read: the input, then a cell each. */
async function cells(review: ReviewPage, name: string): Promise<string[]> {
  await openChecks(review);
  const row = rowOf(review, name).first();
  const head = await row.getByRole('rowheader').innerText();
  const rest = await row.getByRole('cell').allInnerTexts();
  return [head, ...rest].map((text) => text.replace(/\s+/g, ' ').trim());
}

test('an assertion that one passes and the other does not: its error stands there, and the two differ', async () => {
  const check = input({
    id: 'check',
    origin: 'dataset',
    code: 'assert f(1) == 2',
    expectedValue: undefined,
  });
  const of = (id: string, status: 'passed' | 'differs', stderr: string): RunView[] => [
    // Statements have an empty value.
    run({ id, inputId: 'check', status, value: '', stdout: 'noise\n', stderr }),
  ];
  const error = 'Traceback (most recent call last):\nAssertionError: f(1)\n';
  const both = (a: RunView[], b: RunView[]): ReviewState =>
    tested({ inputs: [check], responses: [response('A', { runs: a }), response('B', { runs: b })] });

  const review = await pages.open({ state: both(of('a', 'differs', error), of('b', 'passed', '')) });
  const row = ['failed AssertionError: f(1)', 'passed', 'differ'];
  assert.deepEqual((await cells(review, 'assert f')).slice(1), row);
  await review.sendState({ ...both(of('a', 'passed', ''), of('b', 'passed', '')), serial: 9 });
  assert.deepEqual((await cells(review, 'assert f')).slice(1), ['passed', 'passed', 'same']);
  await openRow(review, 'assert f');
  assert.equal(await review.page.locator('.run-details').getByText('Value', { exact: true }).count(), 0);
  await review.close();
});

test('a real table: the program as written, then a row an input, a column a program', async () => {
  const review = await pages.open({ state: tested() });
  await openChecks(review);
  const table = review.page.getByRole('table', { name: /^Runs/ });
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['Input', 'A', 'B', 'A and B']);
  assert.equal(await table.getByRole('rowheader').count(), 6);
  assert.deepEqual(await cells(review, 'The program itself'), ['The program itself', 'ran', 'ran None', '']);
  assert.deepEqual(await cells(review, '(0, 1)'), [
    'get_value([[1, 2], [3, 4]], (0, 1)) → 2 dataset',
    'passed 2',
    'passed 2',
    'same',
  ]);
  assert.deepEqual((await cells(review, '(0,)')).slice(1), [
    'passed None',
    'crashed ValueError: not enough values to unpack (expected 2, got 1)',
    'differ',
  ]);
  await openChecks(review);
  const origins = await review.page.locator('.origin:visible').allInnerTexts();
  assert.deepEqual(
    origins.map((text) => text.trim()),
    ['dataset', 'yours', 'from B', 'by a model', 'yours'],
  );
  assert.equal(await summaryOf(review), 'A 3/3 B 2/3 · A – B 0/1');
  await review.sendState(corrected());
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), [
    'Input',
    'A',
    'B',
    'Correction',
    'A and B',
  ]);
  assert.equal((await cells(review, '(-1, 0)'))[3], 'ran None');
  await review.close();
});

test('every way a run may end has its word; durations are in the tooltip', async () => {
  const review = await pages.open({ state: endings() });
  const wanted = {
    passed: 'passed 2',
    ran: 'ran 3',
    differs: 'failed [1, 2, 3]',
    error: 'crashed KeyError: 7',
    signal: 'crashed signal SIGSEGV',
    memory: 'crashed over the memory limit',
    compile: 'crashed does not compile',
    time: 'timed out',
    stopped: 'stopped',
    running: 'running',
    waiting: 'waiting',
  };
  for (const [name, words] of Object.entries(wanted))
    assert.equal((await cells(review, `f("${name}")`))[1], words);
  await review.sendState(tested({ serial: 2 }));
  const tip = await rowOf(review, '(0, 1)').locator('.run-cell').first().getAttribute('title');
  assert.match(tip ?? '', /^Response A: passed · 2 · 41 ms · 9\.0 MB memory · Python 3\.12\.3 · bubblewrap/);
  await review.close();
});

test('stale runs are told, and count for nothing', async () => {
  const review = await pages.open({ state: running() });
  assert.deepEqual((await cells(review, '(0, 1)')).slice(1), ['passed 2', 'passed 2 stale', '']);
  assert.equal(await summaryOf(review), 'A 1/1 B not run · A – B not run');
  const evidence = review.page.locator('[data-side=B] .hint').last();
  assert.match(await evidence.innerText(), /5 checks, run with older code/);
  await review.close();
});

test('evidence stands beside its criterion, for eyes and screen readers, and sets no score', async () => {
  const review = await pages.open({ state: tested() });
  const hint = (side: string, index: number) => review.page.locator(`[data-side=${side}] .hint`).nth(index);
  assert.equal(await hint('A', 0).innerText(), 'no comment, no docstring');
  assert.equal(await hint('B', 1).innerText(), '2 calls with output');
  assert.equal(await hint('A', 2).innerText(), 'tests 3/3');
  assert.equal(await hint('B', 2).innerText(), 'tests 2/3 · own 0/1');
  const group = review.page.getByRole('radiogroup', { name: 'Response B: Runs, works' });
  assert.match((await group.getAttribute('aria-description')) ?? '', /tests 2\/3; own 0\/1/);
  assert.equal(await review.page.locator('[data-criterion] input:checked').count(), 0);
  assert.equal((await review.messages('saveDraft')).length, 0);
  await review.page.keyboard.press('0');
  assert.equal(
    await hint('A', 0).getAttribute('title'),
    'no comment, no docstring · Nothing explains the code',
  );
  await review.close();
});

test('all by keys: to the table, from row to row, details, and back', async () => {
  const review = await pages.open({ state: tested() });
  await review.send({ type: 'do', action: 'runs', fromKey: true });
  const focused = () => review.page.evaluate(() => document.activeElement?.textContent ?? '');
  assert.match(await focused(), /The program itself/);
  await review.page.keyboard.press('ArrowDown');
  await review.page.keyboard.press('ArrowDown');
  await review.page.keyboard.press('ArrowDown');
  assert.match(await focused(), /\(0,\)/);
  await review.page.keyboard.press('Enter');
  const details = review.page.getByRole('region', { name: /^Details: get_value\(\[\[1, 2\]\], \(0,\)\)/ });
  await details.waitFor();
  assert.equal(await review.page.locator('.runs-table').isVisible(), false, 'one thing at a time');
  const b = details.getByRole('region', { name: 'Response B' });
  assert.match(await b.innerText(), /crashed · exit 1/);
  assert.match(await b.innerText(), /Traceback \(most recent call last\)/);
  assert.match(await b.innerText(), /9\.0 MB memory · Python 3\.12\.3 · bubblewrap 0\.8\.0 \+ cgroups/);
  await review.page.keyboard.press('Escape');
  await review.page.locator('.run-details').waitFor({ state: 'hidden' });
  assert.match(await focused(), /\(0,\)/);
  await review.page.keyboard.press('End');
  assert.match(await focused(), /for i in range/);
  await review.page.keyboard.press('Enter');
  await review.page.getByRole('region', { name: /^Details: for i in range/ }).waitFor();
  await review.page.keyboard.press('F8');
  await review.page.getByRole('region', { name: /^Details: get_value\(\[\[1, 2\]\], \(0,\)\)/ }).waitFor();
  await review.page.keyboard.press('Shift+F8');
  await review.page.getByRole('region', { name: /^Details: for i in range/ }).waitFor();
  await review.page.keyboard.press('Escape');
  await review.page.keyboard.press('Home');
  assert.match(await focused(), /The program itself/);
  assert.equal(await review.page.locator('.row-button[tabindex="0"]').count(), 1, 'one stop of the Tab key');
  assert.equal((await review.messages('submit')).length, 0);
  assert.equal((await review.messages('saveDraft')).length, 0);
  await review.close();
});

test('details: input, streams, whole output, the diff of both', async () => {
  const review = await pages.open({
    state: tested({
      inputs: inputs().map((one) =>
        one.id === 'printed' ? { ...one, stdin: 'line\n', args: ['--fast', 'a b'] } : one,
      ),
    }),
  });
  await openRow(review, 'for i in range(3):');
  const details = review.page.locator('.run-details');
  const block = (name: string) => details.getByRole('region', { name, exact: true }).first();
  assert.match(await block('Code').innerText(), /print\("done"\)/);
  assert.equal(await block('Arguments').innerText(), '--fast\na b');
  assert.equal((await block('Stdin').innerText()).trim(), 'line');
  assert.match(await block('Expected output').innerText(), /1 3/);
  await details.locator('.differences .cm-insertedLine').first().waitFor();
  assert.deepEqual(
    (await details.getByRole('radiogroup', { name: 'What differs' }).innerText()).split('\n'),
    ['Output: Expected, B', 'Output: A, B'],
  );
  await details.getByRole('button', { name: 'Diff in editor' }).click();
  assert.equal((await review.message('diffOutputs')).inputId, 'printed');
  await details.getByRole('button', { name: 'Open the whole output of Response B' }).click();
  assert.equal((await review.message('openOutput')).runId, 'b-printed');
  await review.close();
});

test('short values that differ are written one above the other, without an editor', async () => {
  const wrong = runsB().map((one) =>
    one.inputId === 'in' ? run({ ...one, status: 'differs', value: '4' }) : one,
  );
  const review = await pages.open({
    state: tested({
      responses: [response('A', { runs: runsA() }), response('B', { runs: wrong })],
    }),
  });
  await openRow(review, '(0, 1)');
  const lines = review.page.locator('.differences .short-line');
  assert.deepEqual(await lines.allInnerTexts(), ['Expected\n2', 'B\n4']);
  await review.page.getByRole('radiogroup', { name: 'What differs' }).getByText('Value: A, B').click();
  assert.deepEqual(await lines.allInnerTexts(), ['A\n2', 'B\n4']);
  assert.equal(await review.page.locator('.cm-editor').count(), 0);
  await review.close();
});

test('runs all programs or one input; stops what is under way', async () => {
  const review = await pages.open({ state: corrected() });
  await review.page.getByRole('button', { name: /^Run all: both responses with all checks/ }).click();
  assert.deepEqual(await review.message('run'), {
    type: 'run',
    taskId: 'task-17',
    subjects: ['A', 'B', 'correction'],
  });
  await review.send({ type: 'do', action: 'runBoth', fromKey: true });
  assert.deepEqual((await review.message('run', 2)).subjects, ['A', 'B', 'correction']);
  await openRow(review, '(0, 1)');
  await review.page.getByRole('button', { name: 'Run this check' }).click();
  assert.equal((await review.message('run', 3)).inputId, 'in');
  await review.page.keyboard.press('Escape');
  await review.sendState(running());
  await review.page.getByRole('button', { name: 'Run response B' }).click();
  assert.deepEqual((await review.message('run', 4)).subjects, ['B']);
  await review.send({ type: 'do', action: 'runA', fromKey: true });
  assert.equal((await review.messages('run')).length, 4, 'A is under way already');
  await review.page.getByRole('button', { name: 'Stop all runs' }).click();
  assert.equal((await review.message('stopRun')).subject, 'A');
  await review.sendState(tested({ trusted: false }));
  await review.send({ type: 'do', action: 'runBoth', fromKey: true });
  assert.equal((await review.messages('run')).length, 4);
  await review.close();
});

test('checks that wait since others ran out of time are told, and run by button or key', async () => {
  const slow = runsA().flatMap((one) => {
    if (one.inputId === 'negative' || one.inputId === 'printed') return [];
    return one.inputId === 'in' || one.inputId === 'out' ? run({ ...one, status: 'timed-out' }) : one;
  });
  const held = () => tested({ responses: [response('A', { runs: slow }), response('B', { runs: runsB() })] });
  const review = await pages.open({ state: held() });
  const line = review.page.locator('.held');
  assert.match(await line.innerText(), /^A: 2 checks timed out; 2 more wait/);
  assert.ok(await review.page.locator('.first-failure').isHidden());
  await review.page.getByRole('button', { name: 'Run the checks that wait' }).click();
  assert.deepEqual(await review.message('run'), {
    type: 'run',
    taskId: 'task-17',
    subjects: ['A'],
    rest: true,
  });
  await review.send({ type: 'do', action: 'runRest', fromKey: true });
  assert.equal((await review.message('run', 2)).rest, true);
  await review.page.setViewportSize({ width: 320, height: 600 });
  assert.ok(await review.page.getByRole('button', { name: 'Run the checks that wait' }).isVisible());
  const [needed, there] = await review.page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.equal(needed, there, 'nothing sticks out');
  await review.sendState(tested());
  assert.ok(await line.isHidden(), 'all have run');
  await review.send({ type: 'do', action: 'runRest', fromKey: true });
  assert.equal((await review.messages('run')).length, 2, 'nothing waits');
  await review.sendState(running());
  assert.ok(await line.isHidden());
  await review.close();
});

test('the end of the runs is told once, when all of it is over', async () => {
  const review = await pages.open({ state: running() });
  await review.page.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(window, { spoken });
    const region = document.querySelector('[role=status]');
    if (region)
      new MutationObserver(() => region.textContent && spoken.push(region.textContent)).observe(region, {
        childList: true,
      });
  });
  const spoken = () => review.page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  const partly = runsB().map((one, index) => (index < 3 ? one : run({ ...one, status: 'running' })));
  await review.sendState(
    tested({ responses: [response('A', { runs: runsA() }), response('B', { runs: partly })] }),
  );
  assert.deepEqual(await spoken(), [], 'B is still under way');
  await review.sendState(tested());
  await review.page.waitForFunction(() => (window as unknown as { spoken: string[] }).spoken.length > 0);
  assert.deepEqual(await spoken(), ['Response A: 4 of 4 checks passed. Response B: 2 of 4 checks passed']);
  await review.close();
});

test('the sandbox is told in a line, its absence too, each with its sentence', async () => {
  const review = await pages.open({ state: tested() });
  const sandbox = review.page.locator('.sandbox');
  assert.match((await sandbox.getAttribute('title')) ?? '', /^Sandboxed/);
  assert.match((await sandbox.textContent()) ?? '', /Programs run without network/);
  assert.match((await sandbox.getAttribute('title')) ?? '', /bubblewrap 0\.8\.0 \+ cgroups/);
  await review.sendState(corrected());
  assert.match((await sandbox.getAttribute('title')) ?? '', /^No sandbox/);
  assert.ok(await sandbox.isVisible(), 'where there is none it is said at any size');
  assert.match((await sandbox.textContent()) ?? '', /they can read your files/);
  await review.close();
});

test('only inputs that expect something are passed or not; the others ran', async () => {
  const free = inputs().map(({ expectedValue: _, expectedOutput: __, ...rest }) => ({
    ...rest,
    checks: false,
  }));
  const ran = free.map(({ id }) => run({ inputId: id, status: 'ran' }));
  const both = {
    responses: [response('A', { runs: ran }), response('B', { runs: ran })],
  } satisfies Scene;
  const review = await pages.open({ state: tested({ inputs: free, ...both }) });
  assert.equal(await summaryOf(review), 'A ran B ran · A – B ran');
  const [first, ...others] = free;
  assert.ok(first);
  const one = [{ ...first, checks: true }, ...others];
  await review.sendState(tested({ inputs: one, ...both }));
  assert.equal(await summaryOf(review), 'A 0/1 B 0/1 · A – B ran');
  await review.close();
});

test('a blind task shows no name of a model in the runs, whatever the origin', async () => {
  const review = await pages.open({ state: tested() });
  await openRow(review, '(-1, 0)');
  assert.match(await review.page.locator('.run-details').innerText(), /by a model/);
  assert.equal(await review.page.locator('.column-head h2').first().innerText(), 'Response A');
  assert.match(
    (await review.page.locator('.name-hidden').first().getAttribute('title')) ?? '',
    /hidden until/,
  );
  await review.close();
});

test('a shell is offered where the language has one', async () => {
  const review = await pages.open({ state: tested() });
  await review.page.getByRole('button', { name: 'Open a shell with response B loaded' }).click();
  assert.equal((await review.message('openShell')).side, 'B');
  const rust = '```rust\nfn main() {}\n```\n';
  await review.sendState(
    state({ responses: [response('A', { text: rust }), response('B', { text: rust })] }),
  );
  assert.equal(await review.page.getByRole('button', { name: /Open a shell/ }).count(), 0);
  await review.close();
});
