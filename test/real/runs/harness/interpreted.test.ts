import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InputContent, Verdict } from '../../../../src/domain/run.ts';
import { judge } from './judged.ts';

/** A program, an input (`checks`: its code asserts by itself), and what is to come of it. */
type Case = [
  name: string,
  input: InputContent & { checks?: boolean },
  verdict: Verdict,
  shows?: { value?: string; stdout?: RegExp; stderr?: RegExp; not?: RegExp },
];

function cases(language: string, program: string, all: Case[]): void {
  for (const [name, { checks, ...input }, verdict, shows = {}] of all)
    test(name, async () => {
      const found = await judge(language, program, input, checks);
      assert.equal(found.verdict, verdict, found.stderr);
      if (shows.value !== undefined) assert.equal(found.value, shows.value);
      if (shows.stdout) assert.match(found.stdout, shows.stdout);
      if (shows.stderr) assert.match(found.stderr, shows.stderr);
      if (shows.not) assert.doesNotMatch(found.stdout + found.stderr, shows.not);
    });
}

describe('Python', () => {
  const program = `"""A program."""
from __future__ import annotations
import sys

def inc(a):
    return a + 1

async def double(a):
    return a * 2

class Point:
    def __init__(self, x: Missing):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

print("top")
if __name__ == "__main__":
    print("MAIN", sys.argv)
# the end, without a new line`;
  cases('python', program, [
    ['an expected value', { code: 'inc(1)', expectedValue: '2' }, 'passed', { value: '2', not: /MAIN/ }],
    ['another value', { code: 'inc(1)', expectedValue: '3' }, 'differs', { value: '2' }],
    ['no expectation', { code: 'inc(1)' }, 'ran', { value: '2', stdout: /^top\n$/ }],
    ['a statement', { code: 'x = inc(1)' }, 'ran', { value: '' }],
    ['a call that returns nothing', { code: 'print(inc(1))' }, 'ran', { value: '', stdout: /top\n2\n/ }],
    ['None is a value where one is expected', { code: 'print(1)', expectedValue: 'None' }, 'passed'],
    ['equal, but written otherwise', { code: 'Point(1)', expectedValue: 'Point(1)' }, 'passed'],
    ['a set in another order', { code: '{3, 1, 2}', expectedValue: '{1, 2, 3}' }, 'passed'],
    ['rounding', { code: '0.1 + 0.2', expectedValue: '0.3' }, 'passed'],
    ['more than rounding', { code: '0.1 + 0.2', expectedValue: '0.30001' }, 'differs'],
    ['rounding does not hold for integers', { code: '10 ** 15', expectedValue: '10 ** 15 + 1' }, 'differs'],
    [
      'an expected text that is no expression',
      { code: 'print', expectedValue: '<built-in function print>' },
      'passed',
    ],
    ['a coroutine', { code: 'double(2)', expectedValue: '4' }, 'passed'],
    ['await', { code: 'x = await double(2)\nx + 1', expectedValue: '5' }, 'passed'],
    ['asyncio.run', { code: 'import asyncio\nasyncio.run(double(2))', expectedValue: '4' }, 'passed'],
    ['output after a snippet is its own', { code: 'print(inc(1), "a  ")', expectedOutput: '2 a' }, 'passed'],
    ['other output', { code: 'print(inc(1))', expectedOutput: 'top\n2' }, 'differs'],
    ['value and output', { code: 'print(1)\ninc(1)', expectedValue: '2', expectedOutput: '1' }, 'passed'],
    [
      'blocks, decorators and text over lines',
      {
        code: '  \nimport functools\n@functools.cache\ndef twice(f):\n\tdef g(x):\n\t\treturn f(f(x))\n\treturn g\ntext = """a\n  b"""\n(twice(inc)(1),\n text)',
        expectedValue: '(3, "a\\n  b")',
      },
      'passed',
    ],
    [
      'text beyond ASCII',
      { code: '"é😀\u2028"', expectedValue: "'é😀\u2028'" },
      'passed',
      { value: "'é😀\\u2028'" },
    ],
    [
      'annotations of the program’s future',
      { code: 'def f(a: Missing): pass\nf.__annotations__', expectedValue: "{'a': 'Missing'}" },
      'passed',
    ],
    ['an assertion that holds', { code: 'assert inc(1) == 2', checks: true }, 'passed', { value: '' }],
    [
      'one that does not',
      { code: 'assert inc(1) == 3, "why"', checks: true },
      'differs',
      { stderr: /line 1, in <module>\n {4}assert inc\(1\) == 3/, not: /touchstone/ },
    ],
    [
      'an error',
      { code: 'assert inc("a") == 3', checks: true },
      'crashed',
      { stderr: /main\.py", line 6, in inc\n {4}return a \+ 1\n/ },
    ],
    [
      'a snippet that is none',
      { code: 'def f(:' },
      'crashed',
      { stderr: /File "<input>", line 1\n.*SyntaxError/s },
    ],
    [
      'a name that is not there',
      { code: 'nothing(1)', expectedValue: '1' },
      'crashed',
      { stderr: /NameError/ },
    ],
    ['a long value is cut', { code: '"a" * 20000' }, 'ran'],
    [
      'unittest, passing',
      {
        code: 'import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(inc(1), 2)\nunittest.main()',
        checks: true,
      },
      'passed',
    ],
    ['exit within the snippet’s calls', { code: 'sys.exit(3)', checks: true }, 'crashed'],
    ['arguments', { code: 'sys.argv[1:]', args: ['a b', '--c'], expectedValue: "['a b', '--c']" }, 'passed'],
  ]);

  const other = (name: string, code: string, input: InputContent, verdict: Verdict, checks = false): void => {
    test(name, async () => {
      const found = await judge('python', code, input, checks);
      assert.equal(found.verdict, verdict, found.stderr);
    });
  };
  other(
    'a program that reads from stdin',
    'n = int(input())\ndef f(): return n',
    { code: 'f()', stdin: '7\n', expectedValue: '7' },
    'passed',
  );
  other(
    'a program whose top level ends with an exit has its functions all the same',
    'import sys\ndef f(): return 1\nsys.exit(0)',
    { code: 'f()', expectedValue: '1' },
    'passed',
  );
  other(
    'one that ends itself has passed nothing',
    'import os\ndef f(): return 1\nos._exit(0)',
    { code: 'f()', expectedValue: '1' },
    'crashed',
  );
  other('nor one whose function does', 'import sys\ndef f(): sys.exit(0)', { code: 'f()' }, 'crashed', true);
  other(
    'an assertion of the program is an error',
    'def f(x):\n    assert x > 0\n    return x',
    { code: 'assert f(-1) == 1' },
    'crashed',
    true,
  );
  other('a wrong program', 'def f(:\n', { code: 'f()', expectedValue: '1' }, 'crashed');
  other(
    'names of the language that the program takes',
    'def compile(): return 1\ndef exec(): return 2\nprint = repr = globals = None',
    { code: 'compile() + exec()', expectedValue: '3' },
    'passed',
  );
  other(
    'CRLF and a byte order mark',
    '\uFEFFdef f(a):\r\n    return """x\r\ny"""\r\nif __name__ == \'__main__\': f(0) / 0',
    { code: 'f(1)', expectedValue: "'x\\ny'" },
    'passed',
  );
  other(
    'a start condition with more in it',
    'import sys\ndone = []\nif len(sys.argv) and ("__main__" == __name__):\n    done.append(1)\nelse:\n    done.append(2)',
    { code: 'done', expectedValue: '[2]' },
    'passed',
  );
  other(
    'text that only looks like a start',
    's = """\nif __name__ == "__main__":\n"""',
    { code: '"__main__" in s', expectedValue: 'True' },
    'passed',
  );
  other(
    'dataclasses and pickles find their module',
    'import dataclasses, pickle\n@dataclasses.dataclass\nclass A:\n    x: "int"\n',
    { code: 'pickle.loads(pickle.dumps(A(1)))', expectedValue: 'A(x=1)' },
    'passed',
  );
  other(
    'output as expected without code',
    'print(input()[::-1])',
    { stdin: 'abc', expectedOutput: 'cba\n' },
    'passed',
  );
  other('other output without code', 'print(input())', { stdin: 'abc', expectedOutput: 'bc' }, 'differs');
});

const common = `function inc(a) { return a + 1; }
const double = async (a) => a * 2;
class Point { constructor(x) { this.x = x; } }
console.log('top');
if (require.main === module) { console.log('MAIN'); } // the end`;
const module = `import { EOL } from 'node:os';
export function inc(a) { return a + 1; }
export const double = async (a) => a * 2;
class Point { constructor(x) { this.x = x; } }
process.stdout.write('top' + EOL)`;

for (const [kind, program] of [
  ['CommonJS', common],
  ['an ES module', module],
] as const)
  describe(`JavaScript, ${kind}`, () =>
    cases('javascript', program, [
      ['an expected value', { code: 'inc(1)', expectedValue: '2' }, 'passed', { value: '2', not: /MAIN/ }],
      ['another value', { code: 'inc(1); // two', expectedValue: '3' }, 'differs', { value: '2' }],
      ['promises', { code: 'const x = await double(1);\ndouble(x)', expectedValue: '4' }, 'passed'],
      [
        'a name that the program has too',
        { code: 'const inc = 3;\n[inc, { a: [inc] }]', expectedValue: '[3, { a: [3] }]' },
        'passed',
      ],
      [
        'an instance',
        { code: 'new Point(1)', expectedValue: 'new Point(1)' },
        'passed',
        { value: 'Point { x: 1 }' },
      ],
      ['an object', { code: '({ a: 1 })', expectedValue: '{a: 1}' }, 'passed'],
      ['rounding', { code: '0.1 + 0.2', expectedValue: '0.3' }, 'passed'],
      ['a text is not its number', { code: '"1"', expectedValue: '1' }, 'differs'],
      [
        'an expected text that is no expression',
        { code: 'new Point(2)', expectedValue: 'Point { x: 2 }' },
        'passed',
      ],
      ['output', { code: 'console.log(inc(1))', expectedOutput: '2' }, 'passed', { value: '' }],
      ['other output', { code: 'console.log(inc(1))', expectedOutput: 'top\n2' }, 'differs'],
      [
        'imports',
        {
          code: 'import assert, { deepEqual as same } from "node:assert";\nimport * as os from "node:os";\nassert.equal(inc(1), os.EOL.length + 1);\nsame([1], [1]);',
          checks: true,
        },
        'passed',
      ],
      [
        'require',
        { code: 'require("node:assert").equal(inc(1), 3)', checks: true },
        'differs',
        { stderr: /2 == 3/ },
      ],
      [
        'console.assert',
        { code: 'console.assert(inc(1) === 3, "why")', checks: true },
        'differs',
        { stderr: /Assertion failed why/ },
      ],
      ['an error', { code: 'nothing(1)' }, 'crashed', { stderr: /ReferenceError: nothing is not defined/ }],
      ['a snippet that is none', { code: 'inc(' }, 'crashed', { stderr: /SyntaxError/ }],
    ]));

describe('JavaScript and TypeScript', () => {
  test('a program that ends itself has passed nothing', async () => {
    const { verdict } = await judge('javascript', 'process.exit(0)', { code: '1', expectedValue: '1' });
    assert.equal(verdict, 'crashed');
  });
  cases('typescript', 'interface A { x: number }\nconst get = (a: A): number => a.x;\nexport {};', [
    ['types in the snippet', { code: 'const a: A = { x: 3 };\nget(a as A)', expectedValue: '3' }, 'passed'],
    [
      'a type import',
      {
        code: 'import type { Stats } from "node:fs";\nlet s: Stats | undefined;\n[s, get({ x: 1 })]',
        expectedValue: '[undefined, 1]',
      },
      'passed',
    ],
  ]);
});

describe('Bash', () => {
  const program =
    'inc() { echo "$(( $1 + 1 ))"; }\nif [[ "${BASH_SOURCE[0]}" == "${0}" ]]; then\n  echo MAIN\nfi\necho top # end';
  cases('bash', program, [
    ['output', { code: 'inc 1', expectedOutput: '2' }, 'passed', { not: /MAIN/ }],
    ['other output', { code: 'inc 1', expectedOutput: '3' }, 'differs'],
    ['a check', { code: '[ "$(inc 1)" = 2 ] # two', checks: true }, 'passed'],
    ['a check that fails', { code: '[ "$(inc 1)" = 3 ]', checks: true }, 'differs'],
    ['an error', { code: 'nothing', checks: true }, 'crashed'],
    ['arguments', { code: 'echo "$1"', args: ['a b'], expectedOutput: 'a b' }, 'passed'],
  ]);
  test('there are no values', async () => {
    await assert.rejects(judge('bash', ':', { code: 'f', expectedValue: '1' }), {
      code: 'run-input-unsupported',
    });
  });
});

test('a language without a harness takes no code, but stdin', async () => {
  await assert.rejects(judge('lua', 'print(1)', { code: 'f(1)' }), { code: 'run-input-unsupported' });
});
