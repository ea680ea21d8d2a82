import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskTitle } from '../../../../src/ui/common/taskText.ts';

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
