import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { startRun } from '../../../src/runs/startRun.ts';
import type { RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { mainClass, publicClass } from '../../../src/runs/runners/programFile.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { parseRunnerSettings } from '../../../src/runs/runners/runnerSettings.ts';
import type { FoundRunner, ProjectProbe } from '../../../src/runs/contract/runner.ts';
import { isInside, visibleFolders } from '../../../src/runs/runners/visibleFolders.ts';
import { runToEnd, temporaryFolder, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder('places');
const runs = join(folder, 'runs');

function run(runner: FoundRunner, code: string): Promise<RunOutcome> {
  const assembled = { code, reportsValue: false };
  return startRun({ assembled, runner, folder: runs, limits: wide, stdin: '' }).done;
}

/** Asks as `RunService` does, without a sandbox. */
const probeInProject: ProjectProbe = async (tool) => {
  const runner = { ...tool, language: '', fileName: 'empty', label: '' };
  const { exitCode, stdout } = await run(runner, '');
  return exitCode === 0 ? stdout : undefined;
};

async function executable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

describe('Java’s names', () => {
  test('the public class names the file, the one with main is started', () => {
    const cases: [string, string | undefined, string | undefined][] = [
      ['public class Hello { public static void main(String[] a) {} }', 'Hello', 'Hello'],
      ['class A {}\nclass B { public static void main(String... a) {} }', undefined, 'B'],
      ['package shop . cart ;\npublic final class Üben { static void main() {} }', 'Üben', 'shop.cart.Üben'],
      [
        '// public class No {\n/* class X { */ class Y { String s = "public class Z {"; char c = \'{\'; }',
        undefined,
        'Y',
      ],
      ['class Outer { public static class Inner { } }\npublic interface I { }', 'I', 'I'],
      ['@Marker({1, 2}) public record Point<T extends Comparable<T>>(int x) { }', 'Point', 'Point'],
      ['String s = """\n  public class No { }\n""";', undefined, undefined],
      ['class 😀 {}', undefined, undefined],
    ];
    for (const [code, file, entry] of cases)
      assert.deepEqual([publicClass(code), mainClass(code)], [file, entry], code);
  });
});

describe('the project’s own', () => {
  test('virtual environment with its packages, after the user’s setting and choice', async () => {
    const project = join(folder, 'with venv');
    for (const name of ['.venv', 'chosen'])
      execFileSync((await findRunner('python')).exe, ['-m', 'venv', '--without-pip', join(project, name)]);
    const venv = join(project, '.venv', 'bin', 'python');
    const site = execFileSync(venv, ['-c', 'import site; print(site.getsitepackages()[0])'], {
      encoding: 'utf8',
    });
    await writeFile(join(site.trim(), 'own_package.py'), 'answer = 42\n');

    const found = await findRunner('python', {}, process.env, { projectFolder: project, probeInProject });
    assert.equal(found.exe, venv);
    assert.match(found.label, /^python 3\.\d+\.\d+ \(\.venv\)$/);
    const outcome = await run(found, 'import own_package, sys\nprint(own_package.answer, sys.prefix)');
    assert.equal(outcome.stdout, `42 ${join(project, '.venv')}\n`);
    assert.ok(
      found.visible.some((path) => isInside(venv, path)),
      'the environment',
    );
    assert.ok(!found.visible.some((path) => isInside(project, path)), 'not the project');
    const base = (await findRunner('python')).exe;
    assert.ok(
      found.visible.some((path) => isInside(base, path)),
      'the Python behind it',
    );

    const chosen = join(project, 'chosen', 'bin', 'python');
    const options = { projectFolder: project, preferred: { python: chosen }, probeInProject };
    assert.equal((await findRunner('python', {}, process.env, options)).exe, chosen);
    const settings = parseRunnerSettings({ python: { command: ['python3', '{file}'] } });
    const own = await findRunner('python', settings, process.env, options);
    assert.ok(own.exe !== chosen && own.exe !== venv);
    const gone = { ...options, preferred: { python: '/no/such/python' } };
    assert.equal((await findRunner('python', {}, process.env, gone)).exe, venv);

    const active = { ...process.env, VIRTUAL_ENV: join(project, 'chosen') };
    assert.equal((await findRunner('python', {}, active)).exe, chosen);
    assert.equal(
      (await findRunner('python', {}, active, { projectFolder: project, probeInProject })).exe,
      venv,
    );
    await rm(join(project, '.venv'), { recursive: true });
    const conda = { ...process.env, CONDA_PREFIX: join(project, 'chosen') };
    assert.equal(
      (await findRunner('python', {}, conda, { projectFolder: project, probeInProject })).exe,
      chosen,
    );
  });

  test('node_modules, for CommonJS, ES modules and TypeScript', async () => {
    const project = join(folder, 'outer', 'with modules');
    const modules = join(project, 'node_modules');
    await mkdir(join(modules, 'answer'), { recursive: true });
    await writeFile(join(modules, 'answer', 'package.json'), '{ "name": "answer", "main": "index.js" }');
    await writeFile(join(modules, 'answer', 'index.js'), 'exports.answer = 42;');
    const above = join(folder, 'outer', 'node_modules', 'hoisted');
    await mkdir(above, { recursive: true });
    await writeFile(join(above, 'index.js'), 'module.exports = "above";');
    const programs: [string, string][] = [
      ['javascript', 'console.log(require("answer").answer, require("hoisted"));'],
      ['javascript', 'import { answer } from "answer";\nconsole.log(answer, "above");'],
      ['typescript', 'import { answer } from "answer";\nconst n: number = answer;\nconsole.log(n, "above");'],
    ];
    for (const [language, code] of programs) {
      const found = await findRunner(language, {}, process.env, { projectFolder: project });
      const outcome = await run(found, code);
      assert.deepEqual([outcome.stdout, outcome.exitCode], ['42 above\n', 0], `${code}\n${outcome.stderr}`);
      assert.ok(found.visible.includes(modules), found.visible.join());
    }
    assert.equal(await readFile(join(modules, 'answer', 'index.js'), 'utf8'), 'exports.answer = 42;');
  });

  test('enums and parameter properties of TypeScript run', async () => {
    const code =
      'enum E { a = 40 }\nclass C { constructor(readonly n: number) {} }\nconsole.log(E.a + new C(2).n);';
    const outcome = await runToEnd('typescript', code, runs);
    assert.deepEqual([outcome.stdout, outcome.stderr], ['42\n', '']);
  });
});

describe('a shim', () => {
  test('of an own runner is asked for what is behind it', async () => {
    const root = join(folder, '.fooenv');
    for (const name of ['shims', 'bin', 'versions']) await mkdir(join(root, name), { recursive: true });
    const real = join(root, 'versions', 'lang');
    await executable(real, '#!/bin/sh\necho real 4.5.6\n');
    await executable(join(root, 'shims', 'lang'), '#!/bin/sh\necho shim 1.2.3\n');
    await executable(
      join(root, 'bin', 'fooenv'),
      `#!/bin/sh\n[ "$1 $2" = "which lang" ] && echo '${real}'\n`,
    );
    const settings = parseRunnerSettings({ lang: { command: ['lang', '{file}'] } });
    const env = { PATH: join(root, 'shims') };
    const found = await findRunner('lang', settings, env);
    assert.deepEqual([found.exe, found.label, found.fileName], [real, 'lang 4.5.6', 'main.lang']);
  });
});

describe('visibleFolders', () => {
  test('shows prefixes and what links lead to, once, and never the home or the project', async () => {
    const base = join(folder, 'see');
    for (const name of ['tool-1.2/bin', 'tool-1.2/lib', 'links', 'project/deep'])
      await mkdir(join(base, name), { recursive: true });
    await executable(join(base, 'tool-1.2', 'bin', 'tool'), '#!/bin/sh\n');
    await symlink('tool-1.2', join(base, 'tool'));
    await symlink('../tool/bin/tool', join(base, 'links', 'tool'));
    const at = (name: string): string => join(base, name);
    assert.deepEqual((await visibleFolders([at('links/tool')], [at('tool-1.2/lib'), at('none')])).sort(), [
      at('links'),
      at('tool'),
      at('tool-1.2'),
    ]);
    const hidden = [at('project/deep')];
    assert.deepEqual(
      await visibleFolders([], ['/', homedir(), base, at('project'), at('project/deep')], hidden),
      [],
    );
    await executable(at('project/tool'), '#!/bin/sh\n');
    assert.deepEqual(await visibleFolders([at('project/tool')], [], hidden), [at('project/tool')]);
  });
});
