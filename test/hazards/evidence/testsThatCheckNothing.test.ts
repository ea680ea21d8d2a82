// H11: tests that check nothing say nothing. H14: a test that fails is no crash.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import type { Verdict } from '../../../src/domain/run.ts';
import { summarise } from '../../../src/insights/runSummary.ts';
import { judgeIn } from './judgedRun.ts';

const right = 'def add(a, b):\n    return a + b\n\n\nasync def later(a, b):\n    return a + b\n';
const wrong = 'def add(a, b):\n    return a - b\n\n\nasync def later(a, b):\n    return a - b\n';

const inputOf = (tests: TaskInput['tests'], entryPoint?: string) =>
  datasetInputs({
    id: 't',
    position: 0,
    source: 's',
    instruction: '',
    language: 'python',
    tests,
    entryPoint,
  });

/** Tests that were loaded and never called: each has to tell the wrong program. */
const uncalled: Record<string, string> = {
  'check without an entry point': 'def check(candidate):\n    assert candidate(1, 2) == 3',
  'an indented check':
    'if True:\n    def check(candidate):\n        assert candidate(1, 2) == 3\n    check(add)',
  'an asynchronous test': 'async def test_later():\n    assert await later(1, 2) == 3',
  'a class of pytest': 'class TestAdd:\n    def test_it(self):\n        assert add(1, 2) == 3',
  'an asynchronous unittest':
    'from unittest import IsolatedAsyncioTestCase\nclass T(IsolatedAsyncioTestCase):\n    async def test_it(self):\n        self.assertEqual(await later(1, 2), 3)',
  'a TestCase under another name':
    'import unittest as u\nBase = u.TestCase\nclass T(Base):\n    def test_it(self):\n        self.assertEqual(add(1, 2), 3)',
  'a test with parameters':
    'import pytest\n@pytest.mark.parametrize("a, b", [(1, 2)])\ndef test_it(a, b):\n    assert add(a, b) == 3',
  'two tests, one of which is called':
    'def test_a():\n    assert add(0, 0) == 0\ndef test_b():\n    assert add(1, 2) == 3\ntest_a()',
};

describe('tests that are defined and not called', { concurrency: 2 }, () => {
  for (const [name, tests] of Object.entries(uncalled))
    test(name, async () => {
      const [input, ...rest] = inputOf(tests);
      assert.ok(input);
      assert.deepEqual(rest, []);
      const verdictOf = async (program: string) =>
        (await judgeIn('waiting interpreter', program, input, 'Write `add(a, b)`.')).verdict;
      assert.equal(await verdictOf(wrong), 'differs');
      assert.equal(await verdictOf(right), 'passed');
    });
});

/** What checks nothing, whatever the program does. */
const nothing: Record<string, string> = {
  'a remark': '# add(1, 2) is 3',
  'None as a text': 'None',
  'an empty test': 'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        pass',
  'a test that is skipped':
    'import unittest\nclass T(unittest.TestCase):\n    @unittest.skip("later")\n    def test_it(self):\n        self.assertEqual(add(1, 2), 3)',
  'a function of its own that nobody calls': 'def verify():\n    assert add(1, 2) == 3',
};

describe('tests that check nothing', { concurrency: 2 }, () => {
  for (const [name, tests] of Object.entries(nothing))
    test(name, async () => {
      const [input] = inputOf(tests);
      assert.ok(input);
      const { verdict, evidence } = await judgeIn('waiting interpreter', wrong, input);
      assert.equal(verdict, 'ran');
      assert.equal(evidence?.checks, 0);
      assert.equal(evidence.complete, true);
    });
});

test('what cannot be run says what is missing', async () => {
  const [numbers] = inputOf('import polars\nassert polars.Series([add(1, 2)]).sum() == 3');
  assert.ok(numbers);
  const { verdict, evidence } = await judgeIn('sandbox', right, numbers);
  assert.equal(verdict, 'ran');
  assert.deepEqual(evidence?.obstacle, { kind: 'needs', text: 'polars' });
  const [broken] = inputOf('assert add(1, 2) = 3');
  assert.ok(broken);
  const unread = await judgeIn('sandbox', right, broken);
  assert.deepEqual([unread.verdict, unread.evidence?.obstacle?.kind], ['ran', 'tests']);
});

test('a program without the function never came to its tests', async () => {
  const [input] = inputOf(uncalled['a TestCase under another name']);
  assert.ok(input);
  const { verdict, evidence } = await judgeIn('sandbox', 'def plus(a, b):\n    return a + b\n', input);
  assert.equal(verdict, 'crashed');
  assert.deepEqual(evidence?.obstacle, { kind: 'missing', text: 'add' });
  const broken = await judgeIn(
    'sandbox',
    'import nothing_of_that_name\ndef add(a, b):\n    return a + b\n',
    input,
  );
  assert.equal(broken.verdict, 'crashed');
  assert.match(broken.stderr, /ModuleNotFoundError: No module named 'nothing_of_that_name'/);
});

test('one that ends before its tests is told from one that fails them', async () => {
  const [input] = inputOf('assert add(0, 0) == 0\nassert add(1, 2) == 3');
  assert.ok(input);
  const leaves = 'import os\ndef add(a, b):\n    if a:\n        os._exit(0)\n    return 0\n';
  const { verdict, evidence } = await judgeIn('sandbox', leaves, input);
  assert.equal(verdict, 'crashed');
  assert.deepEqual(evidence?.obstacle, { kind: 'ended', text: '' });
  assert.deepEqual([evidence.checks, evidence.passed], [1, 1]);
});

test('a unittest that fails differs', async () => {
  const [input] = inputOf(
    'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(add(1, 2), 3)',
  );
  assert.ok(input);
  const { verdict, evidence } = await judgeIn('sandbox', wrong, input);
  assert.equal(verdict, 'differs');
  assert.deepEqual(evidence?.failed, [
    { n: 1, case: 'T.test_it', message: 'AssertionError: -1 != 3', line: 4 },
  ]);
});

test('what was not checked counts for nobody', () => {
  const inputs = [
    { id: 'a', origin: 'dataset' as const, checks: true },
    { id: 'b', origin: 'dataset' as const, checks: true },
  ];
  const solved = (...verdicts: Verdict[]) => {
    const runs = verdicts.map((verdict, i) => ({ inputId: inputs[i]?.id, verdict, sandbox: 'none' }));
    const samples = [{ response: 1 as const, current: true, hasCode: true, runs }];
    return summarise([{ taskId: 't', inputs, samples }], ['1', '2'])[0].passAt[0]?.value;
  };
  assert.equal(solved('passed', 'passed'), 1);
  assert.equal(solved('passed', 'ran'), undefined);
  assert.equal(solved('passed', 'cut'), undefined);
  assert.equal(solved('ran', 'ran'), undefined);
  assert.equal(solved('ran', 'differs'), 0);
});
