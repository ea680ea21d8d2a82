// A response need not repeat what the instruction gives.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { programOf } from '../../../../src/code/program.ts';
import { balanced, unclosed } from '../../../../src/code/answer/instructionCode.ts';

const F = '```';
const fence = (tag: string, code: string): string => `${F}${tag}\n${code.trimEnd()}\n${F}\n`;

describe('a response that goes on from the instruction', () => {
  const python =
    'from typing import List\n\n\ndef total(xs: List[int]) -> int:\n    """The sum.\n\n    >>> total([1, 2])\n    3\n    """\n';
  const body = '    sum_ = 0\n    for x in xs:\n        sum_ += x\n    return sum_\n';
  const whole = `${python}${body}`;
  const task = { language: 'python', instruction: python, entryPoint: 'total' };
  const ways: Record<string, string> = {
    'the body': body,
    'the body in a fence': fence('python', body),
    'the body at the margin': fence('python', body.replace(/^ {4}/gm, '')),
    'the first line at the margin': body.trimStart(),
    'one blank before the first line': ` ${body.trimStart()}`,
    'a fence that only ends it': `${body}${F}\n\nThe loop adds each number to what came before.`,
  };
  for (const [name, response] of Object.entries(ways))
    test(`Python, ${name}`, () => {
      const found = programOf(response, { task });
      assert.equal(found?.code.replace(/\s+/g, ' ').trim(), whole.replace(/\s+/g, ' ').trim());
    });

  test('a demonstration behind the body stays, sentences do not', () => {
    const found = programOf(
      `${body}\nprint(total([1]))\n\nThis adds up all of the numbers, one after another.\n`,
      { task },
    );
    assert.match(found?.code ?? '', /return sum_\n+print\(total\(\[1\]\)\)\n$/);
  });

  test('the body of a method, and the rest of a line', () => {
    const skeleton =
      'class Sums:\n    def __init__(self):\n        self.xs = []\n\n    def total(self) -> int:\n        """The sum."""\n';
    const method = { language: 'python', instruction: skeleton, entryPoint: 'total' };
    for (const response of [
      '        return sum(self.xs)\n',
      'return sum(self.xs)',
      fence('python', '    return sum(self.xs)'),
    ])
      assert.equal(
        programOf(response, { task: method })?.code,
        `${skeleton}        return sum(self.xs)\n`,
        response,
      );
    const line = { language: 'python', instruction: 'def total(xs):\n    return', entryPoint: 'total' };
    assert.equal(programOf(' sum(xs)', { task: line })?.code, 'def total(xs):\n    return sum(xs)\n');
  });

  test('a definition of its own stands for itself', () => {
    const own = 'def total(xs):\n    return sum(xs)\n';
    assert.equal(programOf(fence('python', own), { task })?.code, own);
  });

  const braces: Record<string, [language: string, instruction: string, body: string]> = {
    JavaScript: [
      'javascript',
      '// The sum.\nfunction total(xs) {\n',
      '  return xs.reduce((a, b) => a + b, 0);\n',
    ],
    TypeScript: [
      'ts',
      '//The sum.\nfunction total(xs: number[]): number {\n',
      '  return xs.reduce((a, b) => a + b, 0);\n',
    ],
    Go: [
      'go',
      'package main\n\n// The sum.\nfunc total(xs []int) int {\n',
      '\ts := 0\n\tfor _, x := range xs {\n\t\ts += x\n\t}\n\treturn s\n',
    ],
    Rust: ['rs', '/// The sum.\nfn total(xs: Vec<isize>) -> isize {\n', '    xs.iter().sum()\n'],
    Java: [
      'java',
      'import java.util.*;\nclass Problem {\n    // The sum.\n    public static long total(List<Long> xs) {\n',
      '        long s = 0;\n        for (long x : xs) s += x;\n        return s;\n',
    ],
    'C++': [
      'cpp',
      '#include <vector>\n// The sum.\nlong total(std::vector<long> xs) {\n',
      '    long s = 0;\n    for (long x : xs) s += x;\n    return s;\n',
    ],
    C: [
      'c',
      '#include <stddef.h>\nlong total(const long *xs, size_t n) {\n',
      '    long s = 0;\n    while (n > 0) s += xs[--n];\n    return s;\n',
    ],
    Bash: [
      'sh',
      '#!/bin/bash\n# The sum.\ntotal() {\n',
      '    local s=0\n    for x in "$@"; do s=$((s + x)); done\n    echo "$s" # {\n',
    ],
  };
  for (const [name, [language, instruction, text]] of Object.entries(braces))
    for (const closing of ['', '}\n', '}\n}\n'])
      test(`${name}, ${closing.length / 2} braces behind it`, () => {
        const found = programOf(fence(language, text + closing), {
          task: { language, instruction, entryPoint: 'total' },
        });
        assert.ok(found);
        assert.ok(found.code.startsWith(instruction.trimEnd()), found.code);
        assert.ok(found.code.includes(text), found.code);
        assert.equal(unclosed(found.code, found.language), 0);
      });

  test('braces in texts and remarks do not count', () => {
    assert.equal(unclosed('f("{"); // {\n/* { */ g(\'{\'); `{`', 'javascript'), 0);
    assert.equal(unclosed('echo "${#x}" # {\nf() {', 'bash'), 1);
    assert.equal(balanced('f() {\n', 'bash'), 'f() {\n}\n');
  });
});

describe('what only the instruction gives', () => {
  const instruction = `Complete it:\n\n${fence('python', 'import math\nfrom dataclasses import dataclass\nfrom typing import List, Optional\n\nLIMIT = 3\n\n\n@dataclass\nclass Item:\n    name: str\n    price: Optional[float] = None\n\n\ndef known(item: Item) -> bool:\n    return item.price is not None\n\n\ndef cheapest(items: List[Item]) -> Optional[Item]:\n    """The one with the least price."""\n')}`;
  const task = { language: 'python', instruction, entryPoint: 'cheapest' };

  test('imports, types, constants and helpers that are used, in their order', () => {
    const own =
      'def cheapest(items: List[Item]) -> Optional[Item]:\n    return min(filter(known, items[:LIMIT]), key=lambda i: i.price, default=None)\n';
    const found = programOf(fence('python', own), { task });
    assert.match(
      found?.given ?? '',
      /^from dataclasses import dataclass\nfrom typing import List, Optional\nLIMIT = 3\n@dataclass\nclass Item:[\s\S]*def known/,
    );
    assert.equal(found?.code, `${found?.given}${own}`);
    assert.doesNotMatch(found?.code ?? '', /import math/);
  });

  test('nothing where the response brings it', () => {
    const own = 'def cheapest(items):\n    return items[0]\n';
    assert.equal(programOf(fence('python', own), { task })?.given, '');
  });

  test('never the function that is asked for', () => {
    const buggy = fence('python', 'def cheapest(items):\n    return items[1]\n');
    const found = programOf(fence('python', 'def other(items):\n    return cheapest(items)\n'), {
      task: { language: 'python', instruction: `Mend this:\n\n${buggy}`, entryPoint: 'cheapest' },
    });
    assert.doesNotMatch(found?.code ?? '', /items\[1\]/);
  });

  test('a helper that the tests call', () => {
    const found = programOf(fence('python', 'def zero(xs):\n    return 0.5\n'), {
      task: {
        language: 'python',
        instruction:
          'def poly(xs, x):\n    return sum(c * x**i for i, c in enumerate(xs))\n\n\ndef zero(xs):\n    """Where poly is 0."""\n',
        entryPoint: 'zero',
        tests: 'def check(candidate):\n    assert abs(poly([-1, 2], candidate([-1, 2]))) < 1e-6\n',
      },
    });
    assert.match(found?.given ?? '', /^def poly/);
  });

  test('types of TypeScript, includes of C++, imports of Java', () => {
    const ts = programOf(fence('ts', 'function first(items: Item[]): Item {\n  return items[Order.Up];\n}'), {
      task: {
        language: 'typescript',
        instruction: `Given\n\n${fence('ts', 'interface Item { name: string }\nenum Order { Up, Down }')}\nwrite first.`,
      },
    });
    assert.match(ts?.given ?? '', /interface Item[\s\S]*enum Order/);
    const cpp = programOf(fence('cpp', 'vector<int> none() { return {}; }'), {
      task: {
        language: 'cpp',
        instruction: `${fence('cpp', '#include <vector>\nusing namespace std;\nvector<int> none();')}`,
        entryPoint: 'none',
      },
    });
    assert.match(cpp?.given ?? '', /#include <vector>\s+using namespace std;/);
    const java = programOf(
      fence('java', 'class Problem {\n    static List<Long> none() { return new ArrayList<>(); }\n}'),
      {
        task: {
          language: 'java',
          instruction: 'import java.util.*;\nclass Problem {\n    static List<Long> none() {\n',
          entryPoint: 'none',
        },
      },
    );
    assert.match(java?.given ?? '', /^import java\.util\.\*;/);
  });

  test('what a contest site imports, for its classes alone', () => {
    const solution =
      'class Solution:\n    def most(self, xs: List[int]) -> int:\n        return Counter(xs).most_common(1)[0][0] + math.inf\n';
    const asked = {
      language: 'python',
      instruction: 'Find it.',
      tests: '{"inputs": [[[1]]], "outputs": [1], "fn_name": "most"}',
    };
    assert.equal(
      programOf(fence('python', solution), { task: asked })?.given,
      'import math\nfrom typing import List\nfrom collections import Counter\n',
    );
    assert.equal(
      programOf(fence('python', 'def most(xs: List[int]):\n    return 1\n'), { task: asked })?.given,
      '',
    );
  });

  test('a future import stays the first', () => {
    const own = 'from __future__ import annotations\n\ndef cheapest(items: List[Item]):\n    return None\n';
    assert.match(
      programOf(fence('python', own), { task })?.code ?? '',
      /^from __future__ import annotations\nfrom dataclasses/,
    );
  });
});
