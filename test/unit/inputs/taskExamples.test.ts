import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examplesBeside } from '../../../src/code/examplesBeside.ts';
import { hintsOf } from '../../../src/code/codeHints.ts';
import { programOf } from '../../../src/code/program.ts';
import type { ProgramTask } from '../../../src/code/answer/askedNames.ts';
import type { Run } from '../../../src/domain/task.ts';
import { contradicted } from '../../../src/inputs/contradicted.ts';
import { exampleInputs } from '../../../src/inputs/examples.ts';
import { each } from '../../each.ts';

const fence = (tag: string, code: string): string => `\`\`\`${tag}\n${code}\n\`\`\`\n`;
const short = (inputs: ReturnType<typeof exampleInputs>): unknown[] =>
  inputs.map(({ code, expectedValue, checks, from }) => [code, expectedValue ?? checks, from]);

describe('examples of a task', () => {
  test('a session may say its result as a comparison', () => {
    const text =
      'def sort(x):\n    """Sorts.\n\n    >>> sort([2, 1]) == [1, 2]\n    >>> sort([-1]) == [1]\n    """\n';
    assert.deepEqual(short(exampleInputs(text, {}, { language: 'python' })), [
      ['sort([2, 1])', '[1, 2]', 'instruction'],
      ['sort([-1])', '[1]', 'instruction'],
    ]);
    // What keeps something for those that follow is no result.
    const kept = '>>> x = sort([1])\n>>> x.append(2) == None\n>>> sort(x)\n[1, 2]\n';
    const [first] = exampleInputs(kept, {}, { language: 'python' });
    assert.match(first?.code ?? '', /^x = sort\(\[1\]\)\n/);
  });

  test('assertions that the instruction names are found, sentences are not', () => {
    const text =
      'Write a function to add.\nYour code should pass these tests:\n\nassert add(1, 2) == 3\n- `assert add(0, 0) == 0`\nassert that f(x) works\nWe assert add(1, 1) == 2.\n';
    assert.deepEqual(short(exampleInputs(text, {}, { language: 'python' })), [
      ['assert add(1, 2) == 3', true, 'instruction'],
      ['assert add(0, 0) == 0', true, 'instruction'],
    ]);
    assert.deepEqual(exampleInputs(text, {}, { language: 'javascript' }), []);
  });

  test('a response’s own are those of the program that runs', () => {
    const task: ProgramTask = { language: 'python', entryPoint: 'f', instruction: 'Write f.' };
    const other = fence('python', 'def f(x):\n    return x');
    const text = `Wrong:\n\n${fence('python', 'def f(x):\n    return 0\n\nassert f(1) == 0')}\nFixed:\n\n${fence('python', 'def f(x):\n    return x\n\nassert f(1) == 1')}`;
    assert.deepEqual(short(exampleInputs('', { 1: text, 2: other }, task)), [['f(1)', '1', 1]]);
    const js = { language: 'javascript', entryPoint: 'f' };
    const session = fence('js', '// >>> f(1)\n// 2\nfunction f(x) {\n  return x + 1;\n}');
    assert.deepEqual(short(exampleInputs('', { 1: session }, js)), [['f(1)', '2', 1]]);
  });
});

test('an example that both responses contradict alike is told; one that they contradict each in its way is not', () => {
  const example = { id: 'e', origin: 'example', from: 'instruction', expectedValue: '15.0' } as const;
  const ran = (response: 1 | 2, value: string | undefined, more: Partial<Run> = {}): Run =>
    ({ response, verdict: 'differs', value, stdout: '', input: example, ...more }) as Run;
  const found = (...runs: Run[]): string[] => [...contradicted([example], runs)];
  assert.deepEqual(found(ran(1, '8.0'), ran(2, '8.0')), ['e']);
  assert.deepEqual(found(ran(1, undefined, { stdout: '8\n' }), ran(2, undefined, { stdout: '8' })), ['e']);
  const others = [
    [ran(1, '8.0'), ran(2, '7.0')],
    [ran(1, '8.0')],
    [ran(1, '8.0'), ran(2, '15.0', { verdict: 'passed' })],
    [ran(1, '8.0', { verdict: 'crashed' }), ran(2, '8.0', { verdict: 'crashed' })],
    [ran(1, '8.0'), ran(2, '8.0'), ran(2, '9.0')],
  ];
  for (const runs of each(others)) assert.deepEqual(found(...runs), []);
  const runs = [ran(1, '8.0'), ran(2, '8.0')];
  for (const input of each([
    { ...example, origin: 'dataset' as const },
    { ...example, from: 1 as const },
    { ...example, expectedValue: undefined },
  ]))
    assert.equal(contradicted([input], runs).size, 0);
});

describe('hints', () => {
  const criteria = [
    { id: 'documentation', title: 'Docs', max: 1 },
    { id: 'example', title: 'Example', max: 1 },
  ];
  const hints = async (text: string, task: ProgramTask): Promise<string[]> =>
    (await hintsOf(programOf(text, { task }), [], [], { criteria }, undefined, text)).map(
      (hint) => `${hint.tone}: ${hint.text}`,
    );

  test('count nothing that only the instruction gives', async () => {
    const instruction = 'def f(x):\n    """Adds.\n\n    >>> f(1)\n    2\n    """\n';
    const task = { language: 'python', entryPoint: 'f', instruction };
    assert.deepEqual(await hints(fence('python', '    return x + 1'), task), [
      'bad: 0 comments on 1 line of code.',
      'bad: No example, check or call in the response.',
    ]);
  });

  test('follow the block that was taken, and know examples beside it', async () => {
    const text = `Old:\n\n${fence('python', '# One.\n# Two.\ndef f(x):\n    return 0')}\nNew:\n\n${fence('python', 'def f(x):\n    return x + 1')}\n\`f(1)\` → 2, and \`f(2)\` is called.\n\n${fence('text', '>>> f(3)\n4')}`;
    assert.deepEqual(await hints(text, { language: 'python', entryPoint: 'f' }), [
      'bad: 0 comments on 2 lines of code, 0 of 1 function or class explained.',
      'good: In the text: 2 examples.',
    ]);
  });

  test('know sessions in remarks of JavaScript', async () => {
    const text = fence('js', '/**\n * >>> f(1)\n * 2\n */\n// >>> f(2)\nfunction f(x) {\n  return x + 1;\n}');
    const [, example] = await hints(text, { language: 'javascript', entryPoint: 'f' });
    assert.equal(example, 'good: In the code: 2 doctests.');
  });
});

test('calls with their result count as examples, heads and mere mentions do not', () => {
  const program = { language: 'python', code: 'def add(a, b):\n    return a + b\n', taken: [] };
  const count = (text: string): number => examplesBeside(text, program);
  for (const line of each(['add(1, 2) → 3', '`add(1, 2)` returns 3', '>>> add(1, 2)', 'add(1, 2)  # 3']))
    assert.equal(count(line), 1, line);
  for (const line of each([
    'add(a, b) adds',
    'def add(a, b): # 3',
    'other(1) → 3',
    'so it returns add(1, 2)',
  ]))
    assert.equal(count(line), 0, line);
  assert.equal(count(fence('', 'print(add(1, 2))\nprint(other(1))')), 1);
});
