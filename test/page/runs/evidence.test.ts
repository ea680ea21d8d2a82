import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { openChecks, openRow } from '../support/choose.ts';
import { startPages } from '../support/page.ts';
import { manyChecks, tested } from '../support/runStates.ts';
import { input, response, run } from '../support/states.ts';

/** What was checked, in the row of an input and in its details. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

type Evidence = NonNullable<RunView['evidence']>;

const evidence = (more: Partial<Evidence>): Evidence => ({
  checks: 4,
  passed: 4,
  failed: [],
  marks: [],
  complete: true,
  ...more,
});

/** A status, what was checked, and how the cell reads. */
const cases: [RunView['status'], Partial<Evidence>, string][] = [
  ['passed', {}, 'passed 4 checks'],
  ['passed', { checks: 1, passed: 1 }, 'passed 1 check'],
  [
    'differs',
    {
      passed: 3,
      failed: [{ n: 4, line: 9, text: 'get("b", "gone")', op: '==', expected: "'gone'", got: 'None' }],
    },
    'failed 3 of 4 checks; failed: `get("b", "gone")`, expected \'gone\', got None',
  ],
  [
    'differs',
    { checks: 2, passed: 1, failed: [{ n: 2, case: 'T.test_a', raised: 'KeyError: 1', programLine: 7 }] },
    'failed 1 of 2 checks; failed: T.test_a, KeyError: 1 (line 7)',
  ],
  [
    'crashed',
    { checks: 2, passed: 2, obstacle: { kind: 'ended', text: '' } },
    'crashed 2 checks; ended before check 3',
  ],
  ['ran', { checks: 0, passed: 0 }, 'ran nothing was checked'],
  [
    'ran',
    { checks: 0, passed: 0, obstacle: { kind: 'needs', text: 'pytest' } },
    'ran needs pytest: not in this interpreter',
  ],
  ['cut', { checks: 1, passed: 1 }, 'cut 1 check'],
];

test('a row tells how many checks held and the first that did not', async () => {
  const check = input({ id: 'check', origin: 'dataset', code: 'check(get)', expectedValue: undefined });
  const of = (status: RunView['status'], seen: Partial<Evidence>, marks: Evidence['marks'] = []) =>
    tested({
      inputs: [check],
      responses: [
        response('A', {
          runs: [
            run({
              id: 'a',
              inputId: 'check',
              status,
              value: '',
              stdout: '',
              evidence: evidence({ ...seen, marks }),
            }),
          ],
        }),
        response('B', { runs: [] }),
      ],
    });
  const review = await pages.open({ state: of('passed', {}) });
  await openChecks(review);
  const row = review.page.locator('.runs-table tbody tr').filter({ hasText: 'check(get)' }).first();
  assert.ok(cases.length > 0);
  for (const [i, [status, seen, words]] of cases.entries()) {
    await review.sendState({ ...of(status, seen), serial: 10 + i });
    const cell = await row.getByRole('cell').first().innerText();
    assert.equal(cell.replace(/\s+/g, ' ').trim(), words);
  }
  await review.sendState({ ...of('passed', {}, ['own-class']), serial: 99 });
  await row.getByRole('button').click();
  const details = await review.page.locator('.run-details').innerText();
  assert.match(details, /rests on the program’s own class[\s\S]*\n4 checks/);
  await review.close();
});

test('the details have a row for each check: those that failed first, those that passed folded', async () => {
  const review = await pages.open({ state: manyChecks() });
  await openRow(review, 'check(f)');
  const column = (side: string) => review.page.locator(`.details-column[data-subject="${side}"]`);
  const rows = column('A').getByRole('listitem');
  const seen = async (): Promise<string[]> => {
    const shown: string[] = [];
    for (const one of await rows.all())
      if (await one.isVisible()) shown.push((await one.innerText()).replace(/\s+/g, ' ').trim());
    return shown;
  };
  const failed = [
    'failed: f(2) line 3 expected 4 got <b>5</b>',
    'failed: f(n) line 5 expected >= 1 got 0',
    'failed: assert f(None) is None line 6 got TypeError: no',
    '1 more failed',
  ];
  assert.deepEqual(await seen(), [...failed, '10 passed']);
  const fold = column('A').getByRole('button', { name: '10 passed' });
  await fold.focus();
  await review.page.keyboard.press('Enter');
  assert.equal(await fold.getAttribute('aria-expanded'), 'true');
  const held = [
    'passed: assert f(1) == 2 line 2',
    'passed: assert f(n) >= n line 5 8 times',
    '1 more passed',
  ];
  assert.deepEqual(await seen(), [...failed, '10 passed', ...held]);
  await review.page.keyboard.press('Enter');
  assert.deepEqual(await seen(), [...failed, '10 passed']);
  // What another language counts says no more than how many held.
  assert.equal((await column('B').locator('.check-rows').innerText()).trim(), '12 passed');
  assert.equal(await column('B').locator('.check-rows button').count(), 0);
  assert.deepEqual(review.consoleErrors, []);
  await review.close();
});

test('a row says whether the dataset’s own solution did the same, and a fault of its tests stands above', async () => {
  const call = input({ id: 'call', code: 'f(1)', expectedValue: undefined });
  type Beside = Pick<RunView, 'reference' | 'stale'>;
  const of = (...beside: [Beside, Beside]) => {
    const ran = (id: string): RunView => run({ id, inputId: 'call', value: '1', stdout: '' });
    const state = tested({
      inputs: [call],
      responses: [response('A', { runs: [ran('a')] }), response('B', { runs: [ran('b')] })],
    });
    const [one, two] = state.responses.map((shown, i) => ({
      ...shown,
      runs: shown.runs.map((each) => ({ ...each, ...beside[i] })),
    }));
    assert.ok(one && two && one.runs.length === 1);
    return { ...state, responses: [one, two] as typeof state.responses, datasetFaults: ['It fails.'] };
  };
  const a = { reference: { same: true, by: 'value', reference: '1' }, stale: false } as const;
  const b = { reference: { same: false, by: 'value', reference: '<b>2</b>' }, stale: false } as const;
  const review = await pages.open({ state: of(a, b) });
  await openChecks(review);
  const row = review.page.locator('.runs-table tbody tr').filter({ hasText: 'f(1)' }).first();
  assert.match(await row.getByRole('cell').nth(0).innerText(), /as the reference/);
  assert.match(await row.getByRole('cell').nth(1).innerText(), /≠ reference/);
  assert.match(await review.page.locator('.checks-pane').innerText(), /It fails\./);
  await row.getByRole('button').click();
  assert.match(
    await review.page.locator('.run-details').innerText(),
    /The dataset’s own solution gives another value: <b>2<\/b>/,
  );
  await review.sendState({ ...of({ ...a, stale: true }, b), datasetFaults: [], serial: 9 });
  await openChecks(review);
  assert.doesNotMatch(await row.getByRole('cell').nth(0).innerText(), /reference/);
  assert.doesNotMatch(await review.page.locator('.checks-pane').innerText(), /It fails\./);
  await review.close();
});

test('what others’ logs say stands above the checks, as text', async () => {
  const state = tested({
    inputs: [input({ id: 'call', code: 'f(1)', expectedValue: undefined })],
    responses: [response('A', { runs: [run({ id: 'a', inputId: 'call' })] }), response('B', { runs: [] })],
  });
  const theirs = [
    'A: theirs: passed (Inspect, verify); ours: 3 of 4 passed.',
    'B: theirs: <b>P</b> (Inspect); ours: not run.',
  ];
  const review = await pages.open({ state: { ...state, theirs } });
  await openChecks(review);
  const lines = review.page.locator('.their-verdicts > div');
  assert.deepEqual(await lines.allInnerTexts(), theirs);
  await review.sendState({ ...state, theirs: [], serial: 9 });
  await openChecks(review);
  await lines.first().waitFor({ state: 'detached' });
  await review.close();
});
