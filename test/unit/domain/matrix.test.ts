import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultOf, type MatrixRun } from '../../../src/domain/matrix.ts';
import { each } from '../../each.ts';

const run = (kind: MatrixRun['kind'], verdict: MatrixRun['verdict'], expects = true): MatrixRun => ({
  ...(kind && { kind }),
  verdict,
  expects,
});

test('what came of a response is the worst of its tests, else of the program as it is', () => {
  const cases: [string, MatrixRun[]][] = [
    ['not-run', []],
    ['not-run', [run('test', 'stopped')]],
    ['ran', [run(undefined, 'ran')]],
    ['crashed', [run(undefined, 'crashed')]],
    ['passed', [run('test', 'passed'), run(undefined, 'crashed')]],
    ['failed', [run('test', 'passed'), run('test', 'differs')]],
    ['timed-out', [run('test', 'timed-out'), run('test', 'differs')]],
    ['crashed', [run('test', 'timed-out'), run('test', 'crashed')]],
    ['ran', [run('own', 'differs'), run(undefined, 'ran')]],
    ['ran', [run('test', 'ran')]],
  ];
  for (const [outcome, runs] of each(cases))
    assert.equal(resultOf(runs).outcome, outcome, JSON.stringify(runs));
});

test('tests and own examples are counted apart, those that expect something or passed', () => {
  const { tests, own } = resultOf([
    run('test', 'passed'),
    run('test', 'differs'),
    run('test', 'stopped'),
    run('own', 'ran', false),
    run('own', 'passed', false),
    run(undefined, 'ran', false),
  ]);
  assert.deepEqual(
    [tests, own],
    [
      { passed: 1, judged: 2 },
      { passed: 1, judged: 1 },
    ],
  );
});
