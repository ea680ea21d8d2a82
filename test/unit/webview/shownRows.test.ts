import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  firstChoice,
  keptChoice,
  shownRows,
  sortKeys,
  type Choice,
} from '../../../webview/matrix/shownRows.ts';
import { each } from '../../each.ts';
import { matrixRows, row, side } from '../../page/support/matrix/matrixStates.ts';

const ids = (choice: Partial<Choice>, rows = all): string[] =>
  shownRows(rows, { ...firstChoice, ...choice }).map(({ id }) => id);

const all = [
  row('x', 0, { sides: [side({ score: 3, lines: 5 }), side({ score: 6, judge: 1, lines: 5 })], changed: 2 }),
  row('y', 1, { sides: [side(), side({ outcome: 'crashed' })], language: undefined }),
  row('z', 2, {
    sides: [side({ score: 7, lines: 90 }), side({ score: 2, lines: 1 })],
    changed: 1,
    flagged: true,
  }),
];

test('sorted by any column: what has no value comes last either way, equals in the order of loading', () => {
  assert.deepEqual(ids({ sort: 'gap', descending: true }), ['z', 'x', 'y']);
  assert.deepEqual(ids({ sort: 'gap' }), ['x', 'z', 'y']);
  assert.deepEqual(ids({ sort: 'points', descending: true }), ['z', 'x', 'y']);
  assert.deepEqual(ids({ sort: 'changed' }), ['z', 'x', 'y']);
  assert.deepEqual(ids({ sort: 'language', descending: true }), ['x', 'z', 'y']);
  assert.deepEqual(ids({ sort: 'tests', descending: true }), ['y', 'x', 'z']);
  assert.deepEqual(ids({ sort: 'order', descending: true }), ['z', 'y', 'x']);
});

test('no order tells which of the two sides is which', () => {
  const rows = matrixRows(200);
  const swapped = rows.map((one) => ({ ...one, sides: [one.sides[1], one.sides[0]] as typeof one.sides }));
  for (const sort of each(sortKeys))
    for (const descending of [false, true])
      assert.deepEqual(ids({ sort, descending }, swapped), ids({ sort, descending }, rows), sort);
});

test('filters hold together, and what the host has found counts as found', () => {
  assert.deepEqual(ids({ find: ' Y ' }), ['y']);
  assert.deepEqual(
    shownRows(all, { ...firstChoice, find: 'prime' }, new Set(['z'])).map(({ id }) => id),
    ['z'],
  );
  assert.deepEqual(ids({ state: 'flagged' }), ['z']);
  assert.deepEqual(ids({ only: 'judge' }), ['x']);
  assert.deepEqual(ids({ only: 'gap', state: 'submitted' }), []);
  assert.deepEqual(ids({ byModel: true }), []);
});

test('a choice that was kept is taken where it is one', () => {
  assert.deepEqual(keptChoice({ choice: { ...firstChoice, sort: 'gap' } }).sort, 'gap');
  for (const kept of each([
    undefined,
    null,
    3,
    {},
    { choice: 4 },
    { choice: { sort: 'x' } },
    { choice: { only: 'y' } },
  ]))
    assert.deepEqual(keptChoice(kept), firstChoice, JSON.stringify(kept));
});
