import { block, endings, fenced, given, openings, other, remark, wrong, type Kind } from './kind.ts';
import { programOf, type Problem } from './problem.ts';

const renamed = (code: string, name: string, to: string): string =>
  code.replace(new RegExp(`\\b${name}\\b`, 'g'), to);

/** Lines out of the middle of the body, as explanations quote them. */
const fragment = (code: string): string => code.split('\n').slice(2, 5).join('\n');

const bodyOf = (p: Problem, ok: boolean): string => (ok ? p.body : p.wrong);

const quoted = {
  python:
    'Traceback (most recent call last):\n  File "main.py", line 7, in <module>\nIndexError: list index out of range',
  javascript: "TypeError: Cannot read properties of undefined (reading 'length')\n    at main.js:3:10",
  other: 'error: expected one of `;` or `}`, found `x`\n --> main:3:5\nSegmentation fault (core dumped)',
} as Record<string, string>;

/** Answers with more than one block, of which some are the program. */
export const kindsOfSeveral: Kind[] = [
  {
    name: 'the faulty original first',
    make: (p, ok, pick) =>
      `${pick(['Your code was:', 'The original code has a bug:', 'Der Fehler liegt hier:'])}\n\n${block(p, other(p, ok))}\n${pick(['Here is the corrected version:', 'Fixed:', 'Korrigiert:'])}\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'an attempt that the answer takes back',
    make: (p, ok) =>
      `${block(p, other(p, ok))}\nWait, this is not right: it forgets a case. Let me fix that.\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'an attempt, and a label that says why it fails',
    make: (p, ok, pick) =>
      `A first try:\n\n${block(p, other(p, ok))}\n${pick(['That fails for some inputs, so:', 'This is wrong for the last case:', 'It has a mistake; therefore:', 'The first version is broken, hence:'])}\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'three versions',
    make: (p, ok) =>
      `**Version 1**\n\n${block(p, other(p, ok))}\n**Version 2**\n\n${block(p, other(p, ok))}\n**Final version**\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'an example of what is wrong, afterwards',
    make: (p, ok, pick) =>
      ok
        ? `${pick(openings)}\n\n${block(p, given(p, ok))}\n${pick(['Avoid the following, which is **wrong**:', 'A common mistake is this incorrect version:', '### Incorrect (do not use)', '❌ Wrong:', 'Note that the naive approach below does not work:', "Don't write it like this:", 'Falsch wäre dagegen:'])}\n\n${block(p, wrong(p))}`
        : undefined,
  },
  {
    name: 'an example of what is wrong, before, and marks',
    make: (p, ok) => `❌ **Bad**\n\n${block(p, other(p, ok))}\n✅ **Good**\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'what is right first, what was sent in after it',
    make: (p, ok, pick) =>
      ok
        ? `✅ Correct:\n\n${block(p, given(p, ok))}\n${pick(['For comparison, your original code (buggy):', 'Your version, for reference, fails for some inputs:'])}\n\n${block(p, wrong(p))}`
        : undefined,
  },
  {
    name: 'two options',
    make: (p, ok) => `## Option 1\n\n${block(p, given(p, ok))}\n## Option 2\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'two ways under two names',
    make: (p, ok) =>
      `### Approach 1\n\n${block(p, given(p, ok))}\n### Approach 2 (an alternative)\n\n${block(p, renamed(given(p, !ok), p.name, `${p.name}2`))}`,
  },
  {
    name: 'tests quoted after it',
    make: (p, ok) => `${block(p, given(p, ok))}\nIt passes these tests:\n\n${block(p, p.tests)}`,
  },
  {
    name: 'tests quoted before it',
    make: (p, ok) => `The tests are:\n\n${block(p, p.tests)}\nSo I write:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'a use in a block of its own',
    make: (p, ok, pick) => `${block(p, given(p, ok))}\n**Usage:**\n\n${block(p, p.demo)}\n${pick(endings)}\n`,
  },
  {
    name: 'a use before it',
    make: (p, ok) => `It will be used so:\n\n${block(p, p.demo)}\nThe function:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'a use and what it prints',
    make: (p, ok, pick) =>
      `${block(p, given(p, ok))}\nExample:\n\n${block(p, p.demo)}\nOutput:\n\n${fenced('2a3b\n', pick(['', 'text', 'output', 'console']))}`,
  },
  {
    name: 'a use in the same block',
    make: (p, ok) => block(p, `${given(p, ok)}\n${remark(p, 'Example')}${p.demo}`),
  },
  {
    name: 'imports in a block of their own',
    make: (p, ok) =>
      p.imports === ''
        ? undefined
        : `First the imports:\n\n${block(p, p.imports)}\nThen the function:\n\n${block(p, programOf(p, ok, { imports: true }))}`,
  },
  {
    name: 'a helper in a block before it',
    make: (p, ok) =>
      p.helper
        ? `Step 1: a helper.\n\n${block(p, (p.imports === '' ? '' : `${p.imports}\n`) + p.helper.code)}\nStep 2: the function itself.\n\n${block(p, programOf(p, ok, { imports: true, helper: true }))}`
        : undefined,
  },
  {
    name: 'a helper in a block behind it',
    make: (p, ok) =>
      p.helper && p.language !== 'c' && p.language !== 'cpp'
        ? `${block(p, programOf(p, ok, { helper: true }))}\nIt needs this helper:\n\n${block(p, p.helper.code)}`
        : undefined,
  },
  {
    name: 'a helper that is exchanged',
    make: (p, ok) =>
      p.helper
        ? `${block(p, given(p, ok))}\nThe helper on its own, with a remark:\n\n${block(p, remark(p, 'used above') + p.helper.code)}`
        : undefined,
  },
  {
    name: 'fragments, then all of it',
    make: (p, ok) =>
      `The main step:\n\n${block(p, fragment(bodyOf(p, ok)))}\nand at its end:\n\n${block(p, bodyOf(p, ok).trimEnd().split('\n').at(-1) ?? '')}\nPut together:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'all of it, then fragments',
    make: (p, ok) =>
      `${block(p, given(p, ok))}\n### Explanation\n\nThis part does the work:\n\n${block(p, fragment(bodyOf(p, ok)))}\nand this ends it:\n\n${fenced(bodyOf(p, ok).trimEnd().split('\n').at(-1) ?? '')}`,
  },
  {
    name: 'a sketch, then all of it',
    make: (p, ok) =>
      `The frame:\n\n${block(p, `${p.imports}${p.head}${remark(p, '... rest of the code ...')}${p.close}`)}\nFilled in:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'pseudo code first',
    make: (p, ok) =>
      `Pseudocode:\n\n${fenced(`FUNCTION ${p.name}(input)\n  FOR each item IN input DO\n    remember item\n  END FOR\n  RETURN result\nEND FUNCTION`, 'text')}\nCode:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'pseudo code without a tag first',
    make: (p, ok) =>
      `${fenced(`for each item in the input:\n    look at it\nreturn what was found`)}\nIn code:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'a formula in a block',
    make: (p, ok) => `${block(p, given(p, ok))}\nThe cost is:\n\n${fenced('T(n) = T(n - 1) + O(1) = O(n)')}`,
  },
  {
    name: 'an error quoted first',
    make: (p, ok) =>
      `You get:\n\n${fenced(quoted[p.language] ?? quoted['other'] ?? '')}\nThat comes from the index. Use this:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'commands to run it',
    make: (p, ok) =>
      p.language === 'bash'
        ? undefined
        : `${block(p, given(p, ok))}\nRun it with:\n\n${fenced('cd project\nmake run\n./run --help', 'bash')}`,
  },
  {
    name: 'commands to install first',
    make: (p, ok) =>
      p.language === 'bash'
        ? undefined
        : `${fenced('pip install numpy\nnpm install lodash', 'bash')}\n${block(p, given(p, ok))}`,
  },
  {
    name: 'the same in another language behind it',
    make: (p, ok) =>
      `${block(p, given(p, ok))}\nIn another language it would be:\n\n${fenced(
        p.language === 'python'
          ? 'function compute(x) {\n  const y = x + 1;\n  console.log(y);\n  return y;\n}'
          : 'def compute(x):\n    y = x + 1\n    print(y)\n    return y\n',
        p.language === 'python' ? 'javascript' : 'python',
      )}`,
  },
  {
    name: 'a change as a diff behind it',
    make: (p, ok) =>
      `${block(p, given(p, ok))}\nCompared with before:\n\n${fenced(`- ${p.wrong.trim().split('\n')[0]}\n+ ${p.body.trim().split('\n')[0]}`, 'diff')}`,
  },
  {
    name: 'the whole program again, with a use',
    make: (p, ok) =>
      `${block(p, given(p, ok))}\nComplete example:\n\n${block(p, `${given(p, ok)}\n${p.demo}`)}`,
  },
  {
    name: 'data beside it',
    make: (p, ok) =>
      `${block(p, given(p, ok))}\nSample input:\n\n${fenced('{"text": "aab", "times": 2}', 'json')}\n${fenced('name: aab\ntimes: 2', 'yaml')}`,
  },
  {
    name: 'the program, cut off, then again',
    make: (p, ok) =>
      `${block(p, given(p, ok).slice(0, Math.floor(given(p, ok).length * 0.6)))}\nSorry, that was cut off. The full code:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'another function that the answer offers beside it',
    make: (p, ok) => {
      const beside: Record<string, string> = {
        python: 'def unrelated(n):\n    return n + 1\n',
        javascript: 'function unrelated(n) {\n  return n + 1;\n}\n',
        typescript: 'function unrelated(n: number): number {\n  return n + 1;\n}\n',
        bash: 'unrelated() {\n  echo $(($1 + 1))\n}\n',
        java: 'class Unrelated {\n    static int next(int n) { return n + 1; }\n}\n',
        go: 'func unrelated(n int) int {\n\treturn n + 1\n}\n',
        rust: 'fn unrelated(n: i64) -> i64 {\n    n + 1\n}\n',
        cpp: 'int unrelated(int n) {\n    return n + 1;\n}\n',
        c: 'int unrelated(int n) {\n    return n + 1;\n}\n',
      };
      return `${block(p, given(p, ok))}\nYou might also like:\n\n${block(p, beside[p.language] ?? '')}`;
    },
  },
];
