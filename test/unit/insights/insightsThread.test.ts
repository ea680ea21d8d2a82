import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InsightsClient } from '../../../src/insights/insightsClient.ts';
import type { Insights, InsightsJob } from '../../../src/insights/insightsJob.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { act, me, openWithTasks } from '../store/support.ts';
import { rubric } from './sections/support.ts';

const job: InsightsJob = { rubric, models: ['One', 'Two'], choices: {}, me, blind: false };

test('a thread reads the store itself, and knows the tasks behind marks', async () => {
  const store = await openWithTasks(3);
  const client = new InsightsClient(store.path);
  try {
    assert.equal(await client.linked('wins.won'), undefined, 'nothing was counted yet');
    assert.match((await client.compute(job)).empty ?? '', /No answer is submitted yet/);
    await store.act(act('t0', 'submitted', { score1: 5, score2: 3 }));
    await store.act(act('t2', 'submitted', { score1: 3, score2: 3 }));
    const { counts, sections } = await client.compute(job);
    assert.equal(counts, '2 tasks judged · 2 answers · 1 annotator');
    assert.ok(sections.length > 3);
    assert.deepEqual(await client.linked('wins.won'), { title: 'Response 1 is better', ids: ['t0'] });
    assert.equal(await client.linked('toString'), undefined);
  } finally {
    await client.close();
  }
});

test('what is not wanted any more is left', async () => {
  const store = await openWithTasks(1);
  const client = new InsightsClient(store.path);
  const stop = new AbortController();
  const counting = client.compute(job, { signal: stop.signal });
  stop.abort();
  try {
    await assert.rejects(counting, (error) => error instanceof TouchstoneError && error.code === 'cancelled');
    assert.match((await client.compute(job)).empty ?? '', /submitted/, 'the thread goes on');
  } finally {
    await client.close();
  }
});

test('the first answer is told before all are, with the tasks behind its marks', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t1', 'submitted', { score1: 5, score2: 3 }));
  const client = new InsightsClient(store.path);
  const parts: Insights[] = [];
  try {
    const all = await client.compute(job, { onPart: (part) => parts.push(part) });
    assert.deepEqual(parts, [{ ...all, sections: all.sections.slice(0, 1) }]);
    assert.deepEqual(await client.linked('better.all'), { title: 'tasks counted', ids: ['t1'] });
  } finally {
    await client.close();
  }
});
