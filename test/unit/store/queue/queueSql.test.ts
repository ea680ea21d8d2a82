import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskState } from '../../../../src/domain/annotation.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, me, models, open, task } from '../support.ts';

/** Tasks `t0`, `t1`, … in these states for `me`; to somebody else all with responses are open. */
async function queue(...states: TaskState[]): Promise<Store> {
  const store = await open();
  for (const [i, state] of states.entries()) {
    const pair = state !== 'to-generate' && state !== 'failed';
    await store.upsertTasks([task(`t${i}`, pair ? { generations: ['1', '2'] } : {})], models);
    if (state === 'failed')
      await store.putFailure({ taskId: `t${i}`, response: 1, code: 'cancelled', message: 'm', at: 'now' });
    if (state === 'draft' || state === 'submitted' || state === 'discarded')
      await store.act(act(`t${i}`, state));
  }
  return store;
}

test('the next open task after the given one, wrapping round', async () => {
  const store = await queue('to-score', 'submitted', 'draft', 'failed', 'discarded', 'to-generate');
  assert.equal(await store.nextTask(me, 't0', 'next'), 't2');
  assert.equal(await store.nextTask(me, 't1', 'next'), 't2');
  assert.equal(await store.nextTask(me, 't2', 'next'), 't0');
  assert.equal(await store.nextTask(me, 't5', 'next'), 't0');
  assert.equal(await store.nextTask(me, 't2', 'previous'), 't0');
  assert.equal(await store.nextTask(me, 't1', 'previous'), 't0');
  assert.equal(await store.nextTask(me, 't0', 'previous'), 't2');
  assert.equal(await store.nextTask('local:other', 't0', 'next'), 't1');
});

test('an answer that was taken back is open again', async () => {
  const store = await queue('submitted', 'submitted');
  await store.act(act('t1', 'pending'));
  assert.equal(await store.nextTask(me, 't0', 'next'), 't1');
});

test('without a given task, or with one that is not there, from the end it goes from', async () => {
  const store = await queue('submitted', 'to-score', 'to-score');
  assert.equal(await store.nextTask(me, undefined, 'next'), 't1');
  assert.equal(await store.nextTask(me, 'gone', 'previous'), 't2');
  const both = await queue('to-score', 'to-score');
  assert.equal(await both.nextTask(me, undefined, 'next'), 't0');
  assert.equal(await both.nextTask(me, undefined, 'previous'), 't1');
});

test('the given task only when nothing else is open; nothing when all are done', async () => {
  assert.equal(await (await queue('submitted', 'draft')).nextTask(me, 't1', 'next'), 't1');
  assert.equal(await (await queue('submitted', 'draft')).nextTask(me, 't1', 'previous'), 't1');
  assert.equal(await (await queue('submitted', 'discarded')).nextTask(me, 't1', 'next'), undefined);
  assert.equal(await (await open()).nextTask(me, 't1', 'next'), undefined);
});
