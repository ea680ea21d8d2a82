import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../../src/platform/hash.ts';
import { textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, generation, me, models, open, task } from '../../unit/store/support.ts';

/** A response that was made for another instruction is told to be no response to the one that is there. */

const other = 'Quite another question';
const exchange = (store: Store, generations?: [string, string]) =>
  store.upsertTasks([task('t0', { instruction: other, ...(generations && { generations }) })], models);
const responsesOf = async (store: Store) => (await store.taskDetail('t0', 'local:second')).generations;

test('responses of models, and a load that brings another instruction', async () => {
  const store = await open();
  await store.upsertTasks([task('t0')], models);
  await store.putGeneration(generation('t0', 1, 'one'));
  await store.putGeneration(generation('t0', 2, 'two'));
  assert.deepEqual(
    (await responsesOf(store)).map(({ forOther }) => forOther),
    [undefined, undefined],
  );
  await exchange(store);
  const detail = await store.taskDetail('t0', me);
  assert.deepEqual(
    detail.generations.map(({ forOther }) => forOther),
    [true, true],
  );
  await store.act(act('t0', 'submitted', { score1: 6, score2: 2 }, { shown: textsOf(detail) }));
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, other);
  assert.deepEqual(
    row.generations.map((one) => one?.forOther),
    [true, true],
  );
  await store.putGeneration({ ...generation('t0', 1, 'new'), asked: sha256(other) });
  assert.deepEqual(
    (await responsesOf(store)).map(({ forOther }) => forOther),
    [undefined, true],
  );
});

test('what was judged beside its own instruction is a response to that', async () => {
  const store = await open();
  await store.upsertTasks([task('t0', { generations: ['one', 'two'] })], models);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
  await exchange(store);
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, 'Instruction of t0');
  assert.deepEqual(
    row.generations.map((one) => [one?.text, one?.forOther]),
    [
      ['one', undefined],
      ['two', undefined],
    ],
  );
});

test('a load exchanges the instruction while the models are asked', async () => {
  const store = await open();
  await store.upsertTasks([task('t0')], models);
  const asked = sha256('Instruction of t0');
  await exchange(store);
  await store.putGeneration({ ...generation('t0', 1, 'late'), asked });
  assert.deepEqual(
    (await responsesOf(store)).map(({ text, forOther }) => [text, forOther]),
    [['late', true]],
  );
  await exchange(store, ['new one', 'new two']);
  await store.putGeneration({ ...generation('t0', 2, 'late as well'), asked });
  assert.deepEqual(
    (await responsesOf(store)).map(({ text, forOther }) => [text, forOther]),
    [
      ['new one', undefined],
      ['new two', undefined],
    ],
  );
});

test('recorded responses come with a later load than their instruction, also where the former ones were judged', async () => {
  const store = await open();
  await store.upsertTasks([task('t0', { generations: ['one', 'two'] })], models);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
  await exchange(store);
  await exchange(store, ['new one', 'two']);
  assert.deepEqual(
    (await responsesOf(store)).map(({ text, forOther }) => [text, forOther]),
    [
      ['new one', undefined],
      ['two', undefined],
    ],
  );
  const [row] = await store.exportPage(me, undefined, 1);
  assert.deepEqual(
    row?.generations.map((one) => [one?.text, one?.forOther]),
    [
      ['one', undefined],
      ['two', undefined],
    ],
  );
});
