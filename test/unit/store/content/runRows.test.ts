import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { RunInput } from '../../../../src/domain/run.ts';
import { input, me, newFolder, nextChange, open, openWithTasks, run } from '../support.ts';

const example: RunInput = {
  ...input({ code: 'f(1)', stdin: 'x\n', args: ['-a', ''], expectedValue: '2', expectedOutput: '' }),
  origin: 'example',
  from: 2,
  checks: true,
};

test('a run comes back with all its evidence', async () => {
  const store = await openWithTasks(1);
  const whole = run('t0', 'r', {
    exitCode: 1,
    signal: 'SIGKILL',
    input: example,
    verdict: 'crashed',
    value: '[1, 2]',
    evidence: {
      checks: 3,
      passed: 1,
      failed: [{ n: 2, case: 'T.test_a', line: 4, raised: 'KeyError: 1', programLine: 7 }],
      marks: ['in-process'],
      obstacle: { kind: 'ended', text: '' },
      complete: true,
    },
    limit: 'memory',
    compiling: true,
    peakMemoryBytes: 2 ** 33,
    stdout: 'a\0b\u001b[31m\r\n\ufeff',
    stderr: 'x'.repeat(1_000_000),
    truncatedBytes: 12,
    durationMs: 1.5,
    sandbox: 'bubblewrap 0.8.0 + cgroups',
  });
  await store.putRun(whole);
  await store.putRun(run('t0', 'c', { response: 'correction', verdict: 'stopped', stopped: true }));
  assert.ok(isDeepStrictEqual(await store.run('r'), whole));
  const plain = await store.run('c');
  assert.deepEqual([plain?.response, plain?.stopped, plain?.verdict], ['correction', true, 'stopped']);
  for (const key of [
    'input',
    'value',
    'evidence',
    'limit',
    'compiling',
    'peakMemoryBytes',
    'exitCode',
    'signal',
  ] as const)
    assert.equal(plain?.[key], undefined, key);
  assert.equal(await store.run('none'), undefined);
});

test('a task has the newest run of each response and input, oldest first', async () => {
  const store = await openWithTasks(2);
  await store.putRun(run('t0', 'a'));
  await store.putRun(run('t0', 'b', { input: example }));
  await store.putRun(run('t0', 'c', { input: example, response: 2 }));
  await store.putRun(run('t0', 'd', { codeHash: 'newer' }));
  await store.putRun(run('t0', 'e', { response: 'correction' }));
  await store.putRun(run('t0', 'f', { input: example, response: 2 }));
  await store.putRun(run('t0', 'f', { input: example, response: 2, stdout: 'the same run twice' }));
  await store.putRun(run('t1', 'g'));
  const { runs } = await store.taskDetail('t0', me);
  assert.deepEqual(
    runs.map((r) => r.id),
    ['b', 'd', 'e', 'f'],
  );
  assert.equal((await store.listTasks(me))[0]?.runs, 6);
});

test('with a task, long output is clipped by whole characters and the rest counted', async () => {
  const store = await openWithTasks(1);
  const outputs = {
    ascii: 'x'.repeat(1_000_000),
    nul: '\0'.repeat(20_001),
    fits: 'é'.repeat(20_000),
    pairs: `a${'🦊'.repeat(20_000)}`,
    wide: `目\ufeff${'目'.repeat(30_000)}`,
  };
  for (const [id, stdout] of Object.entries(outputs))
    await store.putRun(
      run('t0', id, { input: input({ code: id }), stdout, stderr: stdout.slice(0, 9), truncatedBytes: 7 }),
    );
  const { runs } = await store.taskDetail('t0', me);
  for (const { id, stdout, stderr, truncatedBytes } of runs) {
    const whole = outputs[id as keyof typeof outputs];
    assert.ok(whole.startsWith(stdout) && stdout.isWellFormed(), id);
    assert.ok(
      stdout.length === Math.min(whole.length, 20_000) || (id === 'pairs' && stdout.length === 19_999),
      id,
    );
    assert.equal(Buffer.byteLength(stdout) + truncatedBytes, Buffer.byteLength(whole) + 7, id);
    assert.equal(stderr, whole.slice(0, 9));
    assert.equal((await store.run(id))?.stdout, whole);
  }
});

test('another window hears of inputs and runs', async () => {
  const folder = await newFolder();
  const one = await openWithTasks(2, folder);
  const two = await open(folder);
  const acts = [
    () => one.putInput('t1', input({ code: 'f(1)' })),
    () => one.hideInput('t1', 'abc', true),
    () => one.putRun(run('t1', 'r')),
  ];
  for (const act of acts) {
    const heard = nextChange(two);
    await two.counts(me);
    await act();
    assert.deepEqual(await heard, ['t1']);
  }
  const { inputs, hiddenInputs, runs } = await two.taskDetail('t1', me);
  assert.deepEqual([inputs, hiddenInputs, runs.length], [[input({ code: 'f(1)' })], ['abc'], 1]);
});
