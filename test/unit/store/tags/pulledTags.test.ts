import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PulledTags, Store } from '../../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../support.ts';

const scores = { score1: 1, score2: 2 };
const offered = ['slow', 'wrong', 'late', 'gone'].map((id) => ({ id, name: id.toUpperCase() }));

async function pull(store: Store, taskId: string, tags: PulledTags): Promise<string[]> {
  const remote = { dataset: 'd', taskId, recordId: `r-${taskId}`, annotator: me };
  await store.putPulled(taskId, me, 'submitted', scores, 'g1', remote, { tags });
  const { annotation } = await store.taskDetail(taskId, me);
  return (annotation?.tags ?? []).map(({ response, name, lines }) =>
    `${response} ${name ?? ''} ${lines?.join('-') ?? ''}`.trim(),
  );
}

test('what Argilla could say is as it says, the rest stays', async () => {
  const store = await openWithTasks(2);
  const add = [
    { response: 1 as const, name: 'slow', lines: [2, 3] as [number, number] },
    { response: 1 as const, name: 'wrong' },
    { response: 1 as const, name: 'not offered' },
    { response: 2 as const, name: 'slow' },
    { response: 2 as const, name: 'gone' },
  ];
  await store.act(act('t0', 'submitted', scores));
  await store.act(act('t0', 'submitted', scores, { tags: { add }, entry: 'step' }));
  await store.changeTags(me, { remove: 'gone' });
  const tags: PulledTags = { 1: { chosen: ['slow', 'late'], offered } };
  assert.deepEqual(await pull(store, 't0', tags), ['1 slow 2-3', '1 not offered', '2 slow', '1 LATE']);
  // The other response was not asked about. What was removed here stays so, and a merged one is what it is by now.
  await store.changeTags(me, { merge: ['late'], into: 'wrong' });
  const both: PulledTags = { 1: { chosen: ['late'], offered }, 2: { chosen: ['gone'], offered } };
  assert.deepEqual(await pull(store, 't0', both), ['1 not offered', '1 wrong']);
  assert.deepEqual(await pull(store, 't1', { 2: { chosen: ['late', 'slow'], offered } }), [
    '2 wrong',
    '2 slow',
  ]);
});

test('an answer that comes without a word on failure modes leaves them', async () => {
  const store = await openWithTasks(1);
  const add = [{ response: 1 as const, name: 'slow' }];
  await store.act(act('t0', 'submitted', { score1: 5, score2: 5 }));
  await store.act(act('t0', 'submitted', { score1: 5, score2: 5 }, { tags: { add }, entry: 'step' }));
  assert.deepEqual(await pull(store, 't0', {}), ['1 slow']);
  assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 1);
});
