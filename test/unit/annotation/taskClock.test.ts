import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TaskClock, type Attention } from '../../../src/annotation/taskClock.ts';

/** A clock in the test's hands, and what it wrote, in seconds by task. */
function newClock() {
  let now = 0;
  const spent: Record<string, number> = {};
  const clock = new TaskClock({
    now: () => now,
    write: (taskId, ms) => (spent[taskId] = (spent[taskId] ?? 0) + ms / 1000),
    graceMs: 120_000,
    stepMs: 10_000,
  });
  const seen: Attention = { taskId: 'a', focused: true, active: true };
  /** Looks every five seconds, as the editor does. */
  const pass = (seconds: number, change: Partial<Attention> = {}): void => {
    clock.look(Object.assign(seen, change) && { ...seen });
    for (let left = seconds; left > 0; left -= 5) {
      now += Math.min(5, left) * 1000;
      clock.look({ ...seen });
    }
  };
  const sleep = (seconds: number): void => {
    now += seconds * 1000;
    clock.look({ ...seen });
  };
  return { spent, pass, sleep };
}

test('each task gets the time that it was looked at', () => {
  const { spent, pass } = newClock();
  pass(12);
  pass(30, { taskId: 'b' });
  pass(60, { taskId: undefined });
  pass(3, { taskId: 'a' });
  assert.deepEqual(spent, { a: 15, b: 30 });
});

test('nothing counts while the window has not the focus', () => {
  const { spent, pass } = newClock();
  pass(10);
  pass(600, { focused: false });
  pass(10, { focused: true });
  assert.deepEqual(spent, { a: 20 });
});

test('reading without a key counts for a while, being away does not', () => {
  const { spent, pass } = newClock();
  pass(10);
  pass(90, { active: false });
  assert.deepEqual(spent, { a: 100 });
  pass(3600);
  assert.deepEqual(spent, { a: 130 }, 'two minutes after the last sign of life');
  pass(20, { active: true });
  assert.deepEqual(spent, { a: 150 });
});

test('a machine that slept does not count its sleep', () => {
  const { spent, pass, sleep } = newClock();
  pass(10);
  sleep(8 * 3600);
  assert.deepEqual(spent, { a: 20 });
});
