import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missingPackage, type MissingContext } from '../../../src/runs/missingPackage.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
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

  test('a program that ends well lacks nothing', () => {
    const stderr = `ModuleNotFoundError: No module named 'requests'`;
    assert.equal(missingPackage({ stderr, exitCode: 0 }, runner('python')), undefined);
  });
});
