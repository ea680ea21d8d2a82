import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choicesIn, programOf, type ProgramOfAnswer } from '../../../../src/code/program.ts';
import type { ProgramTask } from '../../../../src/code/answer/askedNames.ts';
import { replaceCode } from '../../../../src/code/replaceCode.ts';
import { sha256 } from '../../../../src/platform/hash.ts';
import { each } from '../../../each.ts';

const fence = (tag: string, code: string): string => `\`\`\`${tag}\n${code}\n\`\`\`\n`;
const python: ProgramTask = { language: 'python', entryPoint: 'f' };

function chosen(markdown: string, block: number, task = python): ProgramOfAnswer | undefined {
  return programOf(markdown, { task: { ...task, chosenBlocks: { [sha256(markdown)]: block } } });
}

describe('the block that somebody chose', () => {
  const first = 'def f(x):\n    return x + 1';
  const second = 'def f(x):\n    return x + 2';
  const two = `Simple:\n\n${fence('python', first)}\nBetter:\n\n${fence('python', second)}`;

  test('is the program, also one that a later block replaces', () => {
    assert.equal(programOf(two, { task: python })?.code.trim(), second);
    assert.equal(programOf(two, { task: python })?.chosen, undefined);
    const program = chosen(two, 0);
    assert.equal(program?.code.trim(), first);
    assert.deepEqual([program.chosen, program.blocks], [0, [0]]);
    assert.equal(two.slice(program.taken[0]?.from, program.taken[0]?.to), fence('python', first));
  });

  test('counts for the text that it was chosen in alone', () => {
    const chosenBlocks = { [sha256(two)]: 0 };
    const other = `${two}\nThat is all.\n`;
    const program = programOf(other, { task: { ...python, chosenBlocks } });
    assert.deepEqual([program?.code.trim(), program?.chosen], [second, undefined]);
  });

  test('that is not there, or is no code, leaves the program that is found', () => {
    const output = `${two}\nPrints:\n\n${fence('text', '3')}`;
    for (const block of each([2, 7, -1, 0.5, Number.NaN])) {
      const program = chosen(output, block);
      assert.deepEqual([program?.code.trim(), program?.chosen], [second, undefined]);
    }
    const named = { ...python, chosenBlocks: JSON.parse('{"__proto__": 0}') as Record<string, number> };
    assert.equal(programOf(two, { task: named })?.code.trim(), second);
  });

  test('has what it uses of the others: the newest of it, imports and instruction as always', () => {
    const text = [
      fence('python', 'import math'),
      fence('python', 'def half(x):\n    return x'),
      fence('python', 'def f(x):\n    return math.floor(half(x)) + add(x)'),
      fence('python', 'def half(x):\n    return x / 2'),
      fence('python', 'def f(x):\n    return 0'),
    ].join('\n');
    const instruction = `Write f. This is there:\n\n${fence('python', 'def add(x):\n    return x + 1')}`;
    const program = chosen(text, 2, { ...python, instruction });
    assert.deepEqual(program?.blocks, [0, 2, 3]);
    assert.match(program.code, /def add[\s\S]*import math[\s\S]*math\.floor[\s\S]*x \/ 2/);
    assert.doesNotMatch(program.code, /return 0/);
  });

  test('keeps its own definitions where a block that it needs has others of the same name', () => {
    const own = 'function f(x) { return help(x); }';
    const later = 'function help(x) { return x; }\nfunction f(x) { return -1; }';
    const javascript = { language: 'javascript', entryPoint: 'f' };
    const program = chosen(`${fence('js', own)}\n${fence('js', later)}`, 0, javascript);
    assert.match(program?.code ?? '', /help\(x\); \}\s+function help/);
    assert.doesNotMatch(program?.code ?? '', /-1/);
  });

  test('may go on from the instruction', () => {
    const instruction = 'def f(x):\n    """One more than x."""\n';
    const text = `${fence('python', '    return x + 1')}\nOr:\n\n${fence('python', '    return 1 + x')}`;
    const program = chosen(text, 0, { ...python, instruction });
    assert.match(program?.code ?? '', /One more than x[\s\S]*return x \+ 1/);
    assert.doesNotMatch(program?.code ?? '', /1 \+ x/);
  });

  test('takes a correction in its place', () => {
    const task = { ...python, chosenBlocks: { [sha256(two)]: 0 } };
    const corrected = replaceCode(two, 'def f(x):\n    return 9\n', { task });
    assert.equal(programOf(corrected, { task: python })?.code.trim(), 'def f(x):\n    return 9');
    assert.match(corrected, /Simple:\n\n```python\ndef f\(x\):\n {4}return 9\n```/);
  });
});

test('blocks that are code may be chosen: no output, no installing, none in thoughts, and none of too many', () => {
  const text = [
    `<think>\n${fence('python', 'def f(x):\n    return 0')}</think>`,
    fence('bash', 'pip install numpy'),
    fence('python', 'def f(x):\n    return 1'),
    fence('text', '1'),
    fence('', 'def f(x):\n    return 2'),
  ].join('\n');
  const choices = choicesIn(text, python);
  assert.deepEqual(
    choices.map(({ index }) => index),
    [1, 3],
  );
  assert.deepEqual(
    choices.map(({ from, to }) => /return (\d)/.exec(text.slice(from, to))?.[1]),
    ['1', '2'],
  );
  for (const [at, { index }] of each(choices.entries()))
    assert.match(chosen(text, index)?.code ?? '', [/return 1/, /return 2/][at] ?? /!/);
  assert.deepEqual(choicesIn(fence('python', 'x = 1').repeat(60), python), []);
});
