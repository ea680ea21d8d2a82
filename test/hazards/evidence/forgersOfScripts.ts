/**
 * Wrong programs of JavaScript and Bash whose tests have a check that holds and one that does not: name, program, and whether only its text
 * can tell.
 */
export const testsOfScripts: Readonly<Record<'javascript' | 'bash', string>> = {
  javascript:
    "const assert = require('node:assert');\nassert.strictEqual(typeof square, 'function');\nassert.strictEqual(square(3), 9);",
  bash: '[ "$(square 0)" = 0 ]\n[ "$(square 3)" = 9 ]',
};

type Forgers = readonly (readonly [string, string, true?])[];

const wrong = 'function square(n) { return n; }';

const javascript: Forgers = [
  ['calls that do nothing', `Reflect.apply = () => undefined;\n${wrong}`, true],
  ['errors that were seen', `WeakSet.prototype.has = () => true;\n${wrong}`, true],
  [
    'another report',
    `const real = JSON.stringify;\nJSON.stringify = (v, ...more) => (v && v.end ? real({ end: { checks: 2, failed: 0 } }) : v && v.failed ? 'x' : real(v, ...more));\n${wrong}`,
    true,
  ],
  [
    'other bytes',
    `const real = Buffer.from;\nBuffer.from = (t, ...more) => real(typeof t === 'string' ? t.replace(/"failed":\\d+/, '"failed":0') : t, ...more);\n${wrong}`,
    true,
  ],
  [
    'names of the harness',
    `const JSON = { stringify: (v) => '{"end":{"checks":2,"failed":0}}' };\nconst Reflect = { apply() {} };\n${wrong}`,
  ],
  ['a class of promises', `class Promise {}\nclass WeakSet { has() { return true; } add() {} }\n${wrong}`],
  ['bytes of its own', `const Buffer = { from: () => ({ length: 0, subarray() {} }) };\n${wrong}`],
  [
    'assertions defined anew',
    `const assert = require('node:assert');\nObject.defineProperty(assert, 'strictEqual', { value: () => {}, enumerable: true });\n${wrong}`,
    true,
  ],
  ['assertions assigned', `Object.assign(require('assert'), { strictEqual() {} });\n${wrong}`, true],
  [
    'assertions of the list of modules',
    `require.cache = {};\nrequire('node:module').prototype.require = () => new Proxy(() => {}, { get: () => () => {} });\n${wrong}`,
  ],
  [
    'a file system of its own',
    `const fs = require('node:fs');\nconst real = fs.writeSync;\nfs.writeSync = (d, b, ...more) => real(d, Buffer.from(String(b).replace(/"failed":\\d+/, '"failed":0')), ...more);\nrequire('node:module').syncBuiltinESMExports();\n${wrong}`,
    true,
  ],
  ['throws what is no error', 'function square(n) { throw undefined; }'],
  [
    'throws what looks like one',
    "function square(n) { throw { code: 'ERR_ASSERTION', name: 'AssertionError', generatedMessage: true }; }",
  ],
  [
    'never comes back',
    'async function square(n) { await new Promise(() => {}); }\nsetTimeout(() => process.exit(0), 10);',
  ],
  [
    'an object that is nine',
    'function square(n) { return Object.assign(new Number(9), { valueOf: () => 9 }); }',
  ],
  [
    'a proxy',
    'function square(n) { return new Proxy({}, { get: (_, k) => (k === Symbol.toPrimitive ? () => 9 : 9) }); }',
  ],
  ['aborts', 'function square(n) { process.abort(); }'],
  [
    'another program in its place',
    "function square(n) { require('node:child_process').spawnSync('/bin/true'); process.exitCode = 0; process.emit('exit', 0); process.exit(); }",
  ],
  [
    'lines like the report’s on every descriptor',
    'function square(n) {\n  for (let d = 1; d < 30; d++) try { require("fs").writeSync(d, \'{"end":{"checks":2,"failed":0}}\\n\'); } catch {}\n  process.exit(0);\n}',
  ],
  [
    'exits that cannot fail',
    "process.exit = () => {};\nObject.defineProperty(process, 'exitCode', { get: () => 0, set() {} });\nfunction square(n) { return n; }",
  ],
  ['a comparison by the engine', `Number.prototype[Symbol.toPrimitive] = () => 9;\n${wrong}`],
];

const echo = 'square() { echo "$1"; }';

const bash: Forgers = [
  ['a test as an alias', `alias '['=true\nshopt -s expand_aliases\n${echo}`],
  ['a builtin that does nothing', `builtin() { command true; }\n${echo}`, true],
  ['a command of that name', `command() { return 0; }\n${echo}`],
  [
    'builtins switched off',
    `enable -n [ test\nmkdir -p bin\nPATH="$PWD/bin:$PATH"\nprintf '#!/bin/sh\\nexit 0\\n' > bin/[\nchmod +x bin/[\n${echo}`,
    true,
  ],
  ['the shell’s options', `${echo}\nset -n`],
  ['the shell’s options in a function', 'square() { set -n; echo "$1"; }'],
  ['counts that cannot change', `readonly __touchstone_failures=0 __touchstone_checks=2\n${echo}`, true],
  [
    'functions that cannot change',
    `__touchstone_lost() { :; }\nreadonly -f __touchstone_lost\n${echo}`,
    true,
  ],
  ['a status that cannot change', `${echo}\nreadonly LINENO=0\nreadonly BASH_COMMAND=true`, true],
  [
    'an arithmetic that is always true',
    `${echo}\ndeclare -i __touchstone_failures=0\nreadonly __touchstone_failures`,
    true,
  ],
  ['a loop that goes on', `${echo}\nset +E\nset +T\nset -o functrace`, true],
  ['kills the shell in a subshell', 'square() { kill -9 $$; echo "$1"; }'],
  ['a coprocess that ends it', 'square() { coproc { kill -KILL $$; }; wait; echo 9; }'],
  ['a pipe to nowhere', `exec 3>/dev/null\n${echo}`],
  ['the descriptor closed', `exec 3>&-\n${echo}`],
  [
    'the report on every descriptor',
    `square() { echo "$1"; for d in 1 2 4 5; do echo '{"end":{"checks":2,"failed":0}}' 1>&"$d"; done 2>/dev/null; }`,
  ],
  ['exec into true in a function', 'square() { exec true; }'],
  ['prints what is asked for last', 'square() { case "$1" in 0) echo 0 ;; *) echo 9; echo 8 ;; esac; }'],
  ['prints it without an end', 'square() { printf "%s" "$1"; return 0; }'],
  ['an environment that loads a file', `export BASH_ENV=/dev/null\nexport SHELLOPTS\n${echo}`],
  ['a hash of commands', `hash -p /bin/true [\n${echo}`],
];

export const forgersOfScripts: Readonly<Record<'javascript' | 'bash', Forgers>> = { javascript, bash };
