import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskChange } from '../../../../src/domain/change.ts';
import { isOther, mergeProjectChanges } from '../../../../src/ui/session/projectChange.ts';

const runs = (id: string): TaskChange => ({ ids: new Set([id]), what: new Set(['run']) });

test('what changed in a row is told as one', () => {
  const first = mergeProjectChanges({ config: new Set(['blind']), tasks: runs('a') }, { outbox: true });
  assert.deepEqual(first, { config: new Set(['blind']), tasks: runs('a'), outbox: true });
  const all = mergeProjectChanges(first, { config: new Set(['models']), tasks: runs('b'), annotator: true });
  assert.deepEqual(all, {
    config: new Set(['blind', 'models']),
    tasks: { ids: new Set(['a', 'b']), what: new Set(['run']) },
    outbox: true,
    annotator: true,
  });
  assert.deepEqual(mergeProjectChanges({}, { tasks: runs('a') }), { tasks: runs('a') });
  assert.deepEqual(mergeProjectChanges({}, {}), {}, 'nothing is made up');
});

test('another project or annotator makes what was known old', () => {
  const changes = [{ project: true }, { annotator: true }, { outbox: true, tasks: runs('a') }, {}] as const;
  assert.deepEqual(changes.map(isOther), [true, true, false, false]);
});
