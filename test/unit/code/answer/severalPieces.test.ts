// Of several blocks, and of blocks that CommonMark does not see, the program is what a reader would save.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { programOf, type ProgramOptions } from '../../../../src/code/program.ts';

const F = '```';
const fence = (tag: string, code: string): string => `${F}${tag}\n${code.trimEnd()}\n${F}\n`;
const half = 'def half(n):\n    return n // 2\n';
const task: ProgramOptions['task'] = {
  language: 'python',
  instruction: 'Write half(n).',
  entryPoint: 'half',
  tests: 'assert half(4) == 2',
};
const codeOf = (markdown: string, options: ProgramOptions = { task }): string | undefined =>
  programOf(markdown, options)?.code.trim();

describe('of several blocks', () => {
  const cases: Record<string, [markdown: string, blocks: number[]]> = {
    'a quoted original with a fault, then the mended one': [
      `Yours lacks a colon:\n\n${fence('python', 'def half(n)\n    return n / 2')}\nMended:\n\n${fence('python', half)}`,
      [1],
    ],
    'a first try, then a better one': [
      `${fence('python', 'def half(n):\n    return n / 2\n\nassert half(3) == 1')}\nBetter:\n\n${fence('python', half)}`,
      [1],
    ],
    'a sketch behind the program': [
      `${fence('python', half)}\nIn your class:\n\n${fence('python', 'def half(n):\n    # ... existing code ...\n    return n')}`,
      [0],
    ],
    'a use that imports the program as a file': [
      `${fence('python', half)}\n${fence('python', 'from halves import half\n\nprint(half(4))')}`,
      [0],
    ],
    'a use that stands before the program': [
      `Call it so:\n\n${fence('python', 'print(half(4))')}\n${fence('python', half)}`,
      [1],
    ],
    'a formula and a fragment': [
      `${fence('python', half)}\nIn other words\n\n${fence('', 'half(n) = n // 2')}\nTo refuse texts add\n\n${fence('python', 'if not isinstance(n, int):\n    raise TypeError(n)')}`,
      [0],
    ],
    'the code of another problem': [
      `${fence('python', 'def double(n):\n    return 2 * n')}\n${fence('python', half)}`,
      [1],
    ],
    'a program of another kind before it, whose names a remark has': [
      `${fence('python', 'n = int(input())\nfor _ in range(n):\n    print(input())')}\n${fence('python', 'def half(m):\n    "Half of n."\n    return m // 2')}`,
      [1],
    ],
    'another function that imports what the program imports, too': [
      `${fence('python', 'import math\n\ndef floor(xs: List[int]):\n    return math.floor(xs[0])')}\n${fence('python', 'import math\n\ndef half(n):\n    return math.trunc(n / 2)')}`,
      [1],
    ],
    'a helper, the program, a use': [
      `${fence('python', 'def floor(n):\n    return int(n)')}\n${fence('python', 'def half(n):\n    return floor(n / 2)')}\n${fence('python', 'print(half(4))')}`,
      [0, 1, 2],
    ],
    'a constant and an import that the program uses': [
      `${fence('python', 'import math\nTWO = 2')}\n${fence('python', 'def half(n):\n    return math.floor(n / TWO)')}`,
      [0, 1],
    ],
    'a class in two parts': [
      `${fence('python', 'class Halves:\n    def __init__(self):\n        self.seen = 0\n')}\n${fence('python', '    def half(self, n):\n        return n // 2\n')}`,
      [0, 1],
    ],
  };
  for (const [name, [markdown, blocks]] of Object.entries(cases))
    test(name, () => assert.deepEqual(programOf(markdown, { task })?.blocks, blocks));

  test('a second use that names a constant again is left out (JavaScript)', () => {
    const program = 'function half(n) {\n  return Math.floor(n / 2);\n}';
    const use = 'const result = half(4);\nconsole.log(result);';
    const markdown = [program, use, use].map((code) => fence('js', code)).join('\n');
    const asked = { language: 'javascript', entryPoint: 'half' };
    assert.deepEqual(programOf(markdown, { task: asked })?.blocks, [0, 1]);
  });

  test('a use in a file of its own is left out where names are given once', () => {
    const go = 'package main\n\nfunc half(n int) int {\n\treturn n / 2\n}';
    const use = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(half(4))\n}';
    const asked = { language: 'go', entryPoint: 'half' };
    assert.deepEqual(programOf(`${fence('go', go)}\n${fence('go', use)}`, { task: asked })?.blocks, [0]);
    const cpp = (body: string): string =>
      `int two() { return 2; }\nint half(int n) { ${body} }\nint main() { return half(4); }`;
    const found = programOf(
      `${fence('cpp', cpp('return n / 3;'))}\n${fence('cpp', 'int half(int n) { return n / two(); }')}`,
      {
        task: { language: 'cpp', entryPoint: 'half' },
      },
    );
    assert.match(
      found?.code ?? '',
      /int two\(\) \{ return 2; \}\n+int half\(int n\) \{ return n \/ two\(\); \}/,
    );
    assert.doesNotMatch(found?.code ?? '', /n \/ 3|main/);
  });

  test('a block with the tag of another language is what was asked for', () => {
    const js = 'function half(n) {\n  const h = n / 2;\n  return Math.floor(h);\n}';
    const found = programOf(fence('java', js), { task: { language: 'javascript', entryPoint: 'half' } });
    assert.deepEqual([found?.language, found?.blocks], ['javascript', [0]]);
    assert.equal(programOf(fence('text', half), { task })?.language, 'python');
  });

  test('without tests all blocks are joined as before, but for those that are replaced', () => {
    const two = `${fence('python', 'a = 1')}\n${fence('python', 'print(a)')}`;
    assert.deepEqual(programOf(two)?.blocks, [0, 1]);
  });
});

describe('fences as models write them', () => {
  const body = half.trimEnd();
  const cases: Record<string, string> = {
    'ends on a line of code': `${F}python\n${body}${F}\n`,
    'has text behind its end': `${F}python\n${body}\n${F} This halves.\n`,
    'has a sign behind its end': `${F}python\n${body}\n${F}।\n`,
    'begins behind a sentence': `Here it is:${F}python\n${body}\n${F}\n`,
    'is never closed': `Sure.\n\n${F}python\n${body}`,
    'in a block of markdown': `${F}markdown\n## Answer\n\n${F}python\n${body}\n${F}\n\nIt halves.\n${F}\n`,
    'in a longer block of markdown': `${F}\`md\n${F}python\n${body}\n${F}\n${F}\`\n`,
    'only closes': `${body}\n${F}\n\nIt halves a number, rounding down.`,
    'is a tag in brackets': `[PYTHON]\n${body}\n[/PYTHON]\n[TESTS]\nassert half(2) == 1\n[/TESTS]`,
    'is HTML': `<pre><code class="language-python">${body}\n</code></pre>`,
    'is not there': body,
    'is not there, and a sentence follows': `${body}\n\nThis function halves the number that it is given, rounding down.`,
    'is not there, with a blank before': ` ${body}`,
    'is not there, the language named': `python\n${body}`,
    'names the language on the first line': fence('', `python\n${half}`),
    'is not there, lines numbered': body
      .split('\n')
      .map((line, i) => `${i + 1}. ${line}`)
      .join('\n'),
    'is not there, four blanks before each line': `Here it is:\n\n${body.replace(/^/gm, '    ')}\n\nIt halves.`,
    'is a field of JSON': JSON.stringify({ explanation: 'It halves.', code: half }),
    'is a fence in a text of JSON': JSON.stringify(`Sure:\n${F}python\n${half}${F}`),
    'is not there, nor are line breaks': body.replaceAll('\n', '\\n'),
    'names a file': fence('halves.py', half),
    'names nothing known': fence('solution', half),
    'holds blanks that do not break': fence('python', half.replaceAll('    ', '\u00a0\u00a0\u00a0\u00a0')),
    'has one brace too many': `${F}python\n${body}\n}\n${F}\n`,
  };
  for (const [name, markdown] of Object.entries(cases))
    test(`a fence that ${name}`, () => assert.equal(codeOf(markdown), body));

  test('signs that were escaped on their way', () => {
    const code =
      'def half(n):\n    """Rounds down; 0 < n."""\n    _two = 2\n    return n // _two if 0 < n else 0';
    assert.equal(codeOf(fence('python', code.replaceAll('_', '\\_'))), code);
    assert.equal(codeOf(fence('python', code.replaceAll('<', '&lt;').replace('0 < n.', '0 &lt; n.'))), code);
  });

  test('HTML’s signs become what they stand for', () => {
    const markdown = '<pre>\ndef half(n):\n    return n // 2 if n &gt;= 0 else &quot;&quot;\n</pre>';
    assert.equal(codeOf(markdown), 'def half(n):\n    return n // 2 if n >= 0 else ""');
  });

  test('a text in code that holds a fence is no end', () => {
    const code = `def half(n):\n    """Halves.\n\n    ${F}\n    half(4)\n    ${F}\n    """\n    return n // 2`;
    assert.equal(codeOf(`${F}\`python\n${code}\n${F}\`\n`), code);
  });

  test('sentences are no program, whatever they name', () => {
    for (const prose of [
      'I cannot write half(n) for you.',
      'half',
      'Use n // 2.',
      `${F}\nhalf(n) → n/2\n${F}`,
    ])
      assert.equal(codeOf(prose), undefined, prose);
  });
});
