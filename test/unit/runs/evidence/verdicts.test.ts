import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCounted, parseJudged, parseReport } from '../../../../src/runs/process/reportLines.ts';
import { whenBegun } from '../../../../src/runs/process/runClock.ts';
import { verdictOf, type Ending } from '../../../../src/runs/verdict.ts';
import type { Evidence, RunInput, Verdict } from '../../../../src/domain/run.ts';

const input: RunInput = { id: 'i', origin: 'dataset', code: 'assert f()', checks: true };
const judged = { reportsValue: true, job: '{}' };

function verdict(evidence: Partial<Evidence> | undefined, more: Partial<Ending> = {}, cut = false): Verdict {
  const whole = { checks: 1, passed: 1, failed: [], marks: [], complete: true, ...evidence };
  const report = { value: '', evidence: whole, ...(cut ? { cut } : {}) };
  const ending = {
    stdout: '',
    stderr: '',
    timedOut: false,
    stopped: false,
    truncatedBytes: 0,
    exitCode: 0,
    ...more,
  };
  return verdictOf({ ...ending, ...(evidence ? { report } : {}) }, input, judged);
}

test('a pass is proved', () => {
  assert.equal(verdict({}), 'passed');
  assert.equal(verdict({ checks: 0, passed: 0 }), 'ran');
  assert.equal(verdict({ checks: 3, passed: 2 }), 'differs');
  // Without the last word nothing is, whatever the exit code; nor by an exit code without a word.
  assert.equal(verdict({ complete: false }), 'crashed');
  assert.equal(verdict(undefined), 'crashed');
  assert.equal(verdict({}, {}, true), 'cut');
  // The exit code of what judges has no say.
  assert.equal(verdict({}, { exitCode: 1 }), 'passed');
});

test('what kept checks from being made decides where none has failed', () => {
  assert.equal(verdict({ obstacle: { kind: 'ended' } }), 'crashed');
  assert.equal(verdict({ obstacle: { kind: 'raised', text: 'KeyError: 1' } }), 'crashed');
  assert.equal(verdict({ obstacle: { kind: 'missing', text: 'f' } }), 'crashed');
  assert.equal(verdict({ obstacle: { kind: 'needs', text: 'pytest' }, checks: 0, passed: 0 }), 'ran');
  assert.equal(verdict({ obstacle: { kind: 'tests', text: 'SyntaxError' }, checks: 0, passed: 0 }), 'ran');
  assert.equal(verdict({ obstacle: { kind: 'ended' }, checks: 2, passed: 1 }), 'differs');
});

test('limits and stops come first', () => {
  assert.equal(verdict({}, { timedOut: true }), 'timed-out');
  assert.equal(verdict({}, { stopped: true }), 'stopped');
  assert.equal(verdict({}, { limit: 'memory' }), 'crashed');
});

test('what a judge says is read line by line', () => {
  const lines = [
    '{"begun":1}',
    '{"failed":{"n":2,"line":3,"text":"f(1)","op":"==","expected":"2","got":"1","program_line":7}}',
    'no line of ours',
    '{"failed":{"n":"x"}}',
    '{"end":{"checks":2,"failed":1,"marks":["own-class"],"value":"1"}}',
    '{"end":{"checks":9,"failed":0}}',
  ];
  assert.deepEqual(parseJudged(lines.join('\n')), {
    value: '1',
    evidence: {
      checks: 2,
      passed: 1,
      failed: [{ n: 2, line: 3, text: 'f(1)', op: '==', expected: '2', got: '1', programLine: 7 }],
      marks: ['own-class'],
      complete: true,
    },
  });
  // A failure that was said stays one, whatever the last word counts.
  const denied = parseJudged(`${lines[1]}\n{"end":{"checks":2,"failed":0}}`);
  assert.equal(denied.evidence?.passed, 1);
  const { evidence } = parseJudged(lines.slice(0, 2).join('\n'));
  assert.deepEqual([evidence?.complete, evidence?.passed, evidence?.failed.length], [false, 0, 1]);
  for (const end of ['{"checks":-1,"failed":0}', '{"checks":1}', '{"checks":1,"failed":0,"marks":["fine"]}'])
    assert.equal(parseJudged(`{"end":${end}}`).evidence?.complete, false, end);
});

test('a report of a program that is not judged is its last line', () => {
  assert.deepEqual(parseReport('{"value":"1"}\n{"value":"2","equal":true}\n{"va'), {
    value: '2',
    equal: true,
  });
  assert.equal(parseReport('{"end":{"checks":1,"failed":0}}'), undefined);
});

test('the beginning is heard once, however it is cut', () => {
  let begun = 0;
  const hear = whenBegun(() => begun++);
  for (const part of ['{"be', 'gun":1}\n{"failed"', ':{}}\n{"begun":1}\n']) hear(Buffer.from(part));
  assert.equal(begun, 1);
  const other = whenBegun(() => begun++);
  other(Buffer.from('{"end":1}\n{"begun":1}\n'));
  assert.equal(begun, 1);
});

test('of what counts in the program’s process only lines with the word are heard', () => {
  const counting = { word: 'w1', marks: [] };
  const lines = ['w1 {"failed":{"n":1,"line":2}}', 'w1 {"end":{"checks":2,"failed":1}}'];
  const told = parseCounted(lines.join('\n'), counting).evidence;
  assert.deepEqual(told, {
    checks: 2,
    passed: 1,
    failed: [{ n: 1, line: 2 }],
    marks: ['in-process'],
    complete: true,
  });
  const forged = parseCounted('{"end":{"checks":1,"failed":0}}\n', counting).evidence;
  assert.deepEqual(forged?.marks, ['in-process', 'may-judge-itself']);
  assert.deepEqual(forged.obstacle, { kind: 'ended' });
  assert.equal(forged.complete, false);
});

test('outputs are equal line by line, numbers within a tolerance', () => {
  const ending = { stderr: '', timedOut: false, stopped: false, truncatedBytes: 0, exitCode: 0 };
  const read = (stdout: string, expectedOutput: string): Verdict =>
    verdictOf({ ...ending, stdout }, { id: 'i', origin: 'dataset', stdin: '', expectedOutput }, undefined);
  const same: [string, string][] = [
    ['1 2 \r\n3\n\n', '1 2\n3'],
    ['0.30000000000000004', '0.3'],
    ['Case 1: 2.5000001', 'Case 1: 2.5'],
    ['2.0', '2'],
    ['1e5', '100000'],
    ['1234567890.0001', '1234567890'],
  ];
  for (const [found, wanted] of same) assert.equal(read(found, wanted), 'passed', found);
  const others: [string, string][] = [
    ['0.301', '0.3'],
    ['9007199254740993', '9007199254740992'],
    ['007', '7'],
    ['1  2', '1 2'],
    ['1\n2', '1 2'],
    ['x1.0', 'x1'],
    ['0.3\n0.3', '0.3'],
    ['nan', '0.0'],
  ];
  for (const [found, wanted] of others) assert.equal(read(found, wanted), 'differs', found);
});
