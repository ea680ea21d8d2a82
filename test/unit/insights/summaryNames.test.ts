import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryOf } from '../../../src/insights/projectRuns.ts';
import { act, generation, models, openWithTasks, tasks } from '../store/support.ts';

test('figures bear the names of the models that wrote the responses, whatever the project names by now', async () => {
  const store = await openWithTasks(2);
  for (const id of ['t0', 't1']) await store.act(act(id, 'submitted', { score1: 1, score2: 2 }));
  await store.upsertTasks(tasks(2), ['model-two', 'model-one']);
  const names = async (ids: string[], shown?: [string, string]) =>
    (await summaryOf(store, ids, shown)).map(({ name }) => name);
  assert.deepEqual(await names(['t0', 't1']), models);
  assert.deepEqual(await names(['t0'], ['Response 1', 'Response 2']), ['Response 1', 'Response 2']);
  await store.putGeneration({ ...generation('t1', 1, 'another'), model: 'model-three' });
  assert.deepEqual(await names(['t0', 't1']), ['model-one, model-three', 'model-two']);
  assert.deepEqual(await names([]), ['Response 1', 'Response 2']);
});
