import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeIn } from '../../../hazards/evidence/judgedRun.ts';
import { forms } from './testForms.ts';

describe('forms of tests', { concurrency: 2 }, () => {
  for (const { name, tests, right, wrong, mark, instruction } of forms)
    test(name, async () => {
      const input = { code: tests, checks: true };
      const good = await judgeIn('waiting interpreter', right, input, instruction);
      assert.equal(good.verdict, 'passed', JSON.stringify(good));
      assert.ok(good.evidence?.complete);
      assert.ok(good.evidence.checks > 0);
      assert.equal(good.evidence.passed, good.evidence.checks);
      assert.deepEqual(good.evidence.marks, mark === undefined ? [] : [mark]);

      const other = typeof wrong === 'string' ? wrong : right.replace(...wrong);
      assert.notEqual(other, right);
      const bad = await judgeIn('waiting interpreter', other, input, instruction);
      assert.equal(bad.verdict, 'differs', JSON.stringify(bad));
      assert.ok(bad.evidence && bad.evidence.failed.length > 0 && bad.evidence.passed < bad.evidence.checks);
    });
});

test('a failed check is told with what was expected and what came', async () => {
  const store = 'def get(key, default=None):\n    return {"a": 1}.get(key)\n';
  const tests = 'assert get("a") == 1\nassert get("b", "gone") == "gone", "default"\nassert get("c") is None';
  const { evidence, stderr } = await judgeIn('sandbox', store, { code: tests, checks: true });
  assert.deepEqual(evidence, {
    checks: 2,
    passed: 1,
    failed: [
      {
        n: 2,
        line: 2,
        text: 'get("b", "gone")',
        op: '==',
        expected: "'gone'",
        got: 'None',
        message: 'default',
      },
    ],
    held: [{ line: 1 }],
    marks: [],
    complete: true,
  });
  assert.match(stderr, /line 2, in <module>\n {4}assert get\("b", "gone"\) == "gone"/);
});

test('an error is told with the program’s line', async () => {
  const program = 'def first(xs):\n    # no look at the length\n    return xs[0]\n';
  const tests =
    'import unittest\nclass T(unittest.TestCase):\n    def test_empty(self):\n        self.assertIsNone(first([]))\n    def test_one(self):\n        self.assertEqual(first([1]), 1)';
  const { verdict, evidence } = await judgeIn('sandbox', program, { code: tests, checks: true });
  assert.equal(verdict, 'differs');
  assert.deepEqual(evidence?.failed, [
    { n: 1, case: 'T.test_empty', raised: 'IndexError: list index out of range', line: 4, programLine: 3 },
  ]);
  const script = await judgeIn('sandbox', program, {
    code: 'assert first([1]) == 1\nassert first([]) is None',
    checks: true,
  });
  assert.equal(script.verdict, 'crashed');
  assert.deepEqual(script.evidence?.obstacle, {
    kind: 'raised',
    text: 'IndexError: list index out of range',
    line: 2,
    programLine: 3,
  });
  assert.equal(script.evidence.passed, 1);
});

test('what an expectation in JSON cannot tell apart is equal', async () => {
  const pairs = 'def pairs(n):\n    return [(n, {n: True})]\n';
  const code = 'pairs(1)';
  const expectedValue = '[[1, {"1": True}]]';
  assert.equal(
    (await judgeIn('waiting interpreter', pairs, { code, expectedValue, fromJson: true })).verdict,
    'passed',
  );
  assert.equal((await judgeIn('waiting interpreter', pairs, { code, expectedValue })).verdict, 'differs');
  assert.equal(
    (
      await judgeIn('waiting interpreter', pairs, {
        code,
        expectedValue: '[[1, {"2": True}]]',
        fromJson: true,
      })
    ).verdict,
    'differs',
  );
});

test('a method that a task calls by its name', async () => {
  const program = 'class Solution:\n    def double(self, n):\n        return 2 * n\n';
  const { verdict, value } = await judgeIn('waiting interpreter', program, {
    code: 'double(3)',
    expectedValue: '6',
  });
  assert.deepEqual([verdict, value], ['passed', '6']);
});

test('the first places whose checks held are told by line, by case, and how often', async () => {
  const double = 'def double(n):\n    return n * 2\n';
  const heldIn = async (code: string) => {
    const { verdict, evidence } = await judgeIn('waiting interpreter', double, { code, checks: true });
    assert.equal(verdict, 'passed');
    return evidence?.held;
  };
  const loop = 'for n in range(5):\n    assert double(n) == 2 * n\nassert double(9) == 18';
  assert.deepEqual(await heldIn(loop), [{ line: 2, times: 5 }, { line: 3 }]);
  const functions = 'def test_a():\n    assert double(1) == 2\n\ndef test_b():\n    assert double(2) == 4\n';
  assert.deepEqual(await heldIn(functions), [{ case: 'test_a' }, { case: 'test_b' }]);
  const unittest =
    'import unittest\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(double(1), 2)\n\n    @unittest.skip("later")\n    def test_b(self):\n        self.assertEqual(double(2), 4)\n';
  assert.deepEqual(await heldIn(unittest), [{ case: 'T.test_a' }]);
  const pytest =
    'import pytest\n\n@pytest.mark.parametrize("n", [1, 2])\ndef test_it(n):\n    assert double(n) == 2 * n\n';
  assert.deepEqual(await heldIn(pytest), [{ case: 'test_it[1]' }, { case: 'test_it[2]' }]);
  const many = Array.from({ length: 50 }, (_, n) => `assert double(${n}) == ${2 * n}`).join('\n');
  const held = await heldIn(many);
  assert.equal(held?.length, 20);
  assert.deepEqual(held.at(-1), { line: 20 });
});
