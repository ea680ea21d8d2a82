import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { programOf } from '../../../src/code/program.ts';
import { replaceCode } from '../../../src/code/replaceCode.ts';
import { codeBlocks } from '../../../src/code/text/fences.ts';
import { corpus } from './corpus.ts';

const cases = corpus();

describe('programOf', () => {
  test('has a corpus', () => assert.ok(cases.length >= 25, `${cases.length} cases`));

  for (const { name, response, taskLanguage, program } of cases)
    test(name, () => {
      const found = programOf(response, { taskLanguage });
      const { language = '', code = '', blocks = [] } = found ?? {};
      assert.deepEqual(found && { language, code, blocks }, program);
    });

  test('offsets point at the code in the markdown', () => {
    for (const { name, response } of cases)
      for (const block of codeBlocks(response)) {
        const raw = response.slice(block.start, block.end).replaceAll('\r\n', '\n');
        if (block.prefix === '') assert.equal(raw, block.code, name);
        assert.equal(raw.split('\n').length, block.code.split('\n').length, name);
        assert.ok(response.slice(block.outerStart, block.start).includes(block.fence), name);
        const closing = response.slice(block.end, block.outerEnd);
        assert.equal(closing.includes(block.fence), block.closed, name);
      }
  });

  test('sentences that name None are no program, whatever they set in brackets or as code', () => {
    for (const prose of [
      'Write a function `get_value` that takes a matrix (a list of lists). Indices out of range give `None`.',
      'Return True if the list (or tuple) is sorted, else `False`.',
    ])
      assert.equal(programOf(prose, { taskLanguage: 'python' }), undefined, prose);
    assert.ok(programOf('Print = print\nPrint (None)\nx = f(None)', { taskLanguage: 'python' }));
  });

  test('empty text holds no program', () => {
    assert.equal(programOf(''), undefined);
    assert.equal(programOf('```\n```'), undefined);
    assert.equal(programOf('```python\n\n   \n```'), undefined);
  });
});

describe('replaceCode', () => {
  const fresh = 'def changed(x):\n\n    return [x]\n\nprint(changed(1))\n';
  const freshBy: Record<string, string> = {
    javascript: 'function changed(x) {\n\n  return [x];\n}\nconsole.log(changed(1));\n',
    typescript: 'const changed = (x: number): number => x;\nconsole.log(changed(1));\n',
    bash: 'set -e\n\necho "$HOME"\n',
    go: 'package main\n\nfunc main() {}\n',
  };

  for (const { name, response, taskLanguage, program } of cases)
    test(`the new program is what comes out again: ${name}`, () => {
      const code = freshBy[program?.language ?? ''] ?? fresh;
      const options = { taskLanguage: taskLanguage ?? program?.language ?? 'python' };
      const replaced = replaceCode(response, code, options);
      assert.equal(programOf(replaced, options)?.code, code);
      assert.equal(replaceCode(replaced, code, options), replaced, 'doing it twice changes nothing');
    });

  test('the text around one block stays as it was', () => {
    const before = 'Intro with `code`.\n\n```python\na = 1\n```\n\nOutput:\n\n```\n1\n```\nEnd.\n';
    assert.equal(replaceCode(before, 'b = 2'), before.replace('a = 1', 'b = 2'));
  });

  test('of several blocks the first takes the whole', () => {
    const before = 'One:\n\n```python\na = 1\n```\n\nTwo:\n\n```python\nprint(a)\n```\n\nEnd.\n';
    assert.equal(replaceCode(before, 'print(1)\n'), 'One:\n\n```python\nprint(1)\n```\n\nTwo:\n\nEnd.\n');
  });

  test('without a program a block is appended', () => {
    assert.equal(
      replaceCode('I cannot do that.', 'print(1)', { taskLanguage: 'py' }),
      'I cannot do that.\n\n```python\nprint(1)\n```\n',
    );
    assert.equal(replaceCode('', 'x', {}), '```\nx\n```\n');
  });

  test('quotes and lists keep their marks', () => {
    const quoted = replaceCode('> ```python\n> a = 1\n> ```\n', 'if a:\n\n    print(a)\n');
    assert.equal(quoted, '> ```python\n> if a:\n>\n>     print(a)\n> ```\n');
    const item = replaceCode('- ```python\n  a = 1\n  ```\n- next\n', 'if a:\n    print(a)\n');
    assert.equal(item, '- ```python\n  if a:\n      print(a)\n  ```\n- next\n');
  });

  test('a fence inside the new code makes the block’s fence longer', () => {
    const code = 'doc = """\n```\n"""\nprint(doc)\n';
    const replaced = replaceCode('```python\na = 1\n```\nEnd.\n', code);
    assert.equal(replaced, '````python\n' + code + '````\nEnd.\n');
    assert.equal(programOf(replaced)?.code, code);
  });

  test('a block that would take its place goes, all else stays', () => {
    const task = { language: 'python', entryPoint: 'half' };
    const before = [
      'First:\n\n```python\ndef half(n):\n    return n\n```\n\nBetter:\n\n```python\ndef half(n):\n    return n // 2\n```\n',
      'Install it:\n\n```bash\npip install halves\n```\n\nThat is all.\n',
    ].join('\n');
    const replaced = replaceCode(before, 'print(1)\n', { task });
    assert.equal(programOf(replaced, { task })?.code, 'print(1)\n');
    assert.equal(
      replaced,
      'First:\n\nBetter:\n\n```python\nprint(1)\n```\n\nInstall it:\n\n```bash\npip install halves\n```\n\nThat is all.\n',
    );
  });

  test('dollar signs in the code are taken as they are', () => {
    assert.equal(replaceCode('```js\na\n```\n', 'f(`$&$1$$`);\n'), '```js\nf(`$&$1$$`);\n```\n');
  });
});
