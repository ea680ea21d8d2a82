import type { TaskDetail } from '../../../src/domain/task.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LruCache } from '../../../src/platform/memoize.ts';
import { foundProgram, shownInputs } from '../../../src/inputs/programCache.ts';

test('what was used last stays, and is made once', () => {
  const made: string[] = [];
  const memory = new LruCache<string>(2);
  const get = (key: string): string =>
    memory.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  assert.deepEqual(['a', 'b', 'a', 'c', 'a', 'b'].map(get), ['A', 'B', 'A', 'C', 'A', 'B']);
  assert.deepEqual(made, ['a', 'b', 'c', 'b'], 'b went when c came, a was used meanwhile');
});

test('that nothing was found is remembered too', () => {
  const memory = new LruCache<undefined>(1);
  let looked = 0;
  const look = (): undefined => void looked++;
  memory.get('x', look);
  memory.get('x', look);
  assert.equal(looked, 1);
});

test('a program is found once for a text and a language', () => {
  const text = '```python\nprint(1)\n```\n';
  const program = foundProgram(text, { language: 'python' });
  assert.equal(program?.code.trim(), 'print(1)');
  assert.match(program.hash, /^[0-9a-f]{64}$/);
  assert.equal(foundProgram(text, { language: 'python' }), program, 'the very same');
  assert.equal(foundProgram('no code at all', {}), undefined);
});

test('hidden inputs are not run', async () => {
  const tests = ['assert f(1) == 2', 'assert f(2) == 3'];
  const detail = {
    task: { id: 'hidden-inputs', instruction: 'Write `f`.', language: 'python', tests },
    generations: [],
    inputs: [],
    hiddenInputs: [],
  } as unknown as TaskDetail;
  const [first, second] = await shownInputs(detail);
  assert.ok(first && second);
  assert.deepEqual(await shownInputs({ ...detail, hiddenInputs: [first.id] }), [second]);
});
