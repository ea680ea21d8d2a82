import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missingPackage, type MissingContext } from '../../../src/runs/missingPackage.ts';
import { findRunner, type FoundRunner } from '../../../src/runs/runners/registry.ts';
import { runToEnd, temporaryFolder } from './tools.ts';

const folder = temporaryFolder('missing');

function runner(language: string, exe = '/opt/my python/bin/python'): FoundRunner {
  return { language, fileName: 'main', exe, args: [], env: {}, visible: [], label: `${language} 1.2` };
}

function told(language: string, stderr: string, context?: MissingContext): ReturnType<typeof missingPackage> {
  return missingPackage({ stderr, exitCode: 1 }, runner(language), context);
}

describe('missingPackage', () => {
  test('what Python lacks, with the command for the very interpreter', () => {
    const said = (name: string): string => `Traceback …\nModuleNotFoundError: No module named '${name}'\n`;
    assert.deepEqual(told('python', said('requests')), {
      name: 'requests',
      command: `'/opt/my python/bin/python' -m pip install requests`,
      sentence: 'The package requests is not installed for python 1.2.',
    });
    const others: [string, string][] = [
      ['cv2', 'opencv-python'],
      ['sklearn.linear_model', 'scikit-learn'],
      ['yaml', 'PyYAML'],
      ['PIL', 'pillow'],
      ['bs4', 'beautifulsoup4'],
      ['google.protobuf.message', 'protobuf'],
      ['numpy.linalg', 'numpy'],
    ];
    for (const [wanted, name] of others) assert.equal(told('python', said(wanted))?.name, name);
    assert.match(told('python', said('cv2'))?.sentence ?? '', /opencv-python \(imported as cv2\)/);
  });

  test('modules of Python’s own and of the response’s own are no packages', () => {
    const said = (name: string): string => `ModuleNotFoundError: No module named '${name}'`;
    for (const name of ['tkinter', 'distutils.core', '_ctypes', 'your_module', 'solution', 'utils'])
      assert.equal(told('python', said(name)), undefined, name);
    assert.equal(
      told('python', `ModuleNotFoundError: No module named 'a.b'; 'a' is not a package`),
      undefined,
    );
    assert.equal(told('python', said('shop'), { text: 'Save this as `shop.py`:' }), undefined);
    assert.equal(told('python', said('shop.cart'), { text: '# shop/cart.py' }), undefined);
    assert.equal(told('python', said('shop'), { text: 'Uses workshop.py.' })?.name, 'shop');
  });

  test('names are a program’s to write: none that could be more than a name is repeated', () => {
    for (const name of ['x; rm -rf ~', '$(id)', '--index-url=http://x', '../x', 'a b', '`id`', ''])
      for (const language of ['python', 'javascript', 'go', 'rust', 'java', 'c']) {
        const stderr = [
          `ModuleNotFoundError: No module named '${name}'`,
          `Error: Cannot find module '${name}'`,
          `main.go:1:2: no required module provides package ${name}; to add it`,
          `error: can't find crate for \`${name}\``,
          `Main.java:1: error: package ${name} does not exist`,
          `main.c:1:1: fatal error: ${name}: No such file or directory`,
        ].join('\n');
        const found = told(language, stderr);
        assert.doesNotMatch(found?.command ?? '', /rm -rf|\$\(|`|--index|\.\./, `${language}: ${name}`);
      }
  });

  test('what Node lacks', async () => {
    const cases: [string, string | undefined][] = [
      [`Error: Cannot find module 'left-pad'\nRequire stack:`, 'left-pad'],
      [`Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@scope/pkg' imported from /p/b.mjs`, '@scope/pkg'],
      [`Error: Cannot find module 'lodash/fp'`, 'lodash'],
      [`Error: Cannot find module './util'`, undefined],
      [`Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/tmp/util.js' imported from /p`, undefined],
      [`Error: Cannot find module 'node:future'`, undefined],
    ];
    for (const [stderr, name] of cases) assert.equal(told('javascript', stderr)?.name, name, stderr);
    const found = told('typescript', `Error: Cannot find module 'x'`, { projectFolder: `/it's mine` });
    assert.equal(found?.command, `npm install --prefix '/it'\\''s mine' x`);
    const real = await runToEnd('javascript', 'import x from "@no-such/package/deep";', folder);
    assert.equal(missingPackage(real, await findRunner('javascript'))?.name, '@no-such/package');
  });

  test('what compilers lack, from their own words', async () => {
    const cases: [string, string, string, boolean][] = [
      ['python', 'import no_such_package_x.sub', 'no_such_package_x', true],
      ['go', 'package main\nimport "example.com/mux"\nfunc main() { mux.New() }', 'example.com/mux', false],
      ['rust', 'use rand::Rng;\nfn main() {}', 'rand', false],
      ['rust', 'extern crate serde;\nfn main() {}', 'serde', false],
      [
        'java',
        'import com.google.gson.Gson;\nclass A { public static void main(String[] a) {} }',
        'com.google.gson',
        false,
      ],
      ['c', '#include <jansson.h>\nint main(void) { return 0; }', 'jansson.h', true],
      ['cpp', '#include <nlohmann/json.hpp>\nint main() {}', 'nlohmann/json.hpp', true],
      ['cpp', '#include <windows.h>\nint main() {}', 'windows.h', false],
    ];
    for (const [language, code, name, installable] of cases) {
      const outcome = await runToEnd(language, code, folder);
      const found = missingPackage(outcome, await findRunner(language));
      assert.equal(found?.name, name, `${language}: ${outcome.stderr}`);
      assert.equal(found.command !== undefined, installable, `${language}: ${found.command}`);
    }
    const own = await runToEnd('c', '#include "mine.h"\nint main(void) { return 0; }', folder);
    assert.equal(missingPackage(own, await findRunner('c')), undefined);
  });

  test('a program that ends well lacks nothing', () => {
    const stderr = `ModuleNotFoundError: No module named 'requests'`;
    assert.equal(missingPackage({ stderr, exitCode: 0 }, runner('python')), undefined);
  });
});
