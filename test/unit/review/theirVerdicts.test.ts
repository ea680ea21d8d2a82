import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TheirVerdict } from '../../../src/domain/task.ts';
import { theirVerdicts } from '../../../src/review/theirVerdicts.ts';

const config = { models: [{ name: 'openai/gpt-4o' }, { name: 'meta/llama' }] } as never;
const first: TheirVerdict = {
  response: 1,
  passed: true,
  tool: 'Inspect',
  by: 'verify',
  reason: 'gpt-4o did it',
};
const second: TheirVerdict = { response: 2, value: '0.5', tool: 'Inspect' };

function shown(
  theirs: TheirVerdict[],
  { reveal = false, tested = 4, scored = false, order = [2, 1] as [1 | 2, 1 | 2] } = {},
): string[] {
  const annotation = scored ? { score1: 1, score2: 0 } : undefined;
  const look = { theirs, generations: [], annotation, shownOrder: order } as never;
  return theirVerdicts(config, look, { of: () => ({ runs: [], tested, passed: 3 }) }, reveal);
}

describe('what others say, beside what ran here', () => {
  test('A first, in the order on screen', () => {
    assert.deepEqual(shown([first, second]), [
      'A: theirs: 0.5 (Inspect); ours: 3 of 4 passed.',
      'B: theirs: passed (Inspect, verify); ours: 3 of 4 passed.',
    ]);
  });

  test('not before runs have shown something, or both are scored', () => {
    assert.deepEqual(shown([first], { tested: 0 }), []);
    assert.deepEqual(shown([first], { tested: 0, scored: true }), [
      'B: theirs: passed (Inspect, verify); ours: not run.',
    ]);
  });

  test('no word tells which model it was before that may be known', () => {
    const graded = { ...first, passed: false, by: 'graded GPT 4o' };
    assert.deepEqual(shown([graded]), ['B: theirs: failed (Inspect); ours: 3 of 4 passed.']);
    const others = shown([first, { ...second, tool: 'EvalPlus' }]);
    assert.deepEqual(others, [
      'A: theirs: 0.5 (a log); ours: 3 of 4 passed.',
      'B: theirs: passed (a log, verify); ours: 3 of 4 passed.',
    ]);
    assert.deepEqual(shown([graded], { reveal: true }), [
      'B: theirs: failed (Inspect, graded GPT 4o); ours: 3 of 4 passed. gpt-4o did it',
    ]);
  });
});
