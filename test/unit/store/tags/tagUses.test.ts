import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TagUse } from '../../../../src/domain/tags.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { textsOf } from '../../../../src/store/api/shownTexts.ts';
import { act, generation, me, openWithTasks } from '../support.ts';

const scores = { score1: 3, score2: 4 };

/** Names failure modes of a response, as the panel does. */
function name(store: Store, taskId: string, response: 1 | 2, ...names: string[]) {
  return tagAs(store, taskId, { add: names.map((one) => ({ response, name: one })) });
}

async function tagAs(store: Store, taskId: string, tags: NonNullable<Parameters<Store['act']>[0]['tags']>) {
  const { annotation } = await store.taskDetail(taskId, me);
  const answer = annotation ? { score1: annotation.score1, score2: annotation.score2 } : {};
  return store.act(act(taskId, annotation?.status ?? 'draft', answer, { tags, entry: 'step' }));
}

function shown(uses: readonly TagUse[] = []): string[] {
  return uses.map(
    ({ response, name, lines }) => `${response} ${name ?? '?'}${lines ? ` ${lines.join('-')}` : ''}`,
  );
}

async function tagsOf(store: Store, taskId: string): Promise<string[]> {
  return shown((await store.taskDetail(taskId, me)).annotation?.tags);
}

test('a failure mode has one name, whatever its case, composition and blanks', async () => {
  const store = await openWithTasks(2);
  await name(store, 't0', 1, ' Café  order\u200b ');
  await name(store, 't1', 2, 'CAFE\u0301 ORDER', '#Off by one');
  assert.deepEqual(await tagsOf(store, 't0'), ['1 Café order']);
  assert.deepEqual(await tagsOf(store, 't1'), ['2 Café order', '2 Off by one']);
  assert.deepEqual(
    (await store.tags(me)).map((tag) => [tag.id, tag.name, tag.uses, tag.all, tag.former]),
    [
      ['café order', 'Café order', 2, 2, []],
      ['off by one', 'Off by one', 1, 1, []],
    ],
  );
  await assert.rejects(name(store, 't0', 1, 'x'.repeat(61)), /1 to 60 characters/);
  await assert.rejects(name(store, 't0', 1, ' \u200b'), /1 to 60 characters/);
});

test('no other writer of the answer takes failure modes away', async () => {
  const store = await openWithTasks(1);
  await name(store, 't0', 1, 'slow');
  const seen = (await store.taskDetail('t0', me)).annotation?.revision;
  await name(store, 't0', 2, 'wrong');
  await store.act(act('t0', 'draft', scores, { expectedRevision: seen, base: {} }));
  await store.act(act('t0', 'submitted', scores));
  assert.deepEqual(await tagsOf(store, 't0'), ['1 slow', '2 wrong']);
  // What is named twice is there once; another place is another use.
  await tagAs(store, 't0', {
    add: [
      { response: 1, name: 'Slow' },
      { response: 1, name: 'slow', lines: [2, 3] },
    ],
  });
  assert.deepEqual(await tagsOf(store, 't0'), ['1 slow', '2 wrong', '1 slow 2-3']);
  await tagAs(store, 't0', { remove: [{ response: 1, tag: 'slow' }] });
  assert.deepEqual(await tagsOf(store, 't0'), ['2 wrong', '1 slow 2-3']);
  assert.equal((await store.taskDetail('t0', me)).annotation?.status, 'submitted');
  await store.act(act('t0', 'pending'));
  assert.deepEqual(await store.tags(me), []);
});

test('naming one is a step of undo by itself, which leaves what was typed since', async () => {
  const store = await openWithTasks(2);
  await name(store, 't0', 1, 'slow');
  await store.act(act('t0', 'draft', scores));
  await name(store, 't1', 2, 'wrong');
  assert.deepEqual((await store.overview(me)).offers.undo?.what, 'tagged');
  assert.deepEqual(await store.undo(me, true), {
    taskId: 't1',
    taskIds: ['t1'],
    what: 'tagged',
    undone: 'draft',
  });
  assert.equal((await store.taskDetail('t1', me)).annotation, undefined);
  assert.equal((await store.undo(me, true))?.taskId, 't0');
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual([annotation?.score1, annotation?.tags], [3, undefined]);
  assert.equal(await store.undo(me, true), undefined);
  for (const taskId of ['t0', 't1']) assert.equal((await store.redo(me, true))?.taskId, taskId);
  assert.deepEqual([await tagsOf(store, 't0'), await tagsOf(store, 't1')], [['1 slow'], ['2 wrong']]);
  assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 3);
  // And back again, over what was typed after it was done again.
  await store.act(act('t1', 'draft', scores));
  await store.undo(me, true);
  const again = (await store.taskDetail('t1', me)).annotation;
  assert.deepEqual([again?.score2, again?.tags], [4, undefined]);
  assert.deepEqual(await store.outbox(me, 10), []);
});

test('of a submitted answer they are changed without making it a draft, and the step before is undone after it', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', scores));
  await name(store, 't0', 1, 'slow');
  const state = async () => (await store.taskDetail('t0', me)).annotation;
  assert.deepEqual([(await state())?.status, (await state())?.score1], ['submitted', 3]);
  assert.equal((await store.undo(me, true))?.what, 'tagged');
  assert.deepEqual([(await state())?.status, (await state())?.tags], ['submitted', undefined]);
  assert.equal((await store.undo(me, true))?.what, 'submitted');
  assert.equal(await state(), undefined);
});

test('they stay with the text that they were named of', async () => {
  const store = await openWithTasks(3);
  await name(store, 't0', 1, 'slow');
  await store.putGeneration(generation('t0', 1, 'another text'));
  // As with scores: the draft is in the history.
  assert.deepEqual([(await store.taskDetail('t0', me)).setAside, await store.tags(me)], [true, []]);
  const aside = (await store.history('t0')).find(({ answer }) => answer.tags);
  assert.deepEqual(shown(aside?.answer.tags), ['1 slow']);

  await store.act(act('t1', 'submitted', scores));
  await name(store, 't1', 1, 'slow');
  await name(store, 't1', 2, 'wrong');
  await store.putGeneration(generation('t1', 1, 'another text'));
  assert.deepEqual(await tagsOf(store, 't1'), ['1 slow', '2 wrong']);
  await assert.rejects(name(store, 't1', 1, 'late'), /exchanged/);
  // Of the other response, which is the one that was judged, something more can be said.
  await name(store, 't1', 2, 'late');
  assert.deepEqual((await store.taskDetail('t1', me)).annotation?.judgedOther, ['responses']);
  const detail = await store.taskDetail('t1', me);
  await store.act(act('t1', 'submitted', { score1: 1, score2: 4 }, { shown: textsOf(detail) }));
  assert.deepEqual(await tagsOf(store, 't1'), ['2 wrong', '2 late']);

  // What was on screen when it was named counts.
  const before = textsOf(await store.taskDetail('t2', me));
  await store.putGeneration(generation('t2', 2, 'another text'));
  const late = {
    tags: { add: [{ response: 1 as const, name: 'slow' }] },
    shown: before,
    entry: 'step' as const,
  };
  await assert.rejects(store.act(act('t2', 'draft', {}, late)), /exchanged/);
});
