import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShownBefore } from '../../../../src/ui/review/shownBefore.ts';

test('back goes to what was shown before, and on to what was before that', () => {
  const shown = new ShownBefore();
  for (const task of ['a', 'b', 'b', 'c']) shown.show(task);
  assert.equal(shown.back(), 'b');
  shown.show('b');
  assert.equal(shown.back(), 'a');
  shown.show('a');
  assert.equal(shown.back(), undefined);
  shown.show('d');
  assert.equal(shown.back(), 'a', 'from somewhere else it is the way back again');
});

test('where the panel was closed, back is the task that it showed last', () => {
  const shown = new ShownBefore();
  shown.show('a');
  shown.show('b');
  assert.equal(shown.back(true), 'b');
  shown.show('b');
  assert.equal(shown.back(), 'a');
});
