// H13: an output that was cut proves nothing. H15: time counts from the program's release.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunClock } from '../../../src/runs/process/runClock.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder('evidence');

const input: RunInput = { id: 'i', origin: 'dataset', expectedOutput: '42' };
const ended = { exitCode: 0, stderr: '', timedOut: false, stopped: false };

test('an output that was cut is neither right nor, as far as it goes, wrong', () => {
  const cut = { ...ended, stdout: `42\n${' '.repeat(1_000)}`, truncatedBytes: 5_000 };
  assert.equal(verdictOf(cut, input), 'cut');
  assert.equal(verdictOf({ ...cut, truncatedBytes: 0 }, input), 'passed');
  // What was cut of stderr is no matter.
  assert.equal(verdictOf({ ...cut, stdoutCut: false }, input), 'passed');
  assert.equal(verdictOf({ ...cut, stdout: '41\n4' }, input), 'differs');
  const long = { ...input, expectedOutput: 'a\n'.repeat(1_000) };
  assert.equal(verdictOf({ ...cut, stdout: `${'a\n'.repeat(500)}a` }, long), 'cut');
  assert.equal(verdictOf({ ...cut, stdout: `${'a\n'.repeat(400)}b\n` }, long), 'differs');
});

test('a right output of more than is kept reads as cut', async () => {
  const runner = await findRunner('python');
  const { sandbox } = await probeSandbox();
  const code = 'print("a" * 99 + "\\n", end="")\n'.repeat(1) + 'for _ in range(99):\n    print("a" * 99)\n';
  const outcome = await startRun({
    assembled: { code, reportsValue: false },
    runner,
    folder,
    sandbox,
    stdin: '',
    limits: { ...wide, outputBytes: 1_000 },
  }).done;
  const wanted = { ...input, expectedOutput: `${'a'.repeat(99)}\n`.repeat(100) };
  assert.equal(verdictOf(outcome, wanted), 'cut');
});

test('time counts from the release, and an end that came is heard before the limit', async () => {
  const late: string[] = [];
  const clock = new RunClock(100, 10_000, () => late.push('limit'));
  // Whatever starts the program takes longer than its limit.
  hold(150);
  await turn();
  assert.equal(late.length, 0);
  clock.release();
  // The thread is held beyond the limit; meanwhile the program has ended, which is heard in the same turn.
  setImmediate(() => {
    late.push('end');
    clock.stop();
  });
  hold(150);
  await turn();
  await turn();
  assert.deepEqual(late, ['end']);
});

test('a program that is short is not timed out by a thread that is held', async () => {
  const runner = await findRunner('python');
  const { sandbox } = await probeSandbox();
  const handle = startRun({
    assembled: { code: 'import time\ntime.sleep(0.1)\n', reportsValue: false },
    runner,
    folder,
    sandbox,
    stdin: '',
    limits: { ...wide, timeoutMs: 2_000 },
  });
  for (const at of [5, 15, 40]) setTimeout(() => hold(2_500), at);
  const outcome = await handle.done;
  assert.equal(outcome.timedOut, false);
  assert.equal(outcome.exitCode, 0);
});

test('one that is not short is', async () => {
  const runner = await findRunner('python');
  const { sandbox } = await probeSandbox();
  const limits = { ...wide, timeoutMs: 300 };
  const assembled = { code: 'while True:\n    pass\n', reportsValue: false };
  const outcome = await startRun({ assembled, runner, folder, sandbox, stdin: '', limits }).done;
  assert.equal(outcome.timedOut, true);
  assert.ok(outcome.durationMs >= 290, String(outcome.durationMs));
});

/** Nothing else happens in this thread meanwhile. */
function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
