import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgedText } from '../../../../src/ui/answers/judgedText.ts';

test('all that was judged stands in one document, under A and B as they were shown', () => {
  const text = judgedText(
    {
      task: {
        instruction: 'Add two numbers.\n\n',
        context: { level: 'easy' },
        tests: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'],
        testSetup: 'import math',
      },
      generations: [
        { response: 1, text: 'one' },
        { response: 2, text: 'two' },
      ],
    },
    [2, 1],
  );
  const parts = [
    ['Instruction', 'Add two numbers.'],
    ['level', 'easy'],
    ['Tests', 'import math\nassert add(1, 2) == 3\nassert add(0, 0) == 0'],
    ['Response A', 'two'],
    ['Response B', 'one'],
  ];
  assert.equal(text, parts.map(([title, of]) => `# ${title}\n\n${of}\n`).join('\n'));
});

test('what was not there is left out', () => {
  const text = judgedText({ task: { instruction: 'Do it.' }, generations: [undefined] }, [1, 2]);
  assert.equal(text, '# Instruction\n\nDo it.\n');
});
