import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPaged, taskPages } from '../../../../src/store/api/taskPages.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import type { TaskFilter, TaskSummary } from '../../../../src/domain/queue.ts';
import { act, me, openWithTasks } from '../support.ts';

const positions = (tasks: TaskSummary[]): number[] => tasks.map((task) => task.position);
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test('pages hold every task once, in order, however many are wanted', async () => {
  const store = await openWithTasks(520);
  assert.deepEqual(positions(await listPaged(store, me)), numbers(0, 520));
  for (const limit of [0, 1, 249, 250, 251, 500, 520, 521])
    assert.deepEqual(positions(await listPaged(store, me, { limit })), numbers(0, Math.min(limit, 520)));
  assert.deepEqual(positions(await listPaged(store, me, { offset: 10, limit: 300 })), numbers(10, 310));
  assert.deepEqual(positions(await listPaged(store, me, { offset: 600 })), []);
  assert.deepEqual(
    positions(await listPaged(store, me, { text: 'Instruction', offset: 515 })),
    numbers(515, 520),
  );
});

test('no page is larger than it may be', async () => {
  const store = await openWithTasks(20);
  const asked: (TaskFilter | undefined)[] = [];
  const watched: Pick<Store, 'listTasks'> = {
    listTasks: (annotator, filter) => {
      asked.push(filter);
      return store.listTasks(annotator, filter);
    },
  };
  const sizes = [];
  for await (const page of taskPages(watched, me, {}, 8)) sizes.push(page.length);
  assert.deepEqual(sizes, [8, 8, 4]);
  assert.deepEqual(
    asked.map((filter) => [filter?.after, filter?.limit]),
    [
      [undefined, 8],
      [7, 8],
      [15, 8],
    ],
  );
});

test('tasks that leave the list meanwhile make none of the others be passed over', async () => {
  const store = await openWithTasks(12);
  const seen: number[] = [];
  for await (const page of taskPages(store, me, { state: 'to-score' }, 4))
    for (const { id, position } of page) {
      seen.push(position);
      await store.act(act(id, 'submitted'));
    }
  assert.deepEqual(seen, numbers(0, 12));
});
