import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitToRubric } from '../../../../src/annotation/fitToRubric.ts';
import type { Answer } from '../../../../src/domain/annotation.ts';
import type { Act } from '../../../../src/domain/annotationHistory.ts';
import type { Rubric } from '../../../../src/domain/rubric.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, openWithTasks } from '../support.ts';

/** "Works" took up to nine points, and there was "old". */
const rubric: Rubric = { criteria: ['works', 'reads'].map((id) => ({ id, title: id, max: 3 })) };

/** What was judged under a former rubric, and then changed elsewhere: another comment, as the flag of a bulk act would be. */
async function judgedBefore(former: Answer): Promise<{ store: Store; on: Partial<Act> }> {
  const store = await openWithTasks(1);
  const seen = await store.act(act('t0', 'draft', former));
  await store.act(act('t0', 'draft', { ...former, comments: 'theirs' }));
  return { store, on: { expectedRevision: seen?.revision, base: fitToRubric(rubric, former), rubric } };
}

test('points that no longer fit the rubric are nobody’s change: no clash, and they do not come back', async () => {
  const { store, on } = await judgedBefore({
    points1: { works: 9, old: 2, reads: 1 },
    points2: { works: 8 },
  });
  const mine: Answer = { points1: { works: 2, reads: 1 }, score1: 3 };
  const stored = await store.act(act('t0', 'draft', mine, on));
  assert.deepEqual(
    [stored?.points1, stored?.score1, stored?.points2, stored?.comments],
    [{ works: 2, reads: 1 }, 3, undefined, 'theirs'],
  );
});

test('nor is a score above what the rubric gives now', async () => {
  const { store, on } = await judgedBefore({ score1: 18 });
  const mine: Answer = { points1: { works: 1, reads: 1 }, score1: 2 };
  const stored = await store.act(act('t0', 'draft', mine, on));
  assert.deepEqual([stored?.score1, stored?.comments], [2, 'theirs']);
});

test('a former answer stays as it was judged where an act brings nothing new', async () => {
  const { store, on } = await judgedBefore({ points1: { works: 9 } });
  const stored = await store.act(act('t0', 'draft', {}, on));
  assert.deepEqual(stored?.points1, { works: 9 });
});

test('what both gave another value under today’s rubric clashes as ever', async () => {
  const { store, on } = await judgedBefore({ points1: { works: 9, reads: 1 } });
  await store.act(act('t0', 'draft', { points1: { works: 3, reads: 2 } }));
  const late = store.act(act('t0', 'draft', { points1: { reads: 3 } }, on));
  await assert.rejects(late, { code: 'argilla-conflict' });
});
