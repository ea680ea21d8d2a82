import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../../../webview/review/state/model.ts';
import { sameData } from '../../../webview/common/sameData.ts';
import { updater } from '../../../webview/review/state/slices.ts';

test('plain data is compared by what it says', () => {
  const one = { a: [1, { b: 'x' }], c: undefined };
  assert.ok(sameData(one, structuredClone(one)));
  for (const other of [
    { a: [1, { b: 'y' }], c: undefined },
    { a: [1, { b: 'x' }] },
    { a: {}, c: undefined },
    null,
    1,
  ])
    assert.ok(!sameData(one, other));
  assert.ok(!sameData({ a: undefined }, { b: undefined }));
  assert.ok(!sameData([], {}));
});

test('a part is updated when what it reads has changed, one that does not say always, and all when asked for', () => {
  const seen: string[] = [];
  const update = updater([
    { select: ({ view }) => view, update: () => seen.push('view') },
    { select: ({ state }) => [state.task.id], update: () => seen.push('task') },
    { update: (_model, anew) => seen.push(`all ${String(anew)}`) },
  ]);
  const model = (view: string, id: string) => ({ view, state: { task: { id } } }) as unknown as Model;
  const after = (act: () => void): string[] => {
    seen.length = 0;
    act();
    return [...seen];
  };
  assert.deepEqual(
    after(() => update(model('diff', '1'))),
    ['view', 'task', 'all false'],
  );
  assert.deepEqual(
    after(() => update(model('diff', '1'))),
    ['all false'],
  );
  assert.deepEqual(
    after(() => update(model('diff', '2'))),
    ['task', 'all false'],
  );
  assert.deepEqual(
    after(() => update(model('diff', '2'), true)),
    ['view', 'task', 'all true'],
  );
});
