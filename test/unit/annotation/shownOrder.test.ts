import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argillaAnnotator, localAnnotator } from '../../../src/annotation/annotatorId.ts';
import { drawOrder } from '../../../src/annotation/shownOrder.ts';
import { responseOf, sideOf } from '../../../src/domain/sides.ts';

test('the order is the same each time and depends on task and annotator', () => {
  const draw = (annotator: string) =>
    Array.from({ length: 400 }, (_, i) => drawOrder(`HumanEval/${i}`, annotator, true)[0]);
  const one = draw('local:a');
  const two = draw('local:b');
  assert.deepEqual(one, draw('local:a'));
  const swapped = (orders: number[]): number => orders.filter((first) => first === 2).length;
  for (const orders of [one, two])
    assert.ok(Math.abs(swapped(orders) - 200) < 60, `${swapped(orders)} of 400 swapped`);
  const different = one.filter((first, i) => first !== two[i]).length;
  assert.ok(Math.abs(different - 200) < 60, `${different} of 400 differ between annotators`);
});

test('task and annotator are not run together', () => {
  const pairs = Array.from({ length: 64 }, (_, i) => [
    drawOrder(`a${i}`, 'b', true),
    drawOrder('a', `${i}b`, true),
  ]);
  assert.ok(pairs.some(([x, y]) => x?.[0] !== y?.[0]));
});

test('without blind the order is that of the models', () => {
  for (let i = 0; i < 50; i++) assert.deepEqual(drawOrder(`t${i}`, 'a', false), [1, 2]);
});

test('sides and responses are each other’s inverse', () => {
  for (const order of [
    [1, 2],
    [2, 1],
  ] as const) {
    for (const side of ['A', 'B'] as const)
      assert.equal(sideOf([...order], responseOf([...order], side)), side);
  }
  assert.equal(responseOf([2, 1], 'A'), 2);
  assert.equal(sideOf([2, 1], 1), 'B');
});

test('identities', () => {
  assert.equal(localAnnotator('0-1'), 'local:0-1');
  assert.equal(
    argillaAnnotator('https://Example.org:443/datasets', 'u1'),
    argillaAnnotator('https://example.org', 'u1'),
  );
  assert.equal(argillaAnnotator('http://127.0.0.1:6900', 'u1'), 'argilla:http://127.0.0.1:6900/u1');
  assert.equal(localAnnotator('x'), 'local:x');
});
