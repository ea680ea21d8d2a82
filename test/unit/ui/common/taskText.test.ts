import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesakes, ownTitle, taskTitle } from '../../../../src/ui/common/taskText.ts';

test('a task is named by the function that it asks for, else by its first words', () => {
  const titles: Record<string, string> = {
    'Write `merge(a, b)` that merges.': 'merge',
    'from typing import List\n\ndef has_close(numbers: List[float]) -> bool:\n    """Check."""': 'has_close',
    'class LRU:\n    def get(self, key): ...': 'get',
    'Write a Python function that returns the sum.': 'Write a Python function that returns the sum.',
    'Write a function to_ascii for text': 'Write a function to_ascii for text',
    'Write a class that counts words (in any language).':
      'Write a class that counts words (in any language).',
    'A function named `slug it` please': 'slug it',
    '# Heading\n\nmore': 'Heading',
    '  \n***\n': 'id-7',
  };
  for (const [instruction, title] of Object.entries(titles))
    assert.equal(taskTitle(instruction, 'id-7'), title);
});

test('tasks of one title have their ids beside it, others do not', () => {
  const tasks = [
    { id: 'a/1', instruction: 'Write `add_two(a)`.' },
    { id: 'a/2', instruction: 'Write `add_two(a, b)` otherwise.' },
    { id: 'a/3', instruction: 'Write `add_three(a)`.' },
    { id: 'a/3', instruction: 'Write `add_three(a)`.' }, // the same task in another row
    { id: '4', instruction: '***' },
  ];
  const same = namesakes(tasks);
  assert.deepEqual([...same], ['a/1', 'a/2']);
  assert.deepEqual(
    tasks.map((task) => ownTitle(task, same.has(task.id))),
    ['add_two · a/1', 'add_two · a/2', 'add_three', 'add_three', '4'],
  );
  assert.equal(ownTitle({ id: '4', instruction: '***' }, true), '4', 'an id tells itself apart');
  assert.ok(ownTitle({ id: 'x'.repeat(500), instruction: 'Write `f(x)`.' }, true).length < 60);
});
