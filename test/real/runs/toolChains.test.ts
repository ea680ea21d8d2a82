// What the tool chains of this machine say and show, in their own words and places.
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { before, describe, test } from 'node:test';
import { missingPackage } from '../../../src/runs/missingPackage.ts';
import { isInside } from '../../../src/runs/runners/visibleFolders.ts';
import { runToEnd, temporaryFolder } from '../../unit/runs/tools.ts';
import { warmToolChains } from './toolChains.ts';
import { each } from '../../each.ts';

const folder = temporaryFolder('tool-chains');

before(warmToolChains);

describe('the tool chains of this machine', () => {
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

  test('every runner of this machine shows where its programs are, and no home', async () => {
    for (const language of ['python', 'javascript', 'typescript', 'bash', 'go', 'rust', 'java', 'c', 'cpp']) {
      const { exe, compile, visible } = await findRunner(language);
      for (const program of each(
        [exe, compile?.exe].filter((path) => path !== undefined && path !== '{out}') as string[],
      ))
        assert.ok(
          visible.some((path) => isInside(program, path)),
          `${language}: ${program}`,
        );
      assert.ok(!visible.some((path) => isInside(homedir(), path)), `${language}: ${visible.join()}`);
    }
  });

  test('Java: packages and public classes of any name run', async () => {
    const body = 'public static void main(String[] a) { System.out.println("é " + a.length); }';
    for (const code of [
      `package a.b;\npublic class Größe { ${body} }`,
      `interface Shape {}\nclass Other { ${body} }`,
      `public class ${'N'.repeat(190)} { ${body} }`,
    ]) {
      const outcome = await runToEnd('java', code, folder);
      assert.deepEqual([outcome.stdout, outcome.stderr, outcome.exitCode], ['é 0\n', '', 0], code);
    }
  });
});
