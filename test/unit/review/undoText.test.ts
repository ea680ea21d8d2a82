import type { StepName } from '../../../src/domain/annotationHistory.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actWords, redoneWords, undoneWords } from '../../../src/review/undoText.ts';

const names: StepName[] = ['submitted', 'discarded', 'taken-back', 'reopened', 'restored', 'skipped'];
const offer = {
  what: 'discarded',
  instruction: 'Write `merge_intervals(list)`.',
  taskId: 't1',
  count: 1,
} as const;

test('what can be undone names its task, or how many they were', () => {
  assert.equal(actWords(offer), 'Discarded: merge_intervals');
  assert.equal(actWords({ ...offer, count: 12 }), 'Discarded: 12 tasks');
  const long = actWords({ ...offer, instruction: 'word '.repeat(50) });
  assert.ok(long.length < 60, long);
});

test('each kind of step has words of its own, for one task and for several', () => {
  for (const words of [undoneWords, redoneWords])
    for (const taskIds of [['a'], ['a', 'b']]) {
      const said = names.map((what) => words({ what, taskIds }));
      assert.equal(new Set(said).size, names.length, said.join(', '));
    }
  assert.equal(undoneWords({ what: 'submitted', taskIds: ['a', 'b', 'c'] }), 'Undone: submitting 3 tasks');
  assert.equal(redoneWords({ what: 'submitted', taskIds: ['a', 'b', 'c'] }), '3 tasks submitted again');
  assert.equal(undoneWords({ what: 'submitted', taskIds: ['a'] }), 'Submit undone');
});
