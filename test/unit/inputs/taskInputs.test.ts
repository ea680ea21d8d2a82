import assert from 'node:assert/strict';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import { describe, test } from 'node:test';
import { exampleInputs } from '../../../src/inputs/examples.ts';
import { inputsOf } from '../../../src/inputs/taskInputs.ts';
import { inputId } from '../../../src/inputs/inputId.ts';
import { inputTitle } from '../../../src/inputs/inputTitle.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import type { Task } from '../../../src/domain/task.ts';

const taskOf = (task: Partial<Task>): Task => ({
  id: 't',
  instruction: 'Do it.',
  source: 's',
  position: 0,
  ...task,
});
const datasetOf = (task: Partial<Task>): RunInput[] => inputsOf(taskOf(task), {}, []);
/** Content alone, in short. */
const short = (inputs: RunInput[]): string[] =>
  inputs.map(({ code, stdin, expectedValue, expectedOutput, checks, from }) =>
    [
      from === undefined ? '' : `${from}: `,
      code ?? '',
      stdin === undefined ? '' : `<${stdin}>`,
      expectedValue === undefined ? '' : ` == ${expectedValue}`,
      expectedOutput === undefined ? '' : ` prints ${expectedOutput}`,
      checks ? ' !' : '',
    ].join(''),
  );

describe('inputs of a dataset', () => {
  test('HumanEval: one that calls check with the entry point', () => {
    const tests = '\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate(1) == 2\n';
    const [input, ...rest] = datasetOf({ tests, entryPoint: 'inc' });
    assert.deepEqual(rest, []);
    assert.match(input!.code!, /^METADATA = \{\}[\s\S]*assert candidate\(1\) == 2\n\ncheck\(inc\)$/);
    assert.equal(input!.checks, true);
    assert.equal(input!.origin, 'dataset');
    assert.equal(inputTitle(input!), 'check(inc)');
    assert.equal(input!.id, inputId(input!));
  });

  test('MBPP: one for each check, with its setup', () => {
    const tests = ['assert f(1) == 2', ' assert f(2) == 3\n', ''];
    assert.deepEqual(short(datasetOf({ tests, testSetup: 'import math' })), [
      'import math\nassert f(1) == 2 !',
      'import math\nassert f(2) == 3 !',
    ]);
    assert.deepEqual(short(datasetOf({ tests: JSON.stringify(tests.slice(0, 1)) })), ['assert f(1) == 2 !']);
  });

  test('inputs and outputs in JSON', () => {
    const pairs = { inputs: ['1\n', ['2', '3']], outputs: ['2\n', ['3', '4']] };
    assert.deepEqual(short(datasetOf({ tests: JSON.stringify(pairs) })), [
      '<1\n> prints 2\n',
      '<2\n3> prints 3\n4',
    ]);
    const list = [{ input: 'a', output: 'b' }];
    assert.deepEqual(short(datasetOf({ tests: JSON.stringify(list) })), ['<a> prints b']);
    const calls = { fn_name: 'f', inputs: [[1, [true, null]]], outputs: [[{ a: 'x' }]] };
    assert.deepEqual(short(datasetOf({ tests: JSON.stringify(calls) })), [
      'f(1, [True, None]) == {"a": "x"}',
    ]);
    const numbers =
      '{"fn_name": "f", "inputs": [[9007199254740993]], "outputs": [{"a 1": [NaN, -Infinity, 1e400, "2 NaN"]}]}';
    assert.deepEqual(short(datasetOf({ tests: numbers })), [
      'f(9007199254740993) == {"a 1": [float("NaN"), float("-Infinity"), 1e400, "2 NaN"]}',
    ]);
  });

  test('unittest, test functions and plain assertions', () => {
    const unit = 'import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass';
    // What judges them starts what they define.
    assert.deepEqual(short(datasetOf({ tests: unit })), [`${unit} !`]);
    assert.deepEqual(short(datasetOf({ tests: 'def test_a():\n    assert f()' })), [
      'def test_a():\n    assert f() !',
    ]);
    assert.deepEqual(short(datasetOf({ tests: 'assert f()\nassert g()\n' })), ['assert f()\nassert g() !']);
    assert.deepEqual(short(datasetOf({ tests: 'console.assert(f())', language: 'js' })), [
      'console.assert(f()) !',
    ]);
    assert.deepEqual(datasetOf({ tests: ' ' }), []);
    assert.deepEqual(datasetOf({}), []);
  });

  test('at most 200, and stored ones all the same', () => {
    const tests = Array.from({ length: 300 }, (_, i) => `assert f(${i})`);
    const own = { id: inputId({ code: 'f(9)' }), origin: 'annotator' as const, code: 'f(9)' };
    const again = { id: inputId({ code: 'assert f(0)' }), origin: 'model' as const, code: 'assert f(0)' };
    const inputs = inputsOf(taskOf({ tests }), {}, [own, again]);
    assert.equal(inputs.length, 199);
    assert.deepEqual(inputs.at(-1), own);
    assert.equal(inputs[0]!.origin, 'dataset', 'the same content is there once');
  });
});

const fenced = (language: string, code: string): string =>
  `Here it is:\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
const area = 'import math\n\ndef area(r):\n    return math.pi * r * r\n';

describe('examples', () => {
  const examplesIn = (own: string, other: string, instruction = 'Do it.'): string[] =>
    short(exampleInputs(instruction, { 1: own, 2: other }, {}));

  test('of the instruction and of docstrings', () => {
    const docstring = [
      'def inc(a):',
      '    """Adds one.',
      '',
      '    >>> inc(1)',
      '    2',
      '    >>> inc(',
      '    ...     [1,',
      '    ...      2])',
      '    [2,',
      '     3]',
      '    >>> inc(None)',
      '    Traceback (most recent call last):',
      '        ...',
      '    TypeError: no',
      '    >>> inc(3)  # doctest: +SKIP',
      '    4"""',
      '    return a + 1',
    ].join('\n');
    const expected = [
      'inc(1) == 2',
      'inc(\n    [1,\n     2]) == [2,\n 3]',
      'try:\n    inc(None)\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError("TypeError was expected") !',
      'inc(3) == 4',
    ];
    assert.deepEqual(
      short(exampleInputs(docstring, {}, {})),
      expected.map((text) => `instruction: ${text}`),
    );
    const other = fenced('python', 'def inc(a):\n    pass');
    assert.deepEqual(
      examplesIn(fenced('python', docstring), other),
      expected.map((text) => `1: ${text}`),
    );
  });

  test('a session that keeps something goes with its examples', () => {
    const text =
      '>>> s = Stack()\n>>> s.push(1)\n>>> s.pop()\n1\n>>> print(len(s))\n0\n\nText\n```\n>>> f(2)\n3\n>>> f(3)\n4\n```';
    assert.deepEqual(short(exampleInputs(text, {}, { language: 'python' })), [
      'instruction: s = Stack()\ns.push(1)\ns.pop() == 1',
      'instruction: s = Stack()\ns.push(1)\ns.pop()\nprint(len(s)) prints 0',
      'instruction: f(2) == 3',
      'instruction: f(3) == 4',
    ]);
  });

  test('assertions and results in remarks', () => {
    const code = `${area}
r = 2
result = area(r)
print(result)  # 12.57
print(area(3), "x")  # Output: 28.27 x
print(area("a"))  # 'quoted'
print(area(4))
# Expected: 50.27
print(area(5))  # a test of the area
area(0)  # 0.0 (a point)
assert area(1) == 3.14, "pi"
assert area(1)
assert math.floor(area(1)) == 3
print(math.pi)  # 3.14
for i in range(3):
    print(area(i))  # 0

def test_area():
    x = 6
    assert area(x) == 1

if __name__ == "__main__":
    print([area(i) for i in [1]])  # -> [3.14]
`;
    assert.deepEqual(examplesIn(fenced('python', code), fenced('python', area)), [
      '1: r = 2\nresult = area(r)\nprint(result) prints 12.57',
      '1: print(area(3), "x") prints 28.27 x',
      `1: area("a") == 'quoted'`,
      '1: print(area(4)) prints 50.27',
      '1: area(0) == 0.0',
      '1: area(1) == 3.14',
      '1: assert area(1) !',
      '1: import math\nmath.floor(area(1)) == 3',
      '1: x = 6\narea(x) == 1',
      '1: print([area(i) for i in [1]]) prints [3.14]',
    ]);
  });

  test('JavaScript and TypeScript', () => {
    const code = `const sum = (a) => a.reduce((x, y) => x + y, 0);
const list = [1, 2];
console.log(sum(list)); // 3
console.log(list.map((x) => sum([x]))); // [1, 2]
console.log(sum([1]), 'x') // Output: 1 x
console.assert(sum([]) === 0, 'zero');
console.assert(sum([1]) > 0);
assert.deepStrictEqual(sum([4]), 4);
console.log('done'); // 1`;
    const expected = [
      'const list = [1, 2];\nconsole.log(sum(list)) prints 3',
      'const list = [1, 2];\nlist.map((x) => sum([x])) == [1, 2]',
      `console.log(sum([1]), 'x') prints 1 x`,
      'sum([]) == 0',
      'console.assert(sum([1]) > 0) !',
      'sum([4]) == 4',
    ].map((text) => `1: ${text}`);
    for (const language of ['js', 'ts'])
      assert.deepEqual(examplesIn(fenced(language, code), fenced(language, 'function sum(a) {}')), expected);
  });

  test('bring what was done to an object before them', () => {
    const lru = 'class LRU:\n    def __init__(self, n): self.n = n';
    const code = `${lru}
cache = LRU(2)
other = LRU(1)
cache.put("x", 1)
print(cache.get("x"))  # 1
cache.put("z", 3)
for key in "ab":
    cache.put(key, 0)
assert cache.get("z") == 3
xs = [1]
xs += [2]
xs[0] = 5
print(xs)
assert LRU(xs).n == [5, 2]`;
    const before = 'cache = LRU(2)\ncache.put("x", 1)\n';
    assert.deepEqual(examplesIn(fenced('python', code), fenced('python', lru)), [
      `1: ${before}print(cache.get("x")) prints 1`,
      `1: ${before}(cache.get("x"),)\ncache.put("z", 3)\nfor key in "ab":\n    cache.put(key, 0)\n\ncache.get("z") == 3`,
      '1: xs = [1]\nxs += [2]\nxs[0] = 5\nLRU(xs).n == [5, 2]',
    ]);
  });

  test('sessions in remarks of JavaScript', () => {
    const code =
      '// >>> add(1, 2)\n// 3\n/**\n * >>> add([], "x");\n * "x"\n */\nfunction add(a, b) { return a + b; }';
    assert.deepEqual(examplesIn(fenced('js', code), fenced('js', 'function add(a, b) {}')), [
      '1: add(1, 2) == 3',
      '1: add([], "x") == "x"',
    ]);
  });

  test('tests that are a session of the interpreter', () => {
    const tests = '>>> add(1, 2)\n3\n>>> add("a", "b")\n\'ab\'';
    const found = datasetInputs({ id: 'a', position: 0, source: 's', instruction: '', tests });
    assert.deepEqual(
      found.map(({ code, expectedValue }) => [code, expectedValue]),
      [
        ['add(1, 2)', '3'],
        ['add("a", "b")', "'ab'"],
      ],
    );
  });

  test('are fair: both programs have what they use', () => {
    const own = fenced('python', `${area}\ndef own(): return 1\nassert own() == 1\nassert area(0) == 0`);
    assert.deepEqual(examplesIn(own, fenced('python', area)), ['1: area(0) == 0']);
    assert.deepEqual(examplesIn(own, fenced('js', 'function area(r) { return r; }')), []);
    assert.deepEqual(examplesIn(own, 'No code.'), [], 'what it does of itself says nothing more');
  });

  test('at most 20 of a text, the same one once', () => {
    const code = area + Array.from({ length: 40 }, (_, i) => `assert area(${i}) == ${i}`).join('\n');
    const inputs = inputsOf(taskOf({}), { 1: fenced('python', code), 2: fenced('python', code) }, []);
    assert.equal(inputs.length, 20);
  });

  test('long texts are read in time', () => {
    const text = fenced('python', area + 'assert area(1) == (((1\n>>> area(1)\n'.repeat(30_000));
    const began = performance.now();
    exampleInputs(text, { 1: text, 2: text }, {});
    assert.ok(performance.now() - began < 10_000);
  });
});

test('titles', () => {
  const titles: [Parameters<typeof inputTitle>[0], string][] = [
    [{ code: 'f(1)' }, 'f(1)'],
    [{ code: 'import math\nx = [\n  1,\n]\nf(x)' }, 'f(x)'],
    [{ code: 'r = f(2)\nprint(r)' }, 'r = f(2); print(r)'],
    [{ code: 'import a\nf(\n  1,\n)' }, 'f('],
    [{ code: 'try:\n    f(1)\nexcept E:\n    pass' }, 'f(1)'],
    [{ stdin: '1 2\n3\n', args: ['a b', '-c'] }, 'arguments: "a b" -c · stdin: 1 2 ⏎ 3'],
    [{}, 'the program without input'],
    [{ code: 'f("' + 'x'.repeat(500) + '")' }, 'f("' + 'x'.repeat(116) + '…'],
  ];
  for (const [input, title] of titles) assert.equal(inputTitle(input), title);
});
