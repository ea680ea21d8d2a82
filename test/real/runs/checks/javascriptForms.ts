import type { CheckedForm } from './checkedForm.ts';

const plain =
  'function twice(n) {\n  return 2 * n;\n}\nasync function later(n) {\n  return 2 * n;\n}\nfunction strict(n) {\n  if (n < 0) throw new RangeError("negative");\n  return n;\n}\nif (require.main === module) console.log("MAIN");\n';
const typed =
  'import { EOL } from "node:os";\nexport interface Pair { a: number }\nexport function twice(n: number): number {\n  return 2 * n;\n}\nexport async function later(n: number): Promise<number> {\n  return 2 * n;\n}\nexport function strict(n: number): number {\n  if (n < 0) throw new RangeError("negative" + EOL);\n  return n;\n}\n';
const wrong: [string, string][] = [
  ['2 * n', 'n * n'],
  ['2 * n', 'n * n'],
  ['throw new RangeError', 'return console.log'],
];

const both = [
  {
    name: 'assertions of Node',
    tests:
      "const assert = require('node:assert');\nassert.equal(twice(2), 4);\nassert.deepStrictEqual([twice(3)], [6], 'three');",
    failed: {
      n: 2,
      line: 3,
      text: "assert.deepStrictEqual([twice(3)], [6], 'three');",
      op: '',
      expected: '[ 6 ]',
      got: '[ 9 ]',
      message: 'three',
    },
  },
  {
    name: 'imported assertions',
    tests:
      "import assert from 'node:assert/strict';\nimport { setTimeout as wait } from 'node:timers/promises';\nawait wait(1);\nassert(twice(3) === 6);",
  },
  {
    name: 'errors and promises',
    tests:
      "const assert = require('assert').strict;\nassert.throws(() => strict(-1), RangeError);\nassert.equal(await later(3), 6);",
  },
  {
    name: 'console.assert',
    tests: 'console.assert(twice(3) === 6, "three");',
    failed: {
      n: 1,
      line: 1,
      text: 'console.assert(twice(3) === 6, "three");',
      op: '',
      message: 'Assertion failed three',
    },
  },
  { name: 'comparisons that stand alone', tests: 'twice(2) === 4;\ntwice(3) === 6' },
  {
    name: 'comparisons that are printed',
    tests: 'console.log(twice(2) === 4);\nconsole.log("three:", twice(3) === 6);',
    failed: { n: 2, line: 2, text: 'console.log("three:", twice(3) === 6);', op: '' },
  },
  {
    name: 'a choice that is printed',
    tests: "const ok = twice(3) === 6;\nconsole.log(ok ? '✓ three' : '✗ FAIL');",
  },
  {
    name: 'a home-made test that prints',
    tests:
      "function it(name, run) {\n  try {\n    run();\n    console.log('PASS ' + name);\n  } catch (error) {\n    console.log(`FAIL ${name}`);\n  }\n}\nit('three', () => {\n  if (twice(3) !== 6) throw new Error('not 6');\n});",
  },
  {
    name: 'an if that ends the process',
    tests: 'if (twice(3) !== 6) {\n  console.error("no");\n  process.exit(1);\n}',
  },
  {
    name: 'published tests',
    tests:
      "const assert = require('node:assert');\n\nfunction test() {\n  let candidate = twice;\n  assert.deepEqual(candidate(3), 6);\n}\n\ntest();",
  },
  {
    name: 'test functions that nobody calls',
    tests:
      "const assert = require('assert');\nconst testThree = async () => {\n  assert.strictEqual(await later(3), 6);\n};",
    failed: {
      n: 1,
      case: 'testThree',
      line: 3,
      text: 'assert.strictEqual(await later(3), 6);',
      op: '',
      expected: '6',
      got: '9',
    },
  },
  {
    name: 'Jest',
    tests:
      "describe('twice', () => {\n  let n;\n  beforeEach(() => { n = 3; });\n  it('doubles', () => {\n    expect(twice(2)).toBe(4);\n    expect([twice(n)]).toEqual([6]);\n  });\n  test.each([[3, 6]])('%d', (a, b) => expect(twice(a)).toBe(b));\n  test('later', async () => {\n    await expect(later(n)).resolves.toBe(6);\n  });\n});",
    failed: {
      n: 2,
      case: 'twice > doubles',
      line: 6,
      text: 'expect([twice(n)]).toEqual([6]);',
      op: '',
      expected: '[ 6 ]',
      got: '[ 9 ]',
    },
  },
  {
    name: 'Jest: errors',
    tests:
      "import { test, expect } from '@jest/globals';\ntest('negative', () => {\n  expect(() => strict(-1)).toThrow(RangeError);\n  expect(() => strict(1)).not.toThrow();\n});",
  },
  {
    name: 'node:test',
    tests:
      "import { test, describe } from 'node:test';\nimport assert from 'node:assert';\ntest('three', async (t) => {\n  await t.test('inner', () => assert.equal(twice(3), 6));\n});",
  },
  {
    name: 'a promise that nobody awaits',
    tests:
      "const assert = require('assert');\nasync function main() {\n  assert.equal(await later(3), 6);\n}\nmain();",
  },
];

export const javascriptForms: CheckedForm[] = [
  ...both.map((form) => ({ language: 'javascript', right: plain, wrong, ...form })),
  ...both.map((form) => ({
    language: 'typescript',
    right: typed,
    wrong: [...wrong.slice(0, 2), ['throw new RangeError("negative" + EOL)', 'return 0'] as [string, string]],
    ...form,
  })),
];
