import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixCsv, matrixMarkdown, type MatrixTable } from '../../../src/insights/matrixTexts.ts';
import { row, side } from '../../page/support/matrix/matrixStates.ts';

const state: MatrixTable['state'] = {
  project: 'p',
  models: ['a|b', '[x](command:y)'],
  passAt: [
    [{ k: 1, share: { value: 1, low: 0.25, high: 1, tasks: 3 } }],
    [{ k: 2, share: { value: 0.5, tasks: 1 } }],
  ],
  kinds: [],
};
const rows = [
  row('t1', 0, {
    title: 'one <b>title</b>',
    first: 1,
    state: 'submitted',
    sides: [
      side({ outcome: 'passed', tests: { passed: 2, judged: 2 }, score: 6, lines: 9, tags: ['=1+1'] }),
      side({ outcome: 'crashed', own: { passed: 1, judged: 2 }, score: 1, odd: true }),
    ],
  }),
];

test('as Markdown: pass@k with interval, a row for each task, and no text is markdown', () => {
  const text = matrixMarkdown({ state, rows, byModel: false });
  const lines = text.split('\n').filter((one) => one.startsWith('|'));
  assert.equal(lines[0], '| Model | pass@1 | pass@2 |');
  assert.equal(lines[2], '| a\\|b | 100.0 % (3 tasks), 95 %: 25.0 % to 100.0 % | – |');
  assert.equal(lines[3], '| \\[x\\]\\(command\\:y\\) | – | 50.0 % (1 tasks) |');
  assert.equal(lines.length, 7);
  assert.match(
    lines[6] ?? '',
    /^\| one \\<b\\>title\\<\/b\\> \| python \| Submitted \| passed, 2 of 2 \| crashed \| – \| 1 of 2 \| 6 \| 1 \| 9 \| 12 \| A\\: =1\\\+1 \|$/,
  );
  assert.match(text, /pass@k is the unbiased estimate/);
});

test('by model the columns are the models, in their order', () => {
  const lines = matrixMarkdown({ state, rows, byModel: true }).split('\n');
  assert.ok(lines.some((one) => one.includes('| Points a\\|b | Points \\[x\\]\\(command\\:y\\) |')));
  assert.match(lines.find((one) => one.startsWith('| one')) ?? '', /\| crashed \| passed, 2 of 2 \|/);
});

test('as CSV: a row for each response, and nothing that a spreadsheet would calculate', () => {
  const lines = matrixCsv({ state, rows, byModel: false }).trim().split('\n');
  assert.equal(
    lines[0],
    'task,language,state,response,outcome,tests_passed,tests_judged,own_passed,own_judged,score,judge,against_runs,lines,tags',
  );
  assert.equal(lines[1], "t1,python,submitted,A,passed,2,2,0,0,6,,false,9,'=1+1");
  assert.equal(lines[2], 't1,python,submitted,B,crashed,0,0,1,2,1,,true,12,');
});
