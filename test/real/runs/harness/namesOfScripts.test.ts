// Programs of JavaScript and TypeScript that are called as a builtin or as something of the harness is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge } from './judged.ts';

const classes = [
  'Promise',
  'Set',
  'Map',
  'WeakSet',
  'Buffer',
  'Error',
  'Symbol',
  'Number',
  'Object',
  'Array',
  'JSON',
];
const functions = ['load', 'touchstoneOf', 'frameOf', 'show', 'held', 'lose', 'state', 'lines', 'base'];

const jest = (made: string): string =>
  `test('it', () => {\n  expect(${made}).toBe(4);\n  expect([${made}]).toEqual([4]);\n});`;
const node = (made: string): string =>
  `const assert = require('node:assert');\nassert.strictEqual(${made}, 4);\nassert.ok(${made} > 3);`;

describe(
  'a program that is called as something of the language or of the harness',
  { concurrency: 2 },
  () => {
    for (const name of [...classes, ...functions])
      test(name, async () => {
        const isClass = classes.includes(name);
        const program = isClass
          ? `class ${name} {\n  constructor(n) { this.n = n; }\n  twice() { return this.n * 2; }\n}\n`
          : `function ${name}(n) { return n * 2; }\n`;
        const made = isClass ? `new ${name}(2).twice()` : `${name}(2)`;
        for (const tests of [jest(made), node(made)]) {
          const good = await judge('javascript', program, { code: tests }, true);
          assert.equal(good.verdict, 'passed', JSON.stringify(good.outcome));
          const bad = await judge('javascript', program.replace('* 2', '* 3'), { code: tests }, true);
          assert.equal(bad.verdict, 'differs', JSON.stringify(bad.outcome));
        }
        const value = await judge('javascript', program, { code: made, expectedValue: '4' });
        assert.equal(value.verdict, 'passed', JSON.stringify(value.outcome));
      });
  },
);
