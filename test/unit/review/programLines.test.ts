import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundProgram } from '../../../src/inputs/programCache.ts';
import { linesOfDocument } from '../../../src/review/documentLines.ts';
import { linesOfProgram, stretchInText } from '../../../src/review/programLines.ts';

const fence = (code: string): string => `\`\`\`python\n${code}\n\`\`\`\n`;

test('a line of the program is one of the response, where that can be told', () => {
  const text = `Old:\n\n${fence('def f(x):\n    return x')}\nNew:\n\n${fence('def f(x):\n    x += 1\n    if x:\n        x += 1\n    return x')}`;
  const task = { language: 'python', entryPoint: 'f' };
  const program = foundProgram(text, task)!;
  const at = (line: number): string | undefined =>
    text.split('\n')[linesOfProgram(text, program)[line - 1] ?? -1];
  assert.deepEqual([1, 2, 4, 5].map(at), ['def f(x):', '    x += 1', '        x += 1', '    return x']);
  assert.deepEqual(
    [2, 4].map((line) => linesOfProgram(text, program)[line - 1]),
    [11, 13],
  );
  assert.equal(linesOfProgram(text, program)[98], undefined);
});

test('a line that only the instruction has is none of the response', () => {
  const instruction = `There is:\n\n${fence('def add(a, b):\n    return a + b')}\nWrite f.`;
  const text = fence('def f(x):\n    return add(x, 1)');
  const program = foundProgram(text, { language: 'python', entryPoint: 'f', instruction })!;
  const line = (wanted: string): number =>
    program.code.split('\n').findIndex((one) => one.trim() === wanted) + 1;
  assert.ok(line('return a + b') > 0);
  assert.equal(linesOfProgram(text, program)[line('return a + b') - 1], undefined);
  assert.equal(linesOfProgram(text, program)[line('return add(x, 1)') - 1], 2);
});

test('lines of a document are those of the response, also where its program is joined from two blocks', () => {
  const text = `First:\n\n${fence('import re\n\n\ndef f(x):\n    return x')}\nThen:\n\n${fence('def g(x):\n\n    return f(x)')}`;
  const task = { language: 'python', tests: 'assert g(f(1)) == 1' };
  const { code } = foundProgram(text, task)!;
  assert.match(code, /import re[^]*def g/);
  const there = linesOfDocument(code, text, task);
  const all = text.split('\n');
  code.split('\n').forEach((line, n) => {
    if (line !== '') assert.equal(all[there[n] ?? -1], line);
  });
  const at = code.split('\n').indexOf('def g(x):');
  assert.deepEqual(stretchInText(there, 0, 1), [3, 4], 'the empty line, too');
  assert.deepEqual(stretchInText(there, at, at + 2), [13, 15]);
  assert.deepEqual(linesOfDocument(text, text, task).slice(0, 3), [0, 1, 2], 'the whole text');
  assert.deepEqual(linesOfDocument('def other():\n    pass', text, task), [], 'another text');
});
