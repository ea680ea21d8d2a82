import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe, test } from 'node:test';
import { canonicalLanguage } from '../../../src/runs/language.ts';
import { findExecutable } from '../../../src/runs/path.ts';
import { findRunner, runnerSettingsSchema } from '../../../src/runs/runners.ts';
import { startRun } from '../../../src/runs/run.ts';
import { temporaryFolder } from './tools.ts';

const folder = temporaryFolder('runners');

/** An executable that prints `output` for whatever it is asked. */
async function fake(name: string, output: string): Promise<string> {
  const path = join(folder, name);
  // Built into the shell: the PATH of the test holds no other programs.
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' '${output}'\n`);
  await chmod(path, 0o755);
  return path;
}

describe('findRunner', () => {
  test('finds the interpreters of this machine with their versions', async () => {
    const python = await findRunner('Py3');
    assert.match(python.label, /^python 3\.\d+\.\d+/);
    assert.ok(isAbsolute(python.exe));
    assert.match((await findRunner('node')).label, /^javascript \d+\.\d+/);
    assert.match((await findRunner('bash')).label, /^bash \d+\.\d+/);
    assert.match((await findRunner('ts')).label, /^typescript (2[2-9]|[3-9]\d)\./);
  });

  test('a language without a runner is told, with the setting that adds one', async () => {
    await assert.rejects(findRunner('Cobol'), (error: { code?: string; action?: string }) => {
      assert.equal(error.code, 'run-language');
      assert.match(error.action ?? '', /touchstone\.run\.runners/);
      return true;
    });
  });

  test('a missing interpreter is told with the command that installs it', async () => {
    await assert.rejects(
      findRunner('python', {}, { PATH: folder }),
      (error: { code?: string; message: string; action?: string }) => {
        assert.equal(error.code, 'run-interpreter-missing');
        assert.match(error.message, /Python was not found \(looked for python3, python\)/);
        assert.match(error.action ?? '', /install python/i);
        return true;
      },
    );
  });

  test('an interpreter that is too old or broken is passed over', async () => {
    const bin = join(folder, 'old');
    await mkdir(bin);
    await symlink(await fake('py2', '2.7.18'), join(bin, 'python3'));
    const env = { PATH: bin };
    await assert.rejects(findRunner('python', {}, env), /python3 2\.7\.18 is too old/);
    await symlink(await fake('py3', '3.9.1'), join(bin, 'python'));
    const found = await findRunner('python', {}, env);
    assert.deepEqual([found.exe, found.label], [join(bin, 'python'), 'python 3.9.1']);
  });

  test('without Node on the PATH the editor’s own runtime runs JavaScript', async () => {
    const found = await findRunner('javascript', {}, { PATH: folder });
    assert.equal(found.exe, process.execPath);
    assert.equal(found.env['ELECTRON_RUN_AS_NODE'], '1');
    const outcome = await startRun({ code: 'console.log(1)', runner: found, folder, stdin: '' }).done;
    assert.equal(outcome.stdout, '1\n');
  });

  test('settings override a runner and add a language', async () => {
    const echo = await fake('my tool $(x)', 'mine 7.8.9');
    const settings = runnerSettingsSchema.parse({
      py: { command: [echo, '-q', '{file}'] },
      Zig: { command: [echo], fileName: 'main.zig', env: { A: 'b' } },
    });
    const python = await findRunner('python', settings);
    assert.deepEqual(
      [python.exe, python.args, python.label, python.fileName],
      [echo, ['-q', '{file}'], 'python 7.8.9', 'main.py'],
    );
    const zig = await findRunner('zig', settings);
    assert.deepEqual([zig.args, zig.fileName, zig.env], [['{file}'], 'main.zig', { A: 'b' }]);
    const outcome = await startRun({ code: 'x', runner: zig, folder, stdin: '' }).done;
    assert.equal(outcome.stdout, 'mine 7.8.9\n');
    await assert.rejects(findRunner('c', { c: { command: ['/no/such/tcc'] } }), {
      code: 'run-interpreter-missing',
    });
  });

  test('settings are checked', () => {
    for (const bad of [
      { python: { command: [] } },
      { python: { command: 'python {file}' } },
      { python: { command: ['python'], fileName: '../main.py' } },
      { python: { command: ['python'], unknown: 1 } },
    ])
      assert.equal(runnerSettingsSchema.safeParse(bad).success, false, JSON.stringify(bad));
  });
});

describe('findExecutable', () => {
  test('looks names up in the absolute folders of PATH, in order, and takes files that may be run only', async () => {
    const one = join(folder, 'one');
    const two = join(folder, 'two');
    for (const path of [one, two, join(one, 'tool')]) await mkdir(path, { recursive: true });
    await writeFile(join(two, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(join(one, 'plain'), 'text');
    const env = { PATH: ['.', '', 'relative', one, two].join(delimiter) };
    assert.equal(await findExecutable('tool', env), join(two, 'tool'));
    assert.equal(await findExecutable('plain', env), undefined);
    assert.equal(await findExecutable(join(two, 'tool'), {}), join(two, 'tool'));
    assert.equal(await findExecutable('package.json', { PATH: '.' }), undefined);
  });
});

test('languages have one name', () => {
  assert.deepEqual(['Python3', ' JS ', 'C++', 'shell', 'golang', 'Zig'].map(canonicalLanguage), [
    'python',
    'javascript',
    'cpp',
    'bash',
    'go',
    'zig',
  ]);
});
