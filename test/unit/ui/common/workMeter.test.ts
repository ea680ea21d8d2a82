import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkMeter } from '../../../../src/ui/common/workMeter.ts';

test('the rate is that of the last seconds, and says how long it takes yet', () => {
  let now = 1_000;
  const meter = new WorkMeter('runs', 4, () => now);
  meter.progress(0, 100);
  assert.equal(meter.view().perSecond, undefined, 'nothing is known yet');
  for (let i = 1; i <= 10; i++) {
    now += 1_000;
    meter.progress(i, 100);
  }
  assert.equal(meter.view().perSecond, 1);
  assert.equal(meter.view().secondsLeft, 90);
  for (let i = 1; i <= 20; i++) {
    now += 1_000;
    meter.progress(10 + 2 * i, 100);
  }
  const { perSecond = 0, secondsLeft = 0, done, total, atOnce, seconds } = meter.view();
  assert.ok(Math.abs(perSecond - 2) < 1e-9, String(perSecond));
  assert.ok(Math.abs(secondsLeft - 25) < 1e-9);
  assert.deepEqual([done, total, atOnce, seconds], [50, 100, 4, 30]);
  now += 10_000;
  assert.ok((meter.view().perSecond ?? 2) < 2, 'it slows down where nothing comes');
});

test('what ended tells how long it took, and nothing of what is left', () => {
  let now = 0;
  const meter = new WorkMeter('responses', 2, () => now);
  now = 4_000;
  meter.progress(8, 8, 1_200);
  meter.end('done');
  now = 60_000;
  assert.deepEqual(meter.view(), {
    kind: 'responses',
    state: 'done',
    done: 8,
    total: 8,
    atOnce: 2,
    seconds: 4,
    perSecond: 2,
    tokens: 1_200,
    problems: [],
  });
  assert.equal(meter.isGoing, false);
});

test('problems stand once each with how often, and which tasks they concern', () => {
  const meter = new WorkMeter('runs', 1);
  meter.problem('a', 'go is not installed.');
  meter.problem('b', 'go is not installed.');
  meter.problem('b', 'Another one.');
  assert.deepEqual(meter.view().problems, [
    { text: 'go is not installed.', count: 2 },
    { text: 'Another one.', count: 1 },
  ]);
  assert.deepEqual(meter.failedTasks, ['a', 'b']);
});
