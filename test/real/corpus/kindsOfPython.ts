import { block, fenced, given, other, type Kind } from './kind.ts';
import type { Problem } from './problem.ts';

/** As a session of the interpreter, with its prompts. */
function session(code: string): string {
  return code
    .trimEnd()
    .split('\n')
    .map((line, i, lines) => {
      const begins = /^[^\s]/.test(line) && !/^(?:else|elif|except|finally)\b/.test(line);
      const ends = line === '' && /^\S/.test(lines[i + 1] ?? 'x');
      return begins ? `>>> ${line}` : ends ? '...' : `... ${line}`.trimEnd();
    })
    .join('\n');
}

/** A cell of a notebook as its prompts show it. */
function cell(code: string): string {
  return code
    .trimEnd()
    .split('\n')
    .map((line, i) => (i === 0 ? `In [1]: ${line}` : `   ...: ${line}`))
    .join('\n');
}

const isFunction = (p: Problem): boolean => p.head.includes('def ') && !p.head.startsWith('class');

/** What only answers in Python have. */
export const kindsOfPython: Kind[] = [
  { name: 'a session of the interpreter', make: (p, ok) => block(p, session(given(p, ok))) },
  { name: 'prompts of IPython', make: (p, ok) => block(p, cell(given(p, ok))) },
  {
    name: 'a magic of a notebook first',
    make: (p, ok, pick) =>
      block(p, `${pick(['%%time', '%matplotlib inline', '%load_ext autoreload'])}\n${given(p, ok)}`),
  },
  { name: 'an install line of a notebook', make: (p, ok) => block(p, `!pip install numpy\n${given(p, ok)}`) },
  {
    name: 'cells in a file',
    make: (p, ok) => block(p, `# %% [markdown]\n# The function\n\n# %%\n${given(p, ok)}\n# %%\n${p.demo}`),
  },
  {
    name: 'a guarded main',
    make: (p, ok) =>
      block(p, `${given(p, ok)}\n\nif __name__ == "__main__":\n    import sys\n    print(sys.argv[1])\n`),
  },
  {
    name: 'a main that reads',
    make: (p, ok) => block(p, `${given(p, ok)}\n\nn = int(input("How many? "))\nprint(n)\n`),
  },
  {
    name: 'a main that parses arguments',
    make: (p, ok) =>
      block(
        p,
        `import argparse\n${given(p, ok)}\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument("path")\n    print(parser.parse_args().path)\n\nmain()\n`,
      ),
  },
  {
    name: 'a demonstration that fails',
    make: (p, ok) => block(p, `${given(p, ok)}\nprint(undefined_name)\n`),
  },
  {
    name: 'a test of its own that fails',
    make: (p, ok) => block(p, `${given(p, ok)}\nassert False, "not this one"\n`),
  },
  { name: 'an end', make: (p, ok) => block(p, `import sys\n${given(p, ok)}\nsys.exit(0)\n`) },
  {
    name: 'tests of pytest in the same block',
    make: (p, ok) =>
      block(
        p,
        `import pytest\n\n${given(p, ok)}\n\ndef test_nothing():\n    with pytest.raises(ZeroDivisionError):\n        1 / 0\n`,
      ),
  },
  {
    name: 'a decorator of its own',
    make: (p, ok) =>
      isFunction(p)
        ? block(
            p,
            `import functools\n\ndef logged(f):\n    @functools.wraps(f)\n    def wrapper(*args, **kwargs):\n        return f(*args, **kwargs)\n    return wrapper\n\n${given(p, ok).replace(p.head, `@logged\n${p.head}`)}`,
          )
        : undefined,
  },
  {
    name: 'a decorator in a block before it',
    make: (p, ok) =>
      isFunction(p)
        ? `A decorator:\n\n${block(p, 'def logged(f):\n    def wrapper(*args, **kwargs):\n        return f(*args, **kwargs)\n    return wrapper\n')}\nand the function:\n\n${block(p, given(p, ok).replace(p.head, `@logged\n${p.head}`))}`
        : undefined,
  },
  {
    name: 'overloads',
    make: (p, ok) =>
      p.name === 'clamp'
        ? block(
            p,
            `from typing import overload\n\n@overload\ndef clamp(x: int, low: int, high: int) -> int: ...\n@overload\ndef clamp(x: float, low: float, high: float) -> float: ...\n${given(p, ok)}`,
          )
        : undefined,
  },
  {
    name: 'tabs',
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(/^(?: {4})+/gm, (all) => '\t'.repeat(all.length / 4)),
      ),
  },
  {
    name: 'two blanks',
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(/^(?: {4})+/gm, (all) => '  '.repeat(all.length / 4)),
      ),
  },
  {
    name: 'a fence in a docstring',
    make: (p, ok) =>
      block(p, `"""\nUse it so:\n\n    \`\`\`python\n    ${p.name}\n    \`\`\`\n"""\n${given(p, ok)}`),
  },
  {
    name: 'several classes',
    make: (p, ok) =>
      block(
        p,
        `class Error(Exception):\n    pass\n\n\nclass Base:\n    def describe(self):\n        return "base"\n\n\n${given(p, ok)}`,
      ),
  },
  {
    name: 'methods of one class in several blocks',
    make: (p, ok) => {
      if (p.name !== 'Stack') return undefined;
      const body = ok ? p.body : p.wrong;
      const [push = '', ...rest] = body.split('\n\n');
      return `${block(p, `${p.imports}\n${p.head}${push}\n`)}\nThe rest of the class:\n\n${block(p, `${rest.join('\n\n')}`)}`;
    },
  },
  {
    name: 'a test file that imports the program',
    make: (p, ok) =>
      `**solution.py**\n\n${block(p, given(p, ok))}\n**test_solution.py**\n\n${block(p, `import unittest\nfrom solution import ${p.name}\n\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n        self.assertIsNotNone(${p.name})\n\nif __name__ == "__main__":\n    unittest.main()\n`)}`,
  },
  {
    name: 'a class of a contest around it',
    make: (p, ok) =>
      p.name === 'clamp'
        ? {
            text: block(
              p,
              `class Solution:\n    def clamp(self, x: int, low: int, high: int) -> int:\n${(ok ? p.body : p.wrong).replace(/^/gm, '    ').trimEnd()}\n\nprint(Solution().clamp(1, 2, 3))\n`,
            ),
            instruction: `${p.asks}\n\nWrite it as a method of class Solution.`,
          }
        : undefined,
  },
  {
    name: 'no fence, a sentence before it',
    make: (p, ok) => `Here is the function you asked for.\n\n${given(p, ok)}`,
  },
  {
    name: 'no fence, sentences around it',
    make: (p, ok) =>
      `Sure, here it is:\n\n${given(p, ok)}\nThis function goes over the input once (it's fast).\n`,
  },
  { name: 'no fence, a use after it', make: (p, ok) => `${given(p, ok)}\n# Example usage:\n${p.demo}` },
  {
    name: 'the faulty code as a session',
    make: (p, ok) => `${fenced(session(other(p, ok)), 'pycon')}\nfails. Better:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'from the future',
    make: (p, ok) => block(p, `"""A module."""\nfrom __future__ import annotations\n\n${given(p, ok)}`),
  },
];
