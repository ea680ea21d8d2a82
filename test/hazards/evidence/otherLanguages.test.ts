// H11 and H12 in the languages whose tests run in the program's own process.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { judge } from '../../real/runs/harness/judged.ts';
import { warmToolChains } from '../../real/runs/toolChains.ts';
import { forgersOfLanguages, testsOf } from './forgersOfLanguages.ts';

before(warmToolChains);

const only = process.env.TOUCHSTONE_LANGUAGE;
const wanted = ({ language }: { language: string }): boolean => only === undefined || language === only;

describe('programs that want to read as passed', { concurrency: 2 }, () => {
  for (const { language, name, program, marked } of forgersOfLanguages.filter(wanted))
    test(`${language}: ${name}`, async () => {
      const { verdict, outcome } = await judge(language, program, { code: testsOf[language] ?? '' }, true);
      if (!marked) return assert.notEqual(verdict, 'passed', JSON.stringify(outcome));
      assert.ok(outcome.report?.evidence?.marks.includes('may-judge-itself'), JSON.stringify(outcome));
    });
});

/** A wrong program, and tests that say nothing about it. */
const nothing: { language: string; program: string; tests: string[] }[] = [
  {
    language: 'rust',
    program: 'fn square(n: i64) -> i64 { n }',
    tests: ['// square(3) is 9', '#[test]\nfn empty() {}', 'let _ = square(3);'],
  },
  {
    language: 'c',
    program: 'int square(int n) { return n; }',
    tests: ['/* square(3) is 9 */', 'int main(void) { square(3); return 0; }'],
  },
  {
    language: 'cpp',
    program: 'int square(int n) { return n; }',
    tests: ['void test_square() { square(3); }'],
  },
  {
    language: 'go',
    program: 'package main\n\nfunc square(n int) int { return n }',
    tests: ['func TestSquare(t *testing.T) {\n\tsquare(3)\n}', '_ = square(3)'],
  },
  {
    language: 'javascript',
    program: 'function square(n) { return n; }',
    tests: ['// square(3) is 9', 'square(3);', "test('square', () => { square(3); });"],
  },
  {
    language: 'bash',
    program: 'square() { echo "$1"; }',
    tests: ['square 3', 'test_square() {\n  square 3\n}'],
  },
  {
    language: 'java',
    program: 'class Solution { static int square(int n) { return n; } }',
    tests: ['Solution.square(3);', 'class T { @org.junit.jupiter.api.Test void empty() { } }'],
  },
];

describe('tests that check nothing', { concurrency: 2 }, () => {
  for (const { language, program, tests } of nothing.filter(wanted))
    for (const code of tests)
      test(`${language}: ${code}`, async () => {
        const { verdict, outcome } = await judge(language, program, { code }, true);
        assert.equal(verdict, 'ran', JSON.stringify(outcome));
        assert.deepEqual(outcome.report?.evidence, {
          checks: 0,
          passed: 0,
          failed: [],
          marks: ['in-process'],
          complete: true,
        });
      });
});

test('a program that ends before its tests is told so', async () => {
  const program = 'package main\n\nimport "os"\n\nfunc square(n int) int {\n\tos.Exit(0)\n\treturn n\n}';
  const { verdict, outcome } = await judge('go', program, { code: testsOf['go'] ?? '' }, true);
  assert.equal(verdict, 'crashed');
  assert.deepEqual(outcome.report?.evidence?.obstacle, { kind: 'ended' });
});
