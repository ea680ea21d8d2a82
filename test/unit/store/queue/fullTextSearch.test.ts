import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../../src/store/api/store.ts';
import { generation, me, models, open, task } from '../support.ts';

async function filled(): Promise<Store> {
  const store = await open();
  await store.upsertTasks(
    [
      task('HumanEval/0', { instruction: 'Write has_close_elements(numbers), naïve is fine' }),
      task('HumanEval/1', {
        instruction: 'Sort a list',
        generations: ['use sorted()', 'NEAR the "quick" sort'],
      }),
      task('HumanEval/2', { instruction: 'Count words == tokens *' }),
    ],
    models,
  );
  return store;
}

async function find(store: Store, text: string): Promise<string[]> {
  return (await store.listTasks(me, { text })).map((t) => t.id.replace('HumanEval/', ''));
}

test('all words must be there; the last may be a beginning', async () => {
  const store = await filled();
  assert.deepEqual(await find(store, 'sort list'), ['1']);
  assert.deepEqual(await find(store, 'LIST sor'), ['1']);
  assert.deepEqual(await find(store, 'sor list'), []);
  assert.deepEqual(await find(store, 'has_close_el'), ['0']);
  assert.deepEqual(await find(store, 'naive'), ['0']);
  assert.deepEqual(await find(store, 'humaneval/2'), ['2']);
  assert.deepEqual(await find(store, '  '), ['0', '1', '2']);
});

test('responses are searched, and only as they are now', async () => {
  const store = await filled();
  assert.deepEqual(await find(store, 'quick'), ['1']);
  await store.putGeneration(generation('HumanEval/1', 2, 'a bubble'));
  assert.deepEqual(await find(store, 'quick'), []);
  assert.deepEqual(await find(store, 'bubble'), ['1']);
  await store.upsertTasks([task('HumanEval/0', { instruction: 'Another text' })], models);
  assert.deepEqual(await find(store, 'close'), []);
  assert.deepEqual(await find(store, 'another'), ['0']);
  assert.deepEqual(await find(store, 'sort bubble'), ['1']);
});

test('no text has a meaning for the search engine', async () => {
  const store = await filled();
  assert.deepEqual(await find(store, '"quick"'), ['1']);
  assert.deepEqual(await find(store, '"'), ['1']);
  assert.deepEqual(await find(store, '*'), ['2']);
  assert.deepEqual(await find(store, '=='), ['2']);
  assert.deepEqual(await find(store, 'words =='), ['2']);
  assert.deepEqual(await find(store, 'near( the'), ['1']);
  assert.deepEqual(await find(store, 'NEAR(sort list, 5)'), []);
  assert.deepEqual(await find(store, 'instruction:sort'), []);
  assert.deepEqual(await find(store, '^sort'), ['1']);
  const hostile = [
    'NOT sort',
    'sort OR words',
    '""',
    '"a',
    "'; DROP TABLE tasks; --",
    '{x y}: z',
    '-',
    '%',
    '\0',
    'a\0"b',
  ];
  for (const text of [...hostile, '(((', 'a AND', '\\', '\ud800', '🎉', 'x'.repeat(10_000)])
    await find(store, text);
  assert.equal((await store.counts(me)).total, 3);
});

test('text and state narrow together', async () => {
  const store = await filled();
  assert.equal((await store.listTasks(me, { text: 'sort', state: 'to-score' })).length, 1);
  assert.equal((await store.listTasks(me, { text: 'sort', state: 'draft' })).length, 0);
});
